//! The figures, as a table for people and as JSON for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

/// What a figure counts.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Millions of bytes.
    Mb,
    /// Things.
    Count,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Mb => "MB",
            Self::Count => "",
        }
    }
}

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: Unit,
    /// What it is held against, in the same run.
    limit: Option<Limit>,
}

/// What a figure is held against.
#[derive(Debug, Serialize)]
struct Limit {
    name: String,
    value: f64,
    ratio: f64,
    /// The largest ratio that is wanted, where one is.
    goal: Option<f64>,
    met: Option<bool>,
}

impl Limit {
    fn of(name: &str, value: f64, limit: f64, goal: Option<f64>) -> Self {
        let ratio = match (value, limit) {
            (_, limit) if limit > 0.0 => value / limit,
            // None of what there may be nothing of.
            (value, _) if value <= 0.0 => 0.0,
            _ => f64::INFINITY,
        };
        Self {
            name: name.to_owned(),
            value: limit,
            ratio,
            goal,
            met: goal.map(|goal| value <= limit * goal),
        }
    }
}

/// All figures.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    figures: Vec<Figure>,
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts and sizes are far below 2^52")]
const fn real(count: u64) -> f64 {
    count as f64
}

impl Report {
    fn add(&mut self, name: impl Into<String>, unit: Unit, value: f64, limit: Option<Limit>) {
        self.figures.push(Figure {
            name: name.into(),
            value,
            unit,
            limit,
        });
    }

    /// A figure that others are held against.
    pub fn plain(&mut self, name: impl Into<String>, duration: Duration) {
        self.add(name, Unit::Ms, milliseconds(duration), None);
    }

    /// A number of things, of which there may be so many.
    pub fn counted(&mut self, name: impl Into<String>, count: u64, most: u64) {
        let value = real(count);
        let ratio = if most == 0 { value } else { value / real(most) };
        let limit = Limit {
            name: "goal".to_owned(),
            value: real(most),
            ratio,
            goal: Some(1.0),
            met: Some(count <= most),
        };
        self.add(name, Unit::Count, value, Some(limit));
    }

    /// A size in bytes, of which there may be so many.
    pub fn sized(&mut self, name: impl Into<String>, bytes: u64, most: u64) {
        let (value, most) = (real(bytes) / 1e6, real(most) / 1e6);
        let limit = Limit::of("goal", value, most, Some(1.0));
        self.add(name, Unit::Mb, value, Some(limit));
    }

    /// A size in bytes beside its limit, and how many times that it may be.
    pub fn weighed(&mut self, name: impl Into<String>, bytes: u64, limit: &str, may: u64, goal: f64) {
        let (value, may) = (real(bytes) / 1e6, real(may) / 1e6);
        self.add(name, Unit::Mb, value, Some(Limit::of(limit, value, may, Some(goal))));
    }

    /// A duration beside its limit, where no ratio is wanted of it.
    pub fn against(&mut self, name: impl Into<String>, took: Duration, limit: &str, may: Duration) {
        let (took, may) = (milliseconds(took), milliseconds(may));
        self.add(name, Unit::Ms, took, Some(Limit::of(limit, took, may, None)));
    }

    /// A duration beside its limit, and how many times that it may be.
    pub fn within(&mut self, name: impl Into<String>, took: Duration, limit: &str, may: Duration, goal: f64) {
        let (took, may) = (milliseconds(took), milliseconds(may));
        self.add(name, Unit::Ms, took, Some(Limit::of(limit, took, may, Some(goal))));
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut table = format!(
            "{:<52} {:>13}   {:<40} {:>7}  {:<12}\n",
            "figure", "", "held against", "ratio", "goal"
        );
        for figure in &self.figures {
            let value = match figure.unit {
                Unit::Count => format!("{}", figure.value),
                unit => format!("{:.2} {}", figure.value, unit.name()),
            };
            let (mut limit, mut ratio, mut goal) = (String::new(), String::new(), String::new());
            if let Some(held) = &figure.limit {
                limit = format!("{} ({:.1} {})", held.name, held.value, figure.unit.name());
                ratio = format!("{:.2}", held.ratio);
                if let (Some(most), Some(met)) = (held.goal, held.met) {
                    goal = format!("{most:.1} {}", if met { "met" } else { "MISSED" });
                }
            }
            // Writing to a String cannot fail.
            let _ = writeln!(
                table,
                "{:<52} {value:>13}   {limit:<40} {ratio:>7}  {goal:<12}",
                figure.name
            );
        }
        table
    }

    /// The figures as JSON.
    ///
    /// # Errors
    /// A number that JSON cannot hold.
    pub fn json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}
