//! Answers searches: asks, in this order, the text what it means, the index who
//! has the words, the columns who meets the conditions, and the tables for the rows.

use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::{Connection, params};

use super::badge::Badges;
use super::cache::Cache;
use super::collection::Collections;
use super::columns::{Columns, Stamp, stamp};
use super::facets::Counter;
use super::filter::Conditions;
use super::find::{Finder, Found};
use super::mend::Vocabulary;
use super::query::Query;
use super::rank::{Hit, page};
use super::row::rows;
use super::token::understand;
use super::words::Words;
use super::{SearchPage, SearchRequest, Sort, Understood};
use crate::model::UnixMillis;
use crate::store::StoreError;

/// Rows of a page, at most.
const ROWS: u32 = 200;

/// What a search depends on beside the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct SearchContext {
    /// The time now: skills not confirmed for a day before it are stale.
    pub now: UnixMillis,
}

/// Answers searches, keeping in memory what filters and facets need. One for a
/// store; shared between threads.
///
/// Nothing is read before it is needed, and the first page of the unfiltered list
/// never needs it: that is answered by the tables alone.
#[derive(Debug, Default)]
pub struct Searcher {
    columns: Mutex<Arc<Columns>>,
    vocabulary: Mutex<(Stamp, Arc<Vocabulary>)>,
    words: Mutex<Arc<Words>>,
    cache: Mutex<Cache>,
    asked: Mutex<Asked>,
}

/// Whether somebody asks again and again: then it pays to read the words.
#[derive(Debug, Default)]
struct Asked {
    stamp: Stamp,
    /// The words asked for last in this state of the catalogue.
    last: String,
    due: bool,
}

impl Searcher {
    /// Finds what the request asks for. Everything that can be typed is a search.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(
        &self,
        connection: &Connection,
        request: &SearchRequest,
        context: &SearchContext,
    ) -> Result<SearchPage, StoreError> {
        let understood = understand(request);
        let stamp = stamp(connection)?;
        let query = Query::of(&understood.words);
        let limit = request.limit.min(ROWS);
        if query.is_empty() && understood.filters.is_empty() && !request.facets {
            return plain_page(connection, understood, stamp, (request.offset, limit), context);
        }
        let columns = self.columns(connection, stamp)?;
        let mut found = if query.is_empty() {
            everything(&columns)
        } else {
            let vocabulary = || self.vocabulary(connection, stamp);
            let words = self.words(connection, stamp)?;
            if words.is_none() {
                self.note(stamp, &query.name);
            }
            let mut finder = Finder {
                connection,
                columns: &columns,
                query: &query,
                vocabulary,
                words: words.as_deref(),
                cache: &self.cache,
            };
            finder.find(request.literal, understood.sort == Sort::Relevance)?
        };
        let needs_badges = request.facets || !understood.filters.is.is_empty();
        let badges = if needs_badges {
            Some(Badges::load(connection, &columns, context)?)
        } else {
            None
        };
        let collections = if request.facets || !understood.filters.collection.is_empty() {
            Some(Collections::load(connection, &columns)?)
        } else {
            None
        };
        let (badges, collections) = (badges.as_ref(), collections.as_ref());
        let conditions = Conditions::new(connection, &understood.filters, &columns, badges, collections)?;
        let mut counter = badges
            .zip(collections)
            .filter(|_| request.facets)
            .map(|(badges, collections)| Counter::new(&columns, badges, collections, context.now));
        found.hits.retain(|hit| {
            let place = hit.place as usize;
            let failed = conditions.failures(place);
            if let Some(counter) = &mut counter {
                counter.add(place, failed);
            }
            failed == 0
        });
        let total = u32::try_from(found.hits.len()).unwrap_or(u32::MAX);
        let sort = if query.is_empty() && understood.sort == Sort::Relevance {
            Sort::Rating
        } else {
            understood.sort
        };
        let hits = page(&mut found.hits, &columns, sort, request.offset as usize, limit as usize);
        let keys: Vec<i64> = hits.iter().map(|hit| columns.key[hit.place as usize]).collect();
        Ok(SearchPage {
            total,
            corrected: found.corrected,
            skills: rows(connection, &keys, &found.marked, context)?,
            facets: counter.map(Counter::finish),
            understood,
            revision: stamp.revision,
        })
    }

    /// Whether [`Searcher::warm`] should be called on a thread with nothing to do: different
    /// words were asked for in one state of the catalogue, and its words are not in memory.
    /// Says so once in each state.
    pub fn is_due(&self) -> bool {
        std::mem::take(&mut self.asked.lock().due)
    }

    fn note(&self, stamp: Stamp, words: &str) {
        let mut asked = self.asked.lock();
        if asked.stamp != stamp {
            *asked = Asked {
                stamp,
                last: words.to_owned(),
                due: false,
            };
        } else if !asked.last.is_empty() && asked.last != words {
            // Empty from now on: it was said once.
            asked.last.clear();
            asked.due = true;
        }
    }

    /// Reads into memory all that searches can use: less than a second for 100,000 skills.
    /// Searches go on meanwhile, as quick as they were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn warm(&self, connection: &Connection) -> Result<(), StoreError> {
        let stamp = stamp(connection)?;
        self.columns(connection, stamp)?;
        if self.words(connection, stamp)?.is_none() {
            let words = Arc::new(Words::load(connection, stamp)?);
            *self.words.lock() = words;
        }
        self.vocabulary(connection, stamp)?;
        Ok(())
    }

    /// The words in memory, if they are there or can be brought up to this state.
    fn words(&self, connection: &Connection, stamp: Stamp) -> Result<Option<Arc<Words>>, StoreError> {
        let mut kept = self.words.lock();
        if kept.stamp == Stamp::default() {
            return Ok(None);
        }
        if kept.stamp != stamp && !Arc::make_mut(&mut kept).follow(connection, stamp)? {
            // They are of no use any more, and take room.
            *kept = Arc::default();
            return Ok(None);
        }
        Ok(Some(Arc::clone(&kept)))
    }

    fn columns(&self, connection: &Connection, stamp: Stamp) -> Result<Arc<Columns>, StoreError> {
        // Held while reading: who asks meanwhile would read the same.
        let mut kept = self.columns.lock();
        // Of no other state: nothing was read yet.
        let none = kept.stamp == Stamp::default();
        if kept.stamp != stamp && (none || !Arc::make_mut(&mut kept).follow(connection, stamp)?) {
            *kept = Arc::new(Columns::load(connection, stamp)?);
            // More changed than single skills, their words too.
            *self.words.lock() = Arc::default();
        }
        Ok(Arc::clone(&kept))
    }

    fn vocabulary(&self, connection: &Connection, stamp: Stamp) -> Result<Arc<Vocabulary>, StoreError> {
        let words = self.words(connection, stamp)?;
        // A word that came since the words were read is not offered until they are read anew.
        let of = words.as_ref().map_or(stamp, |words| words.read);
        let mut kept = self.vocabulary.lock();
        if kept.0 != of {
            let vocabulary = match words {
                Some(words) => Vocabulary::of(&words),
                None => Vocabulary::load(connection)?,
            };
            *kept = (of, Arc::new(vocabulary));
        }
        Ok(Arc::clone(&kept.1))
    }
}

/// Finds what the request asks for, for a program that asks once.
///
/// # Errors
/// What SQLite says.
pub fn search(
    connection: &Connection,
    request: &SearchRequest,
    context: &SearchContext,
) -> Result<SearchPage, StoreError> {
    Searcher::default().search(connection, request, context)
}

fn everything(columns: &Columns) -> Found {
    let all = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    Found {
        hits: (0..all).map(Hit::plain).collect(),
        ..Found::default()
    }
}

/// A page of the whole list, in any order: an index has it.
fn plain_page(
    connection: &Connection,
    understood: Understood,
    stamp: Stamp,
    (offset, limit): (u32, u32),
    context: &SearchContext,
) -> Result<SearchPage, StoreError> {
    let order = match understood.sort {
        Sort::Relevance | Sort::Rating => "bayes DESC,",
        Sort::MostRated => "rating_count DESC,",
        Sort::Newest => "created_at DESC,",
        Sort::Updated => "updated_at DESC,",
        Sort::Name => "",
    };
    let sql = format!("SELECT key FROM skill WHERE key < ?1 ORDER BY {order} name_key, skill_id LIMIT ?2 OFFSET ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let keys = statement
        .query_map(params![stamp.hidden, limit, offset], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(SearchPage {
        total: stamp.skills,
        corrected: None,
        skills: rows(connection, &keys, &[], context)?,
        facets: None,
        understood,
        revision: stamp.revision,
    })
}
