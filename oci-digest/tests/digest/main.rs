//! Tests of the public API, grouped in one binary.

mod grammar;
#[cfg(feature = "layer")]
mod layer;
mod roles;
mod traits;
mod verify;
