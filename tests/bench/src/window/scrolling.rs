//! Scrolling the whole list, a step in each frame, beside an empty list of the same look in the same window: as large, as
//! high, its rows nothing but a background that repeats.

use std::time::Duration;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use skilldock_e2e::Window;

use super::Ground;
use crate::measure::quantile;
use crate::report::Report;

/// A frame may take this many times what one of the empty list takes.
const GOAL: f64 = 1.2;
/// The ways a list is scrolled: what it is called, points in each frame, and frames between two jumps.
const WAYS: [(&str, u32, Option<u32>); 3] = [
    // Three rows a notch, twenty notches a second.
    ("by wheel", 54, None),
    ("flung", 900, None),
    ("by jumps, five a second", 0, Some(12)),
];

/// What the page wrote down.
#[derive(Debug, Deserialize)]
struct Frames {
    /// Milliseconds between frames.
    intervals: Vec<f64>,
    /// Frames in which a row's content was missing.
    unfinished: u64,
    /// Rows in the page at once.
    most: u64,
}

async fn scrolled(window: &Window, asked: Value) -> Result<Frames> {
    let answer = window
        .script_until_done(include_str!("scrolling.js"), vec![asked])
        .await?;
    Ok(serde_json::from_value(answer)?)
}

/// Measures.
pub async fn measure(ground: &Ground, quick: bool, report: &mut Report) -> Result<()> {
    let window = ground.open(None).await?;
    let (rounds, frames) = if quick { (1, 30) } else { (4, 240) };
    for (name, step, jump) in WAYS {
        let (mut list, mut empty) = (Vec::new(), Vec::new());
        let (mut unfinished, mut most) = (0, 0);
        // In turn, so that whatever else the machine does is done to both.
        for _ in 0..rounds {
            for (is_empty, times) in [(true, &mut empty), (false, &mut list)] {
                let asked = json!({ "empty": is_empty, "frames": frames, "step": step, "jump": jump });
                let found = scrolled(&window, asked).await?;
                times.extend(found.intervals.iter().map(|ms| Duration::from_secs_f64(ms / 1_000.0)));
                unfinished += found.unfinished;
                most = found.most.max(most);
            }
        }
        for (of, share) in [("median", 0.5), ("p95", 0.95)] {
            let name = format!("window: frame {name}, {of}");
            report.within(
                name,
                quantile(&mut list, share),
                "empty list",
                quantile(&mut empty, share),
                GOAL,
            );
        }
        let all = rounds * frames;
        report.counted(format!("window: frames {name} with a row missing"), unfinished, all);
        report.counted(format!("window: rows in the page {name}"), most, 96);
    }
    Ok(())
}
