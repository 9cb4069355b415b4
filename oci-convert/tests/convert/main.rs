//! Integration tests.

mod explain;
mod minimal;
mod paths;
mod properties;
#[cfg(feature = "recompress")]
mod recompress;
mod support;
