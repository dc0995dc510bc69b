//! What the window's close button does: the first time it asks, then it does what was
//! chosen. It never hides a window that nothing could bring back.

use std::collections::BTreeMap;

/// The name the choice is remembered under.
pub const REMEMBERED: &str = "close";

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nothing yet.
    Ask,
    /// To end Skilldock.
    Quit,
    /// To go on without a window.
    Background,
}

impl Choice {
    /// The choice as it is remembered.
    #[must_use]
    pub fn of(remembered: &BTreeMap<String, String>) -> Self {
        match remembered.get(REMEMBERED).map(String::as_str) {
            Some("quit") => Self::Quit,
            Some("background") => Self::Background,
            _ => Self::Ask,
        }
    }
}

/// What the answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// What was chosen.
    pub choice: Choice,
    /// Whether a second start brings the window back.
    pub returns: bool,
    /// Whether anything would go on without the window.
    pub works: bool,
    /// Whether the question is open already: then nobody answers it, and closing once more means it.
    pub asking: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// End Skilldock.
    Quit,
    /// Hide the window.
    Hide,
    /// Ask, and stay open.
    Ask,
}

/// What closing does.
#[must_use]
pub const fn act(situation: Situation) -> Act {
    let Situation {
        choice,
        returns,
        works,
        asking,
    } = situation;
    match choice {
        _ if !returns => Act::Quit,
        Choice::Quit => Act::Quit,
        Choice::Background => Act::Hide,
        Choice::Ask if works && !asking => Act::Ask,
        Choice::Ask => Act::Quit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_over_every_combination() {
        for choice in [Choice::Ask, Choice::Quit, Choice::Background] {
            for bits in 0..8 {
                let situation = Situation {
                    choice,
                    returns: bits & 1 == 1,
                    works: bits & 2 == 2,
                    asking: bits & 4 == 4,
                };
                let hides = situation.returns && choice == Choice::Background;
                let asks = situation.returns && choice == Choice::Ask && situation.works && !situation.asking;
                let expected = if hides {
                    Act::Hide
                } else if asks {
                    Act::Ask
                } else {
                    Act::Quit
                };
                assert_eq!(act(situation), expected, "{situation:?}");
            }
        }
    }

    #[test]
    fn an_unknown_choice_is_asked_for_again() {
        let remembered = |value: &str| BTreeMap::from([(REMEMBERED.to_owned(), value.to_owned())]);
        assert_eq!(Choice::of(&remembered("background")), Choice::Background);
        assert_eq!(Choice::of(&remembered("quit")), Choice::Quit);
        assert_eq!(Choice::of(&remembered("later")), Choice::Ask);
        assert_eq!(Choice::of(&BTreeMap::new()), Choice::Ask);
    }
}
