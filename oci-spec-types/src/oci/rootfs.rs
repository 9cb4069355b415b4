use crate::model::object;
use crate::{ClaimedDigest, Text};
use oci_digest::DiffId;

object! {
    /// The layers of an image as the config knows them: by the digests of their uncompressed tars.
    pub struct RootFs as "rootfs" {
        /// Always `layers`.
        required "type" => kind: Text = Text::from_static("layers"),
        /// The diffIDs, base first.
        required "diff_ids" => diff_ids: Vec<ClaimedDigest>,
    }
}

impl RootFs {
    /// The layers with these diffIDs, base first.
    #[must_use]
    pub fn new(diff_ids: impl IntoIterator<Item = DiffId>) -> Self {
        let diff_ids = diff_ids.into_iter().map(|id| id.into_digest().into()).collect();
        Self { diff_ids, ..Self::default() }
    }
}
