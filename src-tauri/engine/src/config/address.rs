//! The marketplace's addresses, as types that hold nothing secret.
//!
//! What is refused is refused on the text as it was written, before the URL parser
//! sees it: that parser follows browsers, which mend `https:/\host`, drop line breaks
//! and swallow an empty user name. An address that has to be mended is one somebody
//! should look at again, since a token is sent to it.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::ApiToken;

/// The address of the marketplace's API: `https://host[:port][/base]`, or http on
/// this machine. Has no user, no query and no fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApiUrl(Url);

/// The address of the marketplace's socket: `wss://host[:port][/path]`, or ws on
/// this machine. Has no user, no query and no fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WsUrl(Url);

/// The text is no address that can be used. Holds no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// Not of the form `scheme://host`.
    #[error("It must be a whole address, such as {example}.")]
    NotAbsolute {
        /// What one looks like.
        example: &'static str,
    },
    /// Another scheme.
    #[error("It must begin with {secure}://, or with {plain}:// for this machine itself.")]
    WrongScheme {
        /// The scheme with TLS.
        secure: &'static str,
        /// The one without.
        plain: &'static str,
    },
    /// Without TLS to another machine.
    #[error(
        "Without TLS ({plain}://) only this machine itself may be named: localhost, 127.0.0.0/8 or [::1]. Use {secure}://."
    )]
    PlainToElsewhere {
        /// The scheme with TLS.
        secure: &'static str,
        /// The one without.
        plain: &'static str,
    },
    /// A user name or password in it.
    #[error("It must not hold a user name or a password.")]
    Credentials,
    /// A query in it.
    #[error("It must not hold a query (?…): a token does not belong there.")]
    Query,
    /// A fragment in it.
    #[error("It must not hold a fragment (#…).")]
    Fragment,
    /// White space, control characters or backslashes.
    #[error("It must not hold white space, control characters or backslashes.")]
    OddCharacters,
    /// Port 0.
    #[error("Port 0 cannot be connected to.")]
    PortZero,
}

/// The two schemes an address may have, with TLS and without.
struct Schemes {
    secure: &'static str,
    plain: &'static str,
    example: &'static str,
}

const HTTP: Schemes = Schemes {
    secure: "https",
    plain: "http",
    example: "https://marketplace.example.com",
};
const WS: Schemes = Schemes {
    secure: "wss",
    plain: "ws",
    example: "wss://marketplace.example.com/ws",
};

impl ApiUrl {
    /// The address of `path` (such as `/api/v1/skills`) below the base path.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{}", self.base_path(), path.trim_start_matches('/')));
        url
    }

    /// Scheme, host and port: what a token belongs to, and what a redirect may not leave.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The address as it is shown and saved, without a slash at the end.
    #[must_use]
    pub fn display(&self) -> String {
        format!("{}{}", self.origin(), self.base_path())
    }

    /// Whether it is this machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_this_machine(&self.0)
    }

    /// Whether it is spoken to with TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == HTTP.secure
    }

    /// The host, as it stands in the address.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The address as the parser has it, to be parsed again.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    fn base_path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }
}

impl WsUrl {
    /// The socket that belongs to an API where none is named (contract, section 3).
    #[must_use]
    pub fn derived_from(api: &ApiUrl) -> Option<Self> {
        let scheme = if api.0.scheme() == HTTP.secure {
            WS.secure
        } else {
            WS.plain
        };
        let authority = api.0.authority();
        Url::parse(&format!("{scheme}://{authority}{}/ws", api.base_path()))
            .ok()
            .map(Self)
    }

    /// The address as it is shown and saved.
    #[must_use]
    pub fn display(&self) -> String {
        self.0.to_string()
    }

    /// The host, as it stands in the address.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is this machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_this_machine(&self.0)
    }

    /// Whether it is spoken to with TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == WS.secure
    }

    /// The address without the token.
    #[must_use]
    pub const fn as_url(&self) -> &Url {
        &self.0
    }

    /// The address with the token in its query (contract, section 1), for the request
    /// itself. The result prints the token: it never reaches a log or an error.
    #[must_use]
    pub fn expose_with(&self, token: &ApiToken) -> Url {
        let mut url = self.0.clone();
        url.query_pairs_mut().append_pair("token", token.expose());
        url
    }
}

impl FromStr for ApiUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, &HTTP).map(Self)
    }
}

impl FromStr for WsUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text, &WS).map(Self)
    }
}

fn parse(text: &str, schemes: &Schemes) -> Result<Url, InvalidUrl> {
    let Schemes { secure, plain, example } = *schemes;
    let text = text.trim();
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\' || c == '\u{fffd}')
    {
        return Err(InvalidUrl::OddCharacters);
    }
    let (scheme, rest) = text.split_once("://").ok_or(InvalidUrl::NotAbsolute { example })?;
    if ![secure, plain].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return Err(InvalidUrl::WrongScheme { secure, plain });
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(InvalidUrl::Credentials);
    }
    if authority.is_empty() {
        return Err(InvalidUrl::NotAbsolute { example });
    }
    let url = Url::parse(text).map_err(|_| InvalidUrl::NotAbsolute { example })?;
    if url.query().is_some() {
        return Err(InvalidUrl::Query);
    }
    if url.fragment().is_some() {
        return Err(InvalidUrl::Fragment);
    }
    if url.port() == Some(0) {
        return Err(InvalidUrl::PortZero);
    }
    if url.scheme() == plain && !is_this_machine(&url) {
        return Err(InvalidUrl::PlainToElsewhere { secure, plain });
    }
    Ok(url)
}

/// Names other than `localhost` are somebody's DNS entry, whatever they look like.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

impl fmt::Debug for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiUrl({self})")
    }
}

impl fmt::Display for WsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

impl fmt::Debug for WsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WsUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(text: &str) -> Result<ApiUrl, InvalidUrl> {
        text.parse()
    }

    #[test]
    fn an_address_is_shown_in_one_way_however_it_was_written() {
        for (text, shown, origin) in [
            ("https://example.com", "https://example.com", "https://example.com"),
            ("https://example.com/", "https://example.com", "https://example.com"),
            (
                "HTTPS://Example.COM:443/base/",
                "https://example.com/base",
                "https://example.com",
            ),
            (
                "https://example.com:8443/a/b//",
                "https://example.com:8443/a/b",
                "https://example.com:8443",
            ),
            (
                "http://localhost:8080",
                "http://localhost:8080",
                "http://localhost:8080",
            ),
            ("http://LOCALHOST", "http://localhost", "http://localhost"),
            ("http://127.8.9.1:1/", "http://127.8.9.1:1", "http://127.8.9.1:1"),
            ("http://[::1]:9000/x", "http://[::1]:9000/x", "http://[::1]:9000"),
            (
                "https://[2001:db8::1]",
                "https://[2001:db8::1]",
                "https://[2001:db8::1]",
            ),
            (
                "https://bücher.example",
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
            ),
        ] {
            let url = api(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(
                (url.display().as_str(), url.origin().as_str()),
                (shown, origin),
                "{text}"
            );
            assert_eq!(
                api(&url.display()).unwrap(),
                api(shown).unwrap(),
                "what is saved reads back"
            );
        }
    }

    #[test]
    fn plain_http_goes_to_this_machine_and_nowhere_else() {
        for text in [
            "http://example.com",
            "http://localhost.evil.com",
            "http://localhost.",
            "http://my.localhost",
            "http://127.0.0.1.evil",
            "http://127.0.0.1.evil.com:80/",
            "http://128.0.0.1",
            "http://0.0.0.0",
            "http://[::]",
            "http://[::2]",
            "http://[::ffff:8.8.8.8]",
            "http://10.0.0.1",
            "HTTP://example.com",
        ] {
            assert!(
                matches!(api(text), Err(InvalidUrl::PlainToElsewhere { .. })),
                "{text}: {:?}",
                api(text)
            );
        }
    }

    #[test]
    fn what_could_mean_another_host_than_it_seems_is_refused() {
        for (text, why) in [
            ("https://user@example.com", InvalidUrl::Credentials),
            ("https://user:pw@example.com", InvalidUrl::Credentials),
            ("https://@example.com", InvalidUrl::Credentials),
            ("https://:@example.com", InvalidUrl::Credentials),
            ("http://localhost@evil.com", InvalidUrl::Credentials),
            ("http://localhost:80@evil.com/", InvalidUrl::Credentials),
            ("http://localhost\\@evil.com", InvalidUrl::OddCharacters),
            ("https://exam\tple.com", InvalidUrl::OddCharacters),
            ("https://example.com\nevil", InvalidUrl::OddCharacters),
            ("https://example.com/a b", InvalidUrl::OddCharacters),
            ("https://example.com?token=x", InvalidUrl::Query),
            ("https://example.com/?", InvalidUrl::Query),
            ("https://example.com/#", InvalidUrl::Fragment),
            ("https://example.com:0", InvalidUrl::PortZero),
        ] {
            assert_eq!(api(text).unwrap_err(), why, "{text:?}");
        }
        for text in [
            "",
            "example.com",
            "https:example.com",
            "https:/example.com",
            "https://",
            "https:///example.com",
            "https://example.com:99999",
            "https://example.com:port",
            "https://[::1",
            "//example.com",
            "https://%",
        ] {
            assert!(
                matches!(api(text), Err(InvalidUrl::NotAbsolute { .. })),
                "{text}: {:?}",
                api(text)
            );
        }
        for text in [
            "ftp://example.com",
            "wss://example.com",
            "file:///etc/passwd",
            "javascript://x",
            " ://x",
        ] {
            assert!(
                matches!(api(text), Err(InvalidUrl::WrongScheme { .. })),
                "{text}: {:?}",
                api(text)
            );
        }
    }

    #[test]
    fn paths_go_below_the_base_path() {
        let at = |base: &str| api(base).unwrap().join("/api/v1/skills").to_string();
        assert_eq!(at("https://example.com"), "https://example.com/api/v1/skills");
        assert_eq!(
            at("https://example.com/base/"),
            "https://example.com/base/api/v1/skills"
        );
        let odd = api("https://example.com/base").unwrap().join("health?x#y");
        assert_eq!(
            (odd.query(), odd.fragment()),
            (None, None),
            "a path never becomes a query"
        );
    }

    #[test]
    fn the_socket_follows_from_the_api() {
        for (base, socket) in [
            ("https://example.com", "wss://example.com/ws"),
            ("https://example.com:8443/base/", "wss://example.com:8443/base/ws"),
            ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws"),
            ("http://[::1]:8080", "ws://[::1]:8080/ws"),
        ] {
            assert_eq!(WsUrl::derived_from(&api(base).unwrap()).unwrap().display(), socket);
        }
    }

    #[test]
    fn a_socket_address_follows_the_same_rules() {
        let ws = |text: &str| text.parse::<WsUrl>();
        assert_eq!(
            ws("WSS://example.com/live/").unwrap().display(),
            "wss://example.com/live/"
        );
        assert!(ws("ws://localhost:1/ws").is_ok());
        assert!(matches!(
            ws("ws://example.com/ws"),
            Err(InvalidUrl::PlainToElsewhere { .. })
        ));
        assert!(matches!(
            ws("https://example.com/ws"),
            Err(InvalidUrl::WrongScheme { .. })
        ));
        assert_eq!(ws("wss://example.com/ws?token=x").unwrap_err(), InvalidUrl::Query);
    }

    #[test]
    fn the_token_is_in_the_socket_address_only_when_asked_for() {
        let url: WsUrl = "wss://example.com/ws".parse().unwrap();
        let token = ApiToken::parse("a+b&c=d%20/").unwrap();
        assert_eq!(
            url.expose_with(&token).as_str(),
            "wss://example.com/ws?token=a%2Bb%26c%3Dd%2520%2F"
        );
        assert!(!format!("{url:?}{url}").contains("token"));
    }
}
