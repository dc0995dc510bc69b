//! Brings the categories up to date: one answer, one transaction.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;

use super::skills::blocking;
use super::{Changes, SyncError};
use crate::api::{CategoriesPage, Client, Fetched, Meter};
use crate::model::CategoryRecord;
use crate::store::{Store, catalogue};

const RESOURCE: &str = "categories";

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// Brings the categories up to date.
///
/// # Errors
/// What the marketplace or the disk says; the categories are then as they were.
pub async fn run(client: &Client, store: &Arc<Store>, meter: &Arc<Meter>) -> Result<Changes, SyncError> {
    let known = {
        let store = Arc::clone(store);
        blocking(move || Ok(store.read(|connection| catalogue::validator(connection, RESOURCE))?)).await?
    };
    let fetched = client.categories(known.as_deref(), meter).await?;
    let store = Arc::clone(store);
    blocking(move || match fetched {
        Fetched::NotModified => {
            let unchanged = store.read(|connection| Ok(catalogue::meta(connection)?.categories))?;
            Ok(Changes {
                unchanged,
                ..Changes::default()
            })
        }
        Fetched::New(page, etag) => {
            let (records, rejected) = records(page);
            let mut changes = store.write(|connection| {
                let changes = catalogue::replace_categories(connection, &records)?;
                if catalogue::validator(connection, RESOURCE)? != etag {
                    let validators: Vec<_> = etag.map(|etag| (RESOURCE.to_owned(), etag)).into_iter().collect();
                    catalogue::replace_validators(connection, RESOURCE, &validators)?;
                }
                Ok(changes)
            })?;
            changes.rejected = rejected;
            Ok(changes)
        }
    })
    .await
}

/// The records that have a name, each name once, and how many have none.
fn records(page: CategoriesPage) -> (Vec<CategoryRecord>, u32) {
    let mut rejected = 0;
    let mut names = HashSet::new();
    let mut records = Vec::new();
    for raw in page.categories {
        match serde_json::from_str::<Name>(raw.get()) {
            Ok(Name { name }) if !name.trim().is_empty() => {
                if names.insert(name.clone()) {
                    records.push(CategoryRecord { name, raw });
                }
            }
            _ => rejected += 1,
        }
    }
    (records, rejected)
}
