//! Calls that may block for ever, made so that nobody waits for ever.
//!
//! One call at a time runs, on a thread of its own. Whoever asked waits up to the limit,
//! then the call is abandoned: it cannot be stopped, only left alone. While one is
//! abandoned further calls are refused at once, so that an open dialog costs one thread
//! and not one for each attempt.
//!
//! ```text
//!  Free ──run──▶ Running ──ends──▶ Free
//!                  │ limit, or the asker is gone
//!                  ▼
//!               Abandoned ──ends──▶ Free
//! ```
//!
//! The thread is a plain one and not tokio's `spawn_blocking`, because a runtime waits
//! for those when it ends, and the program would not end while a dialog is open.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use super::VaultError;

/// Makes calls one at a time, each with a limit.
#[derive(Clone)]
pub(super) struct Calls {
    limit: Duration,
    turn: Arc<Semaphore>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    Running { call: u64 },
    Abandoned,
}

impl Calls {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            turn: Arc::new(Semaphore::new(1)),
            state: Arc::new(Mutex::new(State::Free)),
        }
    }

    /// Makes the call when it is its turn. Waiting for the turn counts too.
    ///
    /// # Errors
    /// [`VaultError::Slow`] after the limit, or at once while a call is abandoned.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        if *self.state.lock() == State::Abandoned {
            return Err(VaultError::Slow);
        }
        timeout(self.limit, self.in_turn(call))
            .await
            .unwrap_or(Err(VaultError::Slow))
    }

    /// Waits until no call runs.
    pub(super) async fn settled(&self) {
        // The semaphore is never closed, so an error cannot come; either way nothing runs.
        drop(self.turn.acquire().await);
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let stopped = |_| VaultError::Other("the call stopped half-way.".to_owned());
        let permit = Arc::clone(&self.turn)
            .acquire_owned()
            .await
            .map_err(|_| VaultError::Slow)?;
        let (asker, turn) = self.begin(permit);
        let (answer, answered) = oneshot::channel();
        let work = move || {
            // The turn ends before the answer goes out, also by a panic: an asker that has its
            // answer must not find its own call still running, and take it for abandoned.
            let result = {
                let _turn = turn;
                call()
            };
            // Nobody waits for the answer of an abandoned call.
            drop(answer.send(result));
        };
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(work)
            .map_err(|cause| VaultError::Other(format!("no thread could be started: {}.", cause.kind())))?;
        let result = answered.await.map_err(stopped)?;
        drop(asker);
        result
    }

    fn begin(&self, permit: OwnedSemaphorePermit) -> (Asker, Turn) {
        // Numbered by chance: two calls in a row must differ, and nothing more.
        let call = rand::random();
        *self.state.lock() = State::Running { call };
        (
            Asker {
                call,
                state: Arc::clone(&self.state),
            },
            Turn {
                state: Arc::clone(&self.state),
                _permit: permit,
            },
        )
    }
}

/// Whoever waits for a call. Dropped before the call ended, it leaves it abandoned.
struct Asker {
    call: u64,
    state: Arc<Mutex<State>>,
}

impl Drop for Asker {
    fn drop(&mut self) {
        let mut state = self.state.lock();
        if *state == (State::Running { call: self.call }) {
            *state = State::Abandoned;
        }
    }
}

/// The running of a call. Dropped when it ends, also by a panic; the state is set free
/// before the permit is, which is the order fields and `Drop` run in.
struct Turn {
    state: Arc<Mutex<State>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.state.lock() = State::Free;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Instant;

    use super::*;

    const SHORT: Duration = Duration::from_millis(80);
    const LONG: Duration = Duration::from_secs(20);

    /// A call that answers when it is told to.
    fn held() -> (
        mpsc::Sender<()>,
        impl FnOnce() -> Result<(), VaultError> + Send + 'static,
    ) {
        let (release, held) = mpsc::channel::<()>();
        (release, move || held.recv().map_err(|_| VaultError::Denied))
    }

    #[tokio::test]
    async fn a_call_that_hangs_is_given_up_after_the_limit() {
        let calls = Calls::new(SHORT);
        let (_release, hangs) = held();
        let began = Instant::now();
        assert_eq!(calls.run(hangs).await, Err(VaultError::Slow));
        assert!(began.elapsed() >= SHORT);
    }

    #[tokio::test]
    async fn while_a_call_is_abandoned_others_are_refused_at_once_and_afterwards_they_are_not() {
        let calls = Calls::new(SHORT);
        let (release, hangs) = held();
        assert_eq!(calls.run(hangs).await, Err(VaultError::Slow));
        let began = Instant::now();
        let refused = calls
            .run(|| -> Result<(), _> { panic!("a second call was made beside the first") })
            .await;
        assert_eq!(refused, Err(VaultError::Slow));
        assert!(began.elapsed() < SHORT, "refused at once");

        release.send(()).unwrap();
        timeout(LONG, calls.settled()).await.unwrap();
        assert_eq!(calls.run(|| Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn a_call_whose_asker_is_gone_is_abandoned_too() {
        let calls = Calls::new(LONG);
        let (release, hangs) = held();
        assert!(timeout(SHORT, calls.run(hangs)).await.is_err());
        assert_eq!(
            timeout(SHORT, calls.run(|| Ok(()))).await.unwrap(),
            Err(VaultError::Slow)
        );
        release.send(()).unwrap();
        timeout(LONG, calls.settled()).await.unwrap();
        assert_eq!(calls.run(|| Ok(())).await, Ok(()));
    }

    #[tokio::test]
    async fn calls_wait_for_each_other() {
        let calls = Calls::new(LONG);
        let running = Arc::new(Mutex::new(()));
        let all = (0..20).map(|number| {
            let running = Arc::clone(&running);
            calls.run(move || running.try_lock().map(|_guard| number).ok_or(VaultError::Denied))
        });
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers, (0..20).map(Ok).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_call_that_panics_is_an_error_and_the_next_one_works() {
        let calls = Calls::new(LONG);
        let broken = calls.run(|| -> Result<(), _> { panic!("on purpose") }).await;
        assert!(matches!(broken, Err(VaultError::Other(_))));
        assert_eq!(calls.run(|| Ok(())).await, Ok(()));
    }

    #[test]
    fn a_runtime_ends_while_a_call_hangs() {
        let began = Instant::now();
        let (release, hangs) = held();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        assert_eq!(runtime.block_on(Calls::new(SHORT).run(hangs)), Err(VaultError::Slow));
        drop(runtime);
        assert!(began.elapsed() < LONG);
        drop(release);
    }
}
