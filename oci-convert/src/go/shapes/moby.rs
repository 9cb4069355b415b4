//! Classic Docker, `moby/moby` v20.10.8: image configs and the legacy v1 image.
//!
//! Sources: `image/image.go`, `image/rootfs.go`, `api/types/container/config.go`. containers/image has copied these types,
//! with another order of the health check; Docker writes [`IMAGE`] through a [`crate::go::RawMap`], so with sorted
//! top-level members.

use super::super::shape::{always, some};
use super::super::{Shape, Struct};
use super::containers_image::{container_config, v1_image};

pub use super::containers_image::HISTORY;

/// `container.HealthConfig`
pub use super::ggcr::HEALTH_CONFIG;

/// `container.Config`
pub static CONFIG: Struct = container_config!("container.Config", HEALTH_CONFIG);

/// `image.V1Image`
pub static V1_IMAGE: Struct = v1_image!("image.V1Image", [some("parent", Shape::String)], CONFIG, []);

/// `image.RootFS`
pub use super::containers_image::ROOT_FS;

/// `image.Image`: its `parent` shadows that of the embedded `V1Image`.
pub static IMAGE: Struct = v1_image!(
    "image.Image",
    [],
    CONFIG,
    [
        some("parent", Shape::String),
        some("rootfs", Shape::Pointer(&Shape::Struct(&ROOT_FS))),
        some("history", Shape::Slice(&Shape::Struct(&HISTORY))),
        some("os.version", Shape::String),
        some("os.features", Shape::STRINGS)
    ]
);
