//! Classic Docker, `moby/moby` v20.10.8: image configs and the legacy v1 image.
//!
//! Sources: `image/image.go`, `image/rootfs.go`, `api/types/container/config.go`. containers/image has copied these types,
//! with another order of the health check.

use super::super::shape::{always, some};
use super::super::{Shape, Struct};
use super::containers_image::{container_config, v1_image};

/// `container.HealthConfig`
pub(crate) use super::ggcr::HEALTH_CONFIG;

/// `container.Config`
pub(crate) static CONFIG: Struct = container_config!("container.Config", HEALTH_CONFIG);

/// `image.V1Image`
pub(crate) static V1_IMAGE: Struct = v1_image!("image.V1Image", [some("parent", Shape::String)], CONFIG, []);
