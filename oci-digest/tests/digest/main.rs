//! Tests of the public API, grouped in one binary.

mod grammar;
mod roles;
mod traits;
mod verify;
