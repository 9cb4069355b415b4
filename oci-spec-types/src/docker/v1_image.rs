use crate::Text;
use crate::model::object;
use crate::oci::ContainerConfig;

object! {
    /// The JSON of a legacy v1 image: the `json` file of a layer in a `docker save` archive
    /// (moby `image/v1/image.go`, `V1Image`).
    pub struct V1Image as "v1-image" {
        /// The v1 ID: 64 hex digits.
        optional "id" => id: Option<Text>,
        /// The v1 ID of the parent.
        optional "parent" => parent: Option<Text>,
        /// Comment of the commit.
        optional "comment" => comment: Option<Text>,
        /// When the image was made, as RFC 3339.
        optional "created" => created: Option<Text>,
        /// The container that the image was committed from.
        optional "container" => container: Option<Text>,
        /// The config of that container.
        optional "container_config" => container_config: Option<Box<ContainerConfig>>,
        /// Version of the engine that made the image.
        optional "docker_version" => docker_version: Option<Text>,
        /// Who made it.
        optional "author" => author: Option<Text>,
        /// How a container of the image is run.
        optional "config" => config: Option<Box<ContainerConfig>>,
        /// CPU architecture.
        optional "architecture" => architecture: Option<Text>,
        /// Variant of the CPU.
        optional "variant" => variant: Option<Text>,
        /// Operating system.
        optional "os" => os: Option<Text>,
        /// Size of the layer in bytes.
        optional "Size" => size: Option<i64>,
    }
}
