//! oci-convert.

use super::Case;
use crate::samples::{child, docker_image, entry, index, index_of, layer, schema1};
use crate::shapes::shape;
use bytes::Bytes;
use oci_convert::compose::{
    ArchiveLayer, AttestationParts, Compose, ConfigPart, ImageParts, IndexParts, Member, StatementPart,
};
use oci_convert::copy::{Capabilities, CopiedLayer, CopyRequest};
use oci_convert::explain::{Given, explain};
use oci_convert::identity::{Identity, Known};
use oci_convert::mirror::Mirror;
use oci_convert::referrers::{AttestationForm, from_index, into_index};
use oci_convert::rehash::{Rehash, RehashNeed};
use oci_convert::{
    ConfigEdit, Converted, Destination, EntryEdit, Format, LayerUpdate, ManifestEdit, Need, Report, Request, Source,
    tools,
};
use oci_digest::{Algorithm, Compression, Digest};
use oci_platform::{Keep, Platform, Selector};
use oci_spec_types::{
    ClaimedDigest, Descriptor, Document, Kind, Limits, MediaType, Model, annotation, attestation, docker, oci, tag,
};
use std::hint::black_box;

pub(super) const CASES: &[Case] = &[
    ("convert layers", |n| {
        let (manifest, config) = docker_image(n);
        Box::new(move || {
            for tool in [&tools::CONTAINERS_IMAGE, &tools::MINIMAL] {
                for format in [Format::Oci, Format::DockerV2S1] {
                    convert(&manifest, MediaType::DOCKER_MANIFEST, &config, Request::convert(format).as_tool(tool));
                }
            }
            for tool in tools::ALL {
                let _ = black_box(tool.rewrite(Kind::DockerManifest, manifest.clone()));
                let _ = black_box(tool.rewrite(Kind::ImageConfig, config.clone()));
            }
        })
    }),
    ("convert annotations", |n| {
        let documents = ["layers with annotations", "annotations", "unknown members"].map(|name| shape(name).of(n));
        Box::new(move || {
            for text in &documents {
                for tool in [&tools::CONTAINERS_IMAGE, &tools::MINIMAL] {
                    let request = Request::convert(Format::DockerV2S2).as_tool(tool);
                    convert(text, MediaType::OCI_MANIFEST, "{}", request);
                }
            }
        })
    }),
    ("convert schema 1", |n| {
        let schema1 = schema1(n);
        Box::new(move || {
            for format in [Format::DockerV2S2, Format::Oci] {
                convert(&schema1, MediaType::DOCKER_SCHEMA1, "", Request::convert(format));
            }
            let source = Source::new(schema1.clone(), MediaType::DOCKER_SCHEMA1);
            let _ = black_box(tools::CONTAINERS_IMAGE.schema1_config(&source, None));
            black_box(tools::CONTAINERS_IMAGE.guess_media_type(schema1.as_bytes()));
        })
    }),
    ("convert entries", |n| {
        let names = ["entries", "entries with lists of one", "entries with annotations"];
        let documents = names.map(|name| shape(name).of(n));
        Box::new(move || {
            for text in &documents {
                for tool in tools::ALL {
                    let request = Request::convert(Format::DockerV2S2).as_tool(tool).index_alone().way_back();
                    let platform = oci_spec_types::Platform::new("linux", "arm");
                    finish(request.default_platform(platform), text, MediaType::OCI_INDEX);
                }
            }
        })
    }),
    ("convert children", |n| {
        let children: Vec<_> = (0..n).map(child).collect();
        let index = index_of(&children.iter().map(|(manifest, _)| manifest).collect::<Vec<_>>());
        Box::new(move || {
            let request = Request::convert(Format::DockerV2S2).way_back();
            let mut plan = request.plan(Source::new(index.clone(), MediaType::OCI_INDEX)).unwrap();
            for _ in 0..2 {
                for need in plan.needs() {
                    let text = match &need {
                        Need::Child { position, .. } => children[*position].0.clone(),
                        Need::Config { child: Some(child), .. } => children[*child].1.clone(),
                        _ => panic!("{need:?}"),
                    };
                    plan.provide(&need, text.into_bytes()).unwrap();
                }
            }
            show(&plan.finish().unwrap().report);
        })
    }),
    ("edit layers", |n| {
        let (manifest, config) = docker_image(n);
        let updates: Vec<_> = (0..n).map(|at| LayerUpdate::new(Digest::sha256(format!("new {at}")), 1)).collect();
        Box::new(move || {
            let request = Request::convert(Format::Oci).layers(updates.clone());
            convert(&manifest, MediaType::DOCKER_MANIFEST, &config, request);
        })
    }),
    ("edit entries", |n| {
        let (text, other) = (index(n), index(n + 9));
        let digest = |at: usize| ClaimedDigest::from(Digest::sha256(at.to_string()));
        let new = |at: usize| entry(format!("new {at}"));
        let lists: Vec<Vec<EntryEdit>> = vec![
            (0..n).map(|at| EntryEdit::update(digest(at), new(at).digest, 1, MediaType::OCI_MANIFEST)).collect(),
            (0..n).map(|at| EntryEdit::Replace(digest(at), Box::new(new(at)))).collect(),
            (0..n).map(|at| EntryEdit::Remove(digest(at))).collect(),
            (0..n).map(|at| EntryEdit::Insert(Box::new(new(at)))).collect(),
            (0..n).map(|at| EntryEdit::add(&new(at))).collect(),
            (0..n).map(|at| EntryEdit::annotate(digest(at), "a", "b")).collect(),
            (0..n).map(|at| EntryEdit::RemoveAnnotation(digest(at), "a".into())).collect(),
            (0..n).rev().map(|position| EntryEdit::Delete { position }).collect(),
            vec![EntryEdit::Retain((0..n).step_by(2).collect())],
            vec![EntryEdit::Merge(Source::new(other, MediaType::OCI_INDEX))],
            vec![EntryEdit::Keep(Box::new(Selector::new(Platform::new("linux", "arm64"))), Keep::All)],
        ];
        Box::new(move || {
            for edits in &lists {
                let mut done = 0;
                for tool in tools::ALL {
                    let request = Request::edit().as_tool(tool).entries(edits.clone());
                    done += usize::from(finish(request, &text, MediaType::OCI_INDEX));
                    if done == 2 {
                        break;
                    }
                }
                assert!(done > 0, "no tool has {:?}", edits[0]);
            }
        })
    }),
    ("edit documents", |n| {
        let (manifest, config) = docker_image(n);
        let annotations = (0..n).map(|at| ManifestEdit::annotate(at.to_string(), "x"));
        let removals = (0..n).map(|at| ManifestEdit::RemoveAnnotation(at.to_string().into()));
        let edits: Vec<_> = annotations.chain(removals).collect();
        let labels = (0..n).map(|at| ConfigEdit::label(at.to_string(), "x"));
        let removals = (0..n).map(|at| ConfigEdit::RemoveLabel(at.to_string().into()));
        let labels: Vec<_> = labels.chain(removals).collect();
        let text = index(4);
        Box::new(move || {
            let request = Request::edit().as_tool(&tools::MINIMAL).edits(edits.clone());
            assert!(finish(request, &text, MediaType::OCI_INDEX));
            let request = Request::edit().as_tool(&tools::MINIMAL).config_edits(labels.clone());
            convert(&manifest, MediaType::DOCKER_MANIFEST, &config, request);
        })
    }),
    ("explain", |n| {
        let ((a, config), b) = (docker_image(n), docker_image(n + 1).0);
        let documents = [[a, b], [index(n), index(n + 3)], [n, n - 1].map(|n| shape("annotations").of(n))];
        let documents = documents.map(|pair| pair.map(|text| Document::parse(text).unwrap()));
        let configs = [Bytes::from(config)];
        Box::new(move || {
            for [a, b] in &documents {
                let explanation = explain(&Given { configs: &configs, ..Given::new(a, b) });
                black_box((explanation.to_string(), serde_json::to_string(&explanation).unwrap()));
            }
        })
    }),
    ("explain children", |n| {
        let children: Vec<_> = (0..n).map(child).collect();
        let [manifests, configs]: [Vec<Bytes>; 2] = [
            children.iter().map(|(manifest, _)| Bytes::from(manifest.clone())).collect(),
            children.into_iter().map(|(_, config)| Bytes::from(config)).collect(),
        ];
        let [a, b] = [0, 1].map(|from| Document::parse(index_of(&manifests[from..])).unwrap());
        Box::new(move || {
            let explanation = explain(&Given { configs: &configs, children: &manifests, ..Given::new(&a, &b) });
            black_box((explanation.to_string(), serde_json::to_string(&explanation).unwrap()));
        })
    }),
    ("mirror", |n| {
        let [held, source]: [Vec<Document>; 2] =
            [0, n].map(|from| (from..from + n).map(|at| Document::parse(child(at).0).unwrap()).collect());
        let all: Vec<_> = held.iter().chain(&source).map(|own| own.bytes().clone()).collect();
        let list = Document::parse(index_of(&all)).unwrap();
        let source: Vec<_> = source.into_iter().chain([list]).collect();
        let pins: Vec<_> = held.iter().chain(&source).map(|own| own.digest().unwrap()).collect();
        let tags: Vec<_> = pins.iter().map(|pin| (tag::referrers_tag(pin), pin.clone())).collect();
        Box::new(move || {
            let mirror = Mirror { documents: &held, source: &source, blobs: Some(&pins), tags: &tags, present: &[] };
            let check = mirror.check(&pins);
            assert!(!check.resolves());
            black_box((check.to_string(), serde_json::to_string(&check).unwrap()));
        })
    }),
    ("names", |n| {
        let (manifest, config) = docker_image(n);
        let config = Bytes::from(config);
        let document = Document::parse(manifest.clone()).unwrap();
        let index = Document::parse(index(n)).unwrap();
        Box::new(move || {
            let identity = Identity::of(&Known { config: Some(&config), index: Some(&index), ..Known::new(&document) });
            black_box((identity.to_string(), serde_json::to_string(&identity).unwrap()));
            black_box(
                tools::CONTAINERS_IMAGE.image_id(&Source::new(manifest.clone(), MediaType::DOCKER_MANIFEST)).unwrap(),
            );
            black_box(tools::CONTAINERS_IMAGE.digest(manifest.clone(), &Algorithm::Sha256).unwrap());
        })
    }),
    ("rehash", |n| {
        let children: Vec<_> = (0..n).map(child).collect();
        let index = index_of(&children.iter().map(|(manifest, _)| manifest).collect::<Vec<_>>());
        Box::new(move || {
            let plan = Rehash::to(Algorithm::Sha512).plan(Source::new(index.clone(), MediaType::OCI_INDEX));
            let mut plan = plan.unwrap();
            for (need, (manifest, _)) in plan.needs().iter().zip(&children) {
                plan.provide(need, manifest.clone()).unwrap();
            }
            for (need, (_, config)) in plan.needs().iter().zip(&children) {
                assert!(matches!(need, RehashNeed::Blob(_)));
                let mut hasher = plan.hasher(need).unwrap();
                hasher.update(config).unwrap();
                plan.name(need, hasher.finish().unwrap()).unwrap();
            }
            show(&plan.finish().unwrap().report);
        })
    }),
    ("referrers", |n| {
        let image = |at: usize| entry(at.to_string());
        let layers = vec![Descriptor::of(MediaType::IN_TOTO, b"{}").with_annotation(attestation::PREDICATE_TYPE, "x")];
        let manifest = |at: usize| {
            let config = Descriptor::of(MediaType::OCI_CONFIG, at.to_string().as_bytes());
            Bytes::from(oci::Manifest::new(config, layers.clone()).to_json())
        };
        let attestations: Vec<_> = (0..n).map(manifest).collect();
        let about = |(at, text): (usize, &Bytes)| {
            let platform = oci_spec_types::Platform::new("unknown", "unknown");
            Descriptor::of(MediaType::OCI_MANIFEST, text)
                .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
                .with_annotation(annotation::REFERENCE_DIGEST, image(at).digest.to_string())
                .with_platform(platform)
        };
        let entries = (0..n).map(image).chain(attestations.iter().enumerate().map(about)).collect();
        let index = oci::Index::new(entries).to_json();
        Box::new(move || {
            let source = Source::new(index.clone(), MediaType::OCI_INDEX);
            let moved = from_index(source, &attestations, &tools::BUILDKIT).unwrap();
            let referrers: Vec<_> = moved.referrers.iter().map(|own| own.bytes.clone()).collect();
            assert_eq!(referrers.len(), attestations.len());
            let source = Source::from(&moved.index);
            let back = into_index(source, &referrers, AttestationForm::Artifact, &tools::BUILDKIT).unwrap();
            show(&back.index.report);
        })
    }),
    ("copy", |n| {
        let (manifest, config) = docker_image(n);
        let index = index(n);
        Box::new(move || {
            let source = Source::new(manifest.clone(), MediaType::DOCKER_MANIFEST);
            let request = CopyRequest::to(Capabilities::registry()).format(Format::Oci);
            let plan = request.plan(source, &vec![None; n]).unwrap();
            let copied: Vec<_> = (0..n).map(|at| CopiedLayer::new(Digest::sha256(format!("c{at}")), 1)).collect();
            let image = plan.finish(&copied, |plan| {
                let mut needs = plan.needs().into_iter();
                needs.try_for_each(|need| plan.provide(&need, config.clone().into_bytes()))
            });
            let _ = black_box(image);
            let source = Source::new(index.clone(), MediaType::OCI_INDEX);
            let copy = CopyRequest::to(Capabilities::registry()).index(source).unwrap();
            black_box((copy.steps().len(), copy.copies().count()));
        })
    }),
    ("compose", |n| {
        let layers: Vec<_> = (0..n).map(|at| layer(at, MediaType::OCI_LAYER_GZIP)).collect();
        let other = index(n);
        Box::new(move || {
            for tool in tools::ALL {
                let parts = ImageParts {
                    config: ConfigPart::Kept(MediaType::OCI_CONFIG, Bytes::from_static(b"{}")),
                    layers: layers.iter().cloned().map(Into::into).collect(),
                    ..ImageParts::default()
                };
                let _ = black_box(Compose::image(parts).as_tool(tool).make());
                let mut members: Vec<_> = (0..n).map(|at| Member::Entry(entry(format!("x{at}")))).collect();
                let index = Member::Index(Source::new(other.clone(), MediaType::OCI_INDEX));
                members.push(index);
                let parts = IndexParts { members, ..IndexParts::default() };
                let index = Compose::index(parts).as_tool(tool);
                let _ = black_box(index.entries());
                let _ = black_box(index.make());
            }
        })
    }),
    ("compose attestations", |n| {
        let statement = StatementPart::new("a", "{}".parse().unwrap());
        let parts = AttestationParts {
            image: entry("x"),
            names: vec!["pkg:docker/x".into()],
            statements: vec![statement; n],
            is_artifact: true,
        };
        Box::new(move || show(&parts.clone().compose(&tools::BUILDKIT).unwrap().report))
    }),
    ("compose an archive", |n| {
        let config = docker_image(n).1;
        let own = format!("blobs/sha256/{}", Digest::sha256(&config).encoded());
        let layers = vec![r#""x/layer.tar""#; n].join(",");
        let text = format!(r#"[{{"Config":"{own}","RepoTags":["a:b"],"Layers":[{layers}]}}]"#);
        let entry = docker::ArchiveEntry::parse_all(text, &Limits::default()).unwrap().remove(0);
        let layer = |at: usize| ArchiveLayer {
            digest: Digest::sha256(at.to_string()),
            size: 1,
            compression: Compression::Gzip,
        };
        let layers: Vec<_> = (0..n).map(layer).collect();
        Box::new(move || {
            let parts = ImageParts::of_archive(&entry, config.clone(), &layers).unwrap();
            black_box(Compose::image(parts).as_tool(&tools::MINIMAL).make().unwrap());
        })
    }),
];

fn show(report: &Report) {
    black_box((report.to_string(), serde_json::to_string(report).unwrap()));
}

/// Whether there is a result.
fn finish(request: Request, text: &str, media_type: MediaType) -> bool {
    let converted = request.plan(Source::new(text.to_owned(), media_type)).and_then(oci_convert::Plan::finish);
    converted.map(|Converted { report, .. }| show(&report)).is_ok()
}

fn convert(manifest: &str, media_type: MediaType, config: &str, request: Request) {
    let Ok(mut plan) = request.way_back().plan(Source::new(manifest.to_owned(), media_type)) else { return };
    plan.accept_placeholders();
    for need in plan.needs() {
        let _ = match &need {
            Need::Name { .. } => plan.provide(&need, Destination::new("a/b", "c")),
            _ => plan.provide(&need, config.as_bytes().to_vec()),
        };
    }
    if let Ok(converted) = plan.finish() {
        show(&converted.report);
    }
}
