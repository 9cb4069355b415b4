//! Integration tests.

mod advisories;
mod children;
mod compose;
mod copy;
mod edits;
mod explain;
mod identity;
mod index;
mod minimal;
mod mirror;
mod paths;
mod properties;
#[cfg(feature = "recompress")]
mod recompress;
mod referrers;
mod rehash;
mod support;
