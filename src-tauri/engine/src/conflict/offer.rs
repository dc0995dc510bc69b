//! What a person may choose for each field of a conflict, and what a result loses.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::fields::{self, CONTENT_HASH};
use super::merge::one_sided;
use super::pick::may_keep_both;
use super::{Object, Pick, differing_fields};

/// Who changed something since both sides were the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Only the user.
    Local,
    /// Only the marketplace.
    Remote,
    /// Both, in different ways.
    Both,
    /// Both, in the same way.
    Agreed,
    /// Nobody knows: the copy both started from is not there.
    Unknown,
}

/// What a field became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// The user's value.
    Local,
    /// The marketplace's.
    Remote,
    /// The one both started from.
    Base,
    /// One of its own: both together, or what somebody wrote.
    Own,
}

/// What may be chosen for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The field.
    pub name: String,
    /// Who changed it.
    pub changed: Changed,
    /// The choices that can be carried out.
    pub picks: Vec<Pick>,
    /// What it becomes where nobody chooses; `None` where somebody must.
    pub suggested: Option<Pick>,
}

/// The fields that differ, each with its choices, the gravest first. `content_hash` is
/// left out where anything else differs, because it follows the code.
#[must_use]
pub fn offers(base: Option<&Object>, local: &Object, remote: &Object) -> Vec<Offer> {
    let names = differing_fields(local, remote);
    let alone = names.len() == 1;
    names
        .into_iter()
        .filter(|name| alone || name != CONTENT_HASH)
        .map(|name| {
            let (mine, theirs) = (local.get(&name), remote.get(&name));
            let changed = base.map_or(Changed::Unknown, |base| match one_sided(&name, base, local, remote) {
                None => Changed::Both,
                Some(_) if fields::unchanged(&name, base.get(&name), theirs) => Changed::Local,
                Some(_) => Changed::Remote,
            });
            let mut picks = vec![Pick::Local, Pick::Remote];
            if may_keep_both(&name, mine, theirs) {
                picks.push(Pick::Both);
            }
            if base.is_some() {
                picks.push(Pick::Base);
            }
            let suggested = match changed {
                Changed::Local | Changed::Agreed => Some(Pick::Local),
                Changed::Remote => Some(Pick::Remote),
                // Nothing but the fingerprint differs: the result is the same whatever is said.
                Changed::Both | Changed::Unknown => (name == CONTENT_HASH).then_some(Pick::Local),
            };
            Offer {
                name,
                changed,
                picks,
                suggested,
            }
        })
        .collect()
}

/// From which side a result's field comes.
#[must_use]
pub fn became(field: &str, base: Option<&Object>, local: &Object, remote: &Object, result: &Object) -> Became {
    let value = result.get(field);
    if fields::same(field, value, local.get(field)) {
        Became::Local
    } else if fields::same(field, value, remote.get(field)) {
        Became::Remote
    } else if base.is_some_and(|base| fields::same(field, value, base.get(field))) {
        Became::Base
    } else {
        Became::Own
    }
}

/// The fields in which a result has nothing of what a side changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Lost {
    /// Changes of the user's that are gone.
    pub local: Vec<String>,
    /// Changes of the marketplace's that are not taken.
    pub remote: Vec<String>,
}

/// What a result loses of each side.
#[must_use]
pub fn lost(base: Option<&Object>, local: &Object, remote: &Object, result: &Object) -> Lost {
    let mut lost = Lost::default();
    for offer in offers(base, local, remote) {
        let mine = offer.changed != Changed::Remote;
        let theirs = offer.changed != Changed::Local;
        match became(&offer.name, base, local, remote, result) {
            Became::Local if theirs => lost.remote.push(offer.name),
            Became::Remote if mine => lost.local.push(offer.name),
            Became::Base => {
                if mine {
                    lost.local.push(offer.name.clone());
                }
                if theirs {
                    lost.remote.push(offer.name);
                }
            }
            Became::Local | Became::Remote | Became::Own => {}
        }
    }
    lost
}

/// Stands for texts: equal where they are, and short. Choices are kept under it, so it
/// must be the same after a restart.
#[must_use]
pub fn digest(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut key, byte| {
        // Writing to a String cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::conflict::{Automatic, resolve};

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn sides() -> (Object, Object, Object) {
        (
            object(json!({"description": "a", "tags": ["x"], "version": "1", "content_hash": "0"})),
            object(json!({"description": "b", "tags": ["x", "y"], "version": "1", "content_hash": "1"})),
            object(json!({"description": "c", "tags": ["x"], "version": "2", "content_hash": "2"})),
        )
    }

    #[test]
    fn a_field_that_one_side_changed_is_suggested_and_one_that_both_changed_is_not() {
        let (base, local, remote) = sides();
        let found = offers(Some(&base), &local, &remote);
        let said: Vec<_> = found
            .iter()
            .map(|offer| (offer.name.as_str(), offer.changed, offer.suggested))
            .collect();
        assert_eq!(
            said,
            [
                ("version", Changed::Remote, Some(Pick::Remote)),
                ("description", Changed::Both, None),
                ("tags", Changed::Local, Some(Pick::Local)),
            ]
        );
        assert_eq!(found[1].picks, [Pick::Local, Pick::Remote, Pick::Base]);
        assert_eq!(found[2].picks, [Pick::Local, Pick::Remote, Pick::Both, Pick::Base]);
    }

    #[test]
    fn without_a_base_nothing_is_suggested_and_the_base_cannot_be_chosen() {
        let (_, local, remote) = sides();
        for offer in offers(None, &local, &remote) {
            assert_eq!((offer.changed, offer.suggested), (Changed::Unknown, None));
            assert!(!offer.picks.contains(&Pick::Base));
        }
    }

    #[test]
    fn a_strategy_loses_what_the_other_side_changed_and_nothing_else() {
        let (base, local, remote) = sides();
        let of = |strategy| {
            let result = resolve(strategy, Some(&base), &local, &remote);
            lost(Some(&base), &local, &remote, &result)
        };
        assert_eq!(of(Automatic::RemoteWins).local, ["description", "tags"]);
        assert!(of(Automatic::RemoteWins).remote.is_empty());
        assert_eq!(of(Automatic::LocalWins).remote, ["version", "description"]);
        assert!(of(Automatic::LocalWins).local.is_empty());
        let merged = of(Automatic::Merge);
        assert_eq!(merged.local.len() + merged.remote.len(), 1, "one description yields");
    }

    #[test]
    fn a_digest_knows_where_a_text_ends() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["ab", "c"]), digest(&["ab", "c"]));
        assert_eq!(digest(&["x"]).len(), 16);
    }
}
