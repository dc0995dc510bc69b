//! What the commands print: plain sentences, with colours for people only.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::sync::LazyLock;
use std::time::Duration;

static COLOURS: LazyLock<bool> = LazyLock::new(|| {
    let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    unset("CI") && unset("NO_COLOR") && std::io::stdout().is_terminal()
});

/// Whether nobody is there to read colours or to answer a question.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// A line on standard output. That nobody reads it any more is no reason to stop.
pub fn line(text: impl Display) {
    writeln!(std::io::stdout().lock(), "{text}").ok();
}

/// The title of what comes next.
pub fn heading(text: &str) {
    line(format_args!("\n{}", style("1", &format!("== {text}"))));
}

/// Something that is about to be done.
pub fn doing(text: &str) {
    line(format_args!("{} {text}", style("34", "->")));
}

/// Something that holds.
pub fn good(text: &str) {
    line(format_args!("{} {text}", style("32", "ok")));
}

/// Something that went wrong, and what helps.
pub fn bad(text: &str) {
    line(format_args!("{} {text}", style("31", "!!")));
}

/// Text for a result, coloured by how it went.
pub fn verdict(good: bool, text: &str) -> String {
    style(if good { "32" } else { "31" }, text)
}

fn style(code: &str, text: &str) -> String {
    if *COLOURS {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// A length of time, as short as it can be said.
pub fn time(length: Duration) -> String {
    let seconds = length.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", length.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(time(Duration::from_millis(1_234)), "1.2 s");
        assert_eq!(time(Duration::from_secs(59)), "59.0 s");
        assert_eq!(time(Duration::from_secs(61)), "1 min 01 s");
        assert_eq!(time(Duration::from_secs(3_600)), "60 min 00 s");
    }
}
