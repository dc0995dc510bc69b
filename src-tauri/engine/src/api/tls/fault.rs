//! Why there is no safe connection, told apart by what somebody can do about it. The
//! words are the same by HTTP and by the socket, on the command line and in the window.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, Error};

use super::super::connect::causes;
use super::pinned::PinMismatch;

/// Why there is no safe connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// The chain ends at an authority that neither the platform nor the extra file has.
    #[error("its certificate is from an authority that this machine does not know")]
    UnknownAuthority,
    /// The certificate's time is over.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate's time has not begun.
    #[error("its certificate is not valid yet")]
    NotValidYet,
    /// The certificate is for other names.
    #[error("its certificate is for another host")]
    WrongHost,
    /// The authority has taken the certificate back.
    #[error("its certificate was taken back by the authority that gave it")]
    Revoked,
    /// Anything else that is wrong with the certificate.
    #[error("its certificate cannot be used")]
    BadCertificate,
    /// The certificate is good and its key is none of those configured.
    #[error("its key is none of those in SKILLDOCK_TLS_PINS")]
    PinMismatch,
    /// It does not speak TLS 1.3, or none of the ways of it that we do.
    #[error("it does not speak TLS 1.3")]
    TooOld,
    /// What answered does not speak TLS at all.
    #[error("what answers there does not speak TLS")]
    NotTls,
    /// The connection ended while the two sides made themselves known.
    #[error("the connection was closed before it was safe")]
    CutOff,
    /// The other side, or a rule of TLS, ended it for another reason.
    #[error("the other side did not agree to a safe connection")]
    Refused,
    /// This machine has no authorities to ask.
    #[error("this machine has no list of authorities to check a certificate with")]
    NoTrustStore,
}

impl TlsFault {
    /// What to do about it, in a sentence or two.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "If your organisation has an authority of its own, name its certificate in SKILLDOCK_CA_FILE; \
                 if not, somebody may be reading along: try another network."
            }
            Self::Expired => "Check this machine's date. If it is right, tell whoever runs the marketplace.",
            Self::NotValidYet => "Check this machine's date: it is probably behind.",
            Self::WrongHost => {
                "Check ATOM_SAAS_API_URL and ATOM_SAAS_WS_URL; in a network with a sign-in page, sign in first."
            }
            Self::Revoked | Self::BadCertificate => "Tell whoever runs the marketplace: it needs another certificate.",
            Self::PinMismatch => {
                "Do not go on before you know why: ask whoever runs the marketplace whether its key changed, \
                 then put the new pin into SKILLDOCK_TLS_PINS."
            }
            Self::TooOld => {
                "Skilldock speaks TLS 1.3 and nothing older: the marketplace, or a proxy before it, must too."
            }
            Self::NotTls => "Check the port in ATOM_SAAS_API_URL; in a network with a sign-in page, sign in first.",
            Self::CutOff | Self::Refused => {
                "Check the port in ATOM_SAAS_API_URL, and whether a firewall or proxy stands between."
            }
            Self::NoTrustStore => {
                "Install the system's certificates (the package ca-certificates), or name a file in SKILLDOCK_CA_FILE."
            }
        }
    }

    /// Whether trying again in a moment may help. A certificate is the same a second later.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::CutOff)
    }

    /// The fault behind an error, if TLS is behind it.
    pub(crate) fn behind(error: &(dyn StdError + 'static)) -> Option<Self> {
        causes(error).find_map(|cause| {
            if let Some(error) = cause.downcast_ref::<Error>() {
                return Some(Self::of(error));
            }
            let error = cause.downcast_ref::<io::Error>()?;
            let early = error.kind() == io::ErrorKind::UnexpectedEof && error.to_string().contains("tls handshake");
            early.then_some(Self::CutOff)
        })
    }

    fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(why) => Self::of_certificate(why),
            Error::NoCertificatesPresented | Error::UnsupportedNameType | Error::InvalidCertRevocationList(_) => {
                Self::BadCertificate
            }
            Error::PeerIncompatible(_)
            | Error::AlertReceived(
                AlertDescription::ProtocolVersion
                | AlertDescription::HandshakeFailure
                | AlertDescription::InsufficientSecurity,
            ) => Self::TooOld,
            Error::InvalidMessage(_) | Error::InappropriateMessage { .. } | Error::PeerSentOversizedRecord => {
                Self::NotTls
            }
            _ => Self::Refused,
        }
    }

    fn of_certificate(why: &CertificateError) -> Self {
        match why {
            CertificateError::UnknownIssuer => Self::UnknownAuthority,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotValidYet,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::WrongHost,
            CertificateError::Revoked => Self::Revoked,
            CertificateError::Other(other) if other.0.is::<PinMismatch>() => Self::PinMismatch,
            _ => Self::BadCertificate,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::{InvalidMessage, OtherError, PeerIncompatible};

    use super::*;

    const ALL: [TlsFault; 12] = [
        TlsFault::UnknownAuthority,
        TlsFault::Expired,
        TlsFault::NotValidYet,
        TlsFault::WrongHost,
        TlsFault::Revoked,
        TlsFault::BadCertificate,
        TlsFault::PinMismatch,
        TlsFault::TooOld,
        TlsFault::NotTls,
        TlsFault::CutOff,
        TlsFault::Refused,
        TlsFault::NoTrustStore,
    ];

    #[test]
    fn each_fault_says_what_happened_and_what_to_do() {
        for (number, fault) in ALL.iter().enumerate() {
            assert!(fault.hint().ends_with('.') && fault.hint().len() > 30, "{fault:?}");
            assert!(
                ALL[..number].iter().all(|other| other.to_string() != fault.to_string()),
                "{fault:?} has words of its own"
            );
            for word in ["rustls", "handshake", "verif", "SPKI", "peer", "issuer", "invalid"] {
                assert!(!format!("{fault} {}", fault.hint()).contains(word), "{fault:?}: {word}");
            }
        }
    }

    #[test]
    fn a_library_s_error_becomes_the_fault_it_stands_for() {
        let other = |error: Arc<dyn StdError + Send + Sync>| CertificateError::Other(OtherError(error));
        for (error, fault) in [
            (Error::from(CertificateError::UnknownIssuer), TlsFault::UnknownAuthority),
            (CertificateError::Expired.into(), TlsFault::Expired),
            (CertificateError::NotValidYet.into(), TlsFault::NotValidYet),
            (CertificateError::NotValidForName.into(), TlsFault::WrongHost),
            (CertificateError::Revoked.into(), TlsFault::Revoked),
            (CertificateError::BadSignature.into(), TlsFault::BadCertificate),
            (other(Arc::new(PinMismatch)).into(), TlsFault::PinMismatch),
            (other(Arc::new(io::Error::other("x"))).into(), TlsFault::BadCertificate),
            (
                Error::AlertReceived(AlertDescription::ProtocolVersion),
                TlsFault::TooOld,
            ),
            (
                Error::AlertReceived(AlertDescription::HandshakeFailure),
                TlsFault::TooOld,
            ),
            (PeerIncompatible::NoCipherSuitesInCommon.into(), TlsFault::TooOld),
            (Error::AlertReceived(AlertDescription::InternalError), TlsFault::Refused),
            (InvalidMessage::InvalidContentType.into(), TlsFault::NotTls),
        ] {
            // As it is, in an I/O error, and in that behind another.
            assert_eq!(TlsFault::behind(&error), Some(fault), "{error:?}");
            let wrapped = io::Error::new(io::ErrorKind::InvalidData, error);
            assert_eq!(TlsFault::behind(&wrapped), Some(fault), "{wrapped:?}");
            let wrapped = io::Error::other(wrapped);
            assert_eq!(TlsFault::behind(&wrapped), Some(fault), "{wrapped:?}");
            let deep = io::Error::other(Outer(wrapped));
            assert_eq!(TlsFault::behind(&deep), Some(fault), "{deep:?}");
        }
    }

    #[derive(Debug, thiserror::Error)]
    #[error("a layer between")]
    struct Outer(#[source] io::Error);

    #[test]
    fn what_is_no_matter_of_tls_is_none() {
        assert_eq!(
            TlsFault::behind(&io::Error::from(io::ErrorKind::ConnectionRefused)),
            None
        );
        let broke = io::Error::new(io::ErrorKind::UnexpectedEof, "unexpected end of file");
        assert_eq!(TlsFault::behind(&broke), None, "it broke later");
        let early = io::Error::new(io::ErrorKind::UnexpectedEof, "tls handshake eof");
        assert_eq!(TlsFault::behind(&early), Some(TlsFault::CutOff));
    }
}
