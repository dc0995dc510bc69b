//! Who uses the token as it is now. Each client holds a lease; a token is revoked only
//! after those of before have ended, so that a sync under way is not cut off by a change
//! that it could not know of.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Held by whoever uses a token. Its end is what is waited for.
pub(crate) type Lease = Sender<()>;

/// The leases of one token, and of those after it.
pub(super) struct Leases {
    now: Mutex<(Sender<()>, Receiver<()>)>,
}

impl Default for Leases {
    fn default() -> Self {
        Self {
            now: Mutex::new(mpsc::channel(1)),
        }
    }
}

/// The leases of a token that is no longer given out.
pub(super) struct Ended(Receiver<()>);

impl Leases {
    /// One more.
    pub(super) fn take(&self) -> Lease {
        self.now.lock().0.clone()
    }

    /// From now on leases are of another token.
    pub(super) fn end(&self) -> Ended {
        let (_, held) = std::mem::replace(&mut *self.now.lock(), mpsc::channel(1));
        Ended(held)
    }
}

impl Ended {
    /// Waits until nobody holds one, or for `longest`.
    pub(super) async fn wait(mut self, longest: Duration) {
        // Nothing is ever sent: this ends with the last lease. A lease that outlives the
        // limit is cut off, as by any other end of a token.
        drop(tokio::time::timeout(longest, self.0.recv()).await);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn those_of_before_are_waited_for_and_those_of_now_are_not() {
        let leases = Leases::default();
        let before = leases.take();
        let ended = leases.end();
        let _now = leases.take();
        let waiting = tokio::spawn(ended.wait(Duration::from_secs(600)));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(before);
        tokio::time::timeout(LONG, waiting).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn one_that_never_ends_is_not_waited_for_for_ever() {
        let leases = Leases::default();
        let _kept = leases.take();
        let waited = leases.end().wait(Duration::from_millis(50));
        tokio::time::timeout(LONG, waited).await.unwrap();
    }
}
