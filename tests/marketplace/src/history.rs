//! Histories: changes that were recorded, played again as live updates.

use std::collections::VecDeque;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use crate::catalogue::{Catalogue, CatalogueError, LoadError, read_lines};
use crate::event::Event;
use crate::marketplace::Marketplace;

/// Reads a history: JSON Lines of `{type, data, timestamp}`, plain or gzipped.
pub fn read_history(path: &Path) -> Result<Vec<Event>, LoadError> {
    let lines = read_lines(path)?;
    let event = |(index, line): (usize, &String)| {
        serde_json::from_str(line).map_err(|source| LoadError::Json {
            path: path.to_owned(),
            line: index + 1,
            source,
        })
    };
    lines.iter().enumerate().map(event).collect()
}

/// How fast a history is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// Without a pause.
    AtOnce,
    /// So many events a second.
    PerSecond(f64),
    /// As it happened, so many times faster.
    TimesReal(f64),
}

/// Not a speed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a speed is `all`, a rate such as `50/s`, or a factor of real time such as `3600x`")]
pub struct NotASpeed;

impl FromStr for Speed {
    type Err = NotASpeed;

    fn from_str(text: &str) -> Result<Self, NotASpeed> {
        let positive = |number: &str| {
            number
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite() && *number > 0.0)
                .ok_or(NotASpeed)
        };
        match text {
            "all" => Ok(Self::AtOnce),
            text => match (text.strip_suffix("/s"), text.strip_suffix('x')) {
                (Some(rate), _) => positive(rate).map(Self::PerSecond),
                (_, Some(factor)) => positive(factor).map(Self::TimesReal),
                _ => Err(NotASpeed),
            },
        }
    }
}

/// A history being played into a marketplace.
#[derive(Debug)]
pub struct Replay {
    catalogue: Catalogue,
    events: VecDeque<Event>,
}

impl Marketplace {
    /// Prepares to play events into this marketplace.
    pub fn replay(&self, events: impl IntoIterator<Item = Event>) -> Replay {
        Replay {
            catalogue: self.catalogue().clone(),
            events: events.into_iter().collect(),
        }
    }
}

impl Replay {
    /// How many events are left.
    pub fn remaining(&self) -> usize {
        self.events.len()
    }

    /// The next event, not played yet.
    pub fn upcoming(&self) -> Option<&Event> {
        self.events.front()
    }

    /// Plays the next event, and gives it back; `None` at the end.
    pub fn step(&mut self) -> Result<Option<Event>, CatalogueError> {
        let Some(event) = self.events.pop_front() else {
            return Ok(None);
        };
        self.catalogue.apply(&event)?;
        Ok(Some(event))
    }

    /// Plays all that is left, and says how many that were.
    pub async fn run(&mut self, speed: Speed) -> Result<usize, CatalogueError> {
        let start = Instant::now();
        let first = self.upcoming().and_then(when);
        let mut played = 0;
        while let Some(event) = self.upcoming() {
            let offset = match speed {
                Speed::AtOnce => Duration::ZERO,
                Speed::PerSecond(rate) => seconds(played as f64 / rate),
                Speed::TimesReal(factor) => match (first, when(event)) {
                    (Some(first), Some(at)) => seconds(at.duration_since(first).as_secs_f64() / factor),
                    _ => Duration::ZERO,
                },
            };
            if start + offset > Instant::now() {
                sleep_until(start + offset).await;
            }
            self.step()?;
            played += 1;
        }
        Ok(played)
    }
}

fn when(event: &Event) -> Option<Timestamp> {
    event.timestamp.parse().ok()
}

/// A pause; none for what is no time, and never more than a year, which no clock of ours can add.
fn seconds(seconds: f64) -> Duration {
    const YEAR: Duration = Duration::from_secs(365 * 86_400);
    Duration::try_from_secs_f64(seconds).unwrap_or_default().min(YEAR)
}

#[cfg(test)]
mod tests {
    use super::Speed;

    #[test]
    fn speeds_are_read_and_nonsense_is_refused() {
        assert_eq!("all".parse::<Speed>().unwrap(), Speed::AtOnce);
        assert_eq!("50/s".parse::<Speed>().unwrap(), Speed::PerSecond(50.0));
        assert_eq!("3600x".parse::<Speed>().unwrap(), Speed::TimesReal(3600.0));
        for nonsense in ["", "fast", "0/s", "-1x", "NaNx", "inf/s"] {
            assert!(nonsense.parse::<Speed>().is_err(), "{nonsense}");
        }
    }
}
