//! The structs of the tools, as tables.
//!
//! One file a writer. Each table names the Go type it describes; the source is named at the head of its file.

pub mod containers_image;
pub mod distribution;
pub mod docker_cli;
pub mod ggcr;
pub mod moby;
pub mod oras;
pub mod regclient;
pub mod specs_go;
