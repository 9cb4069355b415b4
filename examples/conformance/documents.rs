//! Real documents (`spec/documents`): kind, digest, the same bytes out, style.

use crate::harness::{Tally, Verdict, same, same_bytes, text};
use crate::set::{Set, read_json};
use oci_digest::json::{Scanner, Token, Walk};
use oci_spec_types::{Document, Kind, ParseOptions, Style, Whitespace};
use serde_json::Value;

/// The names of kinds in `documents.json`.
const KINDS: &[(&str, Kind)] = &[
    ("oci-manifest", Kind::OciManifest),
    ("oci-index", Kind::OciIndex),
    ("image-config", Kind::ImageConfig),
    ("docker-manifest-v2s2", Kind::DockerManifest),
    ("docker-manifest-list", Kind::DockerList),
    ("schema1-signed", Kind::Schema1Signed),
    ("schema1-unsigned", Kind::Schema1),
    ("in-toto-statement", Kind::InTotoStatement),
    ("v1-image-json", Kind::V1Image),
    ("docker-archive-manifest", Kind::DockerArchive),
    ("oci-layout", Kind::Layout),
    ("oci-artifact-manifest", Kind::ArtifactManifest),
    ("docker-manifest", Kind::DockerManifest),
    ("descriptor", Kind::Descriptor),
    ("unknown", Kind::Unknown),
];

const WHITESPACE: &[(&str, Whitespace)] = &[
    ("compact", Whitespace::Compact),
    ("2sp", Whitespace::Spaces(2)),
    ("3sp", Whitespace::Spaces(3)),
    ("4sp", Whitespace::Spaces(4)),
    ("tab", Whitespace::Tab),
];

/// Documents whose kind is easily guessed wrong (`spec/kinds.json`), and those of newer formats (`artifacts`).
pub(crate) fn kinds(set: &Set, out: &mut Tally) {
    for case in set.file("spec/kinds.json").iter().flat_map(Value::as_array).flatten() {
        out.case("spec/kinds", text(case, "id"), || kind_is(case, text(case, "document").as_bytes()));
    }
    let folder = set.folder("artifacts");
    for case in &set.list("artifacts/artifacts.json", "documents") {
        let file = text(case, "file");
        let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
        let stated = serde_json::from_slice(&bytes).ok().as_ref().map(|json| text(json, "mediaType").into());
        match stated.as_ref().and_then(Kind::of_media_type) {
            Some(stated) if stated != kind_of(text(case, "kind")) => {
                out.skip("artifacts/kind", file, "the document states another kind than the case");
            }
            _ => out.case("artifacts/kind", file, || kind_is(case, &bytes)),
        }
        out.case("artifacts/artifact", file, || {
            let found = read_as_known(case, &bytes)?.artifact();
            let found = found.map_or("none", |artifact| artifact.kind.code());
            same(case["artifact"].as_str().unwrap_or("none"), found)
        });
    }
}

/// The kind of this name; every name is in the table.
fn kind_of(name: &str) -> Kind {
    KINDS.iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("a name of a kind: {name}")).1
}

/// The document, with the media type that the caller of the case knows.
fn read_as_known(case: &Value, bytes: &[u8]) -> Result<Document, crate::harness::Mismatch> {
    let mut options = ParseOptions::default();
    if let Some(media_type) = case["media_type"].as_str() {
        options = options.media_type(media_type);
    }
    Document::parse_with(bytes.to_vec(), &options).map_err(|error| mismatch("a document", &error))
}

/// The document is of the kind of the case, and its bytes are kept.
fn kind_is(case: &Value, bytes: &[u8]) -> Verdict {
    let document = read_as_known(case, bytes)?;
    same(kind_of(text(case, "kind")).to_string(), document.kind().to_string())?;
    same(document.kind() == Kind::ImageConfig, document.image_id().is_some())?;
    same_bytes("bytes", bytes, document.bytes())
}

pub(crate) fn run(set: &Set, out: &mut Tally) {
    let folder = set.folder("spec/documents");
    set.claim("spec/documents/documents.json".to_owned());
    let Some(cases) = read_json(&folder.join("documents.json")) else { return };
    for case in cases.as_array().into_iter().flatten() {
        let id = text(case, "id");
        let bytes = std::fs::read(folder.join(text(case, "file"))).unwrap_or_default();
        let name = text(case, "kind");
        let expected = KINDS.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind);
        let document = || Document::parse(bytes.clone()).map_err(|error| mismatch("a document", &error));
        out.case("spec/documents/kind", id, || {
            let found = document()?.kind();
            // A document that mixes the members of two kinds is listed under one, and its media type names the other.
            let stated = Kind::of_media_type(&text(case, "media_type").into());
            if stated == Some(found) {
                return Ok(());
            }
            same(expected.map(|kind| kind.to_string()).unwrap_or_default(), found.to_string())
        });
        out.case("spec/documents/digest", id, || match document()?.digest() {
            Ok(digest) => same(text(case, "manifest_digest"), digest.to_string().as_str()),
            // Signatures that lead nowhere have no digest.
            Err(_) if case["manifest_digest"].is_null() => Ok(()),
            Err(error) => Err(mismatch(text(case, "manifest_digest"), &error)),
        });
        out.case("spec/documents/bytes", id, || same_bytes("bytes", &bytes, document()?.bytes()));
        out.case("spec/documents/members", id, || {
            let document = document()?;
            let original = members(&bytes)?;
            same(original.as_str(), members(&document.view().to_styled(Style::default()))?.as_str())?;
            same(original.as_str(), members(&by_serde(document.kind(), &bytes)?)?.as_str())
        });
        let layout = &case["serialisation"];
        if layout["reproducible"] != true {
            continue;
        }
        out.case("spec/documents/style", id, || {
            let style = Style {
                whitespace: WHITESPACE
                    .iter()
                    .find(|(own, _)| *own == text(layout, "indent"))
                    .map_or(Whitespace::Compact, |b| b.1),
                html_escapes: layout["html_escape"] == true,
                trailing_newline: layout["trailing_newline"] == true,
                ..Style::default()
            };
            same(format!("{style:?}"), format!("{:?}", document()?.style()))
        });
        out.case("spec/documents/rewritten", id, || {
            let document = document()?;
            same_bytes("model", &bytes, &document.view().to_styled(document.style()))
        });
        out.case("spec/documents/serde", id, || {
            let view = document()?;
            same_bytes("serde", &view.view().to_styled(Style::default()), &by_serde(view.kind(), &bytes)?)
        });
    }
}

/// The names of all members at all levels, in their order: what must not get lost.
fn members(document: &[u8]) -> Result<String, crate::harness::Mismatch> {
    let mut scanner = Scanner::new(document);
    let mut walk = Walk::new();
    let mut names = String::new();
    while let Some(token) = walk.next(&mut scanner).map_err(|error| mismatch("JSON", &error))? {
        if let Token::Name(name) = token {
            names.push_str(&format!("{}:{} ", walk.depth(), name.decode_go()));
        }
    }
    Ok(names)
}

/// Reads with serde and writes with the model: serde must see what the reader of the crate sees.
fn by_serde(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, crate::harness::Mismatch> {
    use oci_spec_types::{Model, docker, oci};
    fn read<T: Model + serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<Vec<u8>, crate::harness::Mismatch> {
        let model: T = serde_json::from_slice(bytes).map_err(|error| mismatch("a model by serde", &error))?;
        Ok(model.to_json())
    }
    match kind {
        Kind::OciManifest => read::<oci::Manifest>(bytes),
        Kind::OciIndex => read::<oci::Index>(bytes),
        Kind::DockerManifest => read::<docker::Manifest>(bytes),
        Kind::DockerList => read::<docker::ManifestList>(bytes),
        Kind::ImageConfig => read::<oci::ImageConfig>(bytes),
        Kind::ArtifactManifest => read::<oci::ArtifactManifest>(bytes),
        Kind::Layout => read::<oci::Layout>(bytes),
        Kind::V1Image => read::<docker::V1Image>(bytes),
        // No models of their own, or read from a part of the document.
        _ => Ok(Document::parse(bytes.to_vec())
            .map_err(|error| mismatch("a document", &error))?
            .view()
            .to_styled(Style::default())),
    }
}

fn mismatch(expected: &str, error: &dyn std::fmt::Display) -> crate::harness::Mismatch {
    crate::harness::Mismatch::new(expected, error)
}
