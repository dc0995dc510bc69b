//! What the bytes of a connection travel in: TCP as it is, or TLS.

use std::sync::Arc;

use tokio::net::TcpStream;

use super::listener::serve;
use super::pipeline::App;

/// What the bytes of a connection travel in.
#[derive(Debug, Clone, Default)]
pub(crate) enum Wire {
    /// TCP as it is.
    #[default]
    Plain,
    /// TLS.
    #[cfg(feature = "tls")]
    Tls(crate::tls::Tls),
}

impl Wire {
    /// Whether it is TLS.
    pub fn is_secure(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    /// Serves a connection to its end.
    pub async fn open(self, stream: TcpStream, app: Arc<App>) {
        match self {
            Self::Plain => serve(stream, app).await,
            #[cfg(feature = "tls")]
            Self::Tls(tls) => match tokio_rustls::TlsAcceptor::from(tls.0).accept(stream).await {
                Ok(stream) => serve(stream, app).await,
                Err(error) => tracing::debug!(%error, "a connection did not become safe"),
            },
        }
    }
}
