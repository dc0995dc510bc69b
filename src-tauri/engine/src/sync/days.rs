//! The journal by days, for the charts of the Sync view. A day is a local one: from
//! midnight to midnight by this machine's clock, 23 or 25 hours long where it is changed.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::Outcome;
use crate::model::UnixMillis;

/// Days that are shown: as long as the journal is kept (contract, section 4).
pub const SHOWN: usize = 30;

/// What a day's figures are made of: one run of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// When it ended; the day it counts for.
    pub ended_at: UnixMillis,
    /// How.
    pub outcome: Outcome,
    /// How long it took.
    pub duration_ms: u64,
    /// Skills added, changed or removed.
    pub changes: u32,
    /// Whether something went wrong.
    pub error: bool,
}

/// The syncs of one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct SyncDay {
    /// The day, such as `2026-11-22`.
    pub date: String,
    /// Runs that did all they were asked for.
    pub complete: u32,
    /// Runs that did some of it.
    pub partial: u32,
    /// Runs that did none of it.
    pub failed: u32,
    /// Skills added, changed or removed.
    pub changes: u32,
    /// Runs in which something went wrong.
    pub errors: u32,
    /// How long the runs that ended well took, the middle one; none where there was none.
    pub median_ms: Option<u64>,
    /// How long the longest of them took.
    pub longest_ms: Option<u64>,
}

fn day_of(at: UnixMillis, zone: &TimeZone) -> Option<Date> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_zoned(zone.clone()).date())
}

/// The days that are shown, earliest first; the last is today.
fn shown(now: UnixMillis, zone: &TimeZone) -> Vec<Date> {
    let Some(today) = day_of(now, zone) else {
        return Vec::new();
    };
    let mut days: Vec<Date> = std::iter::successors(Some(today), |day| day.yesterday().ok())
        .take(SHOWN)
        .collect();
    days.reverse();
    days
}

/// When the first of the days that are shown begins.
#[must_use]
pub fn begin(now: UnixMillis, zone: &TimeZone) -> UnixMillis {
    shown(now, zone)
        .first()
        .and_then(|day| day.to_zoned(zone.clone()).ok())
        .map_or(now, |start| UnixMillis(start.timestamp().as_millisecond()))
}

/// The runs by day, earliest day first, a day without a run included. Runs of other days,
/// as after the clock was set back, count for none.
#[must_use]
pub fn by_day(runs: &[Run], now: UnixMillis, zone: &TimeZone) -> Vec<SyncDay> {
    let dated: Vec<_> = runs.iter().map(|run| (day_of(run.ended_at, zone), run)).collect();
    shown(now, zone)
        .into_iter()
        .map(|day| {
            let of_day = dated.iter().filter(|(at, _)| *at == Some(day)).map(|(_, run)| run);
            let mut figures = SyncDay {
                date: day.to_string(),
                ..SyncDay::default()
            };
            let mut took = Vec::new();
            for run in of_day {
                match run.outcome {
                    Outcome::Complete => figures.complete += 1,
                    Outcome::Partial => figures.partial += 1,
                    Outcome::Failed => figures.failed += 1,
                    Outcome::Joined | Outcome::Skipped => continue,
                }
                figures.changes = figures.changes.saturating_add(run.changes);
                figures.errors += u32::from(run.error);
                // A failure is over at once or after every retry: neither says how long a sync takes.
                if run.outcome == Outcome::Complete {
                    took.push(run.duration_ms);
                }
            }
            took.sort_unstable();
            figures.median_ms = took.get(took.len() / 2).copied();
            figures.longest_ms = took.last().copied();
            figures
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, zone: &TimeZone) -> UnixMillis {
        let civil: jiff::civil::DateTime = text.parse().unwrap();
        UnixMillis(civil.to_zoned(zone.clone()).unwrap().timestamp().as_millisecond())
    }

    fn run(ended_at: UnixMillis, outcome: Outcome, duration_ms: u64, changes: u32) -> Run {
        Run {
            ended_at,
            outcome,
            duration_ms,
            changes,
            error: outcome != Outcome::Complete,
        }
    }

    fn day<'a>(days: &'a [SyncDay], date: &str) -> &'a SyncDay {
        days.iter().find(|day| day.date == date).unwrap()
    }

    #[test]
    fn thirty_days_end_today_and_go_over_the_end_of_a_month() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = at("2028-03-01T00:00:30", &zone);
        let runs = [
            run(at("2028-02-29T23:59:59.999", &zone), Outcome::Complete, 300, 3),
            run(at("2028-03-01T00:00:00", &zone), Outcome::Failed, 9000, 0),
            run(at("2028-01-31T12:00:00", &zone), Outcome::Complete, 400, 5),
            run(at("2028-01-30T12:00:00", &zone), Outcome::Complete, 400, 7),
        ];
        let days = by_day(&runs, now, &zone);
        assert_eq!(days.len(), SHOWN);
        assert_eq!(
            (days[0].date.as_str(), days[29].date.as_str()),
            ("2028-02-01", "2028-03-01")
        );
        assert_eq!(
            (day(&days, "2028-02-29").complete, day(&days, "2028-02-29").changes),
            (1, 3)
        );
        assert_eq!(
            (day(&days, "2028-03-01").failed, day(&days, "2028-03-01").errors),
            (1, 1)
        );
        assert_eq!(
            day(&days, "2028-03-01").median_ms,
            None,
            "a failure says not how long a sync takes"
        );
        assert_eq!(
            days.iter().map(|day| day.changes).sum::<u32>(),
            3,
            "January is not shown"
        );
        assert_eq!(begin(now, &zone), at("2028-02-01T00:00:00", &zone));
    }

    #[test]
    fn a_day_has_the_hours_that_the_clock_gives_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // On the last Sunday of October the hour from 2 to 3 comes twice; in March it is left out.
        for (date, hours) in [("2026-10-25", 25), ("2026-03-29", 23), ("2026-06-01", 24)] {
            let begins = at(&format!("{date}T00:00:00"), &zone);
            let runs: Vec<Run> = (-1..=hours)
                .map(|hour| run(begins.plus(hour * 3_600_000), Outcome::Complete, 100, 1))
                .collect();
            let days = by_day(&runs, begins.plus(40 * 3_600_000), &zone);
            assert_eq!(i64::from(day(&days, date).complete), hours, "{date}");
        }
    }

    #[test]
    fn the_same_run_is_of_another_day_elsewhere() {
        let moment = at("2026-11-22T23:30:00", &TimeZone::UTC);
        let east = TimeZone::get("Asia/Tokyo").unwrap();
        let runs = [run(moment, Outcome::Complete, 100, 1)];
        assert_eq!(by_day(&runs, moment, &TimeZone::UTC)[29].date, "2026-11-22");
        assert_eq!(by_day(&runs, moment, &east)[29].date, "2026-11-23");
        assert_eq!(by_day(&runs, moment, &east)[29].complete, 1);
    }

    #[test]
    fn a_day_tells_how_its_runs_ended_and_how_long_they_took() {
        let zone = TimeZone::UTC;
        let noon = at("2026-11-22T12:00:00", &zone);
        let runs = [
            run(noon, Outcome::Complete, 900, 2),
            run(noon, Outcome::Complete, 100, 0),
            run(noon, Outcome::Complete, 300, 1),
            run(noon, Outcome::Partial, 5000, 4),
            run(noon, Outcome::Joined, 1, 9),
            run(noon.plus(86_400_000), Outcome::Complete, 1, 9),
        ];
        let days = by_day(&runs, noon, &zone);
        let expected = SyncDay {
            date: "2026-11-22".to_owned(),
            complete: 3,
            partial: 1,
            failed: 0,
            changes: 7,
            errors: 1,
            median_ms: Some(300),
            longest_ms: Some(900),
        };
        assert_eq!(
            days[29], expected,
            "what joined another run and what is of tomorrow is not counted"
        );
        assert_eq!(
            days[28],
            SyncDay {
                date: "2026-11-21".to_owned(),
                ..SyncDay::default()
            }
        );
    }
}
