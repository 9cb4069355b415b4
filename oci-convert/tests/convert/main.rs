//! Integration tests.

mod compose;
mod copy;
mod edits;
mod explain;
mod identity;
mod index;
mod minimal;
mod paths;
mod properties;
#[cfg(feature = "recompress")]
mod recompress;
mod rehash;
mod support;
