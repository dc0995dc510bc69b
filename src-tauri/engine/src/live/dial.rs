//! One attempt to connect: the upgrade request with the token in its query, by the
//! same rules for TLS, proxies and this machine as every other call (contract,
//! sections 1 and 7). Nothing that leaves this module holds the address.

use std::time::Duration;

use reqwest::header::{
    CONNECTION, HeaderMap, HeaderName, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use reqwest::{Response, StatusCode, Upgraded, redirect};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::machine::Failure;
use crate::api::tls::Inside;
use crate::api::{self, Place, retry_after};
use crate::config::{ApiToken, Trust, WsUrl};

/// A message above that ends the connection (contract, section 3); one between 1 MB
/// and this is dropped and the connection kept.
pub(crate) const LARGEST_READ: usize = 16 << 20;

/// Where to connect to, and with what.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The socket's address.
    pub url: WsUrl,
    /// The token.
    pub token: ApiToken,
    /// Whom the connection believes.
    pub trust: Trust,
    /// Attempts since the last stable connection.
    pub attempts: u32,
}

impl Target {
    /// Whether a connection made for the other is as good as one made for this.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.url == other.url && self.trust == other.trust
    }
}

/// A connection.
pub(crate) type Socket = WebSocketStream<Upgraded>;

/// Tries to connect, for no longer than `limit`.
pub(crate) async fn dial(target: &Target, limit: Duration) -> Result<Socket, Failure> {
    tokio::time::timeout(limit, upgrade(target)).await.unwrap_or_else(|_| {
        Err(failed(format!(
            "there was no answer within {} s",
            limit.as_secs_f32().ceil()
        )))
    })
}

fn failed(reason: impl Into<String>) -> Failure {
    Failure::Other {
        reason: reason.into(),
        retry_after: None,
    }
}

async fn upgrade(target: &Target) -> Result<Socket, Failure> {
    let plain = |error: reqwest::Error| failed(api::plain(&error.without_url()));
    // A redirect would carry the token along.
    let http = api::builder(Place::from(&target.url), &target.trust, Inside::WebSocket)
        .map_err(|fault| failed(format!("there is no safe connection: {fault}")))?
        .redirect(redirect::Policy::none())
        .build()
        .map_err(plain)?;
    let mut url = target.url.expose_with(&target.token);
    let scheme = if url.scheme() == "ws" { "http" } else { "https" };
    url.set_scheme(scheme)
        .map_err(|()| failed("its address cannot be used"))?;
    let key = generate_key();
    let answer = http
        .get(url)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key)
        .send()
        .await
        .map_err(plain)?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(refused(&answer));
    }
    if !is_websocket(answer.headers(), &key) {
        return Err(failed("what answered does not speak WebSocket"));
    }
    let stream = answer.upgrade().await.map_err(plain)?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_READ))
        .max_frame_size(Some(LARGEST_READ));
    Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
}

/// Whether the answer is that of a server which speaks WebSocket and read our key.
fn is_websocket(headers: &HeaderMap, key: &str) -> bool {
    let says = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    says(UPGRADE).is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
        && says(SEC_WEBSOCKET_ACCEPT) == Some(derive_accept_key(key.as_bytes()).as_str())
}

fn refused(answer: &Response) -> Failure {
    let asked = answer
        .headers()
        .get(RETRY_AFTER)
        .map(|value| retry_after::parse(value.to_str().unwrap_or_default(), api::servers_now(answer)));
    let (reason, retry_after) = match answer.status().as_u16() {
        401 => return Failure::TokenRefused,
        429 => (
            "the marketplace asks us to wait".to_owned(),
            Some(asked.unwrap_or(retry_after::DEFAULT)),
        ),
        503 => ("the marketplace is under maintenance".to_owned(), asked),
        300..=399 => (
            "the marketplace redirects to another place, which is not followed".to_owned(),
            asked,
        ),
        status => (format!("the marketplace answered {status}"), asked),
    };
    Failure::Other { reason, retry_after }
}
