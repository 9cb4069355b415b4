//! Integration tests.

mod copy;
mod explain;
mod identity;
mod index;
mod minimal;
mod paths;
mod properties;
#[cfg(feature = "recompress")]
mod recompress;
mod support;
