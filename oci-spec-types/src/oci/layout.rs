use crate::Text;
use crate::model::object;

object! {
    /// The file `oci-layout` at the root of an image layout (image-spec image-layout.md).
    pub struct Layout as "layout" {
        /// The version of the layout: `1.0.0`.
        required "imageLayoutVersion" => image_layout_version: Text,
    }
}

impl Layout {
    /// The only version there is.
    pub const VERSION: &'static str = "1.0.0";

    /// The file of a new layout.
    #[must_use]
    pub fn current() -> Self {
        Self { image_layout_version: Text::from_static(Self::VERSION), ..Self::default() }
    }
}
