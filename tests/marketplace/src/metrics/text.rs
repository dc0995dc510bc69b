//! Writing the metrics down, as Prometheus reads them.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use super::{BUCKETS, Histogram, Metrics};

/// What is counted at the moment of asking rather than as it happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stock {
    pub skills: usize,
    pub categories: usize,
    pub ratings: u64,
    pub tokens: usize,
}

/// The twelve metrics.
pub(crate) fn write(metrics: &Metrics, stock: Stock) -> String {
    let counts = metrics.counts.lock();
    let mut out = Text(String::with_capacity(8192));

    out.head("api_request_duration_seconds", "histogram", "How long requests took.");
    for ((endpoint, method, status), histogram) in &counts.requests {
        out.histogram(
            "api_request_duration_seconds",
            &request_labels(endpoint, method, *status),
            histogram,
        );
    }
    out.head("api_requests_total", "counter", "Requests answered.");
    for ((endpoint, method, status), histogram) in &counts.requests {
        out.sample(
            "api_requests_total",
            &request_labels(endpoint, method, *status),
            histogram.count,
        );
    }
    out.head(
        "websocket_connections_total",
        "gauge",
        "WebSocket connections open now.",
    );
    out.sample(
        "websocket_connections_total",
        "",
        metrics.sockets.load(Ordering::Relaxed),
    );
    out.head("websocket_messages_total", "counter", "WebSocket messages.");
    for ((kind, direction), count) in &counts.messages {
        out.sample(
            "websocket_messages_total",
            &format!(r#"type="{kind}",direction="{direction}""#),
            count,
        );
    }

    let instances = || {
        counts
            .syncs
            .instances
            .iter()
            .map(|(id, seen)| (format!(r#"instance_id="{}""#, escaped(id)), seen))
    };
    out.head(
        "sync_duration_seconds",
        "histogram",
        "From the first page of the listing to the last.",
    );
    for (labels, seen) in instances() {
        out.histogram("sync_duration_seconds", &labels, &seen.duration);
    }
    out.head("sync_success_total", "counter", "Listings fetched whole.");
    for (labels, seen) in instances() {
        out.sample("sync_success_total", &labels, seen.successes);
    }
    out.head(
        "sync_errors_total",
        "counter",
        "Pages of the listing that were refused.",
    );
    for (labels, seen) in instances() {
        for (error, count) in &seen.errors {
            out.sample("sync_errors_total", &format!(r#"{labels},error_type="{error}""#), count);
        }
    }

    out.one("skills_total", "gauge", "Skills in the catalogue.", stock.skills);
    out.one(
        "categories_total",
        "gauge",
        "Categories in the catalogue.",
        stock.categories,
    );
    out.one("ratings_total", "gauge", "Ratings stored.", stock.ratings);
    out.one("tokens_active", "gauge", "Tokens that are good.", stock.tokens);
    out.one(
        "rate_limited_requests_total",
        "counter",
        "Requests answered with 429.",
        counts.rate_limited,
    );
    out.0
}

struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP atom_saas_{name} {help}"));
        self.line(format_args!("# TYPE atom_saas_{name} {kind}"));
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        if labels.is_empty() {
            self.line(format_args!("atom_saas_{name} {value}"));
        } else {
            self.line(format_args!("atom_saas_{name}{{{labels}}} {value}"));
        }
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.sample(name, "", value);
    }

    fn histogram(&mut self, name: &str, labels: &str, histogram: &Histogram) {
        for (bound, count) in BUCKETS.iter().zip(histogram.buckets) {
            self.sample(&format!("{name}_bucket"), &format!(r#"{labels},le="{bound}""#), count);
        }
        self.sample(
            &format!("{name}_bucket"),
            &format!(r#"{labels},le="+Inf""#),
            histogram.count,
        );
        self.sample(&format!("{name}_sum"), labels, histogram.sum);
        self.sample(&format!("{name}_count"), labels, histogram.count);
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        writeln!(self.0, "{line}").ok();
    }
}

fn request_labels(endpoint: &str, method: &str, status: u16) -> String {
    format!(r#"endpoint="{endpoint}",method="{method}",status="{status}""#)
}

/// A label's value: backslash, quote and line feed are the three that must be escaped.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n")
}
