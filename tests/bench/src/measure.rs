//! Durations and what is said of many of them.

use std::time::{Duration, Instant};

/// How long `work` took, and what it made.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let made = work();
    (began.elapsed(), made)
}

/// The value below which a share of the sorted durations lie (0.5: the median).
pub fn quantile(durations: &mut [Duration], share: f64) -> Duration {
    durations.sort_unstable();
    let last = durations.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index of a short list"
    )]
    let index = (share * last as f64).round() as usize;
    durations.get(index.min(last)).copied().unwrap_or_default()
}

/// The median.
pub fn median(mut durations: Vec<Duration>) -> Duration {
    quantile(&mut durations, 0.5)
}
