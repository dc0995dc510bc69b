//! Reading what is here: searches, a skill's page, its code, its reviews.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Engine;
use super::reviews::reviews;
use crate::api::{ApiError, Meter};
use crate::event::EngineEvent;
use crate::mentions::mentions;
use crate::model::{Category, Code, Origin, Problem, ServerTime, SkillId, SkillType, UnixMillis};
use crate::search::{SearchContext, SearchPage, SearchRequest};
use crate::status::is_stale;
use crate::store::{StoreError, catalogue, collections, local, ratings, remote, settings, skills, versions};
use crate::view::{Example, MyRating, Parameter, Review, SkillDetail, SkillView, TextChunk, VersionSeen};

/// Characters of the long description that are shown.
const README_SHOWN: usize = 100_000;
/// Characters of a stretch of code.
const CHUNK: usize = 48_000;
/// Items of a list (examples, packages …) shown at most.
const ITEMS_SHOWN: usize = 200;
/// Characters of one such item shown at most.
pub(super) const ITEM_SHOWN: usize = 4_000;
/// How long reviews are taken as read.
const REVIEWS_FRESH: i64 = 5 * 60 * 1000;
/// How long `skilldock show` waits for fresh reviews.
const REVIEWS_PATIENCE: Duration = Duration::from_secs(3);

/// What the store knows of a skill, read in one view of it.
struct Known {
    object: Map<String, Value>,
    confirmed_at: UnixMillis,
    stale: bool,
    reviews: Vec<Review>,
    versions: Vec<VersionSeen>,
    origin: Origin,
    gone: bool,
    my_rating: Option<MyRating>,
    /// Stars of mine that the marketplace does not count yet, and those it has in their place.
    pending: Option<(u8, Option<u8>)>,
}

impl Engine {
    /// Searches what is here. Blocks for some milliseconds; never asks the network.
    ///
    /// # Errors
    /// A database that fails. No text that was typed is an error.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, Problem> {
        let context = SearchContext { now: UnixMillis::now() };
        Ok(self
            .inner
            .store
            .read(|connection| self.inner.searcher.search(connection, request, &context))?)
    }

    /// The categories here, by name.
    ///
    /// # Errors
    /// A database that fails.
    pub fn categories(&self) -> Result<Vec<Category>, Problem> {
        Ok(self.inner.store.read(catalogue::categories)?)
    }

    /// The catalogue's revision: it rises with every visible change.
    ///
    /// # Errors
    /// A database that fails.
    pub fn revision(&self) -> Result<u64, Problem> {
        Ok(self.inner.store.read(catalogue::meta)?.revision)
    }

    /// A skill as the user sees it, whole.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn show(&self, id: SkillId) -> Result<SkillView, Problem> {
        let mut known = self.known(id)?;
        if let Some((mine, before)) = known.pending {
            super::ratings::move_figures(&mut known.object, mine, before);
        }
        Ok(SkillView {
            skill: known.object,
            origin: known.origin,
            gone: known.gone,
            my_rating: known.my_rating,
            ratings: known.reviews,
            versions: known.versions,
            confirmed_at: Some(known.confirmed_at),
            stale: known.stale,
        })
    }

    /// What the window's page of a skill shows first.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn skill(&self, id: SkillId) -> Result<SkillDetail, Problem> {
        let context = SearchContext { now: UnixMillis::now() };
        let known = self.known(id)?;
        let (row, author_skills, collections) = self.inner.store.read(|connection| {
            let row = crate::search::row(connection, id, &context)?;
            let by_author = match &row {
                Some(row) if !row.author.is_empty() => skills::count_by_author(connection, &row.author)?,
                _ => 0,
            };
            Ok((row, by_author, collections::of_skill(connection, id)?))
        })?;
        let row = row.ok_or_else(|| not_found(id))?;
        let object = &known.object;
        let code = text(object, "code").unwrap_or_default();
        let metadata = object.get("metadata").and_then(Value::as_object);
        let readme = metadata
            .and_then(|metadata| text(metadata, "readme"))
            .or_else(|| (row.skill_type == SkillType::PromptOnly).then_some(code))
            .filter(|readme| !readme.trim().is_empty())
            .map(|readme| clip(readme, README_SHOWN));
        let examples = object
            .get("examples")
            .filter(|v| !is_empty(v))
            .or_else(|| metadata?.get("examples"));
        Ok(SkillDetail {
            description: clip(text(object, "description").unwrap_or_default(), README_SHOWN),
            tags: strings(object.get("tags")),
            readme,
            examples: items(examples).filter_map(example).collect(),
            parameters: parameters(object.get("parameters")),
            python_packages: strings(object.get("python_packages")),
            npm_packages: strings(object.get("npm_packages")),
            env_vars: names(object.get("env_vars")),
            command: text(object, "command").map(str::to_owned),
            documentation_url: metadata
                .and_then(|m| text(m, "documentation_url").or_else(|| text(m, "homepage")))
                .map(|url| clip(url, ITEM_SHOWN)),
            created_at: text(object, "created_at").map(|at| clip(at, 40)),
            code_bytes: u32::try_from(code.len()).unwrap_or(u32::MAX),
            code_lines: u32::try_from(code.lines().count()).unwrap_or(u32::MAX),
            author_skills,
            mentions: mentions(code, row.skill_type),
            collections,
            origin: known.origin,
            gone: known.gone,
            reviews: self.reviews_shown(known.reviews, known.my_rating.is_some())?,
            my_rating: known.my_rating,
            versions: known.versions,
            confirmed_at: Some(known.confirmed_at),
            stale: known.stale,
            row,
        })
    }

    /// A stretch of a skill's code, from a place in it (characters).
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn skill_code(&self, id: SkillId, offset: u32) -> Result<TextChunk, Problem> {
        let object = self.known(id)?.object;
        Ok(chunk(text(&object, "code").unwrap_or_default(), offset))
    }

    /// A stretch of a skill's object as indented JSON, from a place in it (characters).
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn skill_raw(&self, id: SkillId, offset: u32) -> Result<TextChunk, Problem> {
        let object = self.known(id)?.object;
        let json = serde_json::to_string_pretty(&object).map_err(|error| {
            Problem::new(
                Code::Internal,
                format!("The skill cannot be written as JSON: {error}."),
                "",
            )
        })?;
        Ok(chunk(&json, offset))
    }

    /// Marks a skill as a favourite, or takes the mark off.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a disk that cannot be written.
    pub fn set_favourite(&self, id: SkillId, favourite: bool) -> Result<(), Problem> {
        self.known(id)?;
        self.inner
            .store
            .write(|connection| settings::set_favourite(connection, id, favourite, UnixMillis::now()))?;
        self.emit_catalogue();
        Ok(())
    }

    /// Reads a skill's reviews from the marketplace again, unless that was done in
    /// the last five minutes, and keeps them.
    ///
    /// # Errors
    /// Local-only mode, a missing token, a marketplace that gives no usable answer.
    /// The reviews read before stay.
    pub async fn refresh_reviews(&self, id: SkillId) -> Result<Vec<Review>, Problem> {
        let now = UnixMillis::now();
        let kept = self.inner.store.read(|connection| catalogue::reviews(connection, id))?;
        if let Some((raw, read_at)) = &kept
            && (0..REVIEWS_FRESH).contains(&now.since(*read_at))
        {
            return self.reviews_shown(reviews(raw), true);
        }
        let client = self.client().await?;
        let document = match client.skill(id, &Meter::default()).await {
            Ok(document) => document,
            // The marketplace no longer has it; the next sync says so.
            Err(ApiError::Status { status: 404, .. }) => {
                return self.reviews_shown(kept.map(|(raw, _)| reviews(&raw)).unwrap_or_default(), true);
            }
            Err(error) => return Err(error.into()),
        };
        let raw = format!(
            "[{}]",
            document.ratings.iter().map(|r| r.get()).collect::<Vec<_>>().join(",")
        );
        let changed = kept.is_none_or(|(before, _)| before != raw);
        let list = self.reviews_shown(reviews(&raw), true)?;
        let store = Arc::clone(&self.inner.store);
        tokio::task::spawn_blocking(move || {
            store.write(|connection| catalogue::set_reviews(connection, id, &raw, now))
        })
        .await
        .map_err(|_| Problem::new(Code::Stopped, "The reviews were not kept: Skilldock is ending.", ""))??;
        if changed {
            self.emit(EngineEvent::ReviewsChanged { skill_id: id });
        }
        Ok(list)
    }

    /// [`Engine::show`], with the reviews read again first where that is quick: a
    /// marketplace that cannot be reached costs at most three seconds and no error.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub async fn show_with_reviews(&self, id: SkillId) -> Result<SkillView, Problem> {
        self.known(id)?;
        match tokio::time::timeout(REVIEWS_PATIENCE, self.refresh_reviews(id)).await {
            Ok(Ok(_)) => {}
            Ok(Err(problem)) => tracing::info!(%problem, "the reviews are those of before"),
            Err(_) => tracing::info!("the reviews are those of before: the marketplace took too long"),
        }
        self.show(id)
    }

    fn known(&self, id: SkillId) -> Result<Known, Problem> {
        let known = self.inner.store.read(|connection| {
            let Some((raw, received_at)) = skills::raw(connection, id)? else {
                return Ok(None);
            };
            let object: Map<String, Value> =
                serde_json::from_str(&raw).map_err(|error| StoreError::Content(format!("skill {id}: {error}")))?;
            let confirmed_at = catalogue::meta(connection)?
                .confirmed_at
                .map_or(received_at, |at| at.max(received_at));
            let reviews = catalogue::reviews(connection, id)?
                .map(|(raw, _)| reviews(&raw))
                .unwrap_or_default();
            let mut versions = vec![VersionSeen {
                version: text(&object, "version").unwrap_or("1.0.0").to_owned(),
                updated_at: text(&object, "updated_at").map(str::to_owned),
                seen_at: received_at,
            }];
            versions.extend(
                versions::past_versions(connection, id)?
                    .into_iter()
                    .map(|past| VersionSeen {
                        version: past.version,
                        updated_at: past.updated_at.map(|at: ServerTime| at.to_string()),
                        seen_at: past.seen_at,
                    }),
            );
            let rating = ratings::get(connection, id)?;
            let copy = local::get(connection, id)?;
            let origin = match &copy {
                None => Origin::Marketplace,
                Some(copy) if copy.is_edit(remote::head(connection, id)?.is_some()) => Origin::Edited,
                Some(_) => Origin::Local,
            };
            Ok(Some(Known {
                origin,
                gone: copy.is_some_and(|copy| copy.gone),
                pending: rating.as_ref().and_then(ratings::pending),
                my_rating: rating.and_then(super::ratings::shown),
                object,
                confirmed_at,
                stale: is_stale(Some(confirmed_at), UnixMillis::now()),
                reviews,
                versions,
            }))
        })?;
        known.ok_or_else(|| not_found(id))
    }
}

pub(super) fn not_found(id: SkillId) -> Problem {
    Problem::new(
        Code::NotFound,
        format!("There is no skill {id} here."),
        "Search for it, or sync and try again.",
    )
}

pub(super) fn text<'a>(object: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    object.get(field).and_then(Value::as_str)
}

pub(super) fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

pub(super) fn chunk(text: &str, offset: u32) -> TextChunk {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let mut rest = text.chars().skip(offset);
    let chunk: String = rest.by_ref().take(CHUNK).collect();
    let next = rest.next().and_then(|_| u32::try_from(offset + CHUNK).ok());
    TextChunk { text: chunk, next }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten().take(ITEMS_SHOWN)
}

/// Text as it is, anything else as JSON.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => clip(text, ITEM_SHOWN),
        Some(other) => clip(&other.to_string(), ITEM_SHOWN),
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    items(value)
        .filter_map(Value::as_str)
        .map(|text| clip(text, ITEM_SHOWN))
        .collect()
}

/// Names given as a list of text or of objects with a name, or as an object's keys.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Object(object)) => object
            .keys()
            .take(ITEMS_SHOWN)
            .map(|name| clip(name, ITEM_SHOWN))
            .collect(),
        other => items(other)
            .filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
            .map(|name| clip(name, ITEM_SHOWN))
            .collect(),
    }
}

fn example(value: &Value) -> Option<Example> {
    match value {
        Value::String(input) => Some(Example {
            title: String::new(),
            input: clip(input, ITEM_SHOWN),
            output: String::new(),
        }),
        Value::Object(object) => Some(Example {
            title: shown(object.get("title").or_else(|| object.get("name"))),
            input: shown(object.get("input")),
            output: shown(object.get("output")),
        }),
        _ => None,
    }
}

fn parameter(name: String, value: &Value) -> Parameter {
    Parameter {
        name,
        kind: shown(value.get("type")),
        required: value.get("required").and_then(Value::as_bool).unwrap_or(false),
        description: shown(value.get("description")),
    }
}

/// Parameters as a list of objects, an object by name, or a JSON schema's properties.
fn parameters(value: Option<&Value>) -> Vec<Parameter> {
    match value {
        Some(Value::Array(list)) => list
            .iter()
            .take(ITEMS_SHOWN)
            .map(|item| parameter(shown(item.get("name")), item))
            .collect(),
        Some(Value::Object(object)) => match object.get("properties").and_then(Value::as_object) {
            Some(properties) => {
                let required = strings(object.get("required"));
                properties
                    .iter()
                    .take(ITEMS_SHOWN)
                    .map(|(name, item)| Parameter {
                        required: required.contains(name),
                        ..parameter(clip(name, ITEM_SHOWN), item)
                    })
                    .collect()
            }
            None => object
                .iter()
                .take(ITEMS_SHOWN)
                .map(|(name, item)| parameter(clip(name, ITEM_SHOWN), item))
                .collect(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_long_text_comes_in_stretches_that_make_it_whole() {
        let text = "é".repeat(CHUNK * 2 + 7);
        let mut read = String::new();
        let mut at = Some(0);
        while let Some(offset) = at {
            let chunk = chunk(&text, offset);
            read.push_str(&chunk.text);
            at = chunk.next;
        }
        assert_eq!(read, text);
    }

    #[test]
    fn parameters_are_read_from_each_form_authors_use() {
        let list = json!([{"name": "path", "type": "string", "required": true, "description": "A file."}]);
        let named = json!({"path": {"type": "string", "required": true, "description": "A file."}});
        let schema =
            json!({"properties": {"path": {"type": "string", "description": "A file."}}, "required": ["path"]});
        for value in [list, named, schema] {
            let read = parameters(Some(&value));
            assert_eq!(read.len(), 1, "{value}");
            assert_eq!(
                (read[0].name.as_str(), read[0].kind.as_str(), read[0].required),
                ("path", "string", true)
            );
        }
        assert!(parameters(Some(&json!("none"))).is_empty());
    }
}
