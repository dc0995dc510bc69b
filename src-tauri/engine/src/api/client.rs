//! The one way to the marketplace.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, ETAG, HeaderValue, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::connect::{Place, builder, plain};
use super::retry::{self, Next, Policy};
use super::tls::{Inside, TlsFault};
use super::{ApiError, Budget, retry_after, said};
use crate::config::{ApiToken, ApiUrl, Trust};
use crate::model::{SkillId, UnixMillis};

use super::wire::{CategoriesPage, HealthAnswer, SkillDocument, SkillsPage};

/// The largest answer that is read, unpacked: a page of 1,000 skills of 64 KiB.
const LARGEST_ANSWER: usize = 64 << 20;
/// The largest error body that is looked at.
const LARGEST_ERROR: usize = 16 << 10;

/// What a client is made with.
#[derive(Debug)]
pub struct ClientOptions {
    /// The marketplace's address.
    pub url: ApiUrl,
    /// The token.
    pub token: ApiToken,
    /// Whom it believes.
    pub trust: Trust,
    /// The limit on one try of one request, from sending to the last byte.
    pub timeout: Duration,
    /// How patient it is.
    pub policy: Policy,
    /// The request budget, shared by everything that talks to this marketplace.
    pub budget: Arc<Budget>,
    /// Held as long as the client may use its token: whoever revokes a token waits for it.
    pub lease: Option<tokio::sync::mpsc::Sender<()>>,
}

/// Counts of what a piece of work sent and received, and what it waits for.
#[derive(Debug, Default)]
pub struct Meter {
    requests: AtomicU32,
    bytes: AtomicU64,
    waiting_until: AtomicU64,
}

impl Meter {
    /// Requests sent, retries included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes of the answers' bodies, unpacked.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// When the pause ends that is being waited out, if one is.
    #[must_use]
    pub fn waiting_until(&self) -> Option<UnixMillis> {
        match self.waiting_until.load(Ordering::Relaxed) {
            0 => None,
            millis => Some(UnixMillis(i64::try_from(millis).unwrap_or(i64::MAX))),
        }
    }

    fn wait(&self, until: Option<UnixMillis>) {
        let millis = until.and_then(|at| u64::try_from(at.0).ok()).unwrap_or(0);
        self.waiting_until.store(millis, Ordering::Relaxed);
    }
}

/// An answer, or the word that nothing changed.
#[derive(Debug)]
pub enum Fetched<T> {
    /// What was asked for, with its validator where the server gave one.
    New(T, Option<String>),
    /// 304: as it was when the validator was given.
    NotModified,
}

impl<T> Fetched<T> {
    /// The answer to a request that gave no validator.
    pub(super) fn plain(self) -> Result<T, ApiError> {
        match self {
            Self::New(answer, _) => Ok(answer),
            Self::NotModified => Err(ApiError::BadAnswer {
                why: "304 to a plain request".to_owned(),
            }),
        }
    }
}

/// Talks to one marketplace with one token.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    options: Arc<ClientOptions>,
    authorization: HeaderValue,
    /// How far the marketplace's clock is ahead of ours, milliseconds.
    clock_ahead: Arc<AtomicI64>,
}

/// A request, to be sent once or more.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) query: &'a [(&'a str, String)],
    pub(super) etag: Option<&'a str>,
    /// JSON.
    pub(super) body: Option<Bytes>,
    /// The last part of the path where that is a token (contract, section 1): it is sent
    /// and stands nowhere else.
    pub(super) last: Option<&'a ApiToken>,
}

impl<'a> Ask<'a> {
    fn get(path: &'a str, query: &'a [(&'a str, String)], etag: Option<&'a str>) -> Self {
        Self {
            method: Method::GET,
            path,
            query,
            etag,
            body: None,
            last: None,
        }
    }
}

/// No answer has named a time yet.
const CLOCK_UNKNOWN: i64 = i64::MIN;

impl Client {
    /// A client for these options.
    ///
    /// # Errors
    /// [`ApiError::Unsafe`] where the machine has no trust store,
    /// [`ApiError::Unreachable`] where the system's proxy settings cannot be used,
    /// [`ApiError::TokenRejected`] where the token cannot stand in a header.
    pub fn new(options: ClientOptions) -> Result<Self, ApiError> {
        let builder = builder(Place::from(&options.url), &options.trust, Inside::Http)
            .map_err(ApiError::Unsafe)?
            .connect_timeout(options.timeout.min(Duration::from_secs(10)))
            .timeout(options.timeout)
            .pool_idle_timeout(Duration::from_secs(90));
        let http = builder
            .build()
            .map_err(|error| ApiError::Unreachable { reason: plain(&error) })?;
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {}", options.token.expose())).map_err(|_| ApiError::TokenRejected)?;
        authorization.set_sensitive(true);
        Ok(Self {
            http,
            options: Arc::new(options),
            authorization,
            clock_ahead: Arc::new(AtomicI64::new(CLOCK_UNKNOWN)),
        })
    }

    /// Which marketplace it talks to: the address without anything secret.
    #[must_use]
    pub fn place(&self) -> String {
        self.options.url.display()
    }

    /// How far the marketplace's clock is ahead of ours by its latest answer, in
    /// milliseconds (negative: behind). To a second or two: `Date` tells no more.
    #[must_use]
    pub fn clock_ahead(&self) -> Option<i64> {
        match self.clock_ahead.load(Ordering::Relaxed) {
            CLOCK_UNKNOWN => None,
            ahead => Some(ahead),
        }
    }

    /// A page of the listing (`GET /api/v1/skills`).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn skills_page(
        &self,
        page: u32,
        page_size: u32,
        etag: Option<&str>,
        meter: &Meter,
    ) -> Result<Fetched<SkillsPage>, ApiError> {
        let query = [("page", page.to_string()), ("page_size", page_size.to_string())];
        self.ask(&Ask::get("api/v1/skills", &query, etag), meter).await
    }

    /// The smallest question that needs the token, asked once: how many skills there are.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn once_skills_total(&self, meter: &Meter) -> Result<Fetched<SkillsPage>, ApiError> {
        let query = [("page", "1".to_owned()), ("page_size", "1".to_owned())];
        self.once(&Ask::get("api/v1/skills", &query, None), meter).await
    }

    /// The categories (`GET /api/v1/categories`).
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn categories(&self, etag: Option<&str>, meter: &Meter) -> Result<Fetched<CategoriesPage>, ApiError> {
        self.ask(&Ask::get("api/v1/categories", &[], etag), meter).await
    }

    /// One skill with its reviews (`GET /api/v1/skills/{skill_id}`).
    ///
    /// # Errors
    /// See [`ApiError`]; 404 where the marketplace does not have it.
    pub async fn skill(&self, id: SkillId, meter: &Meter) -> Result<SkillDocument, ApiError> {
        let path = format!("api/v1/skills/{id}");
        self.ask(&Ask::get(&path, &[], None), meter).await?.plain()
    }

    /// What the marketplace says of itself (`GET /health`), asked once and without the token.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn health(&self, meter: &Meter) -> Result<HealthAnswer, ApiError> {
        let url = self.options.url.join("health");
        self.options.budget.acquire().await;
        meter.requests.fetch_add(1, Ordering::Relaxed);
        let answer = self
            .http
            .get(url)
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(|error| self.failed(&error.without_url()))?;
        // 503 is how an unhealthy marketplace says so: its words count all the same.
        let body = self.body(answer, LARGEST_ERROR, meter).await?;
        parse(&body)
    }

    /// Sends a request, again after a failure that may pass (contract, section 2).
    pub(super) async fn ask<T: DeserializeOwned + Send + 'static>(
        &self,
        ask: &Ask<'_>,
        meter: &Meter,
    ) -> Result<Fetched<T>, ApiError> {
        let path = ask.path;
        let mut tries = 0;
        let mut limited = 0;
        loop {
            tries += 1;
            let error = match self.once(ask, meter).await {
                Ok(fetched) => return Ok(fetched),
                Err(error) => error,
            };
            let failure = error.failure();
            if matches!(failure, retry::Failure::RateLimited(_)) {
                limited += 1;
                // Waiting as asked is no failed try.
                tries -= 1;
            } else {
                limited = 0;
            }
            match retry::next(&self.options.policy, failure, tries, limited, rand::random()) {
                Next::GiveUp(asked) => {
                    tracing::warn!(path, tries, %error, "gave up");
                    return Err(error.asked_to_wait(asked));
                }
                Next::Wait(pause) => {
                    tracing::info!(path, tries, %error, pause_ms = pause.as_millis(), "trying again");
                    let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                    meter.wait(Some(UnixMillis::now().plus(millis)));
                    tokio::time::sleep(pause).await;
                    meter.wait(None);
                }
            }
        }
    }

    /// Sends a request once.
    pub(super) async fn once<T: DeserializeOwned + Send + 'static>(
        &self,
        ask: &Ask<'_>,
        meter: &Meter,
    ) -> Result<Fetched<T>, ApiError> {
        self.options.budget.acquire().await;
        meter.requests.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        let mut url = self.options.url.join(ask.path);
        if let (Some(last), Ok(mut parts)) = (ask.last, url.path_segments_mut()) {
            parts.push(last.expose());
        }
        let exact = ask.last.is_some().then(|| url.clone());
        let mut request = self
            .http
            .request(ask.method.clone(), url)
            .query(ask.query)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json");
        if let Some(etag) = ask.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let answer = request
            .send()
            .await
            .map_err(|error| self.failed(&error.without_url()))?;
        self.note_clock(&answer);
        // What another page says, "not found" above all, is no word on a token.
        if exact.is_some_and(|exact| *answer.url() != exact) {
            return Err(ApiError::Redirected);
        }
        let status = answer.status();
        tracing::debug!(
            path = ask.path,
            status = status.as_u16(),
            ms = began.elapsed().as_millis(),
            "answered"
        );
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::NotModified);
        }
        if !status.is_success() {
            let error = self.refused(answer, meter).await;
            // A server may quote the path that it was asked for.
            return Err(if ask.last.is_some() {
                error.without_words()
            } else {
                error
            });
        }
        let validator = answer
            .headers()
            .get(ETAG)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let mut body = self.body(answer, LARGEST_ANSWER, meter).await?;
        if status == StatusCode::NO_CONTENT {
            body.extend_from_slice(b"null");
        }
        // A large page takes a while to read: not on a thread that others wait for.
        let value = tokio::task::spawn_blocking(move || parse(&body))
            .await
            .map_err(|_| ApiError::BadAnswer {
                why: "reading it failed".to_owned(),
            })??;
        Ok(Fetched::New(value, validator))
    }

    /// The body, unpacked, as long as it is not larger than `cap`.
    async fn body(&self, mut answer: reqwest::Response, cap: usize, meter: &Meter) -> Result<BytesMut, ApiError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failed(&error))? {
            meter.bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if body.len() + chunk.len() > cap {
                return Err(ApiError::BadAnswer {
                    why: match cap >> 20 {
                        0 => format!("it is larger than {} KiB", cap >> 10),
                        mib => format!("it is larger than {mib} MiB"),
                    },
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    async fn refused(&self, answer: reqwest::Response, meter: &Meter) -> ApiError {
        let status = answer.status();
        let wait = answer
            .headers()
            .get(RETRY_AFTER)
            .map(|value| retry_after::parse(value.to_str().unwrap_or_default(), servers_now(&answer)));
        match status.as_u16() {
            401 => ApiError::TokenRejected,
            429 => ApiError::RateLimited {
                wait: wait.unwrap_or(retry_after::DEFAULT),
            },
            503 => ApiError::Maintenance { wait },
            300..=399 => ApiError::Redirected,
            status => {
                // Its words are a courtesy; a body that cannot be read costs nothing.
                let said = match self.body(answer, LARGEST_ERROR, meter).await {
                    Ok(body) => words(&body, self.options.token.expose()),
                    Err(_) => String::new(),
                };
                ApiError::Status { status, said }
            }
        }
    }

    fn failed(&self, error: &reqwest::Error) -> ApiError {
        if error.is_redirect() {
            ApiError::Redirected
        } else if let Some(fault) = TlsFault::behind(error) {
            ApiError::Unsafe(fault)
        } else if error.is_connect() {
            ApiError::Unreachable { reason: plain(error) }
        } else if error.is_timeout() {
            ApiError::TimedOut {
                limit: self.options.timeout,
            }
        } else if error.is_decode() || error.is_body() {
            ApiError::BrokenOff
        } else {
            // It was reached: the request left and no answer came.
            ApiError::BrokenOff
        }
    }

    fn note_clock(&self, answer: &reqwest::Response) {
        if let Some(at) = date(answer) {
            // `Date` is cut to the second below: half a second more is nearest on the whole.
            let ahead = at.as_millisecond() + 500 - Timestamp::now().as_millisecond();
            self.clock_ahead.store(ahead, Ordering::Relaxed);
        }
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| ApiError::BadAnswer {
        // Only the kind and the place: serde's text can quote the body.
        why: match error.classify() {
            serde_json::error::Category::Data => "a field is missing or of another type".to_owned(),
            _ if body.trim_ascii_start().starts_with(b"<") => "it is a web page".to_owned(),
            _ => "it is no JSON".to_owned(),
        },
    })
}

/// The server's own words for an error, from `{"error": …}` or `{"detail": …}`,
/// as they may be shown.
fn words(body: &[u8], token: &str) -> String {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let text = ["error", "detail", "message"]
        .iter()
        .find_map(|field| value.get(field).and_then(serde_json::Value::as_str))
        .unwrap_or_default();
    said(text, token)
}

/// The server's clock where it says, else ours: a date it names is meant by its own
/// clock, and ours may be a day off.
pub(crate) fn servers_now(answer: &reqwest::Response) -> Timestamp {
    date(answer).unwrap_or_else(Timestamp::now)
}

fn date(answer: &reqwest::Response) -> Option<Timestamp> {
    let value = answer.headers().get(DATE)?.to_str().ok()?;
    Some(jiff::fmt::rfc2822::parse(value).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_words_are_shortened_and_never_hold_the_token() {
        let body = br#"{"error":"bad token secret-token-1234.\nsecond line"}"#;
        assert_eq!(words(body, "secret-token-1234"), "bad token …. second line");
        assert_eq!(words(b"<html>", "x"), "");
        assert_eq!(
            words(format!("{{\"error\":\"{}\"}}", "a".repeat(999)).as_bytes(), "x").len(),
            200
        );
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_said_without_quoting_it() {
        let why = |body: &[u8]| parse::<SkillsPage>(body).unwrap_err().to_string();
        assert!(why(b"<html>sign in").contains("web page"));
        assert!(why(b"{\"skills\":").contains("no JSON"));
        assert!(why(br#"{"skills":[],"page":"secret"}"#).contains("missing or of another type"));
    }
}
