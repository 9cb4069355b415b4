//! What a tool's types hold of each document, and how it lays out text: data that serves reading and writing.

use crate::Format;
use crate::go::{Form, Struct};
use oci_spec_types::Style;

/// One tool's types. Everything that a tool reads of a document, and everything that it writes, is in these tables; what they
/// do not hold is the list of losses.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) text: Text,
    /// An OCI image manifest.
    pub(crate) oci_manifest: &'static Struct,
    /// A Docker v2 schema 2 manifest.
    pub(crate) docker_manifest: &'static Struct,
    /// An OCI image index.
    pub(crate) oci_index: &'static Struct,
    /// A Docker manifest list.
    pub(crate) docker_list: &'static Struct,
    /// An image config, where the tool writes it again.
    pub(crate) config: &'static Struct,
    /// Docker v2 schema 1 and what belongs to it, for tools that know it.
    pub(crate) schema1: Option<&'static Schema1Types>,
}

/// How a tool lays out the text of documents.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text {
    /// Always in the same way: `json.Marshal`, `json.MarshalIndent`.
    Written(Form),
    /// As the source is: only what changed is changed.
    InPlace,
}

/// The types of schema 1.
#[derive(Debug)]
pub(crate) struct Schema1Types {
    /// The manifest.
    pub(crate) manifest: &'static Struct,
    /// How it is written.
    pub(crate) form: Form,
    /// How the documents in its texts are written.
    pub(crate) text: Form,
    /// An element of its `fsLayers`.
    pub(crate) layer: &'static Struct,
    /// An element of its `history`.
    pub(crate) history: &'static Struct,
    /// What is read of a `v1Compatibility`, and written as one.
    pub(crate) v1_compatibility: &'static Struct,
    /// The `container_config` of that.
    pub(crate) v1_command: &'static Struct,
    /// What is read of the image config.
    pub(crate) config: &'static Struct,
    /// A whole v1 image, as configs are made of it.
    pub(crate) v1_image: &'static Struct,
    /// The `rootfs` of a config that is made.
    pub(crate) rootfs: &'static Struct,
    /// A step of the history of a config that is made.
    pub(crate) step: &'static Struct,
}

impl Dialect {
    /// The type of a manifest with descriptors. (Schema 1 has none; its type is elsewhere.)
    pub(crate) const fn manifest(&self, format: Format) -> &'static Struct {
        match format {
            Format::Oci => self.oci_manifest,
            Format::DockerV2S2 | Format::DockerV2S1 => self.docker_manifest,
        }
    }

    /// The type of an index or list.
    pub(crate) const fn index(&self, format: Format) -> &'static Struct {
        match format {
            Format::Oci => self.oci_index,
            Format::DockerV2S2 | Format::DockerV2S1 => self.docker_list,
        }
    }

    /// Whether every entry of an index or list states a platform.
    pub(crate) fn needs_platform(&self, format: Format) -> bool {
        self.index(format).by_value_in("manifests", "platform")
    }

    /// How documents are laid out where they are written anew.
    pub(crate) const fn form(&self) -> Form {
        match self.text {
            Text::Written(form) => form,
            Text::InPlace => Form::COMPACT,
        }
    }

    /// The same for the writer of the models.
    pub(crate) const fn style(&self) -> Style {
        self.form().style()
    }

    /// Whether the text of a source stays.
    pub(crate) const fn is_in_place(&self) -> bool {
        matches!(self.text, Text::InPlace)
    }
}
