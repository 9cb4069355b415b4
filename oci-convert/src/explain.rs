//! How two documents relate: why their digests differ, how one belongs to the other, and how sure that is.
//!
//! [`explain`] takes what the caller has ([`Given`]) and answers with a [`Relation`] and its [`Grade`]: proven by the digests
//! in the inputs, consistent with them, or contradicted by them. What nothing was given for is not guessed:
//! [`Relation::Undecided`] says what it could be, and [`Missing`] what would tell.

mod answer;
mod config;
mod documents;
mod given;
mod grade;
mod image;
mod images;
mod index;
mod made_by;
mod naming;
mod note;
mod order;
mod relation;
mod rows;
mod text;
mod tree;
mod which;

pub use given::Given;
pub use grade::{Grade, Missing};
pub use made_by::MadeBy;
pub use note::Note;
pub use relation::{Code, Contained, Relation};
pub use tree::{Difference, Spelling};
pub use which::Which;

use crate::Cause;
use crate::report::{Change, DigestRole};
use answer::{Answer, Found};
use documents::Images;
use given::{Pool, covered};
use oci_digest::Digest;
use oci_spec_types::artifact::Artifact;
use oci_spec_types::{ClaimedDigest, Document, Kind};
use serde::Serialize;
use tree::Comparison;

/// How two documents relate, and what became of each digest in them.
///
/// [`Display`](std::fmt::Display) prints it for a terminal. As JSON: `relation` with its stable `code`, `grade`, `missing`,
/// `digests` as in [`crate::Report`] (`before` is the first document, `after` the second), `notes` by their codes, and
/// `differences` with JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The first document.
    pub a: Side,
    /// The second document.
    pub b: Side,
    /// The answer.
    pub relation: Relation,
    /// How sure it is.
    pub grade: Grade,
    /// What would make it surer; empty when it is proven.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// The tools that make one of the other, to the byte: what was not given, such as a config that a tool reads, can hide
    /// some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made_by: Vec<MadeBy>,
    /// Every digest of both: the documents themselves (unless one names the other), configs, layers, children.
    pub digests: Vec<Change>,
    /// What follows from it.
    pub notes: Vec<Note>,
    /// Where the documents say something else, in the order of the first; not for documents of different kinds.
    pub differences: Vec<Difference>,
    /// How many more differences there are than are listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_differences: usize,
    /// Where the two configs say something else, if both were given and they matter. Of a converted image: the members that
    /// an OCI config does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub config_differences: Vec<Difference>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One of the two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Side {
    /// How it is written.
    pub kind: Kind,
    /// What it carries; `None` where its kind does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Artifact>,
    /// Its digest; `None` when the signatures of a schema 1 manifest do not lead to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its size in bytes.
    pub size: usize,
}

impl Side {
    fn of(document: &Document) -> Self {
        let artifact = document.artifact();
        Self { kind: document.kind(), artifact, digest: document.digest().ok(), size: document.bytes().len() }
    }
}

/// Finds out how two documents relate.
///
/// A config that both manifests name lists the diffIDs of their layers, if it is a real one and fits: with it, layers with
/// other digests are proven to hold the same. Without it the answer is that nothing speaks against it.
///
/// It takes time in proportion to what was given, times the tools that are tried.
///
/// ```
/// use oci_convert::explain::{Given, Grade, Missing, Relation, explain};
/// use oci_digest::Digest;
/// use oci_spec_types::Document;
///
/// let tar = Digest::sha256(b"a tar");
/// let config = format!(r#"{{"os":"linux","architecture":"arm","rootfs":{{"type":"layers","diff_ids":["{tar}"]}}}}"#);
/// let manifest = |layer: &str, digest: Digest| {
///     format!(
///         r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
///         "config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{}","size":{}}},
///         "layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.{layer}","digest":"{digest}","size":7}}]}}"#,
///         Digest::sha256(&config), config.len(),
///     )
/// };
/// let local = Document::parse(manifest("tar", tar.clone()))?;
/// let pushed = Document::parse(manifest("tar+gzip", Digest::sha256(b"its gzip")))?;
///
/// let why = explain(&Given::new(&local, &pushed));
/// assert_eq!(why.relation, Relation::Recompressed { layers: 1, of: 1 });
/// assert_eq!(why.grade, Grade::ConsistentWith);
/// assert!(matches!(why.missing[..], [Missing::Config { .. }]));
///
/// let why = explain(&Given { configs: &[config.into()], ..Given::new(&local, &pushed) });
/// assert_eq!(why.grade, Grade::Proven);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[must_use]
pub fn explain(given: &Given<'_>) -> Explanation {
    let (a, b) = (given.a, given.b);
    let sides = (Side::of(a), Side::of(b));
    let pool = Pool::new(given);
    let mut found = Found::default();
    let comparison = tree::compare(covered(a), covered(b)).unwrap_or_default();
    let same_schema = schema(a.kind()) == schema(b.kind());
    let images = Images::of(a, b, given, &pool);
    let mut answer = if a.bytes() == b.bytes() {
        Answer::proven(Relation::Identical)
    } else {
        respelt(a, b, same_schema, &comparison)
            .or_else(|| naming::relate(given, &pool, &mut found))
            .or_else(|| index::relate(given, &pool, &comparison, &mut found))
            .or_else(|| Some(images.as_ref()?.relate(&comparison, &pool, &mut found)))
            .or_else(|| naming::through_missing(given, &pool))
            .unwrap_or_else(|| Answer::proven(Relation::Different))
    };
    let may_be_made = !matches!(
        answer.relation.code(),
        Code::Identical | Code::Signatures | Code::Child | Code::Refers | Code::ConfigOf | Code::Contradiction
    );
    let made_by = if may_be_made { made_by::find(a, b, images.as_ref(), &pool) } else { Vec::new() };
    if let Some(made) = made_by.first() {
        answer = after_making(answer, made, images.as_ref());
    }
    let mut digests = Vec::new();
    // Of two documents of which one names the other neither became the other.
    if !matches!(answer.relation.code(), Code::Child | Code::ConfigOf | Code::Refers) {
        digests.push(document_row(&sides, &answer.relation, &found));
    }
    digests.append(&mut found.digests);
    let (differences, more_differences) =
        if same_schema { (comparison.differences, comparison.more) } else { (Vec::new(), 0) };
    let mut seen = Vec::new();
    found.notes.retain(|note| {
        !seen.contains(note) && {
            seen.push(*note);
            true
        }
    });
    Explanation {
        a: sides.0,
        b: sides.1,
        relation: answer.relation,
        grade: answer.grade,
        missing: answer.missing,
        made_by,
        digests,
        notes: found.notes,
        differences,
        more_differences,
        config_differences: found.config_differences,
    }
}

/// The schema that a kind is written by.
fn schema(kind: Kind) -> Kind {
    if kind == Kind::Schema1Signed { Kind::Schema1 } else { kind }
}

/// The same document: in other words, or with other signatures.
fn respelt(a: &Document, b: &Document, same_schema: bool, comparison: &Comparison) -> Option<Answer> {
    if !same_schema || comparison.more > 0 || !comparison.differences.is_empty() {
        return None;
    }
    let relation = match (a.payload(), b.payload()) {
        (Ok(own), Ok(other)) if own == other => Relation::Signatures,
        _ if comparison.spelling == Spelling::default() => return None,
        _ => Relation::Respelt(comparison.spelling),
    };
    Some(Answer::proven(relation))
}

/// What a tool made of the other is told by that, where the configs did not tell it.
fn after_making(answer: Answer, made: &MadeBy, images: Option<&Images<'_>>) -> Answer {
    if !matches!(answer.relation.code(), Code::Undecided | Code::Different | Code::ChildrenChanged) {
        return answer;
    }
    match (images, answer.relation) {
        (Some(images), _) => {
            let of = images.a.layers.len();
            let (own, other) = (images.a.config, images.b.config);
            let same_config = own.zip(other).map(|(own, other)| own.digest == other.digest);
            match made.replaced {
                0 => Answer::proven(Relation::Converted { same_config }),
                layers => Answer::consistent(Relation::ConvertedAndRecompressed { layers, of }, answer.missing),
            }
        }
        (None, Relation::ChildrenChanged { platforms }) => Answer::proven(Relation::ChildrenConverted { platforms }),
        (None, relation) => Answer { relation, ..answer },
    }
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
        Relation::SameBlobs => Cause::OtherAlgorithm,
        _ => Cause::Unknown,
    };
    let causes = found.causes.iter().copied().filter(|_| *relation != Relation::SameBlobs);
    Change::new(role(sides.0.kind), text(&sides.0), text(&sides.1), cause)
        .because(causes)
        .typed(sides.0.kind.media_type(), sides.1.kind.media_type())
}
