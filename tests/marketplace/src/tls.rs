//! TLS, with authorities and certificates of our own making: good ones, and ones that a
//! client must not take. Nothing of it is ever written to disk by itself.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use sha2::{Digest as _, Sha256};

/// No certificate could be made, or none could be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate could not be made.
    #[error(transparent)]
    Certificate(#[from] rcgen::Error),
    /// The certificate cannot be served.
    #[error(transparent)]
    Serving(#[from] rustls::Error),
}

/// An authority: nobody knows it who has not been told of it.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// When a certificate is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Now and for a long time.
    Now,
    /// Until some years ago.
    Over,
    /// From some decades on.
    ToCome,
}

/// A certificate with its key, to serve with.
pub struct Certificate {
    der: CertificateDer<'static>,
    key: KeyPair,
}

/// Which versions are spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versions {
    /// 1.3 and 1.2, as most servers do.
    Usual,
    /// 1.2 alone.
    Only12,
}

impl Authority {
    /// A new one, with this name.
    ///
    /// # Errors
    /// A system without random numbers.
    pub fn new(name: &str) -> Result<Self, TlsError> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// Its own certificate in PEM, as a file for clients holds it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Its own certificate in DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// A certificate for these hosts (names or addresses), with a new key.
    ///
    /// # Errors
    /// A host that can be none.
    pub fn issue(&self, hosts: &[&str], validity: Validity) -> Result<Certificate, TlsError> {
        let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params.distinguished_name.push(DnType::CommonName, "a marketplace");
        params.insert_extended_key_usage(ExtendedKeyUsagePurpose::ServerAuth);
        (params.not_before, params.not_after) = match validity {
            Validity::Now => (date_time_ymd(2020, 1, 1), date_time_ymd(2090, 1, 1)),
            Validity::Over => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            Validity::ToCome => (date_time_ymd(2089, 1, 1), date_time_ymd(2090, 1, 1)),
        };
        let key = KeyPair::generate()?;
        let der = params.signed_by(&key, &self.0)?.der().clone();
        Ok(Certificate { der, key })
    }
}

impl Certificate {
    /// The SHA-256 of the key's SubjectPublicKeyInfo: what a pin is made of.
    #[must_use]
    pub fn key_digest(&self) -> [u8; 32] {
        Sha256::digest(self.key.subject_public_key_info()).into()
    }

    /// How a server speaks with it.
    ///
    /// # Errors
    /// A key that does not fit; there is none here.
    pub fn serve(&self, versions: Versions) -> Result<Tls, TlsError> {
        let versions: &[_] = match versions {
            Versions::Usual => &[&TLS13, &TLS12],
            Versions::Only12 => &[&TLS12],
        };
        let key =
            PrivateKeyDer::try_from(self.key.serialize_der()).map_err(|why| rustls::Error::General(why.into()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)?
            .with_no_client_auth()
            .with_single_cert(vec![self.der.clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(Arc::new(config)))
    }
}

/// How a marketplace speaks TLS.
#[derive(Debug, Clone)]
pub struct Tls(pub(crate) Arc<ServerConfig>);
