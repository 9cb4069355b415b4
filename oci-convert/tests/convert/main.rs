//! Integration tests.

mod explain;
#[cfg(feature = "recompress")]
mod recompress;
