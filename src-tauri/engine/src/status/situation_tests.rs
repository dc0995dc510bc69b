//! The situation and the notice over every combination of the facts.

use super::*;

const MODES: [Mode; 7] = [
    Mode::Live,
    Mode::Reconnecting,
    Mode::Polling,
    Mode::Offline,
    Mode::LocalOnly,
    Mode::TokenRejected,
    Mode::Paused,
];
const BEGAN: UnixMillis = UnixMillis(1_800_000_000_000);

fn progress(waiting_until: Option<UnixMillis>) -> SyncProgress {
    SyncProgress {
        phase: SyncPhase::Skills,
        done: 600,
        total: Some(1508),
        started_at: BEGAN,
        waiting_until,
    }
}

/// Every combination of what there is to tell apart: 7 modes, 3 kinds of run, 12 flags.
fn every() -> impl Iterator<Item = Facts> {
    let runs = [None, Some(progress(None)), Some(progress(Some(BEGAN.plus(60_000))))];
    MODES.into_iter().flat_map(move |mode| {
        runs.into_iter().flat_map(move |sync| {
            (0u32..1 << 12).map(move |bits| {
                let is = |bit: u32| bits & (1 << bit) != 0;
                Facts {
                    mode,
                    sync,
                    marketplace: is(0),
                    token: is(1),
                    conflicts: u32::from(is(2)) * 6,
                    ratings: u32::from(is(3)),
                    held: u32::from(is(4)) * 21,
                    last_problem: is(5).then_some(Code::ServerError),
                    partial: is(6),
                    synced: is(7),
                    stale: is(8),
                    keychain: is(9),
                    reminder: match (is(10), is(11)) {
                        (false, false) => None,
                        (true, false) => Some(Reminder::Expired),
                        (false, true) => Some(Reminder::Expires),
                        (true, true) => Some(Reminder::Old),
                    },
                }
            })
        })
    })
}

/// The rule as a list: the first line that holds is the situation.
#[test]
fn the_situation_over_every_combination() {
    let mut seen = std::collections::HashSet::new();
    for facts in every() {
        let no_token = facts.marketplace && !facts.token;
        let waits = facts.conflicts + facts.ratings + facts.held > 0;
        let rules = [
            ("waiting", facts.sync.is_some_and(|sync| sync.waiting_until.is_some())),
            ("syncing", facts.sync.is_some()),
            ("token_rejected", facts.mode == Mode::TokenRejected),
            ("local_only", facts.mode == Mode::LocalOnly),
            ("offline", facts.mode == Mode::Offline),
            ("needs_you", no_token),
            ("paused", facts.mode == Mode::Paused),
            ("needs_you", waits),
            ("reconnecting", facts.mode == Mode::Reconnecting),
            ("error", facts.last_problem.is_some()),
            ("never", !facts.synced),
            ("up_to_date", true),
        ];
        let expected = rules.iter().find(|(_, holds)| *holds).map(|(name, _)| *name).unwrap();
        let found = serde_json::to_value(situation(&facts)).unwrap();
        assert_eq!(found["state"], expected, "{facts:?}");
        match situation(&facts) {
            Situation::NeedsYou {
                conflicts,
                ratings,
                held,
                token,
            } => {
                let told = (facts.conflicts, facts.ratings, facts.held, no_token);
                assert_eq!((conflicts, ratings, held, token), told, "all that waits is told");
                assert!(token || waits, "nothing is needed and it says so: {facts:?}");
            }
            Situation::UpToDate { live } => {
                assert_eq!(live, facts.mode == Mode::Live);
                assert!(!waits && facts.last_problem.is_none() && facts.synced, "{facts:?}");
            }
            Situation::Syncing { done, total, .. } => assert_eq!((done, total), (600, Some(1508))),
            Situation::Waiting { until } => assert_eq!(until, BEGAN.plus(60_000)),
            Situation::Error { partial, .. } => assert_eq!(partial, facts.partial),
            _ => {}
        }
        seen.insert(expected);
    }
    assert_eq!(seen.len(), 11, "a situation never comes up: {seen:?}");
}

#[test]
fn the_notice_names_the_cause_before_its_consequences() {
    let mut seen = std::collections::HashSet::new();
    for facts in every() {
        let rules = [
            (Some(Notice::TokenRejected), facts.mode == Mode::TokenRejected),
            (None, facts.mode == Mode::LocalOnly),
            (
                Some(Notice::KeychainWaits),
                facts.marketplace && !facts.token && facts.keychain,
            ),
            (Some(Notice::TokenMissing), facts.marketplace && !facts.token),
            (Some(Notice::TokenExpired), facts.reminder == Some(Reminder::Expired)),
            (Some(Notice::Offline), facts.mode == Mode::Offline),
            (Some(Notice::Held), facts.held > 0),
            (Some(Notice::Stale), facts.stale),
            (Some(Notice::TokenExpires), facts.reminder == Some(Reminder::Expires)),
            (Some(Notice::TokenOld), facts.reminder == Some(Reminder::Old)),
            (None, true),
        ];
        let expected = rules.iter().find(|(_, holds)| *holds).and_then(|(notice, _)| *notice);
        assert_eq!(notice(&facts), expected, "{facts:?}");
        seen.insert(format!("{expected:?}"));
    }
    assert_eq!(seen.len(), 10);
}
