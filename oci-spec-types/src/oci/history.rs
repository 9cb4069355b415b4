use crate::Text;
use crate::model::object;

object! {
    /// How one layer came to be (image-spec config.md, `history`).
    ///
    /// ```
    /// use oci_spec_types::oci::History;
    ///
    /// let step = History::new("ENV A=b").with_created("2026-01-02T03:04:05Z").with_empty_layer();
    /// assert!(step.empty_layer);
    /// ```
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

impl History {
    /// A step with the command that made it.
    #[must_use]
    pub fn new(created_by: impl Into<Text>) -> Self {
        Self { created_by: Some(created_by.into()), ..Self::default() }
    }

    /// With the time of the step, as RFC 3339.
    #[must_use]
    pub fn with_created(mut self, created: impl Into<Text>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// With an author.
    #[must_use]
    pub fn with_author(mut self, author: impl Into<Text>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// With a comment.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<Text>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// With the word that no layer stands for the step.
    #[must_use]
    pub fn with_empty_layer(mut self) -> Self {
        self.empty_layer = true;
        self
    }
}
