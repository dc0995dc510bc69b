//! The transition function: rule by rule, over every state and event, and as
//! properties over long random histories.

use std::time::Duration;

use proptest::prelude::*;

use super::LivePolicy;
use super::machine::{Effect, Event, Failure, Now, step};
use super::state::{Connection, Gap, Live, Off, State, Tally};
use crate::model::UnixMillis;
use crate::status::Reach;

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A connection under a clock of its own.
struct Told {
    state: State,
    now: Now,
    policy: LivePolicy,
}

impl Told {
    fn new() -> Self {
        Self {
            state: State::new(),
            now: Now {
                since: Duration::ZERO,
                wall: UnixMillis(1_800_000_000_000),
                jitter: 0.0,
            },
            policy: LivePolicy::default(),
        }
    }

    fn live() -> Self {
        let mut told = Self::new();
        told.happens(Event::Allowed);
        told.happens(Event::Connected);
        told
    }

    fn happens(&mut self, event: Event) -> Vec<Effect> {
        let (state, effects) = step(self.state.clone(), event, self.now, &self.policy);
        self.state = state;
        effects
    }

    fn after(&mut self, time: Duration, event: Event) -> Vec<Effect> {
        self.now.since += time;
        self.now.wall = self.now.wall.plus(i64::try_from(time.as_millis()).unwrap());
        self.happens(event)
    }

    /// Lets time pass until something is due, and says how long that took.
    fn due(&mut self) -> (Duration, Vec<Effect>) {
        let at = self.state.deadline(&self.policy).expect("nothing is due");
        let wait = at - self.now.since;
        (wait, self.after(wait, Event::Tick))
    }

    fn fails(&mut self) -> Vec<Effect> {
        self.happens(failed(None))
    }
}

fn failed(retry_after: Option<u64>) -> Event {
    Event::Failed(Failure::Other {
        reason: "the connection was refused".to_owned(),
        retry_after: retry_after.map(s),
    })
}

fn dials(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Dial { .. }))
        .count()
}

#[test]
fn a_wanted_connection_is_dialled_at_once_and_caught_up_when_it_stands() {
    let mut told = Told::new();
    assert_eq!(told.happens(Event::Allowed), [Effect::Dial { attempt: 1 }]);
    assert_eq!(told.happens(Event::Connected), [Effect::TellConnected, Effect::CatchUp]);
    assert_eq!(told.state.reach(&told.policy), Reach::Connected);
    assert_eq!(
        told.state.tally.reconnect_attempts(),
        0,
        "the first was no reconnection"
    );
}

#[test]
fn attempts_come_after_1_2_4_8_16_16_seconds_up_to_the_maximum_and_then_an_hour_after_the_fallback() {
    let mut told = Told::new();
    told.happens(Event::Allowed);
    let mut pauses = Vec::new();
    let mut fallback = None;
    while !matches!(told.state.connection, Connection::Resting { .. }) {
        told.fails();
        if fallback.is_none() && told.state.reach(&told.policy) == Reach::Fallback {
            fallback = Some((told.state.tally.failures, told.now.since));
        }
        if matches!(told.state.connection, Connection::Waiting { .. }) {
            let (pause, effects) = told.due();
            assert_eq!(dials(&effects), 1);
            pauses.push(pause.as_secs());
        }
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 16, 16, 16, 16]);
    assert_eq!(told.state.tally.attempts, 10);
    let (failures, began) = fallback.unwrap();
    assert_eq!(failures, 3, "polling is shown after three failures in a row");
    let (_, effects) = told.due();
    assert_eq!(told.now.since, began + s(3600));
    assert_eq!(dials(&effects), 1);
    told.fails();
    told.due();
    assert_eq!(told.now.since, began + s(7200), "one attempt an hour after that");
}

#[test]
fn resting_ends_at_once_when_asked_when_the_network_is_back_and_on_waking() {
    for event in [Event::Asked, Event::NetworkBack, Event::Woke] {
        let mut told = Told::new();
        told.policy.attempts = 1;
        told.happens(Event::Allowed);
        told.fails();
        assert!(matches!(told.state.connection, Connection::Resting { .. }));
        assert_eq!(dials(&told.happens(event.clone())), 1, "{event:?}");
        told.fails();
        assert!(
            matches!(told.state.connection, Connection::Resting { .. }),
            "attempts stay used up until a connection is stable"
        );
    }
}

#[test]
fn the_count_starts_again_once_a_connection_has_held_a_minute() {
    let mut told = Told::new();
    told.happens(Event::Allowed);
    for _ in 0..4 {
        told.fails();
        told.due();
    }
    told.happens(Event::Connected);
    assert_eq!(
        (told.state.tally.failures, told.state.tally.reconnect_attempts()),
        (0, 4)
    );
    told.after(s(30), Event::Heard { message: false });
    told.after(s(29), Event::Lost("gone".to_owned()));
    assert_eq!(told.due().0, s(16), "it held 59 s: the pauses go on growing");
    told.happens(Event::Connected);
    told.after(s(30), Event::Heard { message: false });
    told.after(s(30), Event::Tick);
    assert_eq!(told.state.tally.attempts, 0);
    told.happens(Event::Lost("gone".to_owned()));
    assert_eq!(told.state.tally.failures, 0, "a drop is no failed attempt");
    let (pause, effects) = told.due();
    assert_eq!((pause, effects), (s(1), vec![Effect::Dial { attempt: 1 }]));
}

#[test]
fn forty_seconds_without_a_frame_are_stale_and_any_frame_counts() {
    let mut told = Told::live();
    told.after(s(39), Event::Heard { message: false });
    assert_eq!(told.state.tally.last_message, None, "a control frame is no message");
    told.after(s(39), Event::Tick);
    assert!(matches!(told.state.connection, Connection::Live(_)));
    let effects = told.after(s(1), Event::Tick);
    assert_eq!(effects, [Effect::HangUp, Effect::TellDisconnected]);
    assert_eq!(told.state.tally.reason.as_deref(), Some("nothing was heard for 40 s"));
    assert_eq!(told.due().0, s(1));
}

#[test]
fn a_message_is_remembered_by_this_machines_clock() {
    let mut told = Told::live();
    told.after(s(5), Event::Heard { message: true });
    assert_eq!(told.state.tally.last_message, Some(told.now.wall));
}

#[test]
fn our_own_pings_go_out_every_twenty_seconds() {
    let mut told = Told::live();
    let (wait, effects) = told.due();
    assert_eq!((wait, effects), (s(20), vec![Effect::Ping]));
    told.happens(Event::Heard { message: false });
    assert_eq!(told.due(), (s(20), vec![Effect::Ping]));
}

#[test]
fn a_burst_of_lost_messages_is_one_gap_and_one_catch_up() {
    let mut told = Told::live();
    assert_eq!(told.happens(Event::MessageLost), [Effect::TellGap]);
    for _ in 0..500 {
        assert_eq!(told.after(Duration::from_millis(2), Event::MessageLost), []);
    }
    assert_eq!(told.after(Duration::from_millis(999), Event::Tick), []);
    assert_eq!(told.after(Duration::from_millis(1), Event::Tick), [Effect::CatchUp]);
    assert_eq!(told.after(s(1), Event::Tick), [], "and only one");
}

#[test]
fn a_flood_without_end_is_caught_up_all_the_same() {
    let mut told = Told::live();
    let mut caught_up = 0;
    for _ in 0..600 {
        told.after(Duration::from_millis(100), Event::Heard { message: true });
        told.happens(Event::MessageLost);
        let effects = told.happens(Event::Tick);
        caught_up += effects.iter().filter(|effect| **effect == Effect::CatchUp).count();
    }
    assert_eq!(caught_up, 3, "once in fifteen seconds");
}

#[test]
fn a_401_waits_for_another_token_or_for_the_user() {
    for way_out in [Event::TokenChanged, Event::Asked] {
        let mut told = Told::new();
        told.happens(Event::Allowed);
        let effects = told.happens(Event::Failed(Failure::TokenRefused));
        assert_eq!(effects, [Effect::RefuseToken, Effect::TellDisconnected]);
        for event in [
            Event::Allowed,
            Event::AddressChanged,
            Event::NetworkBack,
            Event::Woke,
            Event::TokenRefused,
            Event::Connected,
            failed(None),
        ] {
            assert_eq!(told.after(s(7200), event.clone()), [], "{event:?}");
        }
        assert_eq!(told.after(s(7200), Event::Tick), []);
        assert_eq!(told.state.connection, Connection::Rejected);
        assert_eq!(told.happens(way_out), [Effect::Dial { attempt: 1 }]);
    }
}

#[test]
fn a_token_that_http_finds_refused_is_not_used_for_the_socket_either() {
    let mut told = Told::live();
    let effects = told.happens(Event::TokenRefused);
    assert_eq!(effects, [Effect::HangUp, Effect::TellDisconnected]);
    assert_eq!(told.state.connection, Connection::Rejected);
}

#[test]
fn a_pause_the_marketplace_asks_for_is_kept_by_everybody_but_the_user() {
    let mut told = Told::new();
    told.happens(Event::Allowed);
    told.happens(failed(Some(300)));
    assert_eq!(told.after(s(1), Event::NetworkBack), []);
    assert_eq!(told.happens(Event::Woke), []);
    assert_eq!(told.state.deadline(&told.policy), Some(s(300)));
    let mut asked = Told {
        state: told.state.clone(),
        now: told.now,
        policy: told.policy.clone(),
    };
    assert_eq!(dials(&asked.happens(Event::Asked)), 1);
    assert_eq!(told.due().0, s(299));
    told.happens(failed(Some(0)));
    assert_eq!(told.due().0, s(2), "a pause of nothing does not shorten ours");
    told.happens(failed(Some(u64::MAX)));
    assert_eq!(told.due().0, s(24 * 3600), "nobody is silenced for years");
}

#[test]
fn a_rest_is_no_shorter_than_the_marketplace_asked() {
    let mut told = Told::new();
    told.policy.attempts = 1;
    told.happens(Event::Allowed);
    told.happens(failed(Some(2 * 3600)));
    assert_eq!(told.due().0, s(2 * 3600));
}

#[test]
fn pausing_ends_the_connection_and_resuming_begins_anew() {
    let mut told = Told::live();
    let effects = told.happens(Event::Forbidden(Off::Paused));
    assert_eq!(effects, [Effect::HangUp, Effect::TellDisconnected]);
    assert_eq!(told.state.tally.reason.as_deref(), Some("paused"));
    assert_eq!(told.state.reach(&told.policy), Reach::Idle);
    for event in [Event::Asked, Event::NetworkBack, Event::Woke, Event::Tick] {
        assert_eq!(told.happens(event), []);
    }
    assert_eq!(told.happens(Event::Allowed), [Effect::Dial { attempt: 1 }]);
}

#[test]
fn another_address_or_token_replaces_the_connection() {
    for event in [Event::TokenChanged, Event::AddressChanged] {
        let mut told = Told::live();
        let effects = told.happens(event);
        assert_eq!(
            effects,
            [Effect::HangUp, Effect::TellDisconnected, Effect::Dial { attempt: 1 }]
        );
    }
}

#[test]
fn after_waking_a_dead_connection_is_noticed_soon() {
    let mut told = Told::live();
    assert_eq!(told.happens(Event::Woke), [Effect::Ping]);
    let (wait, effects) = told.due();
    assert_eq!((wait, effects.first()), (s(10), Some(&Effect::HangUp)));
}

/// One state of each kind, and each with its attempts used up or not.
pub(super) fn states() -> Vec<State> {
    let live = Live {
        since: s(900),
        heard_by: s(1030),
        ping_at: s(1010),
        stable: true,
        gap: Some(Gap {
            began: s(999),
            last: s(1000),
        }),
    };
    let connections = Off::ALL.into_iter().map(Connection::Off).chain([
        Connection::Rejected,
        Connection::Connecting,
        Connection::Live(live),
        Connection::Live(Live {
            heard_by: s(1000),
            ..live
        }),
        Connection::Waiting { until: s(1000) },
        Connection::Waiting { until: s(1001) },
        Connection::Resting { until: s(1000) },
        Connection::Resting { until: s(1001) },
    ]);
    connections
        .flat_map(|connection| {
            [0, 1, 10].map(|attempts| State {
                connection,
                tally: Tally {
                    attempts,
                    anew: attempts > 0,
                    failures: attempts,
                    ..Tally::default()
                },
            })
        })
        .collect()
}

/// One event of each kind, by its name in `docs/live.md`.
pub(super) fn events() -> Vec<(&'static str, Event)> {
    let mut events = Vec::new();
    for event in [
        Event::Forbidden(Off::Paused),
        Event::Allowed,
        Event::TokenChanged,
        Event::AddressChanged,
        Event::Asked,
        Event::NetworkBack,
        Event::Woke,
        Event::TokenRefused,
        Event::Connected,
        Event::Failed(Failure::TokenRefused),
        failed(None),
        Event::Heard { message: true },
        Event::MessageLost,
        Event::Lost("gone".to_owned()),
        Event::Tick,
    ] {
        // Without a `_`: a new event has to be named here and in the list above.
        let name = match &event {
            Event::Forbidden(_) => "not wanted",
            Event::Allowed => "wanted",
            Event::TokenChanged => "token changed",
            Event::AddressChanged => "address changed",
            Event::Asked => "the user asks",
            Event::NetworkBack => "network back",
            Event::Woke => "machine woke",
            Event::TokenRefused => "401 over HTTP",
            Event::Connected => "connected",
            Event::Failed(Failure::TokenRefused) => "attempt: 401",
            Event::Failed(Failure::Other { .. }) => "attempt failed",
            Event::Heard { .. } => "frame came",
            Event::MessageLost => "message lost",
            Event::Lost(_) => "dropped",
            Event::Tick => "time passed",
        };
        events.push((name, event));
    }
    events
}

#[test]
fn every_event_in_every_state_leaves_a_state_that_is_reached_again() {
    let policy = LivePolicy::default();
    let now = Now {
        since: s(1000),
        wall: UnixMillis(0),
        jitter: 0.5,
    };
    for before in states() {
        for (name, event) in events() {
            let (after, effects) = step(before.clone(), event, now, &policy);
            let shown = format!("{:?} + {name} -> {:?} {effects:?}", before.connection, after.connection);
            assert!(dials(&effects) <= 1, "two dials: {shown}");
            assert_eq!(
                dials(&effects) == 1,
                after.connection == Connection::Connecting
                    && (before.connection != Connection::Connecting || effects.contains(&Effect::HangUp)),
                "connecting is entered by dialling, and dialling enters it: {shown}"
            );
            let was_under_way = matches!(before.connection, Connection::Connecting | Connection::Live(_));
            assert!(
                was_under_way || !effects.contains(&Effect::HangUp),
                "there is nothing to end: {shown}"
            );
            let became_live =
                matches!(after.connection, Connection::Live(_)) && !matches!(before.connection, Connection::Live(_));
            assert!(
                !became_live || effects.contains(&Effect::CatchUp),
                "a new connection is caught up: {shown}"
            );
            if matches!(
                after.connection,
                Connection::Waiting { .. } | Connection::Resting { .. }
            ) {
                assert!(after.deadline(&policy).is_some(), "nothing would ever come: {shown}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_promises_hold(
        history in prop::collection::vec((0_usize..15, 0_u64..50_000, 0.0_f64..1.0), 1..300),
        attempts in 1_u32..12,
    ) {
        let policy = LivePolicy { attempts, ..LivePolicy::default() };
        let mut state = State::new();
        let mut since = Duration::ZERO;
        let mut under_way = 0_i32;
        let mut refused = false;
        // Attempts since the last stable connection that nobody asked for.
        let mut of_our_own = 0_u32;
        for (which, millis, jitter) in history {
            since += Duration::from_millis(millis);
            let now = Now { since, wall: UnixMillis(0), jitter };
            let (name, event) = events().swap_remove(which);
            let before = state.clone();
            let ended = matches!(event, Event::Failed(_) | Event::Lost(_));
            let (after, effects) = step(state, event.clone(), now, &policy);
            // A session that ended is under way no longer.
            if ended && matches!(before.connection, Connection::Connecting | Connection::Live(_))
                && !matches!(after.connection, Connection::Connecting | Connection::Live(_)) {
                under_way -= 1;
            }
            for effect in &effects {
                match effect {
                    Effect::HangUp => under_way -= 1,
                    Effect::Dial { .. } => {
                        under_way += 1;
                        let way_out = matches!(event, Event::TokenChanged | Event::Asked | Event::Allowed);
                        prop_assert!(!refused || way_out, "a refused token was used again by {name}");
                        of_our_own = match event {
                            Event::Tick if !matches!(before.connection, Connection::Resting { .. }) => of_our_own + 1,
                            Event::Tick | Event::Asked | Event::NetworkBack | Event::Woke => of_our_own,
                            _ => 1,
                        };
                        if matches!(event, Event::Asked) && refused { of_our_own = 1; }
                        prop_assert!(of_our_own <= attempts, "more attempts than the maximum");
                    }
                    _ => {}
                }
            }
            prop_assert!((0..=1).contains(&under_way), "{under_way} connections or attempts at a time after {name}");
            if after.tally.attempts == 0 { of_our_own = 0; }
            refused = after.connection == Connection::Rejected;
            if let Connection::Waiting { until } = after.connection
                && before.connection != after.connection {
                prop_assert!(until - since <= policy.longest_pause);
                prop_assert!(until > since);
            }
            state = after;
        }
    }
}
