//! The documents of Docker: v2 schema 1 and 2, manifest list, `docker save`, legacy v1 images.
//!
//! Descriptors, platforms and image configs are those of [`crate::oci`].

mod archive;
pub mod jws;
mod list;
mod manifest;
mod schema1;
mod v1_image;

pub use archive::ArchiveEntry;
pub use list::ManifestList;
pub use manifest::Manifest;
pub use schema1::{FsLayer, Schema1, Schema1History, V1Command, V1Compatibility};
pub use v1_image::V1Image;
