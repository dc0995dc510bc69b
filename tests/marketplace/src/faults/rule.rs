//! A description of requests, what is kept for them, and how often it has been met.

use serde::{Deserialize, Serialize};

use super::when::{Target, When};

/// The number a rule, hook or gate is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub(crate) u64);

/// Something kept for requests.
#[derive(Debug)]
pub(crate) struct Rule<T> {
    pub id: RuleId,
    pub when: When,
    pub kept: T,
    fitting: u64,
    pub met: u64,
}

impl<T> Rule<T> {
    pub fn new(id: RuleId, when: When, kept: T) -> Self {
        Self {
            id,
            when,
            kept,
            fitting: 0,
            met: 0,
        }
    }

    /// Counts a request, and says whether it is one this rule is for.
    pub fn meets(&mut self, target: &Target<'_>) -> bool {
        if !self.when.fits(target) {
            return false;
        }
        self.fitting += 1;
        let due = self.fitting > self.when.skip && self.when.times.is_none_or(|times| self.met < times);
        self.met += u64::from(due);
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_hit_is_met_once() {
        let mut rule = Rule::new(RuleId(1), When::get("/a").nth(2), ());
        let target = Target {
            method: "GET",
            path: "/a",
            query: "",
            body: b"",
        };
        assert_eq!([1, 2, 3].map(|_| rule.meets(&target)), [false, true, false]);
    }
}
