//! All names under which one image is known, and where each is shown.
//!
//! An image has a digest for its index, one for its manifest in each format and as each tool writes it, an image ID, and for
//! each layer several more. Programs show some of them, often under one word: [`Shown`] says which shows which.

mod name;
mod text;

pub use name::{Name, NameKind, Shown};

use crate::{Format, Request, Source, tools};
use bytes::Bytes;
use name::{chain_names, storage_ids};
use oci_digest::{DiffId, Digest, ImageId};
use oci_spec_types::{ClaimedDigest, Document, Model, Text, View, oci};
use serde::Serialize;

/// What the caller has of an image.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The manifest, or the config where there is no more.
    pub document: &'a Document,
    /// The config that the manifest names; another one is not looked at.
    pub config: Option<&'a Bytes>,
    /// The index or list that names the manifest.
    pub index: Option<&'a Document>,
}

impl<'a> Known<'a> {
    /// The document alone.
    #[must_use]
    pub const fn new(document: &'a Document) -> Self {
        Self { document, config: None, index: None }
    }
}

/// The names of an image, the outermost first. [`Display`](std::fmt::Display) prints them for a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Identity {
    /// The names.
    pub names: Vec<Name>,
}

impl Identity {
    /// All names that follow from what is known: without the config there are neither diffIDs nor what is made of them, and
    /// conversions that read it are missing.
    ///
    /// ```
    /// use oci_convert::identity::{Identity, Known, NameKind};
    /// use oci_spec_types::Document;
    ///
    /// let config = br#"{"os":"linux","architecture":"arm64","rootfs":{"type":"layers","diff_ids":[
    ///   "sha256:1111111111111111111111111111111111111111111111111111111111111111",
    ///   "sha256:2222222222222222222222222222222222222222222222222222222222222222"]}}"#;
    /// let config = Document::parse(&config[..])?;
    /// let identity = Identity::of(&Known::new(&config));
    /// let id = identity.of_kind(NameKind::ImageId).next().unwrap();
    /// assert_eq!(id.value.as_str(), config.image_id().unwrap().to_string());
    /// // The lowest layer has one name as diffID, chainID and in containers-storage.
    /// let lowest: Vec<_> = identity.names.iter().filter(|name| name.value.ends_with("1111")).collect();
    /// assert_eq!(lowest.len(), 3);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn of(known: &Known<'_>) -> Self {
        let mut names = Vec::new();
        let digest = known.document.digest().ok();
        if let (Some(index), Some(digest)) = (known.index, &digest) {
            let entries = match index.view() {
                View::OciIndex(index) => &index.manifests[..],
                View::DockerList(list) => &list.manifests[..],
                _ => &[],
            };
            // The document is hashed once for each algorithm, however many entries there are.
            let mut own = vec![digest.clone()];
            let mut hashed = Vec::new();
            let mut names_it = |claimed: &ClaimedDigest| {
                let Some(claimed) = claimed.valid().filter(Digest::is_verifiable) else { return false };
                let algorithm = claimed.algorithm();
                if !hashed.contains(&algorithm) {
                    own.extend(algorithm.digest(known.document.bytes()));
                    hashed.push(algorithm);
                }
                own.contains(&claimed)
            };
            if let (true, Ok(index)) = (entries.iter().any(|entry| names_it(&entry.digest)), index.digest()) {
                names.push(Name::new(NameKind::Index, index));
            }
        }
        let (config, layers) = match known.document.view() {
            View::OciManifest(manifest) => (Some(&manifest.config), &manifest.layers[..]),
            View::DockerManifest(manifest) => (Some(&manifest.config), &manifest.layers[..]),
            _ => (None, &[][..]),
        };
        let is_config = matches!(known.document.view(), View::ImageConfig(_));
        if let Some(digest) = digest.filter(|_| !is_config) {
            names.push(Name::new(NameKind::Manifest, digest));
        }
        let bytes = match config.and_then(|config| config.digest.valid()) {
            Some(digest) => known.config.filter(|config| digest.verify(config).is_ok()),
            None => is_config.then(|| known.document.bytes()),
        };
        names.extend(as_tools(known, bytes));
        match (config, bytes) {
            (Some(config), _) => names.push(Name::new(NameKind::ImageId, &config.digest)),
            (None, Some(bytes)) => names.push(Name::new(NameKind::ImageId, ImageId::of_config(bytes))),
            (None, None) => {}
        }
        let layers = layers.iter().map(|layer| layer.digest.clone());
        names.extend(layers.enumerate().map(|(at, digest)| Name::new(NameKind::Layer, digest).at(at)));
        if let View::Schema1(manifest) = known.document.view() {
            let layers = manifest.fs_layers.iter().rev().enumerate();
            names.extend(layers.map(|(at, layer)| Name::new(NameKind::Layer, &layer.blob_sum).at(at)));
            let images = manifest.history.iter().rev().enumerate();
            names.extend(images.filter_map(|(at, own)| Some(Name::new(NameKind::V1Id, own.image().ok()?.id).at(at))));
        }
        let config = bytes.and_then(|bytes| oci::ImageConfig::parse(bytes.clone()).ok());
        let diff_ids: Vec<DiffId> = config.and_then(|config| config.diff_ids().ok()).unwrap_or_default();
        let each = diff_ids.iter().enumerate();
        names.extend(each.map(|(at, id)| Name::new(NameKind::DiffId, id).at(at)));
        names.extend(chain_names(&diff_ids));
        names.extend(storage_ids(&diff_ids));
        Self { names }
    }

    /// The names of a kind.
    pub fn of_kind(&self, kind: NameKind) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.kind == kind)
    }
}

/// The digests of the manifest in the other formats, as each tool writes it; one row for a digest, whoever writes it first.
fn as_tools(known: &Known<'_>, config: Option<&Bytes>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let Some(own) = known.document.media_type().as_ref().and_then(Format::of_media_type) else { return names };
    // The digest of a schema 1 manifest is another one for each name.
    for to in [Format::Oci, Format::DockerV2S2].into_iter().filter(|to| *to != own) {
        for tool in tools::ALL.into_iter().filter(|tool| tool.converts(own, to)) {
            let made = Request::convert(to).as_tool(tool).plan(Source::from(known.document)).and_then(|mut plan| {
                for need in plan.needs() {
                    if let (crate::Need::Config { child: None, .. }, Some(config)) = (&need, config) {
                        plan.provide(&need, config.clone())?;
                    }
                }
                plan.finish()
            });
            // What a tool refuses has no name.
            let Ok(made) = made else { continue };
            let name = Name::new(NameKind::Converted, made.digest).converted(to, Text::from_static(tool.id()));
            if !names.iter().any(|other| other.value == name.value) {
                names.push(name);
            }
        }
    }
    names
}
