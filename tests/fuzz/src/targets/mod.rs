//! The targets, by what they read.

pub mod files;
pub mod merges;
pub mod wire;
pub mod words;

/// Texts as inputs.
fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
