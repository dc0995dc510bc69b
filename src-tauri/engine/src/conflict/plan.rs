//! What becomes of an edit when the marketplace's copy is looked at again.

use super::fields::{self, CONTENT_HASH};
use super::merge::names;
use super::{Automatic, Detected, Object, detect, differing_fields, resolve};
use crate::config::ConflictStrategy;

/// Everything the decision depends on.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The marketplace's copy the edit started from, where known.
    pub base: Option<&'a Object>,
    /// The user's copy.
    pub local: &'a Object,
    /// The marketplace's copy now; `None` where it has none.
    pub remote: Option<&'a Object>,
    /// Whether the marketplace had the skill before: tells a deleted skill from one of
    /// the user's own.
    pub was_there: bool,
    /// The configured strategy.
    pub strategy: ConflictStrategy,
    /// Whether the conflict waits for a person whatever the strategy says: it was
    /// undone, or it waited when the strategy changed.
    pub for_person: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// The edit stays and there is nothing to decide: the marketplace's copy is the one
    /// it started from, the skill is the user's own, or the copies differ in nothing
    /// that counts. A conflict that waited about it is void.
    Keep,
    /// The marketplace had the skill and has it no longer: the edit is kept and says so.
    Gone,
    /// The marketplace's copy is what the user wanted, or the user changed nothing: the
    /// edit ends quietly and the marketplace's copy is shown.
    Close,
    /// The conflict waits for a person.
    Wait(Detected),
    /// The conflict is resolved by the strategy.
    Resolve {
        /// What it was about.
        detected: Detected,
        /// Which strategy resolved it.
        strategy: Automatic,
        /// What the user's copy becomes, its base being the remote one; `None` where
        /// the marketplace's copy is taken and the edit ends.
        result: Option<Object>,
    },
}

/// Decides what becomes of an edit (contract, section 6).
#[must_use]
pub fn plan(situation: Situation<'_>) -> Plan {
    let Situation { base, local, .. } = situation;
    let Some(remote) = situation.remote else {
        return if situation.was_there { Plan::Gone } else { Plan::Keep };
    };
    if ends_quietly(base, local, remote) {
        return Plan::Close;
    }
    if base.is_some_and(|base| differing_fields(base, remote).is_empty()) {
        return Plan::Keep;
    }
    // Nothing that counts differs, yet the user's copy says something of its own.
    let Some(detected) = detect(local, remote) else {
        return Plan::Keep;
    };
    let Some(strategy) = Automatic::of(situation.strategy).filter(|_| !situation.for_person) else {
        return Plan::Wait(detected);
    };
    let result = match strategy {
        Automatic::RemoteWins => None,
        Automatic::LocalWins | Automatic::Merge => {
            Some(resolve(strategy, base, local, remote)).filter(|result| !own_differences(result, remote).is_empty())
        }
    };
    Plan::Resolve {
        detected,
        strategy,
        result,
    }
}

/// Whether nothing of the user's would be lost by showing the marketplace's copy.
fn ends_quietly(base: Option<&Object>, local: &Object, remote: &Object) -> bool {
    if base.is_some_and(|base| own_differences(local, base).is_empty()) {
        return true;
    }
    own_differences(local, remote).into_iter().all(|field| {
        // What only the marketplace changed is no edit. A fingerprint that came with the
        // base says nothing about the edited copy: the marketplace may well publish the
        // same edit under another one.
        (field == CONTENT_HASH || !fields::counts(field))
            && base.is_some_and(|base| fields::unchanged(field, base.get(field), local.get(field)))
    })
}

/// The fields in which two copies differ, those included that make no conflict; without
/// identity and the marketplace's bookkeeping.
fn own_differences<'a>(one: &'a Object, other: &'a Object) -> Vec<&'a str> {
    names(&[Some(one), Some(other)])
        .into_iter()
        .filter(|field| *field != fields::IDENTITY && !fields::is_bookkeeping(field))
        .filter(|field| !fields::same(field, one.get(*field), other.get(*field)))
        .collect()
}
