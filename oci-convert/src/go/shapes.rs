//! The structs of the tools, as tables.
//!
//! One file a writer. Each table names the Go type it describes; the source is named at the head of its file.

pub(crate) mod containers_image;
pub(crate) mod distribution;
pub(crate) mod docker_cli;
pub(crate) mod ggcr;
pub(crate) mod moby;
pub(crate) mod oras;
pub(crate) mod regclient;
pub(crate) mod specs_go;
