use crate::Text;
use crate::model::object;

object! {
    /// The file `oci-layout` at the root of an image layout (image-spec image-layout.md).
    ///
    /// ```
    /// use oci_spec_types::{Model, oci::Layout};
    ///
    /// assert_eq!(Layout::default().to_json(), br#"{"imageLayoutVersion":"1.0.0"}"#);
    /// ```
    pub struct Layout as "layout" {
        /// The version of the layout: `1.0.0`.
        required "imageLayoutVersion" => image_layout_version: Text = Text::from_static(Self::VERSION),
    }
}

impl Layout {
    /// The only version there is.
    pub const VERSION: &'static str = "1.0.0";
}
