//! What has been read of a listing: page by page, each staged in one transaction with a
//! note of what came of it, so that a sync that is interrupted can go on from there.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::skills::resource;
use super::walk::{Inconsistent, PageFigures, Walk};
use super::{Changes, SyncError};
use crate::api::SkillsPage;
use crate::facts::scan_raw;
use crate::model::{RecordProblem, SkillId, SkillRecord, UnixMillis, without_addresses};
use crate::store::facts::Summary;
use crate::store::listing::{self, Staged};
use crate::store::pages::{self, PageRead};
use crate::store::skills::digest;
use crate::store::{Store, StoreError};

/// Records put aside that are kept for a look, at most.
const QUARANTINE_KEPT: usize = 1000;

/// What came of a page.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PageOutcome {
    figures: PageFigures,
    changes: Changes,
    /// Records without a valid id or name: why, and the record.
    aside: Vec<(String, String)>,
    /// Valid ids among them: a copy stored earlier stays (contract, section 4).
    aside_ids: Vec<SkillId>,
    /// Whether a record was left out because what is here is later.
    overtaken: bool,
}

/// What has been read of a listing.
pub(super) struct Reading {
    walk: Walk,
    figures: Option<PageFigures>,
    pages: u32,
    changes: Changes,
    etags: Vec<Option<String>>,
    aside: Vec<(String, String)>,
    aside_ids: HashSet<SkillId>,
    began: UnixMillis,
    overtaken: bool,
    /// The validator that further pages must have: the pages before were read at another time.
    resumed: Option<String>,
}

impl Reading {
    pub(super) fn of_listing(began: UnixMillis) -> Self {
        Self {
            walk: Walk::default(),
            figures: None,
            pages: 0,
            changes: Changes::default(),
            etags: Vec::new(),
            aside: Vec::new(),
            aside_ids: HashSet::new(),
            began,
            overtaken: false,
            resumed: None,
        }
    }

    /// What an interrupted sync had read; `None` where its pages do not belong together.
    pub(super) fn resumed(began: UnixMillis, pages: Vec<PageRead<PageOutcome>>) -> Option<Self> {
        let mut reading = Self::of_listing(began);
        for page in pages {
            reading.resumed = Some(page.etag.clone());
            reading.take(page.outcome, &page.ids, Some(page.etag)).ok()?;
        }
        Some(reading)
    }

    /// Checks a page, stages its records and notes it, in one transaction.
    pub(super) fn page(
        &mut self,
        store: &Store,
        number: u32,
        page: &ReadPage,
        etag: Option<String>,
    ) -> Result<(), SyncError> {
        let figures = PageFigures {
            asked: number,
            ..page.figures
        };
        if self.resumed.is_some() && self.resumed != etag {
            return Err(Inconsistent::Moved.into());
        }
        let now = UnixMillis::now();
        let (outcome, ids) = store.write_of_many(|connection| {
            let (outcome, ids) = stage(connection, figures, &page.records, self.began, now)?;
            // Only a validator that all pages have in common speaks for the listing as a whole.
            let common = self.etags.first().is_none_or(|first| *first == etag);
            match &etag {
                Some(etag) if common => {
                    let noted = PageRead {
                        page: number,
                        etag: etag.clone(),
                        outcome,
                        ids,
                    };
                    pages::note(connection, self.began, &noted)?;
                    Ok((noted.outcome, noted.ids))
                }
                _ => Ok((outcome, ids)),
            }
        })?;
        Ok(self.take(outcome, &ids, etag)?)
    }

    fn take(&mut self, outcome: PageOutcome, ids: &[SkillId], etag: Option<String>) -> Result<(), Inconsistent> {
        self.walk.page(outcome.figures)?;
        for id in ids {
            self.walk.skill(*id)?;
        }
        self.figures = Some(outcome.figures);
        self.pages += 1;
        self.changes.added += outcome.changes.added;
        self.changes.updated += outcome.changes.updated;
        self.changes.unchanged += outcome.changes.unchanged;
        self.changes.rejected += outcome.changes.rejected;
        let room = QUARANTINE_KEPT.saturating_sub(self.aside.len());
        self.aside.extend(outcome.aside.into_iter().take(room));
        self.aside_ids.extend(outcome.aside_ids);
        self.overtaken |= outcome.overtaken;
        self.etags.push(etag);
        Ok(())
    }

    /// Pages read.
    pub(super) const fn pages(&self) -> u32 {
        self.pages
    }

    /// Records read.
    pub(super) const fn records(&self) -> u32 {
        self.walk.records()
    }

    /// Records of the whole listing.
    pub(super) fn total(&self) -> u32 {
        self.figures.map_or(0, |figures| figures.total)
    }

    /// Pages of the whole listing.
    pub(super) fn total_pages(&self) -> u32 {
        self.figures.map_or(0, |figures| figures.total_pages)
    }

    /// When its first page was asked for.
    pub(super) const fn began(&self) -> UnixMillis {
        self.began
    }

    /// Every id read.
    pub(super) const fn seen(&self) -> &HashSet<SkillId> {
        self.walk.seen()
    }

    /// What became of the records.
    pub(super) const fn changes(&self) -> Changes {
        self.changes
    }

    /// Whether a record was left out because what is here is later.
    pub(super) const fn overtaken(&self) -> bool {
        self.overtaken
    }

    /// Records that could not be stored, with the reason.
    pub(super) fn put_aside(&self) -> &[(String, String)] {
        &self.aside
    }

    /// Valid ids among those.
    pub(super) const fn put_aside_ids(&self) -> &HashSet<SkillId> {
        &self.aside_ids
    }

    /// The validators of its pages, each with what it is of.
    pub(super) fn validators(&self) -> Vec<(String, String)> {
        (1..)
            .zip(&self.etags)
            .filter_map(|(page, etag)| Some((resource(page), etag.clone()?)))
            .collect()
    }
}

/// A record and what a scan found of it, or why it is none.
type ReadRecord = Result<(SkillRecord, Option<Summary>), (RecordProblem, String)>;

/// A page with its records read and scanned, which needs no database.
pub(super) struct ReadPage {
    pub(super) figures: PageFigures,
    records: Vec<ReadRecord>,
}

impl ReadPage {
    /// Reads and scans the records of a page. What is here as it comes, by its digest, needs
    /// no second scan.
    pub(super) fn of(page: SkillsPage, scanned: &HashSet<i64>) -> Self {
        let figures = PageFigures {
            asked: page.page,
            page: page.page,
            page_size: page.page_size,
            total: page.total,
            total_pages: page.total_pages,
            records: u32::try_from(page.skills.len()).unwrap_or(u32::MAX),
        };
        let records = page.skills.into_iter().map(|raw| read(raw, scanned)).collect();
        Self { figures, records }
    }
}

fn read(raw: Box<RawValue>, scanned: &HashSet<i64>) -> ReadRecord {
    let raw = without_addresses(raw);
    let known = scanned.contains(&digest(raw.get()));
    // The text goes with the problem, and only then is another copy of it made.
    match SkillRecord::parse(raw.clone()) {
        Ok(record) => {
            let summary = (!known).then(|| Summary::from(&scan_raw(record.raw.get())));
            Ok((record, summary))
        }
        Err(problem) => Err((problem, raw.get().to_owned())),
    }
}

/// Stages the records of a page. One that stands on it twice is found when the page is
/// taken; the walk then begins again and drops what is staged.
fn stage(
    connection: &rusqlite::Connection,
    figures: PageFigures,
    records: &[ReadRecord],
    began: UnixMillis,
    now: UnixMillis,
) -> Result<(PageOutcome, Vec<SkillId>), StoreError> {
    let mut outcome = PageOutcome {
        figures,
        changes: Changes::default(),
        aside: Vec::new(),
        aside_ids: Vec::new(),
        overtaken: false,
    };
    let mut ids = Vec::with_capacity(records.len());
    for record in records {
        let (record, scanned) = match record {
            Ok(read) => read,
            Err((problem, text)) => {
                outcome.put_aside(problem, text.clone());
                continue;
            }
        };
        ids.push(record.id);
        match listing::stage(connection, record, *scanned, began, now)? {
            Staged::Added => outcome.changes.added += 1,
            Staged::Updated => outcome.changes.updated += 1,
            Staged::Unchanged => outcome.changes.unchanged += 1,
            Staged::Older => {
                outcome.changes.unchanged += 1;
                outcome.overtaken = true;
            }
        }
    }
    Ok((outcome, ids))
}

impl PageOutcome {
    fn put_aside(&mut self, problem: &RecordProblem, raw: String) {
        self.changes.rejected += 1;
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&raw)
            && let Some(id) = value.get("skill_id").and_then(|id| id.as_str()?.parse().ok())
        {
            self.aside_ids.push(id);
        }
        self.aside.push((problem.to_string(), raw));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn no_address_of_a_reviewer_is_staged_or_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let ratings = r#""ratings":[{"user_id":"ada@b.example","rating":5}]"#;
        let good = format!(r#"{{"skill_id":"1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0","name":"A",{ratings}}}"#);
        let records = [good, format!("{{{ratings}}}")].map(|raw| RawValue::from_string(raw).unwrap());
        let figures = PageFigures {
            asked: 1,
            page: 1,
            page_size: 100,
            total: 2,
            total_pages: 1,
            records: 2,
        };
        let now = UnixMillis::now();
        let read_records: Vec<ReadRecord> = records.into_iter().map(|raw| read(raw, &HashSet::new())).collect();
        let (outcome, ids) = store
            .write(|connection| stage(connection, figures, &read_records, now, now))
            .unwrap();
        assert_eq!((ids.len(), outcome.changes.rejected), (1, 1));
        assert!(!format!("{:?}", outcome.aside).contains("b.example"));
        drop(store);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(9).any(|part| part == b"b.example"));
        }
    }
}
