use oci_spec_types::{ClaimedDigest, Text, oci};
use std::collections::HashSet;

/// One edit of the config of an image, which is written again when something in it changes. Edits are applied in their
/// order. Configs that are not those of images stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigEdit {
    /// A label is set; one of the same name is replaced.
    Label {
        /// The name.
        name: Text,
        /// The value.
        value: Text,
    },
    /// The label of a name goes, if there is one.
    RemoveLabel(Text),
    /// The digests of the uncompressed layers, from the base up: not checked.
    DiffIds(Vec<ClaimedDigest>),
    /// The features of the operating system that the image needs, in this order; none: nothing is stated.
    OsFeatures(Vec<Text>),
}

impl ConfigEdit {
    /// A label is set.
    #[must_use]
    pub fn label(name: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self::Label { name: name.into(), value: value.into() }
    }

    /// Applies edits in their order; labels that are removed one after another go in one pass.
    pub(crate) fn apply_all(edits: &[Self], config: &mut oci::ImageConfig) {
        let removes = |edit: &Self| matches!(edit, Self::RemoveLabel(_));
        for run in edits.chunk_by(|a, b| removes(a) && removes(b)) {
            if let [edit] = run {
                edit.apply(config);
                continue;
            }
            let names =
                run.iter().filter_map(|edit| if let Self::RemoveLabel(name) = edit { Some(&**name) } else { None });
            let names: HashSet<&str> = names.collect();
            if let Some(labels) = config.config.as_mut().and_then(|own| own.labels.as_mut()) {
                labels.retain(|name, _| !names.contains(name));
            }
        }
    }

    pub(crate) fn apply(&self, config: &mut oci::ImageConfig) {
        match self {
            Self::Label { name, value } => {
                let own = config.config.get_or_insert_default();
                own.labels.get_or_insert_default().insert(name.clone(), value.clone());
            }
            Self::RemoveLabel(name) => {
                if let Some(labels) = config.config.as_mut().and_then(|own| own.labels.as_mut()) {
                    labels.remove(name);
                }
            }
            Self::DiffIds(ids) => config.rootfs.diff_ids.clone_from(ids),
            Self::OsFeatures(features) => {
                config.os_features = Some(features.clone()).filter(|features| !features.is_empty());
            }
        }
    }
}
