//! The connection: what leads from one state to the next, and what is to be done
//! on the way (contract, section 3). `docs/live.md` has the diagram; a test
//! keeps it true.
//!
//! Pure: the time, the jitter and the figures come in as values, what is to be done
//! goes out as [`Effect`]s. Times are spans since the listener began.

use std::time::Duration;

use super::LivePolicy;
use super::state::{Connection, Gap, Live, Off, State, Tally};
use crate::model::UnixMillis;

/// Something that happened to the connection, or that is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// No connection is wanted.
    Forbidden(Off),
    /// A connection is wanted.
    Allowed,
    /// There is a new token, or the marketplace took the same one again.
    TokenChanged,
    /// The address is another, or whom the connection believes.
    AddressChanged,
    /// The user asks to connect now.
    Asked,
    /// The marketplace can be reached again.
    NetworkBack,
    /// The machine woke.
    Woke,
    /// An HTTP call found that the token is refused.
    TokenRefused,
    /// The attempt made a connection.
    Connected,
    /// The attempt failed.
    Failed(Failure),
    /// A frame came.
    Heard {
        /// Whether it was a message and no control frame.
        message: bool,
    },
    /// A message was lost: too large, one too many, or no room for it.
    MessageLost,
    /// The connection ended, for this reason.
    Lost(String),
    /// Time passed.
    Tick,
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// 401.
    TokenRefused,
    /// Anything else.
    Other {
        /// In plain words, without the address.
        reason: String,
        /// How long the marketplace asked to wait.
        retry_after: Option<Duration>,
    },
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Try to connect; this is the attempt with that number since the last stable connection.
    Dial {
        /// From 1.
        attempt: u32,
    },
    /// End the connection or the attempt.
    HangUp,
    /// Send a ping of our own.
    Ping,
    /// Run a sync that begins now.
    CatchUp,
    /// Say that messages were lost.
    TellGap,
    /// Say that the connection stands.
    TellConnected,
    /// Say that the connection ended or did not come about.
    TellDisconnected,
    /// Stop using the token for anything.
    RefuseToken,
}

/// The time, as values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// Since the listener began; never goes back.
    pub since: Duration,
    /// This machine's clock, for what is stored.
    pub wall: UnixMillis,
    /// A random number in `0.0..=1.0`.
    pub jitter: f64,
}

/// The longest pause a marketplace can ask for: a date by a clock that is years off
/// must not silence the socket for years.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// What follows from an event: the state after it, and what is to be done.
#[must_use]
pub fn step(mut state: State, event: Event, now: Now, policy: &LivePolicy) -> (State, Vec<Effect>) {
    let mut effects = Vec::new();
    let connection = match (state.connection, event) {
        // Nothing is wanted, whatever there was.
        (Connection::Off(_), Event::Forbidden(why)) => Connection::Off(why),
        (_, Event::Forbidden(why)) => {
            hang_up(&mut state, why.words(), &mut effects);
            Connection::Off(why)
        }
        // Something is wanted where nothing was.
        (Connection::Off(_), Event::Allowed) => begin(&mut state.tally, &mut effects),
        (Connection::Off(why), _) => Connection::Off(why),
        (there, Event::Allowed) => there,

        // Another token or address: what there was says nothing of it.
        (_, Event::TokenChanged) => {
            hang_up(&mut state, "the token changed", &mut effects);
            begin(&mut state.tally, &mut effects)
        }
        // The same token would be refused there too, for all we know (contract, section 2: 401).
        (Connection::Rejected, Event::AddressChanged) => Connection::Rejected,
        (_, Event::AddressChanged) => {
            hang_up(&mut state, "the settings of the connection changed", &mut effects);
            begin(&mut state.tally, &mut effects)
        }
        (Connection::Rejected, Event::Asked) => begin(&mut state.tally, &mut effects),
        (Connection::Rejected, _) => Connection::Rejected,
        (_, Event::TokenRefused) => {
            hang_up(&mut state, TOKEN_REFUSED, &mut effects);
            Connection::Rejected
        }

        (Connection::Connecting, Event::Connected) => {
            state.tally.failures = 0;
            state.tally.fallback_since = None;
            state.tally.not_before = Duration::ZERO;
            // What was pushed while there was no connection is lost: it is caught up.
            effects.extend([Effect::TellConnected, Effect::CatchUp]);
            Connection::Live(Live {
                since: now.since,
                heard_by: now.since + policy.stale,
                ping_at: now.since + policy.ping,
                stable: false,
                gap: None,
            })
        }
        (Connection::Connecting, Event::Failed(Failure::TokenRefused)) => {
            state.tally.failures = state.tally.failures.saturating_add(1);
            state.tally.reason = Some(TOKEN_REFUSED.to_owned());
            effects.extend([Effect::RefuseToken, Effect::TellDisconnected]);
            Connection::Rejected
        }
        (Connection::Connecting, Event::Failed(Failure::Other { reason, retry_after })) => {
            let tally = &mut state.tally;
            tally.failures = tally.failures.saturating_add(1);
            if tally.failures >= policy.fallback {
                tally.fallback_since.get_or_insert(now.since);
            }
            tally.reason = Some(reason);
            tally.not_before = retry_after.map_or(Duration::ZERO, |asked| now.since + asked.min(LONGEST_ASKED));
            effects.push(Effect::TellDisconnected);
            put_off(tally, now, policy)
        }
        // One attempt at a time, whoever asks; what else comes is of a connection that is over.
        (Connection::Connecting, _) => Connection::Connecting,

        (Connection::Live(live), Event::Heard { message }) => {
            if message {
                state.tally.last_message = Some(now.wall);
            }
            Connection::Live(Live {
                heard_by: now.since + policy.stale,
                ..live
            })
        }
        (Connection::Live(live), Event::MessageLost) => {
            if live.gap.is_none() {
                effects.push(Effect::TellGap);
            }
            Connection::Live(Live {
                gap: Some(Gap {
                    began: live.gap.map_or(now.since, |gap| gap.began),
                    last: now.since,
                }),
                ..live
            })
        }
        (Connection::Live(_), Event::Lost(reason)) => {
            state.tally.reason = Some(reason);
            effects.push(Effect::TellDisconnected);
            put_off(&mut state.tally, now, policy)
        }
        (Connection::Live(live), Event::Woke) => {
            // Whether it outlived the sleep shows soon, not after forty seconds.
            effects.push(Effect::Ping);
            Connection::Live(Live {
                heard_by: live.heard_by.min(now.since + policy.after_waking),
                ping_at: now.since + policy.ping,
                ..live
            })
        }
        (Connection::Live(live), Event::Tick) => tick(&mut state, live, now, policy, &mut effects),
        (Connection::Live(live), _) => Connection::Live(live),

        (Connection::Waiting { .. } | Connection::Resting { .. }, Event::Asked) => dial(&mut state.tally, &mut effects),
        (Connection::Waiting { .. } | Connection::Resting { .. }, Event::NetworkBack | Event::Woke)
            if now.since >= state.tally.not_before =>
        {
            dial(&mut state.tally, &mut effects)
        }
        (Connection::Waiting { until } | Connection::Resting { until }, Event::Tick) if now.since >= until => {
            dial(&mut state.tally, &mut effects)
        }
        (there @ (Connection::Waiting { .. } | Connection::Resting { .. }), _) => there,
    };
    state.connection = connection;
    (state, effects)
}

/// What is said where the token is the reason.
const TOKEN_REFUSED: &str = "the marketplace does not accept the token";

/// A first attempt: what was counted before is of another connection.
fn begin(tally: &mut Tally, effects: &mut Vec<Effect>) -> Connection {
    *tally = Tally {
        anew: true,
        reason: tally.reason.take(),
        last_message: tally.last_message,
        ..Tally::default()
    };
    dial(tally, effects)
}

fn dial(tally: &mut Tally, effects: &mut Vec<Effect>) -> Connection {
    tally.attempts = tally.attempts.saturating_add(1);
    effects.push(Effect::Dial {
        attempt: tally.attempts,
    });
    Connection::Connecting
}

/// Ends what there is. Says so only where there was a connection.
fn hang_up(state: &mut State, reason: &str, effects: &mut Vec<Effect>) {
    match state.connection {
        Connection::Live(_) => {
            state.tally.reason = Some(reason.to_owned());
            effects.extend([Effect::HangUp, Effect::TellDisconnected]);
        }
        Connection::Connecting => effects.push(Effect::HangUp),
        Connection::Off(_) | Connection::Rejected | Connection::Waiting { .. } | Connection::Resting { .. } => {}
    }
}

/// When the next attempt comes, after one failed or a connection dropped.
fn put_off(tally: &mut Tally, now: Now, policy: &LivePolicy) -> Connection {
    if tally.attempts < policy.attempts {
        let pause = policy.pause(tally.reconnect_attempts(), now.jitter);
        return Connection::Waiting {
            until: (now.since + pause).max(tally.not_before),
        };
    }
    let began = *tally.fallback_since.get_or_insert(now.since);
    // The attempt of an hour that has passed was made: the next is that of the next hour.
    let mut until = began + policy.rest;
    while until <= now.since {
        until += policy.rest.max(Duration::from_millis(1));
    }
    Connection::Resting {
        until: until.max(tally.not_before),
    }
}

fn tick(state: &mut State, mut live: Live, now: Now, policy: &LivePolicy, effects: &mut Vec<Effect>) -> Connection {
    if now.since >= live.heard_by {
        let silence = format!("nothing was heard for {} s", policy.stale.as_secs());
        hang_up(state, &silence, effects);
        return put_off(&mut state.tally, now, policy);
    }
    if !live.stable && now.since >= live.since + policy.stable {
        live.stable = true;
        state.tally.attempts = 0;
        state.tally.anew = false;
    }
    if now.since >= live.ping_at {
        effects.push(Effect::Ping);
        live.ping_at = now.since + policy.ping;
    }
    if live.gap.is_some_and(|gap| now.since >= gap.settled_at(policy)) {
        live.gap = None;
        effects.push(Effect::CatchUp);
    }
    Connection::Live(live)
}
