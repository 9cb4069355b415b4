//! Tests of the public API, grouped in one binary.

mod canonical;
mod grammar;
#[cfg(feature = "layer")]
mod layer;
mod roles;
mod traits;
mod verify;
