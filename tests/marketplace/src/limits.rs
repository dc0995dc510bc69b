//! The two limits of the contract: requests a minute, and connections at a time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::settings::RateLimit;

/// Counts requests a token over a sliding window.
///
/// Sliding, because a fixed window lets twice the limit through around its edge, and a client that relies on
/// that would fail against a stricter server.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter {
    seen: Mutex<HashMap<Box<str>, VecDeque<Instant>>>,
}

impl RateLimiter {
    /// Counts a request of this token, or says how long until the next one would pass.
    pub fn check(&self, token: &str, limit: RateLimit, now: Instant) -> Result<(), Duration> {
        let mut seen = self.seen.lock();
        let times = seen.entry(token.into()).or_default();
        while times
            .front()
            .is_some_and(|first| now.duration_since(*first) >= limit.window)
        {
            times.pop_front();
        }
        if times.len() < limit.requests {
            times.push_back(now);
            return Ok(());
        }
        let oldest = times.front().copied().unwrap_or(now);
        Err(limit.window.saturating_sub(now.duration_since(oldest)))
    }

    /// Forgets what was counted.
    pub fn reset(&self) {
        self.seen.lock().clear();
    }
}

/// Counts what an instance has open.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections {
    open: Arc<Mutex<HashMap<Arc<str>, usize>>>,
}

/// One open connection; it counts until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    connections: Connections,
    instance_id: Arc<str>,
}

impl Connections {
    /// Takes a seat, unless the instance has all it may have.
    pub fn take(&self, instance_id: &Arc<str>, limit: Option<usize>) -> Option<Seat> {
        let mut open = self.open.lock();
        let count = open.entry(Arc::clone(instance_id)).or_default();
        if limit.is_some_and(|limit| *count >= limit) {
            return None;
        }
        *count += 1;
        Some(Seat {
            connections: self.clone(),
            instance_id: Arc::clone(instance_id),
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock();
        if let Some(count) = open.get_mut(&self.instance_id) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.instance_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides() {
        let limit = RateLimit {
            requests: 2,
            window: Duration::from_secs(60),
        };
        let (limiter, start) = (RateLimiter::default(), Instant::now());
        let at = |seconds| limiter.check("t", limit, start + Duration::from_secs(seconds));
        assert_eq!((at(0), at(40)), (Ok(()), Ok(())));
        assert_eq!(
            at(50),
            Err(Duration::from_secs(10)),
            "the first leaves the window at 60"
        );
        assert_eq!(at(60), Ok(()));
        assert_eq!(
            at(61),
            Err(Duration::from_secs(39)),
            "a fixed window would have begun anew"
        );
    }

    #[test]
    fn a_seat_is_free_again_once_dropped() {
        let (connections, me) = (Connections::default(), Arc::from("me"));
        let seat = connections.take(&me, Some(1));
        assert!(seat.is_some() && connections.take(&me, Some(1)).is_none());
        drop(seat);
        assert!(connections.take(&me, Some(1)).is_some());
    }
}
