//! The decision over every combination of answer, rating and circumstances.

use super::*;
use crate::api::TlsFault;
use crate::model::ServerTime;
use crate::ratings::{Content, Upload};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn content(stars: u8) -> Content {
    Content::read(stars, None)
}

fn theirs(stars: u8, at: UnixMillis) -> Theirs {
    Theirs {
        content: content(stars),
        at: ServerTime::from_micros(at.0 * 1000),
    }
}

/// Five stars, a minute ago.
fn mine() -> Mine {
    Mine {
        content: content(5),
        updated_at: NOW.plus(-MINUTE),
        failed_syncs: 0,
        known: None,
        uploads: Vec::new(),
    }
}

fn around() -> Circumstances {
    Circumstances {
        now: NOW,
        clock_ahead: Some(0),
        counts: true,
    }
}

#[test]
fn every_answer_in_every_count_of_failed_syncs() {
    for counts in [false, true] {
        for failed_syncs in 0..=2 {
            let mine = Mine { failed_syncs, ..mine() };
            let around = Circumstances { counts, ..around() };
            let failure = |stop| match (counts, failed_syncs) {
                (true, 2) => Next::Fail,
                (true, before) => Next::Wait {
                    failed_syncs: before + 1,
                    stop,
                },
                (false, before) => Next::Wait {
                    failed_syncs: before,
                    stop,
                },
            };
            for (answer, expected) in [
                (Answer::Accepted, Next::Sent),
                (Answer::RatedAlready(None), Next::Change { over: None }),
                (
                    Answer::CannotChange,
                    Next::NotAccepted {
                        not_before: NOW.plus(DAY),
                    },
                ),
                (Answer::Refused, Next::Fail),
                (
                    Answer::TokenRejected,
                    Next::Wait {
                        failed_syncs,
                        stop: true,
                    },
                ),
                (
                    Answer::Unreachable,
                    Next::Wait {
                        failed_syncs,
                        stop: true,
                    },
                ),
                (Answer::AskedToWait, failure(true)),
                (Answer::Failed, failure(false)),
            ] {
                let shown = format!("{answer:?} {counts} {failed_syncs}");
                assert_eq!(decide(answer, &mine, around), expected, "{shown}");
            }
        }
    }
}

#[test]
fn a_409_over_every_content_time_clock_and_memory() {
    for same in [false, true] {
        for newer in [false, true] {
            for ahead in [-DAY, -1_000, 0, 1_000, DAY] {
                for (memory, from_here) in memories(ahead) {
                    // Half a minute around the minute ago at which mine was made, by their clock.
                    let apart = if newer { 30_000 } else { -30_000 };
                    let real = if ahead.abs() > CLOCK_RESOLUTION_MILLIS {
                        ahead
                    } else {
                        0
                    };
                    let found = theirs(if same { 5 } else { 3 }, NOW.plus(real - MINUTE + apart));
                    let mine = memory(found.clone());
                    let around = Circumstances {
                        clock_ahead: Some(ahead),
                        ..around()
                    };
                    let expected = match (same, from_here, newer) {
                        (true, ..) => Next::AlreadyThere(found.clone()),
                        (false, true, _) => Next::Change { over: None },
                        (false, false, true) => Next::TakeTheirs(found.clone()),
                        (false, false, false) => Next::Change {
                            over: Some(found.clone()),
                        },
                    };
                    let next = decide(Answer::RatedAlready(Some(found)), &mine, around);
                    assert_eq!(
                        next, expected,
                        "same {same} newer {newer} ahead {ahead} from here {from_here}"
                    );
                }
            }
        }
    }
}

type Memory = Box<dyn Fn(Theirs) -> Mine>;

/// What may be remembered of earlier ratings, and whether what is found is one of them.
fn memories(ahead: i64) -> Vec<(Memory, bool)> {
    let upload = move |found: &Theirs, later: i64| Upload {
        content: found.content.clone(),
        at: UnixMillis(found.at.unwrap().as_micros() / 1000 - ahead + later),
    };
    vec![
        (Box::new(|_| mine()), false),
        // It is what was accepted last.
        (
            Box::new(|found| Mine {
                known: Some(found),
                ..mine()
            }),
            true,
        ),
        // What was accepted last said the same at another time: another device has said so since.
        (
            Box::new(|found| Mine {
                known: Some(Theirs {
                    at: ServerTime::from_micros(1),
                    ..found
                }),
                ..mine()
            }),
            false,
        ),
        // Another was accepted.
        (
            Box::new(|found| Mine {
                known: Some(Theirs {
                    content: content(1),
                    ..found
                }),
                ..mine()
            }),
            false,
        ),
        // The answer to its upload was lost.
        (
            Box::new(move |found| Mine {
                uploads: vec![upload(&found, 0)],
                ..mine()
            }),
            true,
        ),
        // One that said the same left an hour before or after.
        (
            Box::new(move |found| Mine {
                uploads: vec![upload(&found, -60 * MINUTE), upload(&found, 60 * MINUTE)],
                ..mine()
            }),
            false,
        ),
    ]
}

#[test]
fn one_without_a_time_gives_way_and_one_of_the_same_time_stays() {
    let timeless = Theirs {
        at: None,
        ..theirs(3, NOW)
    };
    let next = decide(Answer::RatedAlready(Some(timeless.clone())), &mine(), around());
    assert_eq!(next, Next::Change { over: Some(timeless) });
    let equal = theirs(3, NOW.plus(-MINUTE));
    let next = decide(Answer::RatedAlready(Some(equal.clone())), &mine(), around());
    assert_eq!(next, Next::TakeTheirs(equal));
}

#[test]
fn every_error_of_every_call_has_its_answer() {
    let status = |status| ApiError::Status {
        status,
        said: String::new(),
    };
    for call in [Call::Rate, Call::Look, Call::Change] {
        for (error, expected) in [
            (ApiError::TokenRejected, Answer::TokenRejected),
            (ApiError::Unreachable { reason: String::new() }, Answer::Unreachable),
            (ApiError::Unsafe(TlsFault::Expired), Answer::Unreachable),
            (ApiError::TimedOut { limit: Duration::ZERO }, Answer::Failed),
            (ApiError::BrokenOff, Answer::Failed),
            (ApiError::RateLimited { wait: Duration::ZERO }, Answer::AskedToWait),
            (ApiError::Maintenance { wait: None }, Answer::Failed),
            (
                ApiError::Maintenance {
                    wait: Some(Duration::from_secs(120)),
                },
                Answer::Failed,
            ),
            (
                ApiError::Maintenance {
                    wait: Some(Duration::from_secs(600)),
                },
                Answer::AskedToWait,
            ),
            (ApiError::BadAnswer { why: String::new() }, Answer::Failed),
            (ApiError::Redirected, Answer::Failed),
            (status(403), Answer::Failed),
            (status(500), Answer::Failed),
        ] {
            assert_eq!(answer_of(call, &error), expected, "{call:?} {error:?}");
        }
        for code in [400, 404, 405, 413, 422, 501] {
            let expected = match (call, code) {
                (Call::Rate, 400 | 404 | 413 | 422) | (Call::Look, 404) | (Call::Change, 400 | 413 | 422) => {
                    Answer::Refused
                }
                (Call::Change, 404 | 405 | 501) => Answer::CannotChange,
                _ => Answer::Failed,
            };
            assert_eq!(answer_of(call, &status(code)), expected, "{call:?} {code}");
        }
    }
}
