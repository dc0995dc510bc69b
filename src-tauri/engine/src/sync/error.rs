//! Why a sync, or a step of it, did not end well.

use crate::api::ApiError;
use crate::model::{Code, Problem};
use crate::store::StoreError;

use super::walk::Inconsistent;

/// A step of a sync did not end well.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The marketplace gave no usable answer.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The disk or a database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The listing changed each time it was read.
    #[error("the listing does not fit together: {0}")]
    Inconsistent(#[from] Inconsistent),
    /// "Not modified" to a request that gave no validator.
    #[error("the marketplace answered 304 to a plain request")]
    UnaskedNotModified,
    /// The program is ending.
    #[error("the sync was stopped")]
    Stopped,
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Api(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Inconsistent(why) => Self::new(
                Code::InconsistentListing,
                format!("The listing does not fit together: {why}. What was here stays as it was."),
                "The next sync reads it again; if it stays so, tell the marketplace.",
            ),
            SyncError::UnaskedNotModified => Self::new(
                Code::BadAnswer,
                "The marketplace answered 304 to a plain request.",
                "A proxy between here and there may be at fault.",
            ),
            SyncError::Stopped => Self::new(
                Code::Stopped,
                "The sync was stopped; what was here stays as it was.",
                "Sync again.",
            ),
        }
    }
}
