use crate::compose::rules::{ComposeRules, ImageComposition, IndexComposition};
use crate::dialect::Dialect;
use crate::rules::{
    ConfigEditRules, ConfigRule, CopyRules, EditRules, EntryRules, ImageRules, IndexRules, LayerRules, Schema1Rules,
};
use crate::{Error, ErrorKind, Format, Part, Stage};
use std::fmt;

/// A program whose bytes a conversion makes: its types, and what it does in each operation. All of it is data, measured at one
/// version; [`crate::tools`] has the list.
///
/// ```
/// use oci_convert::{Format, tools};
///
/// let skopeo = &tools::CONTAINERS_IMAGE;
/// assert_eq!(skopeo.name(), "containers-image");
/// assert!(skopeo.converts(Format::DockerV2S2, Format::Oci));
/// assert!(!tools::DISTRIBUTION.converts(Format::DockerV2S2, Format::Oci));
/// ```
pub struct Tool {
    /// Name and version.
    pub(crate) id: &'static str,
    pub(crate) about: &'static str,
    pub(crate) dialect: &'static Dialect,
    pub(crate) images: Option<&'static ImageRules>,
    /// How schema 1 manifests are made, and configs from them.
    pub(crate) schema1: Option<&'static Schema1Rules>,
    pub(crate) layers: Option<&'static LayerRules>,
    pub(crate) indexes: Option<&'static IndexRules>,
    pub(crate) entries: Option<&'static EntryRules>,
    pub(crate) edits: Option<&'static EditRules>,
    pub(crate) configs: Option<&'static ConfigEditRules>,
    pub(crate) copies: Option<&'static CopyRules>,
    pub(crate) compose: Option<&'static ComposeRules>,
}

#[cfg(test)]
mod tests;

impl Tool {
    /// A tool that does nothing: the base of those that do something.
    pub(crate) const fn of(id: &'static str, about: &'static str, dialect: &'static Dialect) -> Self {
        Self {
            id,
            about,
            dialect,
            images: None,
            schema1: None,
            layers: None,
            indexes: None,
            entries: None,
            edits: None,
            configs: None,
            copies: None,
            compose: None,
        }
    }

    /// Name and version, as they stand in reports: `containers-image 5.39.3-0.20260427`. Stable, and no two tools have the
    /// same.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.split_once(' ').map_or(self.id, |(name, _)| name)
    }

    /// The version whose behaviour was measured; empty for what is no program.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.id.split_once(' ').map_or("", |(_, version)| version)
    }

    /// Who uses it, in a few words for people.
    #[must_use]
    pub const fn about(&self) -> &'static str {
        self.about
    }

    /// Whether it converts images from one format to another.
    #[must_use]
    pub fn converts(&self, from: Format, to: Format) -> bool {
        self.images.is_some_and(|rules| rules.pairs.contains(&(from, to)))
    }

    /// Whether a conversion writes the config anew, with the tool's types.
    pub(crate) fn rewrites_config(&self, from: Format, to: Format) -> bool {
        let is_rewritten = self.images.is_some_and(|rules| rules.config == ConfigRule::Rewritten);
        is_rewritten && from == Format::DockerV2S2 && to == Format::Oci
    }

    /// Whether it converts indexes and lists.
    #[must_use]
    pub fn converts_indexes(&self) -> bool {
        let is_other = |(from, to): &(Format, Format)| from.family() != to.family();
        self.indexes.is_some() && self.images.is_some_and(|rules| rules.pairs.iter().any(is_other))
    }

    /// Whether it copies images as a [`crate::copy::CopyRequest`] asks.
    #[must_use]
    pub const fn copies_images(&self) -> bool {
        self.copies.is_some()
    }

    /// Whether it composes manifests of images or artifacts from parts.
    #[must_use]
    pub const fn composes_images(&self) -> bool {
        matches!(self.compose, Some(ComposeRules { images: Some(_), .. }))
    }

    /// Whether it composes indexes and lists from parts.
    #[must_use]
    pub const fn composes_indexes(&self) -> bool {
        matches!(self.compose, Some(ComposeRules { indexes: Some(_), .. }))
    }

    /// The rules of an operation; an error where the tool does not have it.
    pub(crate) fn rules<R>(&self, rules: Option<&'static R>, operation: &str) -> Result<&'static R, Error> {
        rules.ok_or_else(|| self.lacks(operation))
    }

    /// The error for an operation that the tool does not have.
    pub(crate) fn lacks(&self, operation: &str) -> Error {
        let text = format!("{} does not {operation}", self.id);
        Error::new(ErrorKind::UnsupportedConversion, Stage::Parse, Part::Manifest, "", text)
    }

    pub(crate) fn image_rules(&self) -> Result<&'static ImageRules, Error> {
        self.rules(self.images, "convert images")
    }

    pub(crate) fn layer_rules(&self) -> Result<&'static LayerRules, Error> {
        self.rules(self.layers, "edit layers")
    }

    pub(crate) fn index_rules(&self) -> Result<&'static IndexRules, Error> {
        self.rules(self.indexes, "convert indexes")
    }

    pub(crate) fn edit_rules(&self) -> Result<&'static EditRules, Error> {
        self.rules(self.edits, "edit manifests")
    }

    pub(crate) fn config_rules(&self) -> Result<&'static ConfigEditRules, Error> {
        self.rules(self.configs, "edit configs")
    }

    pub(crate) fn entry_rules(&self) -> Result<&'static EntryRules, Error> {
        self.rules(self.entries, "edit the entries of indexes")
    }

    pub(crate) fn image_composition(&self) -> Result<&'static ImageComposition, Error> {
        self.rules(self.compose.and_then(|rules| rules.images.as_ref()), "compose images")
    }

    pub(crate) fn index_composition(&self) -> Result<&'static IndexComposition, Error> {
        self.rules(self.compose.and_then(|rules| rules.indexes.as_ref()), "compose indexes")
    }
}

/// Name and version.
impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id)
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tool({self})")
    }
}

/// A tool is the one of its name and version.
impl PartialEq for Tool {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Tool {}
