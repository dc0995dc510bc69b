//! Waiting for what will come, with a deadline.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long something that should come at once may take on a busy machine.
pub const SOON: Duration = Duration::from_secs(15);

/// How long a first sync of a whole catalogue may take on a busy machine.
pub const LONG: Duration = Duration::from_secs(60);

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Asks `look` again and again until it answers with something; an error of it counts as "not yet". The error at the
/// deadline says what was waited for and what the last look saw.
///
/// # Errors
/// When nothing came in time.
pub async fn until<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        let last = look().await;
        match last {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if Instant::now() < deadline => {}
            Err(_) if Instant::now() < deadline => {}
            Ok(None) => bail!("{what}: not within {} s", limit.as_secs()),
            Err(error) => bail!("{what}: not within {} s; the last look: {error:#}", limit.as_secs()),
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_comes_later_is_waited_for() {
        let mut looks = 0;
        let found = until("the third look", SOON, async || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert_eq!(found.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn what_never_comes_is_an_error_that_says_what_was_seen_last() {
        let nothing: Result<()> = until("a miracle", Duration::ZERO, async || bail!("only rain")).await;
        assert_eq!(
            nothing.unwrap_err().to_string(),
            "a miracle: not within 0 s; the last look: only rain"
        );
    }
}
