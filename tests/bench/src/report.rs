//! The figures, as a table for people and as JSON for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    /// Of one that is a time.
    milliseconds: Option<f64>,
    /// Of one that is a number of things.
    count: Option<usize>,
    /// What it is held against, in the same run.
    limit: String,
    limit_milliseconds: Option<f64>,
    ratio: Option<f64>,
}

/// All figures.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    figures: Vec<Figure>,
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

impl Report {
    /// A figure that others are held against.
    pub fn plain(&mut self, name: impl Into<String>, duration: Duration) {
        self.figures.push(Figure {
            name: name.into(),
            milliseconds: Some(milliseconds(duration)),
            count: None,
            limit: String::new(),
            limit_milliseconds: None,
            ratio: None,
        });
    }

    /// A number of things, of which there should be none.
    pub fn counted(&mut self, name: impl Into<String>, count: usize) {
        self.figures.push(Figure {
            name: name.into(),
            milliseconds: None,
            count: Some(count),
            limit: String::new(),
            limit_milliseconds: None,
            ratio: None,
        });
    }

    /// A figure beside its limit.
    pub fn against(&mut self, name: impl Into<String>, duration: Duration, limit: &str, limit_duration: Duration) {
        let (took, may) = (milliseconds(duration), milliseconds(limit_duration));
        self.figures.push(Figure {
            name: name.into(),
            milliseconds: Some(took),
            count: None,
            limit: limit.to_owned(),
            limit_milliseconds: Some(may),
            ratio: (may > 0.0).then_some(took / may),
        });
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut table = format!(
            "{:<44} {:>10}   {:<32} {:>8}\n",
            "figure", "ms", "held against", "ratio"
        );
        for figure in &self.figures {
            let limit = figure
                .limit_milliseconds
                .map_or_else(String::new, |may| format!("{} ({may:.1} ms)", figure.limit));
            let ratio = figure.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            let value = match (figure.milliseconds, figure.count) {
                (Some(took), _) => format!("{took:.2}"),
                (None, Some(count)) => format!("{count} (count)"),
                (None, None) => String::new(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{:<44} {value:>10}   {limit:<32} {ratio:>8}", figure.name);
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
