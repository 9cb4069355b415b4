//! Tests of the public API, grouped in one binary.

mod advisories;
mod canonical;
mod grammar;
#[cfg(feature = "std")]
mod io;
mod json;
#[cfg(feature = "zstd")]
mod layer;
#[cfg(feature = "layer")]
mod layer_reader;
#[cfg(feature = "std")]
mod many;
// Where a C library is there to start the program.
#[cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]
mod no_std;
mod resume;
mod roles;
#[cfg(feature = "layer")]
mod toc;
mod traits;
mod verify;
