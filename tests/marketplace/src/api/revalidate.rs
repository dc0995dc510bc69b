//! `ETag` and `If-None-Match`.

use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

use crate::core::Core;
use crate::settings::EtagMode;

/// The `ETag` of an answer, where the settings want one.
///
/// Weak ones: an answer travels compressed or not under the same tag, which a strong one forbids.
pub(super) fn tag(core: &Core, revision: u64, body: impl FnOnce() -> bytes::Bytes) -> Option<HeaderValue> {
    let tag = match core.settings().etag {
        EtagMode::None => return None,
        // The nonce keeps a client from taking a new server's revision 7 for the old one's.
        EtagMode::Listing => format!(r#"W/"{:08x}-{revision}""#, core.nonce),
        EtagMode::Page => {
            let digest = Sha256::digest(body());
            let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
            format!(r#"W/"{hex}""#)
        }
    };
    HeaderValue::from_str(&tag).ok()
}

/// Whether the client has this already.
pub(super) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || plain(one) == plain(tag))
}
