use crate::Text;
use crate::model::object;

object! {
    /// How one layer came to be (image-spec config.md, `history`).
    pub struct History as "history" {
        /// When, as RFC 3339.
        optional "created" => created: Option<Text>,
        /// By which command.
        optional "created_by" => created_by: Option<Text>,
        /// By whom.
        optional "author" => author: Option<Text>,
        /// A comment.
        optional "comment" => comment: Option<Text>,
        /// Whether the step changed no file, so that no layer stands for it.
        optional "empty_layer" => empty_layer: bool,
    }
}
