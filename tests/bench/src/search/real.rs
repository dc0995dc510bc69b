//! Searches, with and without facets.

use std::time::Duration;

use skilldock_engine::search::SearchRequest;

use crate::laptop::Laptop;
use crate::measure::{quantile, timed};
use crate::report::Report;

/// What people type: names, words of descriptions, beginnings, mistakes, conditions.
const QUERIES: [&str; 16] = [
    "notes",
    "apple notes",
    "pdf",
    "csv to json",
    "weather",
    "git",
    "c#",
    "résumé",
    "calender",
    "youtube",
    "smart home",
    "spotfy",
    "tag:cli",
    "rating:>=4 python",
    "research agent",
    "image generation",
];

/// What a search may take at 1,508 skills.
const LIMIT: Duration = Duration::from_millis(5);

/// Measures searches over what an engine has.
pub fn measure(laptop: &Laptop, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    for (name, facets) in [("search", false), ("search with facets", true)] {
        let mut durations = Vec::new();
        // The first one opens the connection and fills the caches.
        for run in 0..=runs * 5 {
            for text in QUERIES {
                let request = SearchRequest {
                    text: text.to_owned(),
                    limit: 60,
                    facets,
                    ..SearchRequest::default()
                };
                let (took, page) = timed(|| laptop.engine.search(&request));
                page.map_err(|problem| anyhow::anyhow!("{text}: {problem}"))?;
                if run > 0 {
                    durations.push(took);
                }
            }
        }
        report.against(format!("{name}, median"), quantile(&mut durations, 0.5), "goal", LIMIT);
        report.against(format!("{name}, p95"), quantile(&mut durations, 0.95), "goal", LIMIT);
    }
    Ok(())
}
