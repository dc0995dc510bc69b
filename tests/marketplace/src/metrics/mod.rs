//! The platform's twelve metrics, in the Prometheus text format.
//!
//! The contract names seven; the others complete the picture an operator of a marketplace wants: how much is in
//! it, who may come in, and how often somebody was turned away.

mod syncs;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

pub(crate) use syncs::ListingSeen;
use syncs::Syncs;
pub(crate) use text::{Stock, write};

/// Upper bounds of the histograms' buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// A histogram of durations.
#[derive(Debug, Default, Clone)]
struct Histogram {
    buckets: [u64; BUCKETS.len()],
    sum: f64,
    count: u64,
}

impl Histogram {
    fn observe(&mut self, took: Duration) {
        let seconds = took.as_secs_f64();
        for (bucket, bound) in self.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(seconds <= bound);
        }
        self.sum += seconds;
        self.count += 1;
    }
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(&'static str, String, u16), Histogram>,
    messages: BTreeMap<(&'static str, &'static str), u64>,
    rate_limited: u64,
    syncs: Syncs,
}

/// The counters; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    counts: Arc<Mutex<Counts>>,
    sockets: Arc<AtomicUsize>,
}

impl Metrics {
    /// A request was answered.
    pub fn request(&self, endpoint: &'static str, method: &http::Method, status: u16, took: Duration) {
        let mut counts = self.counts.lock();
        // Only the methods of the contract become label values: a label must not grow with what strangers send.
        let method = match method.as_str() {
            known @ ("GET" | "POST" | "PUT" | "DELETE" | "HEAD" | "OPTIONS") => known,
            _ => "OTHER",
        };
        counts
            .requests
            .entry((endpoint, method.to_owned(), status))
            .or_default()
            .observe(took);
        counts.rate_limited += u64::from(status == 429);
    }

    /// A listing was asked for: part of somebody's sync.
    pub fn listing(&self, seen: ListingSeen<'_>) {
        self.counts.lock().syncs.listing(seen, std::time::Instant::now());
    }

    /// So many frames of a type went in a direction.
    pub fn messages(&self, kind: &'static str, direction: &'static str, count: usize) {
        *self.counts.lock().messages.entry((kind, direction)).or_default() += count as u64;
    }

    /// So many WebSockets are open.
    pub fn sockets(&self, open: usize) {
        self.sockets.store(open, Ordering::Relaxed);
    }
}
