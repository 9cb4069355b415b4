//! What the tools that compose documents have in common.

use oci_convert::compose::{Compose, Composed, ImageMember, IndexParts, Member};
use oci_convert::{Error, Source, Tool};
use oci_digest::Digest;
use oci_spec_types::{Annotations, Descriptor, MediaType, Model};
use serde_json::Value;
use std::collections::BTreeMap;

use crate::profiles::case::{Blobs, Input};
use crate::profiles::{Outcome, Output};

/// The kind of an error, as the cases name it.
pub(super) fn refused(error: &Error) -> Outcome {
    Outcome::Error(error.kind().code().to_owned())
}

/// What is composed, with the parts read as it is chosen and read as Go does: both must agree.
pub(super) fn made(compose: Compose) -> Result<Composed, Error> {
    both(compose, Compose::make)
}

/// The entries of an index, in the same way.
pub(super) fn entries(member: Member, tool: &'static Tool) -> Result<Vec<Descriptor>, Error> {
    let parts = IndexParts { members: vec![member], ..IndexParts::default() };
    both(Compose::index(parts).as_tool(tool), |compose| compose.entries())
}

fn both<T: PartialEq>(compose: Compose, run: impl Fn(Compose) -> Result<T, Error>) -> Result<T, Error> {
    let (as_go, chosen) = (run(compose.clone().always_as_go()), run(compose));
    let agree = match (&as_go, &chosen) {
        (Ok(as_go), Ok(chosen)) => as_go == chosen,
        (Err(as_go), Err(chosen)) => as_go.kind() == chosen.kind(),
        _ => false,
    };
    assert!(agree, "readings differ");
    chosen
}

/// A result without children.
pub(super) fn outcome(composed: Result<Composed, Error>) -> Outcome {
    match composed {
        Ok(composed) => Outcome::Output(Box::new(output(&composed))),
        Err(error) => refused(&error),
    }
}

pub(super) fn output(composed: &Composed) -> Output {
    let mut blobs = Blobs::new();
    for blob in &composed.extra_blobs {
        blobs.insert(blob.descriptor.digest.to_string(), blob.bytes.to_vec());
    }
    Output {
        manifest: composed.bytes.to_vec(),
        media_type: composed.descriptor.media_type.to_string(),
        config: composed.config.as_ref().and_then(|config| config.bytes.as_ref()).map(|bytes| bytes.to_vec()),
        descriptor: None,
        blobs,
        ..Output::default()
    }
}

/// A descriptor as JSON, with its members in the order of the specification.
pub(super) fn json(descriptor: &Descriptor) -> Option<Value> {
    serde_json::from_slice(&descriptor.to_json()).ok()
}

/// The descriptor that a case states.
pub(super) fn descriptor(value: &Value) -> Descriptor {
    Descriptor::parse(value.to_string()).unwrap_or_default()
}

pub(super) fn annotations(map: &BTreeMap<String, String>) -> Annotations {
    map.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// All that is at the registry, by digest.
pub(super) struct Registry {
    blobs: Blobs,
    /// What the input is known to be.
    top: Option<(String, MediaType)>,
}

impl Registry {
    pub(super) fn new(input: &Input) -> Self {
        let mut blobs = input.blobs.clone();
        let mut add = |bytes: &Option<Vec<u8>>| {
            let bytes = bytes.as_ref()?;
            let digest = Digest::sha256(bytes).to_string();
            blobs.insert(digest.clone(), bytes.clone());
            Some(digest)
        };
        let top = add(&input.manifest);
        add(&input.config);
        let media_type = input.media_type.as_deref().map(MediaType::from);
        Self { blobs, top: top.zip(media_type) }
    }

    pub(super) fn blob(&self, digest: &str) -> Option<&Vec<u8>> {
        self.blobs.get(digest)
    }

    /// A manifest or index, with the media type that it is served under: that of its own `mediaType`.
    pub(super) fn source(&self, digest: &str) -> Option<Source> {
        let bytes = self.blob(digest)?;
        if let Some((_, media_type)) = self.top.as_ref().filter(|(top, _)| top == digest) {
            return Some(Source::new(bytes.clone(), media_type.clone()));
        }
        let document = oci_spec_types::Document::parse(bytes.clone()).ok()?;
        Some(Source::from(document))
    }

    /// An image with its config.
    pub(super) fn image(&self, manifest: Source) -> ImageMember {
        let config = config_of(&manifest.bytes).and_then(|digest| self.blob(&digest).cloned());
        ImageMember { manifest, config: config.map(Into::into), entry: None }
    }
}

/// The digest of the config that a manifest names.
fn config_of(manifest: &[u8]) -> Option<String> {
    let manifest: Value = serde_json::from_slice(manifest).ok()?;
    manifest["config"]["digest"].as_str().map(str::to_owned)
}
