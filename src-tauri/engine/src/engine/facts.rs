//! What is known of a skill and of who made it, for the user to judge by; and keeping the
//! marks in the lists true while the catalogue changes.

use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::catalogue::not_found;
use crate::event::EngineEvent;
use crate::facts::{Kind, Level, RULES, scan_raw};
use crate::fit;
use crate::model::{Code, Problem, ServerTime, SkillId, UnixMillis};
use crate::search::SearchContext;
use crate::store::{catalogue, facts, skills, versions};
use crate::view::{Publisher, SkillFacts};

/// Rows scanned at once where the rules are newer: a fraction of a second of work.
const SLICE: u32 = 200;
/// How long the catalogue is left alone after a change before names are compared again.
const SETTLED: Duration = Duration::from_secs(3);
/// Bytes of JSON of the facts of one answer.
const FACTS_SHOWN: usize = 120 * 1024;

impl Engine {
    /// What is known of a skill, found in the copy that the user sees. Blocks for some
    /// milliseconds.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn facts(&self, id: SkillId) -> Result<SkillFacts, Problem> {
        let context = SearchContext { now: UnixMillis::now() };
        let read = self.inner.store.read(|connection| {
            let Some((raw, received_at)) = skills::raw(connection, id)? else {
                return Ok(None);
            };
            let Some(row) = crate::search::row(connection, id, &context)? else {
                return Ok(None);
            };
            let scanned = facts::scanned(connection, id)?;
            let alike = match scanned.and_then(|scanned| scanned.alike) {
                Some(other) => crate::search::row(connection, other, &context)?,
                None => None,
            };
            let publisher = facts::publisher(connection, &row.author)?;
            let past = versions::past_versions(connection, id)?;
            let first_seen = past.iter().map(|past| past.seen_at).chain([received_at]).min();
            Ok(Some((raw, row, scanned, alike, publisher, first_seen)))
        })?;
        let (raw, row, scanned, alike, (skills, ratings, average), first_seen_at) =
            read.ok_or_else(|| not_found(id))?;
        let scan = scan_raw(&raw);
        let mut counts = scan.counts;
        if alike.is_some() {
            counts.insert(Kind::LookAlike, 1);
        }
        let created: Option<ServerTime> = serde_json::from_str::<Created>(&raw)
            .ok()
            .and_then(|created| ServerTime::parse(&created.created_at));
        Ok(SkillFacts {
            facts: fit::those(scan.facts, FACTS_SHOWN).0,
            level: scan.level.max(alike.as_ref().map(|_| Level::Danger)),
            counts,
            whole: scan.whole,
            rules: RULES,
            // Where it was scanned by other rules, or not yet, that was now.
            scanned_at: scanned
                .filter(|scanned| scanned.rules == RULES)
                .map_or_else(UnixMillis::now, |scanned| scanned.at),
            alike,
            publisher: Publisher {
                name: row.author.clone(),
                skills,
                ratings,
                average,
            },
            created_at: created.map(|at| at.to_string()),
            first_seen_at,
            updated_at: row.updated_at,
            average_rating: row.average_rating,
            rating_count: row.rating_count,
        })
    }

    /// Keeps the marks true: scans what older rules or none have scanned, in slices, and
    /// compares names again once the catalogue has changed and settled.
    pub(super) async fn keep_facts(&self) {
        let mut events = self.events();
        let mut compared = None;
        loop {
            if let Err(problem) = self.tend_facts(&mut compared).await {
                tracing::warn!(%problem, "the facts of skills could not be brought up to date");
            }
            loop {
                match events.recv().await {
                    Ok(EngineEvent::CatalogueChanged { .. }) => break,
                    Ok(_) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => break,
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                }
            }
            tokio::time::sleep(SETTLED).await;
        }
    }

    /// One round of it. `compared` is the revision whose names were compared last.
    async fn tend_facts(&self, compared: &mut Option<u64>) -> Result<(), Problem> {
        let mut changed = false;
        loop {
            let store = Arc::clone(&self.inner.store);
            let scanned = blocking(move || Ok(facts::catch_up(&store, SLICE)?)).await?;
            changed |= scanned > 0;
            if scanned == 0 {
                break;
            }
        }
        let store = Arc::clone(&self.inner.store);
        let before = *compared;
        let (revision, alike) = blocking(move || {
            let revision = store.read(catalogue::meta)?.revision;
            if before == Some(revision) {
                return Ok((revision, false));
            }
            let changed = facts::look_alikes(&store)?;
            Ok((store.read(catalogue::meta)?.revision, changed))
        })
        .await?;
        *compared = Some(revision);
        if changed || alike {
            self.emit_catalogue();
        }
        Ok(())
    }
}

/// When a skill was made, by its object.
#[derive(serde::Deserialize)]
struct Created {
    #[serde(default)]
    created_at: String,
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Code::Stopped, "Skilldock is ending.", ""))?
}
