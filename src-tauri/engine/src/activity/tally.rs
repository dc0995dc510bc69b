//! Live updates by the minute: a marketplace may push a hundred a second, and the log is
//! no copy of them. The first of a quiet time is written at once, those of the minute
//! after it as one entry.

use std::time::Duration;

use crate::model::SkillId;

/// How long updates are gathered into one entry.
pub(crate) const PERIOD: Duration = Duration::from_secs(60);

/// What was applied, of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wave {
    /// How many updates.
    pub count: u32,
    /// The skill, where all of them were about one.
    pub skill: Option<SkillId>,
}

/// The updates of the minute that is under way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Whether a minute is under way.
    open: bool,
    count: u32,
    skill: Option<SkillId>,
    mixed: bool,
}

impl Tally {
    /// Counts updates. Gives what is to be written at once: those that open a minute, at
    /// whose end [`Tally::close`] is to be called.
    pub(crate) fn add(&mut self, skills: impl Iterator<Item = Option<SkillId>>) -> Option<Wave> {
        for skill in skills {
            if self.count == 0 {
                self.skill = skill;
            } else if self.skill != skill {
                self.mixed = true;
            }
            self.count = self.count.saturating_add(1);
        }
        if self.open || self.count == 0 {
            return None;
        }
        self.open = true;
        self.take()
    }

    /// The minute is over: gives what is to be written of it. Where something is, another
    /// minute is under way.
    pub(crate) fn close(&mut self) -> Option<Wave> {
        let wave = self.take();
        self.open = wave.is_some();
        wave
    }

    fn take(&mut self) -> Option<Wave> {
        let taken = std::mem::take(self);
        self.open = taken.open;
        (taken.count > 0).then_some(Wave {
            count: taken.count,
            skill: if taken.mixed { None } else { taken.skill },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skill(number: u8) -> Option<SkillId> {
        Some(SkillId::from_bytes([number; 16]))
    }

    #[test]
    fn the_first_is_told_at_once_and_a_flood_by_the_minute() {
        let mut tally = Tally::default();
        let wave = |count, skill| Some(Wave { count, skill });
        assert_eq!(tally.add(std::iter::once(skill(1))), wave(1, skill(1)));
        for _ in 0..6000 {
            assert_eq!(tally.add([skill(1), skill(2)].into_iter()), None);
        }
        assert_eq!(tally.close(), wave(12_000, None));
        assert_eq!(
            tally.add(std::iter::once(skill(3))),
            None,
            "the next minute is under way"
        );
        assert_eq!(tally.close(), wave(1, skill(3)));
        assert_eq!(tally.close(), None);
        assert_eq!(tally.add(std::iter::once(skill(4))), wave(1, skill(4)), "it was quiet");
    }

    #[test]
    fn nothing_applied_is_nothing_told() {
        let mut tally = Tally::default();
        assert_eq!(tally.add(std::iter::empty()), None);
        assert_eq!(tally.close(), None);
    }
}
