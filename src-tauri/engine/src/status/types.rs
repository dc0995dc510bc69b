//! What is going on, for the chip, the Sync view, the tray and `skilldock status`:
//! one value, so that they always agree.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Notice, Reminder, Situation};
use crate::model::{Problem, UnixMillis};
use crate::vault::KeychainOutcome;

/// How Skilldock is connected (command line, `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The socket is connected: updates arrive as they happen.
    Live,
    /// The socket is being connected again.
    Reconnecting,
    /// No socket; the scheduler syncs.
    Polling,
    /// The last sync could not reach the marketplace.
    Offline,
    /// `ATOM_SAAS_ENABLED` is false: no call, no socket.
    LocalOnly,
    /// The marketplace refused the token; nothing is sent until it changes.
    TokenRejected,
    /// Paused by the user.
    Paused,
}

/// How far the socket is, as far as the mode is concerned (contract, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nobody here wants or holds a connection.
    #[default]
    Idle,
    /// The marketplace refused it the token.
    Rejected,
    /// It is connected.
    Connected,
    /// It is being connected, and fewer than three attempts in a row failed.
    Trying,
    /// So many failed that syncs by the clock are what is relied on.
    Fallback,
}

/// How well the sync does (contract, section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// The last good sync is at most one interval old, or none is wanted.
    Healthy,
    /// It is older than one interval.
    Degraded,
    /// It is older than two, or there was none.
    Unhealthy,
}

/// Ratings by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct RatingCounts {
    /// Kept here, not sent yet.
    pub waiting: u32,
    /// Accepted by the marketplace.
    pub sent: u32,
    /// On the list of failed uploads.
    pub failed: u32,
    /// Kept, but the marketplace has no way to change the earlier one.
    pub not_accepted: u32,
}

/// Conflicts by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct ConflictCounts {
    /// Waiting for somebody.
    pub open: u32,
}

/// Updates that are reviewed before they land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct UpdateCounts {
    /// Waiting for somebody.
    pub waiting: u32,
    /// The user said no to: they stay away until the next one.
    pub skipped: u32,
}

/// The socket (contract, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct WebsocketStatus {
    /// Whether it is connected.
    pub connected: bool,
    /// Attempts since the last stable connection.
    pub reconnect_attempts: u32,
    /// Failed attempts in a row.
    pub consecutive_failures: u32,
    /// Why it last ended; never holds an address with its query.
    pub last_disconnect_reason: Option<String>,
    /// When a message last came.
    pub last_message: Option<UnixMillis>,
    /// How long our own last ping took to come back, where this process measured it.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<u32>,
}

/// Where the token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TokenSource {
    /// The OS keychain.
    Keychain,
    /// The environment, directly or by a file it names.
    Environment,
    /// The `.env` file, directly or by a file it names.
    EnvFile,
    /// Kept in memory until the program ends.
    Session,
}

/// The token, without a character of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct TokenStatus {
    /// Whether there is one.
    pub present: bool,
    /// Where it comes from.
    pub source: Option<TokenSource>,
    /// When it runs out, where it is a JWT that says so.
    pub expires_at: Option<UnixMillis>,
    /// Since when it has been in use here.
    pub since: Option<UnixMillis>,
    /// What there is to say of its age.
    pub reminder: Option<Reminder>,
    /// What a rotation left open.
    pub rotation: Option<OpenRotation>,
    /// Why the keychain gave none, where it did not answer the question. There may be one.
    pub keychain: Option<KeychainOutcome>,
}

/// What a rotation of the token left open. It is gone on with by itself, or when the user
/// rotates again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OpenRotation {
    /// The new token is in use; the old one could not be revoked.
    OldStillGood,
    /// The old token is in use; the new one could not be revoked.
    NewStillGood,
    /// It was interrupted.
    Unfinished,
    /// The marketplace may have made a token that nobody knows.
    MaybeMade,
}

/// What a running sync is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Asking for the first page.
    Connecting,
    /// Reading categories.
    Categories,
    /// Reading skills.
    Skills,
    /// Making the new listing the current one.
    Applying,
    /// Sending ratings.
    Ratings,
}

/// How far a running sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SyncProgress {
    /// What it is at.
    pub phase: SyncPhase,
    /// Skills read so far.
    pub done: u32,
    /// Skills to read, where known.
    pub total: Option<u32>,
    /// When it began.
    pub started_at: UnixMillis,
    /// Waiting for the marketplace until then, where it asked for a pause.
    pub waiting_until: Option<UnixMillis>,
}

/// Requests used of the marketplace's limit (contract, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct RequestBudget {
    /// Requests sent in the last 60 seconds by this process.
    pub used: u32,
    /// Requests allowed in 60 seconds.
    pub limit: u32,
}

/// What is going on.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Status {
    /// What is going on, in one word with what belongs to it.
    pub situation: Situation,
    /// What is worth a line above the content, if anything.
    pub notice: Option<Notice>,
    /// How Skilldock is connected.
    pub mode: Mode,
    /// How well the sync does.
    pub health: Health,
    /// When the last sync ended, however it ended.
    pub last_sync: Option<UnixMillis>,
    /// When the last complete sync ended.
    pub last_success: Option<UnixMillis>,
    /// When the next is due.
    pub next_sync: Option<UnixMillis>,
    /// Skills here.
    pub skills: u32,
    /// Categories here.
    pub categories: u32,
    /// Whether what is here is older than 24 hours (contract, section 4).
    pub stale: bool,
    /// Ratings by state.
    pub ratings: RatingCounts,
    /// Conflicts by state.
    pub conflicts: ConflictCounts,
    /// Updates by state.
    pub updates: UpdateCounts,
    /// Removals that wait for a yes (contract, section 4).
    pub held: u32,
    /// Whether exactly these were declined: they go on waiting, and nobody is asked.
    pub held_declined: bool,
    /// The socket.
    pub websocket: WebsocketStatus,
    /// The token.
    pub token: TokenStatus,
    /// The marketplace's address without anything secret, where one is set.
    pub marketplace: Option<String>,
    /// The sync under way, if any.
    pub sync: Option<SyncProgress>,
    /// How the last sync ended where it did not end well.
    pub last_problem: Option<Problem>,
    /// Whether the socket is wanted at all (`ATOM_SAAS_WS_ENABLED`).
    pub socket_wanted: bool,
    /// Requests used of the limit.
    pub budget: RequestBudget,
}

/// What came of trying an address and a token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConnectionTest {
    /// Whether both are good.
    pub ok: bool,
    /// How long the answer took.
    pub latency_ms: u64,
    /// Skills the marketplace has, where it said so.
    pub skills: Option<u32>,
    /// What the marketplace says of itself: `healthy`, `degraded`, `unhealthy`.
    pub health: Option<String>,
    /// What is wrong, where something is.
    pub problem: Option<Problem>,
    /// What is odd but no obstacle, such as a token of an unusual form.
    pub warning: Option<String>,
}
