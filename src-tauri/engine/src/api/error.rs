//! What can go wrong between us and the marketplace, told apart by what is done
//! about it. No variant holds a token, a query string or an e-mail.

use std::time::Duration;

use super::retry::Failure;
use super::tls::TlsFault;
use crate::model::{Code, Problem};

/// A request got no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No connection: refused, no route, name unknown, a proxy. The reason in plain words.
    #[error("the marketplace cannot be reached: {reason}")]
    Unreachable {
        /// Why, in plain words.
        reason: String,
    },
    /// No connection that is safe: nothing was sent.
    #[error("there is no safe connection to the marketplace: {0}")]
    Unsafe(TlsFault),
    /// No answer in time.
    #[error("the marketplace did not answer within {} s", limit.as_secs())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The connection broke after the request left, before the answer was here whole.
    #[error("the connection to the marketplace broke before its answer was here")]
    BrokenOff,
    /// 401.
    #[error("the marketplace does not accept the token")]
    TokenRejected,
    /// 429 for longer than we wait.
    #[error("the marketplace asks us to wait {} s before the next request", wait.as_secs())]
    RateLimited {
        /// How long.
        wait: Duration,
    },
    /// 503.
    #[error("the marketplace is under maintenance")]
    Maintenance {
        /// When it asks to be asked again.
        wait: Option<Duration>,
    },
    /// Another status that is no success.
    #[error("the marketplace answered {status}{}", if said.is_empty() { String::new() } else { format!(": {said}") })]
    Status {
        /// The status.
        status: u16,
        /// What it said, shortened.
        said: String,
    },
    /// An answer that is not what the contract says.
    #[error("the marketplace's answer is not what it should be: {why}")]
    BadAnswer {
        /// What is wrong with it.
        why: String,
    },
    /// A redirect to another scheme, host or port: not followed, so that the token goes nowhere else.
    #[error("the marketplace redirects to another place, which is not followed")]
    Redirected,
}

impl ApiError {
    /// What it means for trying again (contract, section 2).
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            // A 200 that is no JSON of the expected shape is a failed answer; a
            // captive portal or a proxy heals as a broken connection does.
            Self::Unreachable { .. } | Self::TimedOut { .. } | Self::BrokenOff | Self::BadAnswer { .. } => {
                Failure::Passing
            }
            Self::Status {
                status: 500 | 502 | 504,
                ..
            } => Failure::Passing,
            Self::Maintenance { wait } => Failure::Maintenance(*wait),
            Self::RateLimited { wait } => Failure::RateLimited(Some(*wait)),
            Self::Unsafe(fault) if fault.may_pass() => Failure::Passing,
            Self::Unsafe(_) | Self::TokenRejected | Self::Redirected | Self::Status { .. } => Failure::Final,
        }
    }

    /// The same error after a server asked for a longer pause than is waited for.
    #[must_use]
    pub(super) fn asked_to_wait(self, asked: Option<Duration>) -> Self {
        match (self, asked) {
            (Self::Maintenance { .. }, wait) => Self::Maintenance { wait },
            (Self::RateLimited { .. }, Some(wait)) => Self::RateLimited { wait },
            (other, _) => other,
        }
    }

    /// The same error without the marketplace's own words.
    #[must_use]
    pub(super) fn without_words(self) -> Self {
        match self {
            Self::Status { status, .. } => Self::Status {
                status,
                said: String::new(),
            },
            other => other,
        }
    }

    /// How long the marketplace asked not to be asked again.
    #[must_use]
    pub const fn wait(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { wait } => Some(*wait),
            Self::Maintenance { wait } => *wait,
            _ => None,
        }
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let wait = error.wait();
        let message = capitalised(&error.to_string());
        let (code, hint) = match error {
            ApiError::Unreachable { .. } | ApiError::BrokenOff => (
                Code::Unreachable,
                "Everything here stays usable. Check the network and the address; the next sync tries again.",
            ),
            ApiError::Unsafe(fault) => (Code::Unreachable, fault.hint()),
            ApiError::TimedOut { .. } => (
                Code::TimedOut,
                "Everything here stays usable. Try again, or raise ATOM_SAAS_API_TIMEOUT_SECONDS.",
            ),
            ApiError::TokenRejected => (
                Code::TokenRejected,
                "Set a new token in Settings or with `skilldock token set`.",
            ),
            ApiError::RateLimited { .. } => (Code::RateLimited, "The next sync starts after that."),
            ApiError::Maintenance { .. } => (Code::Maintenance, "Everything here stays usable; try again later."),
            ApiError::Status { status: 404, .. } => (
                Code::ServerError,
                "Check that ATOM_SAAS_API_URL is the address of a marketplace.",
            ),
            ApiError::Status { .. } => (
                Code::ServerError,
                "Try again later; if it stays so, tell the marketplace.",
            ),
            ApiError::BadAnswer { .. } => (
                Code::BadAnswer,
                "Perhaps a network sign-in page or a proxy answered instead: open a web page, then try again.",
            ),
            ApiError::Redirected => (
                Code::BadAnswer,
                "Check ATOM_SAAS_API_URL, or sign in to the network you are in.",
            ),
        };
        let problem = Self::new(code, format!("{message}."), hint);
        match wait {
            Some(wait) => problem.after(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            None => problem,
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
