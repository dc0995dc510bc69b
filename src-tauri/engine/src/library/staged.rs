//! Staged.
