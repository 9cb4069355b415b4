use super::tree::{self, Spelling, Tree};
use super::{config, models, values};
use crate::{Kind, Model, Style, docker};
use oci_digest::json::Escapes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// The kinds of documents that are made here.
const KINDS: [Kind; 11] = [
    Kind::OciManifest,
    Kind::OciIndex,
    Kind::DockerManifest,
    Kind::DockerList,
    Kind::Schema1,
    Kind::ImageConfig,
    Kind::ArtifactManifest,
    Kind::Layout,
    Kind::DockerArchive,
    Kind::V1Image,
    Kind::InTotoStatement,
];

/// The bytes of a valid document of any kind, in any style.
pub fn document() -> impl Strategy<Value = (Kind, Vec<u8>)> {
    proptest::sample::select(&KINDS[..]).prop_flat_map(|kind| document_of(kind).prop_map(move |bytes| (kind, bytes)))
}

/// The bytes of a valid document of a kind, in any style. Of kinds that there is no strategy for, the value `{}`.
pub fn document_of(kind: Kind) -> impl Strategy<Value = Vec<u8>> {
    (compact(kind), values::style()).prop_map(|(tree, style)| style.lay_out(tree.compact(style.html_escapes).into()))
}

/// The bytes of an odd document of any kind: it is read, but no careful writer writes it.
pub fn odd_document() -> impl Strategy<Value = (Kind, Vec<u8>)> {
    proptest::sample::select(&KINDS[..])
        .prop_flat_map(|kind| odd_document_of(kind).prop_map(move |bytes| (kind, bytes)))
}

/// The bytes of an odd document of a kind.
pub fn odd_document_of(kind: Kind) -> impl Strategy<Value = Vec<u8>> {
    let escapes = proptest::sample::select(vec![Escapes::GO, Escapes::GO_NO_HTML, Escapes::MINIMAL]);
    let blank = proptest::sample::select(vec![" ", "\n", "\t", "\r\n  "]);
    (compact(kind), vec(oddity(), 0..8), escapes, any::<bool>(), vec((any::<Index>(), blank), 0..6)).prop_map(
        |(mut tree, oddities, escapes, first_letter, whitespace)| {
            oddities.into_iter().for_each(|oddity| oddity.apply(&mut tree));
            let mut text = tree.spelt(&Spelling { escapes, first_letter });
            for (at, blank) in whitespace {
                let gaps = gaps(&text);
                if !gaps.is_empty() {
                    #[expect(clippy::indexing_slicing, reason = "`at` is below the length that it is asked for")]
                    text.insert_str(gaps[at.index(gaps.len())], blank);
                }
            }
            text.into_bytes()
        },
    )
}

/// A valid document of a kind.
fn compact(kind: Kind) -> BoxedStrategy<Tree> {
    fn tree<M: Model>(model: &M) -> Tree {
        Tree::parse(&model.to_json()).unwrap_or_else(|| Tree::Object(Vec::new()))
    }
    match kind {
        Kind::OciManifest => models::oci_manifest().prop_map(|model| tree(&model)).boxed(),
        Kind::OciIndex => models::oci_index().prop_map(|model| tree(&model)).boxed(),
        Kind::DockerManifest => models::docker_manifest().prop_map(|model| tree(&model)).boxed(),
        Kind::DockerList => models::docker_list().prop_map(|model| tree(&model)).boxed(),
        Kind::Schema1 => models::schema1().prop_map(|model| tree(&model)).boxed(),
        Kind::ImageConfig => config::image_config().prop_map(|model| tree(&model)).boxed(),
        Kind::ArtifactManifest => models::artifact_manifest().prop_map(|model| tree(&model)).boxed(),
        Kind::Layout => models::layout().prop_map(|model| tree(&model)).boxed(),
        Kind::V1Image => config::v1_image().prop_map(|model| tree(&model)).boxed(),
        Kind::InTotoStatement => models::statement().prop_map(|model| tree(&model)).boxed(),
        Kind::DockerArchive => vec(models::archive_entry(), 1..3)
            .prop_map(|entries| {
                let bytes = docker::ArchiveEntry::write_all(&entries, Style::default());
                Tree::parse(&bytes).unwrap_or_else(|| Tree::Array(Vec::new()))
            })
            .boxed(),
        _ => Just(Tree::Object(Vec::new())).boxed(),
    }
}

/// One thing that makes a document odd: what is done, and to which member of which object.
#[derive(Debug, Clone)]
struct Oddity {
    object: Index,
    member: Index,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// Move the member to this place.
    Move(Index),
    /// Make it `null`.
    Null,
    /// Make it say nothing: `""`, `0`, `[]`, `{}`.
    Empty,
    /// Write it once more, at the end.
    Repeat,
    /// Put an unknown member before it.
    Unknown(String, Tree),
}

fn oddity() -> impl Strategy<Value = Oddity> {
    let what = prop_oneof![
        3 => any::<Index>().prop_map(What::Move),
        1 => Just(What::Null),
        1 => Just(What::Empty),
        1 => Just(What::Repeat),
        3 => ("[a-zA-Z.]{1,8}", tree::value()).prop_map(|(name, value)| What::Unknown(format!("y{name}"), value)),
    ];
    (any::<Index>(), any::<Index>(), what).prop_map(|(object, member, what)| Oddity { object, member, what })
}

impl Oddity {
    #[expect(clippy::indexing_slicing, reason = "`at` is below the length that it is asked for")]
    fn apply(self, tree: &mut Tree) {
        let count = tree.count_objects();
        if count == 0 {
            return;
        }
        let Some(members) = tree.object_mut(&mut self.object.index(count)) else { return };
        if let What::Unknown(name, value) = self.what {
            let value = value.fitting(members);
            members.insert(self.member.index(members.len() + 1), (name, value));
            return;
        }
        if members.is_empty() {
            return;
        }
        let at = self.member.index(members.len());
        match self.what {
            What::Move(to) => {
                let member = members.remove(at);
                members.insert(to.index(members.len() + 1), member);
            }
            What::Null => members[at].1 = Tree::Plain("null".to_owned()),
            What::Empty => members[at].1 = members[at].1.empty(),
            What::Repeat => members.push(members[at].clone()),
            What::Unknown(..) => {}
        }
    }
}

/// Where whitespace may stand: around punctuation, outside of strings.
fn gaps(text: &str) -> Vec<usize> {
    let (mut gaps, mut in_string, mut escaped) = (Vec::new(), false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' | b':' | b',' | b'}' | b']' if !in_string => gaps.extend([at, at + 1]),
            _ => {}
        }
    }
    gaps
}
