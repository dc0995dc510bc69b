//! Writes skills out.
