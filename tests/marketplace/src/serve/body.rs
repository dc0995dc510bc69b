//! Reading a request's body, within bounds.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

/// The contract's limit: 1 MiB.
const LARGEST: usize = 1 << 20;
/// So much of a body that is too large is read and thrown away. A client that is still sending when the answer comes
/// often reports a broken connection rather than the answer.
const DRAINED: usize = 32 << 20;

/// A body, or why there is none.
#[derive(Debug, Clone)]
pub(super) enum ReadBody {
    Whole(Bytes),
    TooLarge,
    /// The client went away in the middle.
    Broken,
}

impl ReadBody {
    /// What there is of it, for the record.
    pub fn bytes(&self) -> Bytes {
        match self {
            Self::Whole(bytes) => bytes.clone(),
            Self::TooLarge | Self::Broken => Bytes::new(),
        }
    }
}

/// Reads a body.
pub(super) async fn read(body: Body) -> ReadBody {
    let mut pieces = body.into_data_stream();
    let mut whole = BytesMut::new();
    let mut size = 0_usize;
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else {
            return ReadBody::Broken;
        };
        size += piece.len();
        if size <= LARGEST {
            whole.extend_from_slice(&piece);
        } else if size > DRAINED {
            break;
        }
    }
    if size > LARGEST {
        ReadBody::TooLarge
    } else {
        ReadBody::Whole(whole.freeze())
    }
}
