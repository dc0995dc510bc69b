//! A rotation of the token, as a machine: what follows from how each step ended, what of
//! it is written down so that another start of the program goes on, and what it goes on
//! with (contract, section 1; `docs/decisions/0012-the-token.md`).
//!
//! Pure. The rule behind it: at every moment, and wherever the program is killed, the
//! keychain's token is one that the marketplace accepts, and every other token that may
//! still be good is either in the keychain too or has been told to the user.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RotationStep")]
pub enum Step {
    /// Have the marketplace make a new token.
    Create,
    /// Keep it in the keychain, beside the one in use.
    Keep,
    /// Send one request with it.
    Prove,
    /// Connect the socket with it, where the socket is connected.
    ProveSocket,
    /// Keep the old one beside the one in use, to be able to revoke it.
    Retain,
    /// Put the new one in the place of the one in use.
    Store,
    /// Have everything use it: HTTP and the socket.
    Switch,
    /// Have the marketplace accept the old one no longer.
    Revoke,
    /// Have the marketplace accept the new one no longer: the way back.
    Undo,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RotationCame")]
pub enum Came {
    /// It is done.
    Done,
    /// It is not done, for sure.
    Failed,
    /// Nobody knows: an answer that got lost, a keychain that cannot be asked.
    Unknown,
}

/// How a rotation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The new token is in use and the old one is revoked.
    Rotated,
    /// The new token is in use; the old one is still good. Revoking it is tried again.
    OldStillGood,
    /// Nothing was made and nothing changed.
    NothingChanged,
    /// The old token is in use as before, and the new one is revoked.
    WentBack,
    /// The old token is in use as before; the new one is still good. Revoking it is tried again.
    NewStillGood,
    /// The old token is in use as before. The marketplace may have made one that nobody knows.
    MaybeMade,
    /// The old token is in use until the keychain says whether it took the new one.
    KeychainUnsure,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// This step.
    Do(Step),
    /// Nothing more for now.
    End(Ending),
}

/// What is written down before a step begins. Never a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The marketplace is being asked; the new token may be in the keychain.
    Asked,
    /// The new token is in the keychain and not in use.
    Kept,
    /// The new token is proved, the old one is kept aside, the one in use is being replaced.
    Storing,
    /// The new token is in use; the old one is to be revoked.
    Revoking,
    /// The old token is in use; the new one is to be revoked.
    Undoing,
    /// The marketplace may have made a token that nobody knows: said until the user has read it.
    Lost,
}

/// What follows from how a step ended. `live`: the socket is connected.
#[must_use]
pub const fn after(step: Step, came: Came, live: bool) -> Move {
    use Step::{Create, Keep, Prove, ProveSocket, Retain, Revoke, Store, Switch, Undo};
    match (step, came) {
        (Create, Came::Done) => Move::Do(Keep),
        (Create, Came::Failed) => Move::End(Ending::NothingChanged),
        (Create, Came::Unknown) => Move::End(Ending::MaybeMade),
        (Keep, Came::Done) => Move::Do(Prove),
        (Prove, Came::Done) if live => Move::Do(ProveSocket),
        (Prove | ProveSocket, Came::Done) => Move::Do(Retain),
        (Retain, Came::Done) => Move::Do(Store),
        // Before the keychain's own token was touched the way back is open.
        (Keep | Prove | ProveSocket | Retain, Came::Failed | Came::Unknown) | (Store, Came::Failed) => Move::Do(Undo),
        (Store, Came::Done) => Move::Do(Switch),
        // Revoking either could take away the one that the keychain will say it has.
        (Store, Came::Unknown) => Move::End(Ending::KeychainUnsure),
        // It is in the keychain: there is nothing that could fail.
        (Switch, _) => Move::Do(Revoke),
        (Revoke, Came::Done) => Move::End(Ending::Rotated),
        (Revoke, Came::Failed | Came::Unknown) => Move::End(Ending::OldStillGood),
        (Undo, Came::Done) => Move::End(Ending::WentBack),
        (Undo, Came::Failed | Came::Unknown) => Move::End(Ending::NewStillGood),
    }
}

/// What has to be written down before a move is made; `None`: that nothing is open.
#[must_use]
pub const fn noted(next: Move) -> Option<Stage> {
    match next {
        Move::Do(Step::Create | Step::Keep) => Some(Stage::Asked),
        Move::Do(Step::Prove | Step::ProveSocket | Step::Retain) => Some(Stage::Kept),
        Move::Do(Step::Store | Step::Switch) | Move::End(Ending::KeychainUnsure) => Some(Stage::Storing),
        Move::Do(Step::Revoke) | Move::End(Ending::OldStillGood) => Some(Stage::Revoking),
        Move::Do(Step::Undo) | Move::End(Ending::NewStillGood) => Some(Stage::Undoing),
        Move::End(Ending::MaybeMade) => Some(Stage::Lost),
        Move::End(Ending::Rotated | Ending::NothingChanged | Ending::WentBack) => None,
    }
}

/// What a rotation that was interrupted at this stage goes on with. `next` and `former`:
/// whether the keychain holds the new token and the old one beside the one in use.
#[must_use]
pub const fn resume(stage: Stage, next: bool, former: bool) -> Move {
    match (stage, next) {
        (Stage::Asked | Stage::Kept, true) => Move::Do(Step::Prove),
        // The program was killed before the new one reached the keychain, if there is a new one.
        (Stage::Asked | Stage::Kept, false) | (Stage::Lost, _) => Move::End(Ending::MaybeMade),
        // Written twice is as good as written once.
        (Stage::Storing, true) => Move::Do(Step::Store),
        (Stage::Storing, false) | (Stage::Revoking, _) if former => Move::Do(Step::Revoke),
        (Stage::Storing, false) | (Stage::Revoking, _) => Move::End(Ending::Rotated),
        (Stage::Undoing, true) => Move::Do(Step::Undo),
        (Stage::Undoing, false) => Move::End(Ending::WentBack),
    }
}

/// What becomes of an open rotation when the user sets another token: a new one that is
/// not in use any more has no purpose.
#[must_use]
pub const fn overtaken(stage: Stage) -> Stage {
    match stage {
        Stage::Asked | Stage::Kept | Stage::Storing | Stage::Undoing => Stage::Undoing,
        Stage::Revoking => Stage::Revoking,
        Stage::Lost => Stage::Lost,
    }
}
