//! What can go wrong with an answer.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::doctor::Patch;
use crate::catalogue::Catalogue;
use crate::moment;
use crate::settings::millis;

/// One fault: what becomes of the answer, and what is done to it besides.
///
/// ```
/// use std::time::Duration;
/// use skilldock_marketplace::{Fault, RetryAfter};
/// let busy = Fault::status(503).retry_after(RetryAfter::Seconds(2)).delay(Duration::from_millis(50));
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// What becomes of the answer.
    #[serde(flatten)]
    pub kind: Kind,
    /// Time that passes before the headers.
    #[serde(default, rename = "delay_ms", with = "millis")]
    pub delay: Duration,
    /// By how much the `Date` header is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_skew_seconds: Option<i64>,
    /// Headers set on the answer, over those it has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// It is the real one; for a fault that only delays, skews the clock or sets headers.
    Pass,
    /// It is this one, and the request is never looked at.
    Answer {
        /// The status.
        status: u16,
        /// The body; the contract's `{error, …}` where none is given.
        #[serde(default)]
        body: Option<String>,
        /// Its type; JSON where none is given.
        #[serde(default)]
        content_type: Option<String>,
        /// When to come back.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
    },
    /// 200 with JSON that ends in the middle.
    InvalidJson,
    /// 200 with JSON that is not what was asked for.
    WrongShape,
    /// 200 with the sign-in page of a hotel.
    CaptivePortal,
    /// A redirect.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// Where to.
        location: String,
    },
    /// 200, gzipped: a few kilobytes that become this many bytes.
    CompressionBomb {
        /// The size once unpacked.
        bytes: u64,
    },
    /// 200 with a body that never ends.
    EndlessBody,
    /// The real answer, dripping.
    SlowBody {
        /// So many bytes a second.
        bytes_per_second: u64,
    },
    /// The real answer with its true `Content-Length`, and the connection closed after so many bytes.
    CutBody {
        /// So many; the last byte is never sent.
        after_bytes: u64,
    },
    /// No answer at all, as long as the client waits.
    Hang,
    /// The connection is closed at once; the request is never looked at.
    Close,
    /// The request is carried out, and the connection closed instead of the answer.
    LoseAnswer,
    /// The real answer, changed (and uncompressed).
    Doctor {
        /// The changes, in order.
        patches: Vec<Patch>,
    },
}

/// A `Retry-After`, in its two forms and in none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// So many seconds.
    Seconds(u64),
    /// An HTTP date, so many seconds from the time of the answer (negative: in the past).
    DateIn(i64),
    /// Anything, such as what no client can read.
    Text(String),
}

impl RetryAfter {
    /// The header's value.
    pub(crate) fn value(&self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::DateIn(seconds) => moment::http_date(*seconds).unwrap_or_default(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl From<Kind> for Fault {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            delay: Duration::ZERO,
            date_skew_seconds: None,
            headers: BTreeMap::new(),
        }
    }
}

impl Fault {
    /// The real answer; add a delay, a skewed clock or headers.
    pub fn none() -> Self {
        Kind::Pass.into()
    }

    /// An error status with the contract's `{error}` body.
    pub fn status(status: u16) -> Self {
        Kind::Answer {
            status,
            body: None,
            content_type: None,
            retry_after: None,
        }
        .into()
    }

    /// Any status with any body.
    pub fn answer(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let content_type = Some(content_type.to_owned());
        Kind::Answer {
            status,
            body: Some(body.into()),
            content_type,
            retry_after: None,
        }
        .into()
    }

    /// 200 with JSON that ends in the middle.
    pub fn invalid_json() -> Self {
        Kind::InvalidJson.into()
    }

    /// 200 with JSON that is not what was asked for.
    pub fn wrong_shape() -> Self {
        Kind::WrongShape.into()
    }

    /// 200 with the sign-in page of a hotel.
    pub fn captive_portal() -> Self {
        Kind::CaptivePortal.into()
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Kind::Redirect {
            status,
            location: location.to_owned(),
        }
        .into()
    }

    /// A small gzipped body that becomes this many bytes.
    pub fn compression_bomb(bytes: u64) -> Self {
        Kind::CompressionBomb { bytes }.into()
    }

    /// A body that never ends.
    pub fn endless_body() -> Self {
        Kind::EndlessBody.into()
    }

    /// The real answer, dripping.
    pub fn slow_body(bytes_per_second: u64) -> Self {
        Kind::SlowBody { bytes_per_second }.into()
    }

    /// The real answer, cut off.
    pub fn cut_body(after_bytes: u64) -> Self {
        Kind::CutBody { after_bytes }.into()
    }

    /// No answer.
    pub fn hang() -> Self {
        Kind::Hang.into()
    }

    /// The connection closed at once.
    pub fn close() -> Self {
        Kind::Close.into()
    }

    /// The request carried out, its answer lost.
    pub fn lose_answer() -> Self {
        Kind::LoseAnswer.into()
    }

    /// The real answer, changed.
    pub fn doctor(patches: impl IntoIterator<Item = Patch>) -> Self {
        Kind::Doctor {
            patches: patches.into_iter().collect(),
        }
        .into()
    }

    /// The real answer, changed by a closure that is also given the catalogue.
    pub fn doctor_with(change: impl Fn(&mut serde_json::Value, &Catalogue) + Send + Sync + 'static) -> Self {
        Self::doctor([Patch::with(change)])
    }

    /// Says when to come back (on a fault made by [`Fault::status`] or [`Fault::answer`]; others have no use for it).
    #[must_use]
    pub fn retry_after(mut self, when: RetryAfter) -> Self {
        if let Kind::Answer { retry_after, .. } = &mut self.kind {
            *retry_after = Some(when);
        }
        self
    }

    /// Lets time pass before the headers.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Skews the `Date` header.
    #[must_use]
    pub fn date_skew(self, seconds: i64) -> Self {
        Self {
            date_skew_seconds: Some(seconds),
            ..self
        }
    }

    /// Sets a header on the answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }
}
