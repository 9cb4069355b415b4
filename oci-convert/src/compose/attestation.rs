//! Composing attestation manifests: in-toto statements about an image, as BuildKit stores them
//! (`docs/attestations/attestation-storage.md`).

use super::Compose;
use super::composed::{Composed, refused};
use super::parts::{ConfigPart, ImageParts};
use crate::{Error, ErrorKind, Format, Part, Tool};
use bytes::Bytes;
use oci_digest::{Digest, json};
use oci_spec_types::attestation::{KIND_ATTESTATION, PREDICATE_TYPE};
use oci_spec_types::in_toto::{Statement, Subject};
use oci_spec_types::{Blob, Descriptor, MediaType, Model, Platform, RawJson, Style, Text, annotation};

/// The type of attestation manifests that are artifacts.
const ARTIFACT_TYPE: MediaType = MediaType::from_static("application/vnd.docker.attestation.manifest.v1+json");

/// Statements about an image.
///
/// ```
/// use oci_convert::compose::{AttestationParts, StatementPart, package_url};
/// use oci_convert::tools;
/// use oci_spec_types::{Descriptor, MediaType};
///
/// let image = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
/// let name = package_url("docker.io/library/img:1", &"linux/amd64".parse()?);
/// assert_eq!(name, "pkg:docker/img@1?platform=linux%2Famd64");
///
/// let statement = StatementPart::new("https://example.com/p", r#"{"k":"v"}"#.parse()?);
/// let parts = AttestationParts { image, names: vec![name], statements: vec![statement], is_artifact: true };
/// let composed = parts.compose(&tools::BUILDKIT)?;
/// assert_eq!(composed.descriptor.platform.unwrap().os, "unknown");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AttestationParts {
    /// The image, as its index has it.
    pub image: Descriptor,
    /// The names of the image: [`package_url`].
    pub names: Vec<Text>,
    /// What is said.
    pub statements: Vec<StatementPart>,
    /// The manifest is an artifact whose subject is the image. Otherwise it looks like an image for no platform.
    pub is_artifact: bool,
}

/// One statement.
#[derive(Debug, Clone)]
pub struct StatementPart {
    /// The type of the predicate, a URI.
    pub predicate_type: Text,
    /// What it says.
    pub predicate: RawJson,
    /// What it is about; empty for the image.
    pub subjects: Vec<StatementSubject>,
}

/// What a statement is about.
#[derive(Debug, Clone)]
pub enum StatementSubject {
    /// The image, by each of its names, and by this one beside each, unless it is empty.
    Image(Text),
    /// Something else.
    Other {
        /// Its name.
        name: Text,
        /// Its digests.
        digests: Vec<Digest>,
    },
}

impl StatementPart {
    /// A statement about the image.
    #[must_use]
    pub fn new(predicate_type: impl Into<Text>, predicate: RawJson) -> Self {
        Self { predicate_type: predicate_type.into(), predicate, subjects: Vec::new() }
    }
}

impl AttestationParts {
    /// Composes the manifest. Its statements are in [`Composed::extra_blobs`]; its descriptor is its entry in the index of the
    /// image.
    ///
    /// # Errors
    /// As [`Compose::make`]; and when the digest of the image is none.
    pub fn compose(self, tool: &'static Tool) -> Result<Composed, Error> {
        let image = digest_of(&self.image)?;
        let text = |statement: &StatementPart| statement.text(&self.names, &image);
        let statements: Vec<Blob> =
            self.statements.iter().map(|statement| Blob::new(MediaType::IN_TOTO, text(statement))).collect();
        let layer = |(statement, blob): (&StatementPart, &Blob)| {
            blob.descriptor.clone().with_annotation(PREDICATE_TYPE, statement.predicate_type.clone())
        };
        let layers: Vec<Descriptor> = self.statements.iter().zip(&statements).map(layer).collect();
        let mut composed = attestation(self.image, layers, self.is_artifact, tool)?;
        composed.extra_blobs.extend(statements);
        Ok(composed)
    }
}

/// The manifest of an attestation whose statements are stored already.
pub(crate) fn attestation(
    image: Descriptor,
    layers: Vec<Descriptor>,
    is_artifact: bool,
    tool: &'static Tool,
) -> Result<Composed, Error> {
    let digest = digest_of(&image)?;
    let mut parts = ImageParts::default();
    if is_artifact {
        let Descriptor { media_type, digest, size, .. } = image;
        parts.artifact_type = Some(ARTIFACT_TYPE);
        parts.subject = Some(Descriptor { media_type, digest, size, ..Descriptor::default() });
    } else {
        parts.config = ConfigPart::Kept(MediaType::OCI_CONFIG, unknown_platform(&layers));
    }
    parts.layers = layers.into_iter().map(Into::into).collect();
    let composed = Compose::image(parts).as_tool(tool).format(Format::Oci).make()?;
    let descriptor = as_entry(composed.descriptor, &digest);
    Ok(Composed { descriptor, ..composed })
}

/// The entry of an attestation in the index of its image.
pub(crate) fn as_entry(attestation: Descriptor, image: &Digest) -> Descriptor {
    attestation
        .with_annotation(annotation::REFERENCE_DIGEST, image.to_string())
        .with_annotation(annotation::REFERENCE_TYPE, KIND_ATTESTATION)
        .with_platform(Platform::new("unknown", "unknown"))
}

fn digest_of(image: &Descriptor) -> Result<Digest, Error> {
    image.digest.valid().ok_or_else(|| {
        let text = format!("found {}, expected a digest", image.digest);
        refused(ErrorKind::InvalidDigest, Part::Manifest, "/subject/digest", text)
    })
}

impl StatementPart {
    /// The text of the statement: compact, with escapes for HTML in the predicate, too.
    fn text(&self, names: &[Text], image: &Digest) -> Vec<u8> {
        let own = [StatementSubject::Image(Text::default())];
        let about = if self.subjects.is_empty() { &own[..] } else { &self.subjects };
        let mut subjects = Vec::new();
        for subject in about {
            match subject {
                StatementSubject::Image(more) => {
                    for name in names {
                        let all = [name, more].into_iter().filter(|name| !name.is_empty());
                        subjects.extend(all.map(|name| Subject::new(name.clone(), image)));
                    }
                }
                StatementSubject::Other { name, digests } => {
                    let mut other = Subject { name: Some(name.clone()), ..Subject::default() };
                    digests.iter().for_each(|digest| {
                        other.digest.insert(digest.algorithm_str(), &*digest.encoded());
                    });
                    subjects.push(other);
                }
            }
        }
        let statement = Statement::new(self.predicate_type.clone(), subjects, self.predicate.clone());
        let mut text = Vec::new();
        json::compact(&mut text, &statement.to_styled(Style { html_escapes: true, ..Style::default() }), true);
        text
    }
}

/// The config of an image for no platform: the statements are its layers.
fn unknown_platform(layers: &[Descriptor]) -> Bytes {
    let mut text =
        br#"{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":"#.to_vec();
    let ids: Vec<String> = layers.iter().map(|layer| format!("\"{}\"", layer.digest)).collect();
    match ids.as_slice() {
        [] => text.extend_from_slice(b"null"),
        ids => text.extend_from_slice(format!("[{}]", ids.join(",")).as_bytes()),
    }
    text.extend_from_slice(b"}}");
    text.into()
}

/// The package URL of an image: its familiar name, tag or digest, and platform (BuildKit `util/purl`).
///
/// ```
/// use oci_convert::compose::package_url;
///
/// let url = package_url("reg.example:5000/a/b:v2", &"linux/arm64".parse()?);
/// assert_eq!(url, "pkg:docker/reg.example%3A5000/a/b@v2?platform=linux%2Farm64");
/// # Ok::<(), oci_platform::SpecifierError>(())
/// ```
#[must_use]
pub fn package_url(name: &str, platform: &oci_platform::Platform) -> Text {
    let (name, digest) = name.split_once('@').map_or((name, None), |(name, digest)| (name, Some(digest)));
    let after_slash = name.rfind('/').map_or(0, |at| at + 1);
    let colon = name.get(after_slash..).and_then(|last| last.find(':')).map(|at| after_slash + at);
    let (name, tag) = colon.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)))).unwrap_or((name, None));
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let mut url = format!("pkg:docker/{}", escaped(name, b"/"));
    if let Some(version) = tag.or(if digest.is_none() { Some("latest") } else { None }) {
        url = format!("{url}@{}", escaped(version, b""));
    }
    let platform = escaped(&platform.to_string(), b"");
    match digest {
        Some(digest) => format!("{url}?digest={}&platform={platform}", escaped(digest, b"")).into(),
        None => format!("{url}?platform={platform}").into(),
    }
}

/// The text with every byte that URLs reserve as its hex digits.
fn escaped(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests;
