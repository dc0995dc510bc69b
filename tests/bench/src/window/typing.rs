//! From a key press in the search field to the frame in which the list shows what it found. Words of the catalogue are
//! typed letter by letter, and some of them taken back.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde::Deserialize;
use serde_json::Value;
use skilldock_e2e::wait::{SOON, until};
use skilldock_e2e::{Key, Window};
use tokio::time::{Instant, sleep_until};

use super::Ground;
use crate::measure::quantile;
use crate::report::Report;

/// From a key to its results, as we want it.
pub const GOAL: Duration = Duration::from_millis(50);
/// Between two keys: eight a second, which few people type.
const BETWEEN: Duration = Duration::from_millis(125);
const SEED: u64 = 20_260_601;

/// A key as the page heard it; times are the page's own, in milliseconds.
#[derive(Debug, Deserialize)]
struct Pressed {
    at: f64,
    text: String,
}

/// A search of the page, from the top of a list. What is missing has not happened.
#[derive(Debug, Deserialize)]
struct Asked {
    asked: f64,
    came: Option<f64>,
    read: Option<f64>,
    drawn: Option<f64>,
    frame: Option<f64>,
    placed: Option<f64>,
    painted: Option<f64>,
}

/// What the page wrote down.
#[derive(Debug, Deserialize)]
struct Log {
    keys: Vec<Pressed>,
    answers: Vec<Asked>,
    calls: BTreeMap<String, u64>,
}

/// How long each key took, as a whole and in parts.
#[derive(Debug, Default)]
pub struct Times {
    /// From the key to the painted results.
    pub whole: Vec<Duration>,
    parts: BTreeMap<&'static str, Vec<Duration>>,
    calls: BTreeMap<String, u64>,
}

fn milliseconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.max(0.0) / 1_000.0)
}

impl Times {
    /// A key that was overtaken by the next waits for the results of that one.
    fn of(log: Log) -> Result<Self> {
        let mut times = Self {
            calls: log.calls,
            ..Self::default()
        };
        for key in &log.keys {
            let shown = log.answers.iter().find_map(|answer| {
                let painted = answer.painted.filter(|_| answer.asked >= key.at)?;
                Some((answer, painted))
            });
            let (answer, painted) = shown.with_context(|| format!("nothing was shown for {:?}", key.text))?;
            times.whole.push(milliseconds(painted - key.at));
            let steps = [
                ("1 until it is asked", Some(answer.asked)),
                ("2 engine and way there", answer.came),
                ("3 bytes to objects", answer.read),
                ("4 objects to elements", answer.drawn),
                ("5 until the next frame", answer.frame),
                ("6 style and layout", answer.placed),
                ("7 painted", Some(painted)),
            ];
            let mut last = key.at;
            for (name, at) in steps {
                let at = at.unwrap_or(last);
                let took = std::mem::replace(&mut last, at);
                let took = at - took;
                times.parts.entry(name).or_default().push(milliseconds(took));
            }
        }
        Ok(times)
    }

    /// Commands that were run for each key, in hundredths.
    fn calls_for_100_keys(&self, command: &str) -> u64 {
        let keys = u64::try_from(self.whole.len()).unwrap_or(u64::MAX).max(1);
        self.calls.get(command).copied().unwrap_or_default() * 100 / keys
    }
}

/// Words as they stand in names, some of them long.
fn words(lines: &[String], count: usize) -> Result<Vec<String>> {
    let names: Vec<String> = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|skill| skill["name"].as_str().map(str::to_lowercase))
        .collect();
    let words: Vec<&str> = names
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| (3..=9).contains(&word.len()))
        .collect();
    ensure!(!words.is_empty(), "names without words");
    let mut random = StdRng::seed_from_u64(SEED);
    Ok((0..count)
        .filter_map(|_| words.choose(&mut random).map(|word| (*word).to_owned()))
        .collect())
}

/// Types so many words into the search field, takes some letters back, and begins the next one.
pub async fn typed(window: &Window, ground: &Ground, count: usize) -> Result<Times> {
    let field = window.hook("search");
    field.click().await?;
    window.script(include_str!("typing.js")).await?;
    let mut next = Instant::now();
    for (nth, word) in words(&ground.lines, count)?.iter().enumerate() {
        let letters = word.chars().map(String::from);
        let back = if nth % 2 == 0 { word.len() / 2 } else { 0 };
        let taken = std::iter::repeat_n(char::from(Key::Backspace).to_string(), back);
        for key in letters.chain(taken) {
            sleep_until(next).await;
            next = (next + BETWEEN).max(Instant::now());
            window.press(key).await?;
        }
        // The whole list comes back: what was looked for is found, or given up.
        sleep_until(next + BETWEEN).await;
        window.press(Key::Control + "a").await?;
        window.press(Key::Delete + "").await?;
        next = Instant::now() + 2 * BETWEEN;
    }
    let log = until("the last answer", SOON, async || {
        let log: Log = serde_json::from_value(window.script("return window.__typing").await?)?;
        let last = log.answers.last().and_then(|answer| answer.painted);
        Ok(last.is_some().then_some(log))
    })
    .await?;
    // The window is as it was: nothing watches it any more.
    window.reload().await?;
    ground.listed(window).await?;
    Times::of(log)
}

/// Writes down what was measured.
pub fn tell(name: &str, times: &mut Times, report: &mut Report) {
    let whole = &mut times.whole;
    report.against(format!("{name}, median"), quantile(whole, 0.5), "goal", GOAL);
    report.within(format!("{name}, p95"), quantile(whole, 0.95), "goal", GOAL, 1.0);
    for (part, took) in &mut times.parts {
        report.plain(format!("  {part}, median"), quantile(took, 0.5));
        report.plain(format!("  {part}, p95"), quantile(took, 0.95));
    }
}

/// Measures; nothing else happens meanwhile.
pub async fn measure(ground: &Ground, quick: bool, report: &mut Report) -> Result<()> {
    let window = ground.open(None).await?;
    // What is read once is read: the engine's words, the page's parts.
    let (warm, count) = if quick { (1, 2) } else { (5, 40) };
    typed(&window, ground, warm).await?;
    let mut times = typed(&window, ground, count).await?;
    tell("window: key to painted results", &mut times, report);
    let searches = times.calls_for_100_keys("search");
    report.counted("window: searches for 100 keys", searches, 100);
    Ok(())
}
