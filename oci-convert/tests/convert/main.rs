//! Integration tests.

mod copy;
mod explain;
mod index;
#[cfg(feature = "recompress")]
mod recompress;
