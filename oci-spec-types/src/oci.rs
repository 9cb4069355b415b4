//! The documents of the OCI image-spec, and the parts that Docker's documents share with them.

mod artifact;
mod config;
mod container_config;
mod descriptor;
mod history;
mod index;
mod layout;
mod manifest;
mod platform;
mod rootfs;

pub use artifact::ArtifactManifest;
pub use config::ImageConfig;
pub use container_config::{Command, ContainerConfig, HealthConfig};
pub use descriptor::Descriptor;
pub use history::History;
pub use index::Index;
pub use layout::Layout;
pub use manifest::Manifest;
pub use platform::Platform;
pub use rootfs::RootFs;
