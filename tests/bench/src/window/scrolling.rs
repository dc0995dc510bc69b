//! Scrolling the whole list, a step in each frame, beside an empty list of the same look in the same window: as large, as
//! high, its rows nothing but a background that repeats.

use std::collections::BTreeMap;
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
/// A measurement ends after so many frames, or seconds.
const SECONDS: u32 = 5;
/// Rows in the page at most, however it is scrolled.
const ROWS: u64 = 96;
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
    /// Milliseconds of each frame that went into what.
    parts: BTreeMap<String, Vec<f64>>,
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
        let (mut list, mut empty) = (Drawn::default(), Drawn::default());
        // In turn, so that whatever else the machine does is done to both.
        for _ in 0..rounds {
            for (is_empty, drawn) in [(true, &mut empty), (false, &mut list)] {
                let asked = json!({
                    "empty": is_empty, "frames": frames, "seconds": SECONDS, "step": step, "jump": jump
                });
                drawn.add(scrolled(&window, asked).await?);
            }
        }
        for (of, share) in [("median", 0.5), ("p95", 0.95)] {
            let limit = quantile(&mut empty.times, share);
            let took = quantile(&mut list.times, share);
            report.within(format!("window: frame {name}, {of}"), took, "empty list", limit, GOAL);
        }
        for (part, times) in &mut list.parts {
            let limit = quantile(empty.parts.entry(part.clone()).or_default(), 0.5);
            report.against(format!("  {part}, median"), quantile(times, 0.5), "empty list", limit);
        }
        let all = u64::try_from(list.times.len())?;
        report.counted(
            format!("window: frames {name} with a row missing"),
            list.unfinished,
            all,
        );
        report.counted(format!("window: rows in the page {name}"), list.most, ROWS);
    }
    Ok(())
}

/// The frames of several measurements.
#[derive(Debug, Default)]
struct Drawn {
    times: Vec<Duration>,
    parts: BTreeMap<String, Vec<Duration>>,
    unfinished: u64,
    most: u64,
}

impl Drawn {
    fn add(&mut self, frames: Frames) {
        let duration = |ms: &f64| Duration::from_secs_f64(ms.max(0.0) / 1_000.0);
        self.times.extend(frames.intervals.iter().map(duration));
        for (part, times) in frames.parts {
            self.parts.entry(part).or_default().extend(times.iter().map(duration));
        }
        self.unfinished += frames.unfinished;
        self.most = self.most.max(frames.most);
    }
}
