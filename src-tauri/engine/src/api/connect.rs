//! How a marketplace is connected to, by HTTP and for the socket: who we are, TLS, the
//! system's proxies, redirects; and why a connection failed, in plain words.

use std::error::Error as StdError;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::redirect;

use super::tls::{self, Inside, TlsFault};
use crate::config::{ApiUrl, Trust, WsUrl};

/// What decides how an address is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Whether it is spoken to with TLS.
    secure: bool,
    /// Whether it is this machine itself.
    here: bool,
}

impl From<&ApiUrl> for Place {
    fn from(url: &ApiUrl) -> Self {
        Self {
            secure: url.is_secure(),
            here: url.is_loopback(),
        }
    }
}

impl From<&WsUrl> for Place {
    fn from(url: &WsUrl) -> Self {
        Self {
            secure: url.is_secure(),
            here: url.is_loopback(),
        }
    }
}

/// What every connection to a marketplace begins with.
///
/// # Errors
/// See [`tls::config`].
pub(crate) fn builder(place: Place, trust: &Trust, inside: Inside) -> Result<reqwest::ClientBuilder, TlsFault> {
    let tls = if place.secure {
        tls::config(trust, inside)?
    } else {
        tls::none()?
    };
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Skilldock/", env!("CARGO_PKG_VERSION")))
        .tls_backend_preconfigured(tls)
        .https_only(place.secure)
        .redirect(redirect::Policy::custom(same_place_only));
    let builder = match inside {
        Inside::Http => builder,
        Inside::WebSocket => builder.http1_only(),
    };
    if !place.here {
        return Ok(builder);
    }
    // No proxy could reach this machine's own loopback. What is asked without TLS must not
    // leave it either, whatever a name server says of the name.
    let loopback = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
    ];
    Ok(builder.no_proxy().resolve_to_addrs("localhost", &loopback))
}

/// Follows a redirect only to the same scheme, host and port (contract, section 2).
fn same_place_only(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let same = attempt
        .previous()
        .last()
        .is_some_and(|from| from.origin() == attempt.url().origin());
    if same && attempt.previous().len() <= 5 {
        attempt.follow()
    } else {
        attempt.error("redirected elsewhere")
    }
}

/// Why a connection failed, in plain words and without the address.
pub(crate) fn plain(error: &reqwest::Error) -> String {
    if let Some(fault) = TlsFault::behind(error) {
        return format!("there is no safe connection: {fault}");
    }
    if let Some(words) = proxy(error) {
        return words.to_owned();
    }
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    let lower = text.to_ascii_lowercase();
    if lower.contains("connection refused") {
        "the connection was refused".to_owned()
    } else if lower.contains("dns") || lower.contains("name or service") || lower.contains("failed to lookup") {
        "its name is not known here".to_owned()
    } else if lower.contains("unreachable") {
        "there is no network".to_owned()
    } else if lower.contains("reset")
        || lower.contains("closed")
        || lower.contains("incomplete")
        || lower.contains("eof")
    {
        "the connection broke".to_owned()
    } else {
        text
    }
}

/// What a proxy had against it. Its errors have no type that could be asked.
fn proxy(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    causes(error).find_map(|cause| {
        let text = cause.to_string();
        Some(match text.strip_prefix("tunnel error: ")? {
            "proxy authorization required" => "the proxy wants a name and a password",
            "failed to create underlying connection" => "the proxy cannot be reached",
            "unsuccessful" => "the proxy does not let it through",
            _ => "the proxy broke the connection",
        })
    })
}

/// An error and what is behind it, outermost first. What an I/O error wraps is not its
/// source but stands in its place: it comes here too.
pub(super) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        }
    })
}
