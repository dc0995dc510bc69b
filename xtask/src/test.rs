//! `cargo xtask test`: everything that has to hold, in parts that each say how long they took and how they went.

mod parts;
mod summary;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::place::Place;
use crate::setup::{self, Need};
use crate::{say, steps};
use parts::Part;
use summary::{Outcome, Summary};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Run only the tests whose name contains this
    filter: Option<String>,
    /// Run only this part; may be given several times
    #[arg(long, value_name = "PART", value_enum)]
    only: Vec<Part>,
    /// Leave this part out; may be given several times
    #[arg(long, value_name = "PART", value_enum)]
    skip: Vec<Part>,
    /// Stop at the first part that fails
    #[arg(long)]
    fail_fast: bool,
}

pub fn test(place: &Place, options: &Options) -> Result<()> {
    let chosen = chosen(options);
    if chosen.is_empty() {
        bail!("nothing is left to test: --only and --skip exclude each other");
    }
    let unmet = setup::prepare(place, &needs(&chosen));

    let mut summary = Summary::default();
    for part in chosen {
        if steps::interrupted() {
            break;
        }
        say::heading(&format!("{}: {}", part.name(), part.what()));
        let begin = Instant::now();
        let result = match unmet.why(part.needs()) {
            Some(why) => Err(anyhow::anyhow!("not run, for the set-up is not complete: {why}")),
            None => part.run(place, options.filter.as_deref()),
        };
        let outcome = Outcome {
            part: part.name(),
            took: begin.elapsed(),
            error: result.err().map(|e| format!("{e:#}")),
        };
        match &outcome.error {
            None => say::good(&format!("{} passed in {}", part.name(), say::time(outcome.took))),
            Some(error) => say::bad(&format!(
                "{} failed after {}: {error}",
                part.name(),
                say::time(outcome.took)
            )),
        }
        let failed = outcome.error.is_some();
        summary.add(outcome);
        if failed && options.fail_fast {
            break;
        }
    }
    say::heading("summary");
    for line in summary.table() {
        say::line(line);
    }
    say::line(summary.last_line());
    if steps::interrupted() || summary.failed() > 0 {
        std::process::exit(1);
    }
    Ok(())
}

/// The parts to run, in their order. A filter means tests that have names, unless parts are named too.
fn chosen(options: &Options) -> Vec<Part> {
    let wanted = |part: &Part| match (options.only.is_empty(), options.filter.is_some()) {
        (false, _) => options.only.contains(part),
        (true, true) => part.has_named_tests(),
        (true, false) => true,
    };
    Part::ALL
        .iter()
        .copied()
        .filter(wanted)
        .filter(|part| !options.skip.contains(part))
        .collect()
}

/// What these parts need, each need once.
fn needs(parts: &[Part]) -> Vec<Need> {
    let mut all = Vec::new();
    for need in parts.iter().flat_map(|part| part.needs()) {
        if !all.contains(need) {
            all.push(*need);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(filter: Option<&str>, only: &[Part], skip: &[Part]) -> Options {
        Options {
            filter: filter.map(str::to_owned),
            only: only.to_vec(),
            skip: skip.to_vec(),
            fail_fast: false,
        }
    }

    #[test]
    fn everything_runs_in_order_unless_something_is_asked_for() {
        assert_eq!(chosen(&options(None, &[], &[])), Part::ALL);
        assert_eq!(
            chosen(&options(None, &[Part::E2e, Part::Fmt], &[])),
            [Part::Fmt, Part::E2e],
            "in our order"
        );
        assert!(!chosen(&options(None, &[], &[Part::E2e])).contains(&Part::E2e));
        assert_eq!(chosen(&options(None, &[Part::Fmt], &[Part::Fmt])), []);
    }

    #[test]
    fn a_filter_means_the_parts_whose_tests_have_names() {
        assert_eq!(chosen(&options(Some("sync"), &[], &[])), [Part::Tests, Part::E2e]);
        assert_eq!(chosen(&options(Some("sync"), &[Part::E2e], &[])), [Part::E2e]);
    }

    #[test]
    fn a_part_alone_asks_for_no_more_than_it_needs() {
        assert_eq!(needs(&[Part::Fmt]), [Need::RustComponents]);
        let both = needs(&[Part::Clippy, Part::Docs]);
        assert_eq!(both.len(), 2, "no need twice: {both:?}");
    }
}
