//! Reads the listing of skills page by page, stages each page in one transaction
//! and makes the whole current at the end. What fails on the way leaves the
//! catalogue as it was.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::reading::{ReadPage, Reading};
use super::{Changes, SyncError};
use crate::api::{Client, Fetched, Meter};
use crate::model::UnixMillis;
use crate::store::listing::{self, Listing};
use crate::store::preview::{self, Foreseen};
use crate::store::settle::{Settled, Wishes, kept_back};
use crate::store::{Store, StoreError, catalogue, facts, pages};

/// Records asked for a page: the most the contract allows.
const PAGE_SIZE: u32 = 1000;
/// Pages that are on their way at a time, beside the one that is being stored.
const AHEAD: usize = 2;
/// How often a listing that changed while it was read is read again.
const WALKS: u32 = 3;
/// How long to let it settle before.
const SETTLE: Duration = Duration::from_millis(500);
/// Validators of the listing's pages begin with this.
const RESOURCE: &str = "skills?";

/// What is needed to read the listing.
pub struct SkillsStep<'a> {
    /// The marketplace.
    pub client: &'a Client,
    /// The databases.
    pub store: &'a Arc<Store>,
    /// Counts requests and bytes.
    pub meter: &'a Arc<Meter>,
    /// Told after every page: skills read, skills in all.
    pub progress: &'a (dyn Fn(u32, Option<u32>) + Send + Sync),
    /// Whether the user said yes to deletions, however many.
    pub deletions_confirmed: bool,
    /// What happens to what the user has of the skills.
    pub wishes: Wishes,
    /// Which marketplace it is: what another one said of its listing does not count.
    pub origin: String,
}

/// What reading the listing did.
#[derive(Debug, Default)]
pub struct SkillsDone {
    /// To the skills.
    pub changes: Changes,
    /// To the user's copies.
    pub settled: Vec<Settled>,
}

pub(super) fn resource(page: u32) -> String {
    format!("{RESOURCE}page={page}&page_size={PAGE_SIZE}")
}

impl SkillsStep<'_> {
    /// Brings the skills up to date.
    ///
    /// # Errors
    /// What the marketplace or the disk says; the catalogue is then as it was.
    pub async fn run(&self) -> Result<SkillsDone, SyncError> {
        let origin = self.origin.clone();
        self.write(move |connection| catalogue::set_origin(connection, &origin))
            .await?;
        if let Some(unchanged) = self.unchanged().await? {
            return Ok(unchanged);
        }
        let done = match self.whole().await {
            Ok(reading) => self.finish(reading).await,
            Err(error) => Err(error),
        };
        self.settle_log().await;
        done
    }

    /// The log that grew with the pages goes back to its size. That it cannot is no failure of the sync.
    async fn settle_log(&self) {
        let store = Arc::clone(self.store);
        if let Err(error) = blocking(move || Ok(store.settle_log()?)).await {
            tracing::info!(%error, "the log of the catalogue was not emptied");
        }
    }

    /// Stages the whole listing, read again where it changed meanwhile.
    async fn whole(&self) -> Result<Reading, SyncError> {
        let mut walks = 0;
        loop {
            walks += 1;
            match self.walk().await {
                Err(SyncError::Inconsistent(why)) if walks < WALKS => {
                    self.write(pages::forget).await?;
                    tracing::info!(%why, walks, "the listing changed while it was read: reading it again");
                    tokio::time::sleep(SETTLE).await;
                }
                other => return other,
            }
        }
    }

    /// Reads the whole listing as [`SkillsStep::run`] does and says what making it the
    /// current one would do. Everything is left as it was.
    ///
    /// # Errors
    /// What the marketplace or the disk says.
    pub async fn preview(&self) -> Result<(Changes, Foreseen), SyncError> {
        // What was read before may be of another marketplace than the one looked at.
        self.write(pages::forget).await?;
        let foreseen = match self.whole().await {
            Ok(reading) => self.foresee(reading).await,
            Err(error) => Err(error),
        };
        // Also after a failure: nothing of a look is left behind.
        let forgotten = self.write(listing::forget).await;
        self.settle_log().await;
        let foreseen = foreseen?;
        forgotten?;
        Ok(foreseen)
    }

    /// Asks whether the listing is still the one read last, where its validators
    /// are known. All its pages are asked for, unless they had one validator in
    /// common: then that speaks for the listing as a whole, and one answer is enough.
    async fn unchanged(&self) -> Result<Option<SkillsDone>, SyncError> {
        let known: Vec<(u32, String)> = self
            .read(|connection| {
                let mut known = Vec::new();
                for page in 1.. {
                    match catalogue::validator(connection, &resource(page))? {
                        Some(etag) => known.push((page, etag)),
                        None => break,
                    }
                }
                Ok(known)
            })
            .await?;
        let common = known.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let asked = if common {
            known.get(..1).unwrap_or_default()
        } else {
            &known[..]
        };
        if asked.is_empty() || self.deletions_confirmed {
            return Ok(None);
        }
        for (page, etag) in asked {
            match self
                .client
                .skills_page(*page, PAGE_SIZE, Some(etag), self.meter)
                .await?
            {
                Fetched::NotModified => {}
                // It changed. The page is asked for again in its turn: one request
                // more, now and then, for one way through the code.
                Fetched::New(..) => return Ok(None),
            }
        }
        let (unchanged, rejected) = self
            .read(|connection| Ok((catalogue::listed(connection)?, catalogue::quarantined(connection)?)))
            .await?;
        let changes = Changes {
            unchanged,
            rejected,
            ..Changes::default()
        };
        Ok(Some(SkillsDone {
            changes,
            settled: Vec::new(),
        }))
    }

    async fn walk(&self) -> Result<Reading, SyncError> {
        if let Some(reading) = self.interrupted().await? {
            let next = reading.pages() + 1;
            return self.read_on(reading, next).await;
        }
        self.write(|connection| listing::begin(connection, UnixMillis::now()))
            .await?;
        // Only now: every update that comes from here on is kept for the end.
        let began = UnixMillis::now();
        self.read_on(Reading::of_listing(began), 1).await
    }

    /// What an interrupted sync has read of the listing, where the marketplace says by its
    /// validator that the listing is still that one.
    async fn interrupted(&self) -> Result<Option<Reading>, SyncError> {
        let staged = self.read(pages::staged).await?;
        let Some(staged) = staged else { return Ok(None) };
        let etag = staged.pages.first().map(|page| page.etag.clone()).unwrap_or_default();
        let Some(reading) = Reading::resumed(staged.began, staged.pages) else {
            return Ok(None);
        };
        match self.client.skills_page(1, PAGE_SIZE, Some(&etag), self.meter).await? {
            Fetched::NotModified => {
                tracing::info!(
                    pages = reading.pages(),
                    "the listing is read on from where it was interrupted"
                );
                Ok(Some(reading))
            }
            Fetched::New(..) => Ok(None),
        }
    }

    /// Reads and stages the pages from this one on: the next ones come and are scanned while
    /// one is being stored.
    async fn read_on(&self, mut reading: Reading, from: u32) -> Result<Reading, SyncError> {
        let scanned = Arc::new(self.read(facts::digests).await?);
        let mut first = None;
        if from == 1 {
            let page = self.page(1, &scanned).await?;
            (self.progress)(0, Some(page.0.figures.total));
            first = Some(page);
        } else {
            (self.progress)(reading.records(), Some(reading.total()));
        }
        let (next, pages) = match &first {
            Some((page, _)) => (2, page.figures.total_pages),
            None => (from, reading.total_pages()),
        };
        let (ahead, mut fetched) = mpsc::channel(1);
        let fetch = async {
            let ahead = ahead;
            let mut rest = std::pin::pin!(
                futures_util::stream::iter(next..=pages)
                    .map(|number| self.page(number, &scanned))
                    .buffered(AHEAD)
            );
            // A page that failed is handed on in its turn: those before it are stored first.
            while let Some(page) = rest.next().await {
                if ahead.send(page).await.is_err() {
                    return;
                }
            }
        };
        let store = async {
            let mut number = from;
            let mut page = match first {
                Some(page) => Some(Ok(page)),
                None => fetched.recv().await,
            };
            while let Some(read) = page {
                reading = self.store_page(number, read?, reading).await?;
                (self.progress)(reading.records(), Some(reading.total()));
                number += 1;
                page = fetched.recv().await;
            }
            Ok(reading)
        };
        let mut store = std::pin::pin!(store);
        tokio::select! {
            stored = &mut store => stored,
            () = fetch => store.await,
        }
    }

    /// A page, read and scanned beside the one that is being stored.
    async fn page(&self, number: u32, scanned: &Arc<HashSet<i64>>) -> Result<(ReadPage, Option<String>), SyncError> {
        match self.client.skills_page(number, PAGE_SIZE, None, self.meter).await? {
            Fetched::New(page, etag) => {
                let scanned = Arc::clone(scanned);
                blocking(move || Ok((ReadPage::of(page, &scanned), etag))).await
            }
            Fetched::NotModified => Err(SyncError::UnaskedNotModified),
        }
    }

    /// Checks a page and stages its records in one transaction.
    async fn store_page(
        &self,
        number: u32,
        (page, etag): (ReadPage, Option<String>),
        mut reading: Reading,
    ) -> Result<Reading, SyncError> {
        let store = Arc::clone(self.store);
        blocking(move || {
            reading.page(&store, number, &page, etag)?;
            Ok(reading)
        })
        .await
    }

    async fn finish(&self, reading: Reading) -> Result<SkillsDone, SyncError> {
        let store = Arc::clone(self.store);
        let (deletions_confirmed, wishes) = (self.deletions_confirmed, self.wishes);
        blocking(move || {
            let validators = reading.validators();
            let applied = store.write(|connection| {
                let listing = Listing {
                    seen: reading.seen(),
                    began: reading.began(),
                    deletions_confirmed,
                    kept: reading.put_aside_ids(),
                    wishes,
                };
                let applied = listing::apply(connection, &listing, UnixMillis::now())?;
                // While deletions wait for a yes, the listing must be read again each time; so must one
                // of which not every record was taken.
                let whole = applied.held == 0 && !reading.overtaken() && !applied.overtaken;
                let validators = if whole { &validators[..] } else { &[] };
                if applied.changed || !same_validators(connection, validators)? {
                    catalogue::replace_validators(connection, RESOURCE, validators)?;
                }
                catalogue::replace_quarantine(connection, reading.put_aside())?;
                Ok(applied)
            })?;
            if applied.changed {
                // Names are held against the whole catalogue, so only now.
                facts::look_alikes(&store)?;
            }
            let read = reading.changes();
            let changes = Changes {
                deleted: applied.deleted,
                held: applied.held,
                // What is kept back changed nothing yet.
                updated: read.updated.saturating_sub(kept_back(&applied.settled)),
                ..read
            };
            Ok(SkillsDone {
                changes,
                settled: applied.settled,
            })
        })
        .await
    }

    async fn foresee(&self, reading: Reading) -> Result<(Changes, Foreseen), SyncError> {
        let (deletions_confirmed, wishes) = (self.deletions_confirmed, self.wishes);
        let foreseen = self
            .write(move |connection| {
                let listing = Listing {
                    seen: reading.seen(),
                    began: reading.began(),
                    deletions_confirmed,
                    kept: reading.put_aside_ids(),
                    wishes,
                };
                let foreseen = preview::foresee(connection, &listing, UnixMillis::now())?;
                let read = reading.changes();
                let changes = Changes {
                    deleted: foreseen.deleted,
                    held: foreseen.held,
                    updated: read.updated.saturating_sub(foreseen.updates.held),
                    ..read
                };
                Ok((changes, foreseen))
            })
            .await?;
        Ok(foreseen)
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = Arc::clone(self.store);
        blocking(move || Ok(store.read(work)?)).await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = Arc::clone(self.store);
        blocking(move || Ok(store.write(work)?)).await
    }
}

fn same_validators(connection: &rusqlite::Connection, validators: &[(String, String)]) -> Result<bool, StoreError> {
    for (resource, etag) in validators {
        if catalogue::validator(connection, resource)?.as_ref() != Some(etag) {
            return Ok(false);
        }
    }
    Ok(catalogue::validators(connection, RESOURCE)? == u32::try_from(validators.len()).unwrap_or(u32::MAX))
}

/// Runs what blocks where blocking is fine.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| SyncError::Stopped)?
}
