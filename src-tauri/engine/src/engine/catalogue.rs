//! Reading what is here: searches, a skill's page, its code, its reviews.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::Engine;
use super::reviews::{reviews, stored};
use crate::api::{ApiError, Meter};
use crate::event::EngineEvent;
use crate::fit;
use crate::mentions::mentions;
use crate::model::{Category, Code, Origin, Problem, ServerTime, SkillId, SkillType, UnixMillis};
use crate::search::{SearchContext, SearchPage, SearchRequest};
use crate::status::is_stale;
use crate::store::{StoreError, catalogue, collections, local, ratings, remote, settings, skills, versions};
use crate::view::{Example, MyRating, Parameter, Review, SkillDetail, SkillView, TextChunk, VersionSeen};

/// Bytes of JSON of a skill's page, of its description and of each of its lists: an answer
/// stays below 256 KiB. The readme has what the others leave.
const DETAIL: usize = 240 * 1024;
const DESCRIPTION_SHOWN: usize = 16 * 1024;
const LIST_SHOWN: usize = 12 * 1024;
/// Bytes of JSON of the categories of one answer.
const CATEGORIES_SHOWN: usize = 200 * 1024;
/// Characters of a stretch of code.
const CHUNK: usize = 40_000;
/// Items of a list (examples, packages …) shown at most.
const ITEMS_SHOWN: usize = 200;
/// Bytes of JSON of one text of such an item shown at most.
const ITEM_SHOWN: usize = 2_000;
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
        let page = self
            .inner
            .store
            .read(|connection| self.inner.searcher.search(connection, request, &context))?;
        if self.inner.searcher.is_due() {
            self.read_words();
        }
        Ok(page)
    }

    /// Reads the words of all skills into memory, where nobody waits for it.
    fn read_words(&self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let inner = Arc::clone(&self.inner);
        runtime.spawn_blocking(move || {
            if let Err(error) = inner.store.read(|connection| inner.searcher.warm(connection)) {
                tracing::warn!(%error, "the words of the skills could not be read; searches go on without");
            }
        });
    }

    /// The categories here, by name.
    ///
    /// # Errors
    /// A database that fails.
    pub fn categories(&self) -> Result<Vec<Category>, Problem> {
        Ok(self.inner.store.read(catalogue::categories)?)
    }

    /// The categories as the window shows them, as many as an answer has room for, and how
    /// many there are.
    ///
    /// # Errors
    /// A database that fails.
    pub fn categories_shown(&self) -> Result<(Vec<Category>, u32), Problem> {
        let all = self.categories()?;
        let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let shown = all.into_iter().map(|one| Category {
            name: fit::name(&one.name),
            description: part(&one.description),
            icon_url: one.icon_url.filter(|url| fit::head(url, ITEM_SHOWN) == url.as_str()),
            created_at: one.created_at.map(|at| clip(&at, 40)),
            ..one
        });
        Ok((fit::those(shown, CATEGORIES_SHOWN).0, total))
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
            facts: self.facts(id)?,
            update: self.update_of(id)?,
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
            .filter(|readme| !readme.trim().is_empty());
        let examples = object
            .get("examples")
            .filter(|v| !is_empty(v))
            .or_else(|| metadata?.get("examples"));
        let mut parts = Parts::default();
        let detail = SkillDetail {
            description: parts.text("description", text(object, "description"), DESCRIPTION_SHOWN),
            tags: parts.list("tags", strings(object.get("tags"))),
            readme: None,
            examples: parts.list("examples", items(examples).filter_map(example).collect()),
            parameters: parts.list("parameters", parameters(object.get("parameters"))),
            python_packages: parts.list("python_packages", strings(object.get("python_packages"))),
            npm_packages: parts.list("npm_packages", strings(object.get("npm_packages"))),
            env_vars: parts.list("env_vars", names(object.get("env_vars"))),
            command: text(object, "command").map(fit::name),
            documentation_url: metadata
                .and_then(|m| text(m, "documentation_url").or_else(|| text(m, "homepage")))
                // The beginning of an address leads somewhere else.
                .filter(|url| fit::head(url, ITEM_SHOWN) == *url)
                .map(str::to_owned),
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
            update: self.update_of(id)?,
            row,
            cut: Vec::new(),
        };
        let room = DETAIL.saturating_sub(fit::json(&detail));
        let readme = readme.map(|readme| parts.text("readme", Some(readme), room));
        Ok(SkillDetail {
            readme,
            cut: parts.cut,
            ..detail
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
        let review = self.wishes().review;
        self.inner
            .store
            .write(|connection| settings::set_favourite(connection, id, favourite, review, UnixMillis::now()))?;
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
        let raw = stored(document.ratings);
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
                version: fit::name(text(&object, "version").unwrap_or("1.0.0")),
                updated_at: text(&object, "updated_at").map(fit::name),
                seen_at: received_at,
            }];
            versions.extend(
                versions::past_versions(connection, id)?
                    .into_iter()
                    .map(|past| VersionSeen {
                        version: fit::name(&past.version),
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

fn part(text: &str) -> String {
    fit::head(text, ITEM_SHOWN).to_owned()
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

/// The parts of a skill's page, and which of them are not shown whole.
#[derive(Default)]
struct Parts {
    cut: Vec<String>,
}

impl Parts {
    fn text(&mut self, name: &str, whole: Option<&str>, most: usize) -> String {
        let whole = whole.unwrap_or_default();
        let shown = fit::head(whole, most);
        self.note(name, shown.len() < whole.len());
        shown.to_owned()
    }

    fn list<T: serde::Serialize>(&mut self, name: &str, whole: Vec<T>) -> Vec<T> {
        let more = whole.len() > ITEMS_SHOWN;
        let (shown, cut) = fit::those(whole.into_iter().take(ITEMS_SHOWN), LIST_SHOWN);
        self.note(name, more || cut);
        shown
    }

    fn note(&mut self, name: &str, cut: bool) {
        if cut {
            self.cut.push(name.to_owned());
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(ITEMS_SHOWN + 1)
}

/// Text as it is, anything else as JSON.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => part(text),
        Some(other) => part(&other.to_string()),
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    items(value).filter_map(Value::as_str).map(part).collect()
}

/// Names given as a list of text or of objects with a name, or as an object's keys.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Object(object)) => object.keys().take(ITEMS_SHOWN + 1).map(|name| part(name)).collect(),
        other => items(other)
            .filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
            .map(part)
            .collect(),
    }
}

fn example(value: &Value) -> Option<Example> {
    match value {
        Value::String(input) => Some(Example {
            title: String::new(),
            input: part(input),
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
            .take(ITEMS_SHOWN + 1)
            .map(|item| parameter(shown(item.get("name")), item))
            .collect(),
        Some(Value::Object(object)) => match object.get("properties").and_then(Value::as_object) {
            Some(properties) => {
                let required = strings(object.get("required"));
                properties
                    .iter()
                    .take(ITEMS_SHOWN + 1)
                    .map(|(name, item)| Parameter {
                        required: required.contains(name),
                        ..parameter(part(name), item)
                    })
                    .collect()
            }
            None => object
                .iter()
                .take(ITEMS_SHOWN + 1)
                .map(|(name, item)| parameter(part(name), item))
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
