//! Code as a person decides it: the stretches that differ, each with a key that outlives a
//! change elsewhere in the text, and the text their choices make.

use std::collections::{BTreeMap, HashMap};

use super::{Region, join, merge};
use crate::conflict::{Changed, Pick, digest};

/// A stretch in which the sides differ, as whole lines with their endings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Says which stretch it is by what stands in it, so that a choice outlives changes
    /// elsewhere; equal stretches are told apart by their order.
    pub key: String,
    /// Who changed it.
    pub changed: Changed,
    /// As it was; empty where no base is known.
    pub base: String,
    /// As the user has it.
    pub local: String,
    /// As the marketplace has it.
    pub remote: String,
}

impl Hunk {
    /// What it becomes where nobody chooses; `None` where somebody must.
    #[must_use]
    pub const fn suggested(&self) -> Option<Pick> {
        match self.changed {
            Changed::Local | Changed::Agreed => Some(Pick::Local),
            Changed::Remote => Some(Pick::Remote),
            Changed::Both | Changed::Unknown => None,
        }
    }

    /// Whether both sides can be kept, one after the other: else the lines that one side
    /// left alone would stand there twice.
    #[must_use]
    pub const fn may_keep_both(&self) -> bool {
        matches!(self.changed, Changed::Both | Changed::Unknown)
    }

    /// Its lines under a choice; `None` where the choice cannot be carried out.
    fn text(&self, pick: Pick) -> Option<String> {
        match pick {
            Pick::Local => Some(self.local.clone()),
            Pick::Remote => Some(self.remote.clone()),
            Pick::Both if self.may_keep_both() => Some(join(&self.local, &self.remote)),
            Pick::Base if self.changed != Changed::Unknown => Some(self.base.clone()),
            Pick::Both | Pick::Base => None,
        }
    }
}

/// A stretch of two codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Lines that all sides have.
    Same(String),
    /// Lines that differ.
    Hunk(Hunk),
}

/// Cuts two codes into what they share and what differs, in order.
#[must_use]
pub fn pieces(base: Option<&str>, local: &str, remote: &str) -> Vec<Piece> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    merge(base, local, remote)
        .regions
        .into_iter()
        .map(|region| {
            let (changed, base, local, remote) = match region {
                Region::Same { text } => return Piece::Same(text),
                Region::Local { base: was, text } => (Changed::Local, was.clone(), text, was),
                Region::Remote { base: was, text } => (Changed::Remote, was.clone(), was, text),
                Region::Agreed { base: was, text } => (Changed::Agreed, was, text.clone(), text),
                Region::Conflict {
                    base: was,
                    local,
                    remote,
                } => {
                    let changed = if base.is_some() {
                        Changed::Both
                    } else {
                        Changed::Unknown
                    };
                    (changed, was, local, remote)
                }
            };
            let mut key = digest(&[&base, &local, &remote]);
            let times = seen.entry(key.clone()).or_default();
            *times += 1;
            if *times > 1 {
                key = format!("{key}-{times}");
            }
            Piece::Hunk(Hunk {
                key,
                changed,
                base,
                local,
                remote,
            })
        })
        .collect()
}

/// A code made of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The text; where nothing is decided it has the user's lines.
    pub text: String,
    /// The keys of the stretches that nothing is decided for, in order.
    pub open: Vec<String>,
}

/// Makes the code that these choices say, each under its hunk's key. A hunk nobody chose
/// for follows the merge. Where every hunk is taken from one side the text is that
/// side's to the letter.
#[must_use]
pub fn compose(base: Option<&str>, local: &str, remote: &str, picks: &BTreeMap<String, Pick>) -> Composed {
    let pieces = pieces(base, local, remote);
    let choice = |hunk: &Hunk| picks.get(&hunk.key).copied().or(hunk.suggested());
    let all = |side: Pick| {
        pieces.iter().all(|piece| match piece {
            Piece::Same(_) => true,
            Piece::Hunk(hunk) => choice(hunk) == Some(side) || hunk.changed == Changed::Agreed,
        })
    };
    let mut sides = [(Pick::Local, local), (Pick::Remote, remote)];
    // Where both have the same lines they may still end differently: then what was chosen decides.
    if picks.values().any(|pick| *pick == Pick::Remote) {
        sides.reverse();
    }
    for (side, text) in sides {
        if all(side) {
            return Composed {
                text: text.to_owned(),
                open: Vec::new(),
            };
        }
    }
    let mut composed = Composed {
        text: String::with_capacity(local.len().max(remote.len())),
        open: Vec::new(),
    };
    for piece in &pieces {
        match piece {
            Piece::Same(text) => composed.text.push_str(text),
            Piece::Hunk(hunk) => match choice(hunk).and_then(|pick| hunk.text(pick)) {
                Some(text) => composed.text.push_str(&text),
                None => {
                    composed.text.push_str(&hunk.local);
                    composed.open.push(hunk.key.clone());
                }
            },
        }
    }
    composed
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
    const MINE: &str = "ONE\ntwo\nthree\nFOUR mine\nfive\nsix\nseven\n";
    const THEIRS: &str = "one\ntwo\nthree\nFOUR theirs\nfive\nsix\nSEVEN\n";

    fn hunks(base: Option<&str>, local: &str, remote: &str) -> Vec<Hunk> {
        pieces(base, local, remote)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Same(_) => None,
                Piece::Hunk(hunk) => Some(hunk),
            })
            .collect()
    }

    #[test]
    fn lines_that_end_differently_are_those_of_the_side_that_was_chosen() {
        let (base, local, remote) = (Some("a\nb\nc"), "\r\n", "\n");
        assert_eq!(every(Pick::Local, base, local, remote).text, local);
        assert_eq!(every(Pick::Remote, base, local, remote).text, remote);
    }

    fn every(pick: Pick, base: Option<&str>, local: &str, remote: &str) -> Composed {
        let picks = hunks(base, local, remote)
            .into_iter()
            .map(|hunk| (hunk.key, pick))
            .collect();
        compose(base, local, remote, &picks)
    }

    #[test]
    fn what_one_side_changed_is_decided_and_what_both_changed_is_open() {
        let found = hunks(Some(BASE), MINE, THEIRS);
        let changed: Vec<_> = found.iter().map(|hunk| hunk.changed).collect();
        assert_eq!(changed, [Changed::Local, Changed::Both, Changed::Remote]);
        let composed = compose(Some(BASE), MINE, THEIRS, &BTreeMap::new());
        assert_eq!(composed.open, [found[1].key.clone()]);
        assert_eq!(composed.text, "ONE\ntwo\nthree\nFOUR mine\nfive\nsix\nSEVEN\n");
    }

    #[test]
    fn every_choice_makes_its_own_text() {
        let open = hunks(Some(BASE), MINE, THEIRS)[1].key.clone();
        for (pick, line) in [
            (Pick::Local, "FOUR mine\n"),
            (Pick::Remote, "FOUR theirs\n"),
            (Pick::Both, "FOUR mine\nFOUR theirs\n"),
            (Pick::Base, "four\n"),
        ] {
            let composed = compose(Some(BASE), MINE, THEIRS, &BTreeMap::from([(open.clone(), pick)]));
            assert_eq!(composed.text, format!("ONE\ntwo\nthree\n{line}five\nsix\nSEVEN\n"));
            assert!(composed.open.is_empty());
        }
    }

    #[test]
    fn all_of_one_side_is_that_side_to_the_letter() {
        let crlf = BASE.replace('\n', "\r\n");
        for (base, local, remote) in [
            (Some(BASE), MINE, THEIRS),
            (None, MINE, THEIRS),
            (Some(BASE), crlf.as_str(), THEIRS),
            (Some("a"), "b", "c\n"),
            (Some("a\n"), "b\na\n", "a\nx\na\n"),
        ] {
            assert_eq!(every(Pick::Local, base, local, remote).text, local);
            assert_eq!(every(Pick::Remote, base, local, remote).text, remote);
        }
    }

    #[test]
    fn a_key_outlives_a_change_elsewhere_and_tells_equal_stretches_apart() {
        let before = hunks(Some(BASE), MINE, THEIRS);
        let after = hunks(Some(BASE), MINE, &THEIRS.replace("SEVEN", "7"));
        assert_eq!(before[1].key, after[1].key);
        assert_ne!(before[2].key, after[2].key);
        let twice = hunks(Some("a\nb\na\n"), "x\nb\nx\n", "y\nb\ny\n");
        assert_ne!(twice[0].key, twice[1].key);
    }

    #[test]
    fn what_cannot_be_carried_out_stays_open() {
        let composed = every(Pick::Base, None, "mine\n", "theirs\n");
        assert_eq!((composed.text.as_str(), composed.open.len()), ("mine\n", 1));
    }
}
