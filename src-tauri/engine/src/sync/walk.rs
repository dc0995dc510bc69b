//! Whether the pages of a listing belong together: a pure check that the driver
//! asks after every page. The catalogue is replaced only by a complete, consistent
//! listing (contract, section 4); a listing that changed while it was read is read
//! again from its first page.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::model::SkillId;

/// The figures of a page, as the marketplace gave them, and what it holds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PageFigures {
    /// The page asked for, from 1.
    pub asked: u32,
    /// `page` of the answer.
    pub page: u32,
    /// `page_size` of the answer; a marketplace may give fewer than asked for.
    pub page_size: u32,
    /// `total` of the answer.
    pub total: u32,
    /// `total_pages` of the answer.
    pub total_pages: u32,
    /// Records in the answer.
    pub records: u32,
}

/// Why pages do not make one listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// Another page than the one asked for.
    #[error("page {page} came where page {asked} was asked for")]
    WrongPage {
        /// The page asked for.
        asked: u32,
        /// The page that came.
        page: u32,
    },
    /// The figures contradict each other.
    #[error("{total} skills cannot be {total_pages} pages of {page_size}")]
    Figures {
        /// Records in all.
        total: u32,
        /// Pages in all.
        total_pages: u32,
        /// Records a page.
        page_size: u32,
    },
    /// The figures changed from one page to the next.
    #[error("the number of skills changed from {before} to {now} while it was read")]
    Changed {
        /// What the first page said.
        before: u32,
        /// What this page says.
        now: u32,
    },
    /// A page holds fewer or more records than it must.
    #[error("page {page} has {records} skills where {expected} belong")]
    Short {
        /// Which page.
        page: u32,
        /// Records it has.
        records: u32,
        /// Records it must have.
        expected: u32,
    },
    /// It is no longer the listing that was interrupted.
    #[error("it changed since it was interrupted")]
    Moved,
    /// A skill stands in the listing twice.
    #[error("skill {0} stands in it twice")]
    Twice(SkillId),
}

/// What has been read of a listing.
#[derive(Debug, Default)]
pub struct Walk {
    first: Option<PageFigures>,
    seen: HashSet<SkillId>,
    records: u32,
}

impl Walk {
    /// Checks a page against the ones before it.
    ///
    /// # Errors
    /// How it does not fit: the listing is to be read again.
    pub fn page(&mut self, page: PageFigures) -> Result<(), Inconsistent> {
        if page.page != page.asked {
            return Err(Inconsistent::WrongPage {
                asked: page.asked,
                page: page.page,
            });
        }
        let PageFigures {
            total,
            total_pages,
            page_size,
            ..
        } = page;
        let pages = if page_size == 0 {
            u32::from(total > 0)
        } else {
            total.div_ceil(page_size)
        };
        // An empty listing may call itself no page or one.
        let fits = page_size > 0 && (total_pages == pages || (total == 0 && total_pages <= 1));
        if !fits {
            return Err(Inconsistent::Figures {
                total,
                total_pages,
                page_size,
            });
        }
        if let Some(first) = self.first {
            if first.total != total || first.page_size != page_size {
                return Err(Inconsistent::Changed {
                    before: first.total,
                    now: total,
                });
            }
        } else {
            self.first = Some(page);
        }
        let before = page_size.saturating_mul(page.page.saturating_sub(1));
        let expected = total.saturating_sub(before).min(page_size);
        if page.records != expected {
            return Err(Inconsistent::Short {
                page: page.page,
                records: page.records,
                expected,
            });
        }
        self.records = self.records.saturating_add(page.records);
        Ok(())
    }

    /// Notes a skill of the page.
    ///
    /// # Errors
    /// [`Inconsistent::Twice`]: the listing moved by a place while it was read.
    pub fn skill(&mut self, id: SkillId) -> Result<(), Inconsistent> {
        if self.seen.insert(id) {
            Ok(())
        } else {
            Err(Inconsistent::Twice(id))
        }
    }

    /// Records read so far.
    #[must_use]
    pub const fn records(&self) -> u32 {
        self.records
    }

    /// Every id read so far.
    #[must_use]
    pub const fn seen(&self) -> &HashSet<SkillId> {
        &self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(asked: u32, records: u32) -> PageFigures {
        PageFigures {
            asked,
            page: asked,
            page_size: 10,
            total: 25,
            total_pages: 3,
            records,
        }
    }

    #[test]
    fn three_pages_that_belong_together_are_a_listing() {
        let mut walk = Walk::default();
        for (asked, records) in [(1, 10), (2, 10), (3, 5)] {
            walk.page(page(asked, records)).unwrap();
        }
        assert_eq!(walk.records(), 25);
    }

    #[test]
    fn an_empty_listing_is_one() {
        for total_pages in [0, 1] {
            let empty = PageFigures {
                asked: 1,
                page: 1,
                page_size: 100,
                total: 0,
                total_pages,
                records: 0,
            };
            Walk::default().page(empty).unwrap();
        }
    }

    #[test]
    fn each_way_in_which_pages_do_not_fit_is_noticed() {
        let refuse = |change: fn(&mut PageFigures)| {
            let mut walk = Walk::default();
            walk.page(page(1, 10)).unwrap();
            let mut second = page(2, 10);
            change(&mut second);
            walk.page(second).unwrap_err()
        };
        assert!(matches!(refuse(|p| p.page = 1), Inconsistent::WrongPage { .. }));
        assert!(matches!(refuse(|p| p.total_pages = 4), Inconsistent::Figures { .. }));
        assert!(matches!(refuse(|p| p.page_size = 0), Inconsistent::Figures { .. }));
        assert!(matches!(
            refuse(|p| p.total = 24),
            Inconsistent::Changed { before: 25, now: 24 }
        ));
        assert!(matches!(
            refuse(|p| p.records = 9),
            Inconsistent::Short { records: 9, .. }
        ));
    }

    #[test]
    fn a_skill_that_stands_twice_is_noticed() {
        let id = "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0".parse().unwrap();
        let mut walk = Walk::default();
        walk.skill(id).unwrap();
        assert_eq!(walk.skill(id), Err(Inconsistent::Twice(id)));
    }
}
