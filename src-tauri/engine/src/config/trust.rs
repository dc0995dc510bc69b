//! Whom a connection with TLS believes.

use super::{CaFile, Pins};

/// Whom a connection with TLS believes, besides what the platform says. The same for
/// HTTP and for the socket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Authorities besides the platform's (`SKILLDOCK_CA_FILE`).
    pub authorities: Option<CaFile>,
    /// The keys a marketplace may show (`SKILLDOCK_TLS_PINS`); `None` for any key that
    /// an authority vouches for.
    pub pins: Option<Pins>,
}
