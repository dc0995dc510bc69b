//! The marketplace's limit of 100 requests a minute, kept on our side (contract,
//! section 2): a request waits here rather than be refused there.
//!
//! A list of the last minute's requests rather than a token bucket: a bucket of
//! 100 that refills at 100 a minute lets 200 through in its first minute. The
//! list also is the number that the Sync view shows.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Requests of the last minute, and how many there may be.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    window: Duration,
    sent: Mutex<VecDeque<Instant>>,
}

impl Budget {
    /// At most `limit` requests in any `window`.
    #[must_use]
    pub fn new(limit: u32, window: Duration) -> Self {
        Self {
            limit: usize::try_from(limit.max(1)).unwrap_or(1),
            window,
            sent: Mutex::new(VecDeque::new()),
        }
    }

    /// Waits until a request may be sent, and counts it.
    pub async fn acquire(&self) {
        while let Some(wait) = self.try_acquire(Instant::now()) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Counts a request at `now`, or says how long there is no room for one.
    fn try_acquire(&self, now: Instant) -> Option<Duration> {
        let mut sent = self.sent.lock();
        self.forget(&mut sent, now);
        if sent.len() < self.limit {
            sent.push_back(now);
            return None;
        }
        let oldest = sent.front().copied().unwrap_or(now);
        Some(
            (oldest + self.window)
                .saturating_duration_since(now)
                .max(Duration::from_millis(1)),
        )
    }

    fn forget(&self, sent: &mut VecDeque<Instant>, now: Instant) {
        while sent
            .front()
            .is_some_and(|at| now.saturating_duration_since(*at) >= self.window)
        {
            sent.pop_front();
        }
    }

    /// Requests of the last window, and how many there may be.
    #[must_use]
    pub fn used(&self) -> (u32, u32) {
        let mut sent = self.sent.lock();
        self.forget(&mut sent, Instant::now());
        (
            u32::try_from(sent.len()).unwrap_or(u32::MAX),
            u32::try_from(self.limit).unwrap_or(u32::MAX),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_requests_than_the_limit() {
        let budget = Budget::new(3, Duration::from_secs(60));
        let start = Instant::now();
        for second in [0, 10, 20] {
            assert_eq!(budget.try_acquire(start + Duration::from_secs(second)), None);
        }
        assert_eq!(
            budget.try_acquire(start + Duration::from_secs(30)),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            budget.try_acquire(start + Duration::from_secs(60)),
            None,
            "the first has left the window"
        );
        assert_eq!(
            budget.try_acquire(start + Duration::from_secs(61)),
            Some(Duration::from_secs(9))
        );
    }
}
