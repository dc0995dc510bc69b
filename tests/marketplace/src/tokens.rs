//! Who may come in: tokens, and the instance each stands for.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;

use crate::moment;

/// The instance a token was issued to.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    pub instance_id: Arc<str>,
}

/// The tokens that are good at present.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tokens {
    valid: Arc<RwLock<HashMap<Arc<str>, Instance>>>,
}

impl Tokens {
    /// Makes a token good.
    pub fn admit(&self, token: &str, instance_id: &str) {
        self.valid.write().insert(
            token.into(),
            Instance {
                instance_id: instance_id.into(),
            },
        );
    }

    /// Issues a token (a random UUID v4) and says when.
    pub fn issue(&self, instance_id: &str) -> (String, String) {
        let token = uuid::Uuid::new_v4().to_string();
        self.admit(&token, instance_id);
        (token, moment::now())
    }

    /// Makes a token bad; false when it was not good.
    pub fn revoke(&self, token: &str) -> bool {
        self.valid.write().remove(token).is_some()
    }

    /// The instance behind a token, when the token is good.
    pub fn instance(&self, token: &str) -> Option<Instance> {
        self.valid.read().get(token).cloned()
    }

    /// How many are good.
    pub fn active(&self) -> usize {
        self.valid.read().len()
    }
}

/// The token of an `Authorization: Bearer …` header.
pub(crate) fn bearer(headers: &http::HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(http::header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
