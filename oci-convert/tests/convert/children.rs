//! Children and entries of an index annotated, and what follows.

use oci_convert::report::Fate;
use oci_convert::{Cause, Converted, EntryEdit, ErrorKind, ManifestEdit, Need, OddityCode, Request, Source, tools};
use oci_digest::Digest;
use oci_spec_types::closure::Closure;
use oci_spec_types::{Descriptor, Document, MediaType, Model, Platform, annotation, attestation, docker, oci};
use std::collections::HashMap;

const KEY: &str = "org.opencontainers.image.version";

struct Tree {
    index: Vec<u8>,
    manifests: HashMap<Digest, Vec<u8>>,
}

impl Tree {
    /// Two platforms, an attestation of the first one as an artifact, one of the older form, and one of the second one.
    fn new() -> Self {
        let mut manifests = HashMap::new();
        let mut put = |manifest: oci::Manifest| {
            let bytes = manifest.to_json();
            let descriptor = Descriptor::of(MediaType::OCI_MANIFEST, &bytes);
            manifests.insert(digest(&descriptor), bytes.to_vec());
            descriptor
        };
        let image = |name: &[u8]| oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, name), vec![]);
        let amd64 = put(image(b"amd64"));
        let arm64 = put(image(b"arm64"));
        let statements =
            |name: &[u8]| oci::Manifest::new(Descriptor::empty(), vec![Descriptor::of(MediaType::IN_TOTO, name)]);
        let artifact = put(statements(b"new").with_subject(amd64.clone()).with_artifact_type("a/b"));
        let old = put(oci::Manifest { config: Descriptor::of(MediaType::OCI_CONFIG, b"{}"), ..statements(b"old") });
        let other = put(statements(b"other").with_subject(arm64.clone()).with_artifact_type("a/b"));
        let about = |entry: Descriptor, image: &Descriptor| {
            entry
                .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
                .with_annotation(annotation::REFERENCE_DIGEST, image.digest.to_string())
                .with_platform(Platform::new("unknown", "unknown"))
        };
        let entries = vec![
            about(artifact, &amd64),
            amd64.clone().with_platform(Platform::new("linux", "amd64")),
            arm64.clone().with_platform(Platform::new("linux", "arm64")),
            about(old, &amd64),
            about(other, &arm64),
        ];
        Self { index: oci::Index::new(entries).to_json().to_vec(), manifests }
    }

    fn edit(&self, request: Request) -> (Converted, Vec<usize>) {
        let mut plan = request.plan(Source::new(self.index.clone(), MediaType::OCI_INDEX)).unwrap();
        let mut asked = Vec::new();
        while let Some(need) = plan.needs().into_iter().find(Need::is_required) {
            let Need::Child { position, descriptor, .. } = &need else { panic!("{need}") };
            asked.push(*position);
            plan.provide(&need, self.manifests[&digest(descriptor)].clone()).unwrap();
        }
        (plan.finish().unwrap(), asked)
    }
}

fn digest(descriptor: &Descriptor) -> Digest {
    descriptor.digest.valid().unwrap().clone()
}

fn index(converted: &Converted) -> oci::Index {
    oci::Index::parse(converted.bytes.clone()).unwrap()
}

#[test]
fn a_child_is_annotated_and_what_names_it_follows() {
    let tree = Tree::new();
    let before = oci::Index::parse(tree.index.clone()).unwrap();
    let request = Request::edit().as_tool(&tools::MINIMAL).edits_of(1, [ManifestEdit::annotate(KEY, "2")]);
    let (edited, asked) = tree.edit(request);
    assert_eq!(asked, [0, 1, 3]);
    let after = index(&edited);
    let image = &edited.children[&1];
    assert_eq!(oci::Manifest::parse(image.bytes.clone()).unwrap().annotations.get(KEY).unwrap(), "2");
    // The entry names the new manifest, and says what it said.
    assert_eq!(after.manifests[1].digest, *image.digest.digest());
    assert_eq!(after.manifests[1].size, image.bytes.len() as i64);
    assert_eq!(after.manifests[1].platform, before.manifests[1].platform);
    // Both attestations are about it; the artifact has it as its subject, so that it has a new digest itself.
    let about = |at: usize| attestation::reference(&after.manifests[at]).unwrap().about;
    assert_eq!(about(0), *image.digest.digest());
    assert_eq!(about(3), *image.digest.digest());
    let artifact = oci::Manifest::parse(edited.children[&0].bytes.clone()).unwrap();
    let subject = artifact.subject.unwrap();
    assert_eq!((subject.digest, subject.size), (after.manifests[1].digest.clone(), after.manifests[1].size));
    assert_eq!(after.manifests[0].digest, *edited.children[&0].digest.digest());
    assert_eq!(after.manifests[3].digest, before.manifests[3].digest);
    // What has nothing to do with it stays.
    assert_eq!((&after.manifests[2], &after.manifests[4]), (&before.manifests[2], &before.manifests[4]));
    // Statements cannot follow: the attestations are named.
    let odd: Vec<_> = edited.report.oddities.iter().map(|odd| (odd.code, odd.pointer.as_str())).collect();
    assert_eq!(odd, [(OddityCode::StaleStatement, "/manifests/0"), (OddityCode::StaleStatement, "/manifests/3")]);
    assert_eq!(edited.report.children.len(), 2);
    let own = edited.report.document().unwrap();
    assert_eq!(own.fate(), Fate::Changed);
    assert!(own.causes.contains(&Cause::ChildDigests));

    let mut closure = Closure::new();
    closure.provide(&Digest::sha256(&edited.bytes), &Document::parse(edited.bytes.clone()).unwrap()).unwrap();
    for (at, child) in &edited.children {
        let document = Document::parse(child.bytes.clone()).unwrap();
        closure.provide(&digest(&after.manifests[*at]), &document).unwrap();
    }
    assert_eq!(closure.about(&digest(&after.manifests[1])).len(), 3);
}

/// regclient 897: a tool that lets nothing follow leaves attestations behind, and the report says so.
#[test]
fn attestations_that_do_not_follow_are_named() {
    let tree = Tree::new();
    let request = Request::edit()
        .as_tool(&tools::MINIMAL)
        .follow_attestations(false)
        .edits_of(1, [ManifestEdit::annotate(KEY, "2")]);
    let (edited, asked) = tree.edit(request);
    assert_eq!(asked, [1]);
    let odd: Vec<_> = edited.report.oddities.iter().map(|odd| (odd.code, odd.pointer.as_str())).collect();
    assert_eq!(odd, [(OddityCode::Dangling, "/manifests/0"), (OddityCode::Dangling, "/manifests/3")]);
}

#[test]
fn an_entry_is_annotated_by_the_digest_that_it_has_or_had() {
    let tree = Tree::new();
    let before = oci::Index::parse(tree.index.clone()).unwrap();
    let arm64 = before.manifests[2].digest.clone();
    let request = Request::edit().as_tool(&tools::MINIMAL);
    let (edited, asked) = tree.edit(request.clone().entries([EntryEdit::annotate(arm64.clone(), KEY, "3")]));
    assert!(asked.is_empty());
    assert_eq!(index(&edited).manifests[2].annotations.get(KEY).unwrap(), "3");
    assert_eq!(index(&edited).manifests[2].digest, arm64);
    assert!(edited.report.document().unwrap().causes.contains(&Cause::Annotations));

    // Of a child that is edited as well, and back.
    let both = request.clone().edits_of(2, [ManifestEdit::annotate(KEY, "3")]);
    let (edited, _) = tree.edit(both.entries([
        EntryEdit::annotate(arm64.clone(), KEY, "3"),
        EntryEdit::annotate(arm64.clone(), "other", "4"),
        EntryEdit::RemoveAnnotation(arm64.clone(), KEY.into()),
    ]));
    let entry = &index(&edited).manifests[2];
    assert_ne!(entry.digest, arm64);
    assert_eq!(entry.annotations.iter().collect::<Vec<_>>(), [("other", &"4".into())]);

    let plan = request.entries([EntryEdit::annotate(Digest::sha256(b"nothing"), KEY, "3")]);
    let error = plan.plan(Source::new(tree.index.clone(), MediaType::OCI_INDEX)).unwrap().finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InstanceNotFound);
}

#[test]
fn what_cannot_be_annotated_is_refused() {
    let list = docker::ManifestList::new(vec![
        Descriptor::of(MediaType::DOCKER_MANIFEST, b"{}").with_platform(Platform::new("linux", "amd64")),
    ]);
    let edit = EntryEdit::annotate(Digest::sha256(b"{}"), KEY, "1");
    let plan = Request::edit().entries([edit]).plan(Source::new(list.to_json(), MediaType::DOCKER_LIST));
    assert_eq!(plan.unwrap().finish().unwrap_err().kind(), ErrorKind::AnnotationLevelUnsupported);

    let tree = Tree::new();
    let edits = || [ManifestEdit::annotate(KEY, "1")];
    let beyond = Request::edit().edits_of(5, edits()).plan(Source::new(tree.index.clone(), MediaType::OCI_INDEX));
    assert_eq!(beyond.unwrap_err().kind(), ErrorKind::InvalidIndex);
    let beyond = Request::edit().layers_of(5, []).plan(Source::new(tree.index.clone(), MediaType::OCI_INDEX));
    assert_eq!(beyond.unwrap_err().kind(), ErrorKind::InvalidIndex);
    let image = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![]).to_json();
    for request in [Request::edit().edits_of(0, edits()), Request::edit().layers_of(0, [])] {
        let plan = request.plan(Source::new(image.clone(), MediaType::OCI_MANIFEST));
        assert_eq!(plan.unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    }
    let nested = oci::Index::new(vec![Descriptor::of(MediaType::OCI_INDEX, b"{}")]).to_json();
    let nested = Request::edit().edits_of(0, edits()).plan(Source::new(nested, MediaType::OCI_INDEX));
    assert_eq!(nested.unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}
