//! Live updates to the eye: from the announcement at the marketplace to the frame in which a row in view shows it, at the
//! highest rate the contract lets come, and what typing costs meanwhile. At the end the window's store is compared with
//! the marketplace: none may be lost.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use skilldock_e2e::Window;
use skilldock_e2e::wait::{SOON, until};
use skilldock_marketplace::{Event, Marketplace};
use tokio::time::{Instant, sleep, sleep_until};

use super::{Ground, typing};
use crate::measure::quantile;
use crate::report::Report;

/// The most the contract lets come (section 3).
const A_SECOND: u32 = 100;
/// From the announcement to the eye, as we want it.
const TO_THE_EYE: Duration = Duration::from_millis(300);
/// From the announcement to the store, as we want it.
const TO_THE_STORE: Duration = Duration::from_millis(20);
/// Skills that change besides those in view.
const OTHERS: usize = 500;
/// Of so many changes one is of a skill in view.
const ONE_IN_VIEW_OF: usize = 10;
/// Commands that 100 updates may cost at most: ten readings of the list in a second, two pages each.
const READINGS_FOR_100: u64 = 20;

/// What the page wrote down; times are milliseconds of the wall clock.
#[derive(Debug, Deserialize)]
struct Log {
    /// Skill, number of the change, when it was painted.
    seen: Vec<(String, usize, f64)>,
    /// Revision of the catalogue, when the page heard of it.
    heard: Vec<(u64, f64)>,
    /// Commands, and how often they were run.
    calls: BTreeMap<String, u64>,
    /// Rows that were made anew, though only what they say had changed.
    renewed: u64,
}

/// A change that was announced.
struct Announced {
    id: String,
    at: f64,
}

fn wall() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64() * 1_000.0
}

fn milliseconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.max(0.0) / 1_000.0)
}

/// Announces changes at a steady rate until it is dropped, one in some of them of a skill in view.
async fn announce(
    market: &Marketplace,
    (in_view, others): (&[Value], &[Value]),
    announced: &mut Vec<Announced>,
) -> Result<()> {
    let start = Instant::now();
    for nth in 0_u32.. {
        sleep_until(start + Duration::from_secs(1) * nth / A_SECOND).await;
        let number = announced.len();
        let (group, place) = match number % ONE_IN_VIEW_OF {
            0 => (in_view, number / ONE_IN_VIEW_OF),
            _ => (others, number),
        };
        let skill = group.get(place % group.len().max(1)).context("no skills to change")?;
        let mut event = Event::skill_update(skill.clone());
        let description = event.data["description"].as_str().unwrap_or_default();
        event.data["description"] = format!("Change {number}: {description}").into();
        event.data["updated_at"] = event.timestamp.clone().into();
        let id = event.data["skill_id"].as_str().unwrap_or_default().to_owned();
        let at = wall();
        market.catalogue().apply(&event)?;
        announced.push(Announced { id, at });
    }
    Ok(())
}

/// The skills of the rows in view, as the marketplace has them.
async fn in_view(window: &Window, market: &Marketplace) -> Result<Vec<Value>> {
    const SCRIPT: &str = "
        const list = document.querySelector('[role=listbox].scroller').getBoundingClientRect();
        return [...document.querySelectorAll('[data-testid=skill-row]')]
            .filter((row) => row.getBoundingClientRect().top >= list.top && row.getBoundingClientRect().bottom <= list.bottom)
            .map((row) => row.dataset.skillId);";
    let ids: Vec<String> = serde_json::from_value(window.script(SCRIPT).await?)?;
    ensure!(!ids.is_empty(), "no rows in view");
    Ok(ids.iter().filter_map(|id| market.catalogue().get(id)).collect())
}

async fn revision(window: &Window) -> Result<u64> {
    let page = window
        .invoke(
            "search",
            json!({ "request": { "text": "", "offset": 0, "limit": 1, "facets": false } }),
        )
        .await?;
    page["revision"].as_u64().context("an answer has a revision")
}

/// How long each change of a skill in view took to be seen. One that the next one replaced counts until that was seen.
fn to_the_eye(announced: &[Announced], seen: &[(String, usize, f64)], watched: &[Value]) -> Result<Vec<Duration>> {
    let mut painted: HashMap<&str, Vec<(usize, f64)>> = HashMap::new();
    for (id, number, at) in seen {
        painted.entry(id).or_default().push((*number, *at));
    }
    let watched: Vec<&str> = watched.iter().filter_map(|skill| skill["skill_id"].as_str()).collect();
    let in_view = announced
        .iter()
        .enumerate()
        .filter(|(_, change)| watched.contains(&change.id.as_str()));
    in_view
        .map(|(number, change)| {
            let later = painted.get(change.id.as_str()).into_iter().flatten();
            let first = later
                .filter(|(of, _)| *of >= number)
                .map(|(_, at)| *at)
                .reduce(f64::min);
            let first = first.with_context(|| format!("change {number} was never seen"))?;
            Ok(milliseconds(first - change.at))
        })
        .collect()
}

/// How long each change took until the page heard that it is in the store: each makes one revision.
fn to_the_page(announced: &[Announced], heard: &[(u64, f64)], before: u64) -> Vec<Duration> {
    let revisions = announced.iter().zip(before + 1..);
    revisions
        .filter_map(|(change, revision)| {
            let (_, at) = heard.iter().find(|(of, _)| *of >= revision)?;
            Some(milliseconds(at - change.at))
        })
        .collect()
}

/// How many skills are not as they were announced last, once everything had time to come.
async fn lost(window: &Window, announced: &[Announced]) -> Result<u64> {
    let last: HashMap<&str, usize> = announced
        .iter()
        .zip(0..)
        .map(|(change, number)| (&*change.id, number))
        .collect();
    let ids: Vec<&str> = last.keys().copied().collect();
    let wrong = async || {
        let answer = window
            .script_until_done(include_str!("kept.js"), vec![json!(ids)])
            .await?;
        let kept: HashMap<String, i64> = serde_json::from_value(answer["kept"].clone())
            .with_context(|| format!("the store could not be asked: {answer}"))?;
        let is_there = |(id, number): (&&str, &usize)| kept.get(*id).copied() == i64::try_from(*number).ok();
        anyhow::Ok(last.iter().filter(|entry| !is_there(*entry)).count() as u64)
    };
    let all = until(
        "the last update",
        SOON,
        async || Ok((wrong().await? == 0).then_some(())),
    )
    .await;
    if all.is_ok() { Ok(0) } else { wrong().await }
}

/// Measures.
pub async fn measure(ground: &Ground, quick: bool, report: &mut Report) -> Result<()> {
    let market = ground.market().await?;
    let window = ground.open(Some(&market)).await?;
    let (watching, words) = if quick {
        (Duration::from_secs(3), 1)
    } else {
        (Duration::from_secs(40), 12)
    };
    let watched = in_view(&window, &market).await?;
    let others: Vec<Value> = market.catalogue().snapshot().into_iter().rev().take(OTHERS).collect();
    let before = revision(&window).await?;
    // The pointer is where somebody has it who looks: nowhere near the list.
    window.hook("search").click().await?;
    window.script(include_str!("live.js")).await?;

    let mut announced = Vec::new();
    let watch = async {
        sleep(watching).await;
        let log: Log = serde_json::from_value(window.script("return window.__live").await?)?;
        let typed = typing::typed(&window, ground, words).await?;
        anyhow::Ok((log, typed))
    };
    let (log, mut typed) = tokio::select! {
        watched = watch => watched?,
        ended = announce(&market, (&watched, &others), &mut announced) => {
            ended?;
            anyhow::bail!("the announcements ended")
        }
    };
    let wrong = lost(&window, &announced).await?;

    // The last ones had no time to be seen before the log was read.
    let end = log.seen.iter().map(|(_, _, at)| *at).fold(0.0, f64::max);
    let watched_for = announced.iter().take_while(|change| change.at + 2_000.0 < end).count();
    let (in_time, _) = announced.split_at(watched_for);
    let mut seen = to_the_eye(in_time, &log.seen, &watched)?;
    let mut heard = to_the_page(in_time, &log.heard, before);
    report.against(
        "window: announced to heard in the page, p95",
        quantile(&mut heard, 0.95),
        "goal",
        TO_THE_STORE,
    );
    report.plain("window: announced to painted, median", quantile(&mut seen, 0.5));
    report.within(
        "window: announced to painted, p95",
        quantile(&mut seen, 0.95),
        "goal",
        TO_THE_EYE,
        1.0,
    );
    report.against(
        "window: announced to painted, max",
        quantile(&mut seen, 1.0),
        "goal",
        TO_THE_EYE,
    );
    report.counted(
        format!("window: skills not as announced, of {}", announced.len()),
        wrong,
        0,
    );
    let meanwhile = announced.iter().take_while(|change| change.at <= end).count();
    let meanwhile = u64::try_from(meanwhile)?.max(1);
    for command in ["search", "skill"] {
        let calls = log.calls.get(command).copied().unwrap_or_default() * 100 / meanwhile;
        report.counted(format!("window: `{command}` for 100 updates"), calls, READINGS_FOR_100);
    }
    report.counted("window: rows made anew by updates in place", log.renewed, 0);
    typing::tell(
        "window: key to painted results, 100 updates a second",
        &mut typed,
        report,
    );
    market.shutdown().await;
    Ok(())
}
