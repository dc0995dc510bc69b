//! TLS, made in one place for HTTP and the socket alike: 1.3 and nothing older, the
//! platform's trust store with the authorities of an extra file, and pins where some are
//! configured (contract, section 7; `docs/decisions/0011-tls-and-proxies.md`).
//!
//! The configuration is made anew for each client. So a setting that changes counts for
//! the next connection, certificates that the system gets are seen, and a session that is
//! resumed, which asks for no certificate, was begun under the same rules.

mod fault;
mod pinned;

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

pub use fault::TlsFault;

use crate::config::{CaFile, Trust};
use pinned::Pinned;

/// What is spoken inside TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inside {
    /// HTTP/2 or HTTP/1.1, as the marketplace prefers.
    Http,
    /// HTTP/1.1 alone: HTTP/2 knows no upgrade to a WebSocket.
    WebSocket,
}

impl Inside {
    fn names(self) -> Vec<Vec<u8>> {
        match self {
            Self::Http => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Self::WebSocket => vec![b"http/1.1".to_vec()],
        }
    }
}

/// How a marketplace is spoken to with TLS.
///
/// # Errors
/// [`TlsFault::NoTrustStore`] where this machine has no authorities to ask.
pub(crate) fn config(trust: &Trust, inside: Inside) -> Result<ClientConfig, TlsFault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let authorities = trust.authorities.iter().flat_map(CaFile::certificates);
    let platform = Verifier::new_with_extra_roots(authorities, Arc::clone(&provider)).map_err(|error| {
        tracing::warn!(%error, "the trust store cannot be used");
        TlsFault::NoTrustStore
    })?;
    let verifier: Arc<dyn ServerCertVerifier> = match &trust.pins {
        Some(pins) => Arc::new(Pinned::new(Arc::new(platform), pins.clone())),
        None => Arc::new(platform),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| TlsFault::NoTrustStore)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = inside.names();
    Ok(config)
}

/// For an address without TLS, which can only be this machine: trusts nobody, and so
/// needs no trust store.
pub(crate) fn none() -> Result<ClientConfig, TlsFault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| TlsFault::NoTrustStore)?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}
