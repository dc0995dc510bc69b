//! What is said at the end: a table of the parts, and one line that scripts can read.

use std::time::Duration;

use crate::say;

/// How a part went.
pub struct Outcome {
    /// Its name.
    pub part: &'static str,
    /// How long it took.
    pub took: Duration,
    /// Why it failed, if it did.
    pub error: Option<String>,
}

/// How all of them went.
#[derive(Default)]
pub struct Summary(Vec<Outcome>);

impl Summary {
    pub fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    pub fn failed(&self) -> usize {
        self.0.iter().filter(|outcome| outcome.error.is_some()).count()
    }

    /// A line for each part: name, time, result, and for a failure the first line of the reason.
    pub fn table(&self) -> Vec<String> {
        let width = self.0.iter().map(|outcome| outcome.part.len()).max().unwrap_or(0);
        let row = |outcome: &Outcome| {
            let start = format!("{:width$}  {:>12}  ", outcome.part, say::time(outcome.took));
            match &outcome.error {
                None => start + &say::verdict(true, "passed"),
                Some(error) => {
                    let reason = error.lines().next().unwrap_or_default();
                    format!("{start}{}: {reason}", say::verdict(false, "FAILED"))
                }
            }
        };
        self.0.iter().map(row).collect()
    }

    /// `N passed, N failed`.
    pub fn last_line(&self) -> String {
        let failed = self.failed();
        format!("{} passed, {failed} failed", self.0.len() - failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary() -> Summary {
        let mut summary = Summary::default();
        summary.add(Outcome {
            part: "fmt",
            took: Duration::from_millis(900),
            error: None,
        });
        summary.add(Outcome {
            part: "clippy",
            took: Duration::from_secs(75),
            error: Some("bad\nworse".to_owned()),
        });
        summary
    }

    #[test]
    fn the_last_line_counts_parts() {
        assert_eq!(summary().last_line(), "1 passed, 1 failed");
        assert_eq!(Summary::default().last_line(), "0 passed, 0 failed");
    }

    #[test]
    fn the_table_has_a_line_for_each_part_in_columns() {
        let table = summary().table();
        assert_eq!(table[0], "fmt            0.9 s  passed");
        assert_eq!(table[1], "clippy    1 min 15 s  FAILED: bad");
    }
}
