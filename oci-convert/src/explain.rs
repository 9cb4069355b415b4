//! Why two documents have different digests.

mod image;
mod index;
mod made_by;
mod relation;
mod text;
mod tree;

pub use made_by::MadeBy;
pub use relation::{Note, Relation, Which};
pub use tree::{Difference, Spelling};

use crate::Cause;
use crate::report::{Change, DigestRole};
use image::Image;
use oci_digest::Digest;
use oci_spec_types::{ClaimedDigest, Descriptor, Document, Kind, View};
use serde::Serialize;
use tree::Comparison;

/// How two documents relate, and what became of each digest in them.
///
/// [`Display`](std::fmt::Display) prints it for a terminal. As JSON: `relation` with its stable `code`, `digests` as in
/// [`crate::Report`] (`before` is the first document, `after` the second), `notes` by their codes, and `differences` with
/// JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The first document.
    pub a: Side,
    /// The second document.
    pub b: Side,
    /// The answer.
    pub relation: Relation,
    /// Whether one is, to the byte, what a tool makes of the other; `None` when it is not, or only the config would tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<MadeBy>,
    /// Every digest of both: the documents themselves (unless one names the other), configs, layers, children.
    pub digests: Vec<Change>,
    /// What follows from it.
    pub notes: Vec<Note>,
    /// Where the documents say something else, in the order of the first; not for documents of different kinds.
    pub differences: Vec<Difference>,
    /// How many more differences there are than are listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_differences: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One of the two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// What it is.
    pub kind: Kind,
    /// Its digest; `None` when the signatures of a schema 1 manifest do not lead to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its size in bytes.
    pub size: usize,
}

impl Side {
    fn of(document: &Document) -> Self {
        Self { kind: document.kind(), digest: document.digest().ok(), size: document.bytes().len() }
    }
}

/// Finds out how two documents relate: why their digests differ, or how one belongs to the other.
///
/// Only the documents are looked at, so what is said about blobs is what follows from them: when two manifests name the
/// same config, their layers have the same diffIDs, because that config lists them.
///
/// ```
/// use oci_convert::explain::{Relation, explain};
/// use oci_spec_types::Document;
///
/// let local = Document::parse(&br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///   "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":2},
///   "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:1111111111111111111111111111111111111111111111111111111111111111","size":1024}]}"#[..])?;
/// let pushed = Document::parse(&br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///   "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":2},
///   "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:2222222222222222222222222222222222222222222222222222222222222222","size":34}]}"#[..])?;
/// let why = explain(&local, &pushed);
/// assert_eq!(why.relation, Relation::Recompressed { layers: 1, of: 1 });
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[must_use]
pub fn explain(a: &Document, b: &Document) -> Explanation {
    let sides = (Side::of(a), Side::of(b));
    let mut found = Found::default();
    let comparison = tree::compare(compared(a), compared(b)).unwrap_or_default();
    let same_schema = family(a.kind()) == family(b.kind());
    let relation = if a.bytes() == b.bytes() {
        Relation::Identical
    } else {
        // Documents that break the grammar in JSON's eyes never become a `Document`; the comparison is there.
        respelt(a, b, same_schema, &comparison)
            .or_else(|| relation::containment(a, b, &mut found))
            .or_else(|| index::relate(a, b, &mut found))
            .or_else(|| image::relate(a, b, &comparison, &mut found))
            .or_else(|| config(a, b, &mut found))
            .unwrap_or(Relation::Different)
    };
    let mut digests = Vec::new();
    // Of two documents of which one names the other neither became the other.
    if !matches!(relation, Relation::Child { .. } | Relation::ConfigOf { .. } | Relation::Refers { .. }) {
        digests.push(document_row(&sides, &relation, &found));
    }
    digests.append(&mut found.digests);
    let (differences, more_differences) = match relation {
        _ if same_schema => (comparison.differences, comparison.more),
        _ => (Vec::new(), 0),
    };
    let made_by = made_by::find(a, b, &relation);
    Explanation {
        a: sides.0,
        b: sides.1,
        relation,
        made_by,
        digests,
        notes: found.notes,
        differences,
        more_differences,
    }
}

/// What a relation brings with it.
#[derive(Debug, Default)]
struct Found {
    digests: Vec<Change>,
    notes: Vec<Note>,
    /// Why the digests of the documents differ.
    causes: Vec<Cause>,
}

/// The bytes that say what the document says: of a signed one the payload.
fn compared(document: &Document) -> &[u8] {
    document.payload().unwrap_or(document.bytes())
}

/// Kinds that are written by the same schema.
fn family(kind: Kind) -> Kind {
    if kind == Kind::Schema1Signed { Kind::Schema1 } else { kind }
}

/// The same document: in other words, or with other signatures.
fn respelt(a: &Document, b: &Document, same_schema: bool, comparison: &Comparison) -> Option<Relation> {
    if !same_schema || comparison.more > 0 || !comparison.differences.is_empty() {
        return None;
    }
    match (a.payload(), b.payload()) {
        (Ok(own), Ok(other)) if own == other => Some(Relation::Signatures),
        _ if comparison.spelling == Spelling::default() => None,
        _ => Some(Relation::Respelt(comparison.spelling)),
    }
}

/// Two configs.
fn config(a: &Document, b: &Document, found: &mut Found) -> Option<Relation> {
    let (View::ImageConfig(own), View::ImageConfig(other)) = (a.view(), b.view()) else { return None };
    let (own, other) = (&own.rootfs.diff_ids, &other.rootfs.diff_ids);
    let shared = own.iter().zip(other).take_while(|(own, other)| own == other).count();
    for position in 0..own.len().max(other.len()) {
        let text = |ids: &[ClaimedDigest]| ids.get(position).cloned();
        let (before, after) = (text(own), text(other));
        let cause = if before == after { Cause::UncompressedKept } else { Cause::LayerDigests };
        found.digests.push(Change::new(DigestRole::DiffId, before, after, cause).at(position));
    }
    found.causes.push(if shared == own.len().max(other.len()) { Cause::ConfigRewritten } else { Cause::LayerDigests });
    Some(match shared {
        _ if shared == own.len() && shared == other.len() => Relation::ConfigChanged,
        0 => return None,
        _ => {
            let parent = Which::shorter(shared, own.len(), other.len());
            Relation::SharesBase { layers: shared, parent }
        }
    })
}

/// The row of the two documents themselves.
fn document_row(sides: &(Side, Side), relation: &Relation, found: &Found) -> Change {
    let role = |kind: Kind| match kind {
        kind if kind.is_index() => DigestRole::Index,
        Kind::ImageConfig => DigestRole::Config,
        _ => DigestRole::Manifest,
    };
    let text = |side: &Side| side.digest.as_ref().map(ClaimedDigest::from);
    let cause = match relation {
        Relation::Identical => Cause::BytesKept,
        Relation::Signatures => Cause::OutsideDigest,
        Relation::Respelt(_) => Cause::Layout,
        _ => Cause::Unknown,
    };
    Change::new(role(sides.0.kind), text(&sides.0), text(&sides.1), cause)
        .because(found.causes.iter().copied())
        .typed(sides.0.kind.media_type(), sides.1.kind.media_type())
}

/// The digest that a descriptor states, as it stands.
fn stated(descriptor: &Descriptor) -> ClaimedDigest {
    descriptor.digest.clone()
}

/// The image in a document, if it is one.
fn image_of(document: &Document) -> Option<Image<'_>> {
    Image::of(document)
}
