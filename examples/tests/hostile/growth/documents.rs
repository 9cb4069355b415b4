//! oci-spec-types.

use super::Case;
use crate::samples::{child, config, documents, entry, index, index_of, layer, referrer, signed};
use crate::shapes::shape;
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::artifact::Artifact;
use oci_spec_types::attestation::{self, Claim};
use oci_spec_types::closure::{Closure, links};
use oci_spec_types::docker::jws::{Jws, Mode};
use oci_spec_types::reference::{self, Dialect, DockerTransport, Reference, Rules};
use oci_spec_types::tag::{self, DigestTag, TagKind};
use oci_spec_types::validate::{Options, locate, validate};
use oci_spec_types::volume::{Runtime, mount};
use oci_spec_types::{
    Accept, Annotations, Descriptor, Document, Kind, LazyIndex, Limits, MediaType, Model, ParseOptions, Referrer, Set,
    Style, View, annotation, differential, distribution, docker, folds_to, oci, pair, printable,
};
use std::hint::black_box;

pub(super) const CASES: &[Case] = &[
    ("parse", |n| {
        let documents = documents(n / 4);
        Box::new(move || {
            for (kind, text) in &documents {
                let document = Document::parse_as(text.clone(), *kind).unwrap();
                let written = document.view().to_styled(document.style());
                black_box((document.digest().unwrap(), Style::detect(&written), document.artifact()));
                black_box((links(&document).len(), document.has_digest(&Digest::sha512(text)), document.image_id()));
            }
        })
    }),
    ("strict", |n| {
        let documents = documents(n / 4);
        Box::new(move || {
            for (kind, text) in &documents {
                let _ = black_box(Document::parse_with(text.clone(), &ParseOptions::hardened().kind(*kind)));
                let _ = black_box(Document::parse(text.clone()));
            }
        })
    }),
    ("findings", |n| {
        let documents = documents(n / 4);
        Box::new(move || {
            let mut options = Options::default();
            options.max_findings = usize::MAX;
            for (kind, text) in &documents {
                let findings = validate(text.as_bytes(), (*kind).into(), &options);
                let shown: usize = locate(&findings, text.as_bytes()).iter().map(|found| found.to_string().len()).sum();
                black_box((shown, differential::differential_report(text.as_bytes(), (*kind).into())));
            }
        })
    }),
    ("errors", |n| {
        let text = format!(r#"{{"manifests":[{}{{"size":"x"}}]}}"#, "{},".repeat(n));
        Box::new(move || {
            black_box(oci::Index::parse(text.clone()).unwrap_err().to_string());
        })
    }),
    ("lazy index", |n| {
        let text = Bytes::from(shape("entries").of(n));
        Box::new(move || {
            let index = LazyIndex::open(text.clone(), &Limits::default()).unwrap();
            black_box(index.iter().map(|entry| entry.to_descriptor()).collect::<Vec<_>>());
            black_box((0..index.len()).map(|at| (index.entry(at), index.span(at).map(str::len))).collect::<Vec<_>>());
        })
    }),
    ("maps", |n| {
        Box::new(move || {
            let (mut map, mut set) = (Annotations::new(), Set::default());
            for at in 0..n {
                map.insert(at.to_string(), "x");
                map.insert((at / 2).to_string(), "y");
                assert!(map.contains_key(&at.to_string()));
                set.insert(at.to_string());
                assert!(set.contains(&(at / 2).to_string()));
            }
            map.sort();
            assert!(map.remove("0").is_some() && set.remove("0"));
            map.retain(|key, _| key.len() % 2 == 0);
            black_box((map.values().count(), set.iter().count()));
        })
    }),
    ("attestations", |n| {
        let image = Digest::sha256(b"image");
        let about = Descriptor::of(MediaType::OCI_MANIFEST, b"x")
            .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
            .with_annotation(annotation::REFERENCE_DIGEST, image.to_string());
        let entries = vec![about; n];
        let layers = vec![Descriptor::of(MediaType::IN_TOTO, b"{}"); n];
        let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), layers);
        let statement = shape("subjects").of(n);
        Box::new(move || {
            assert_eq!(attestation::attestations_of(&entries, &image).count(), entries.len());
            black_box(attestation::predicates(&manifest).count());
            black_box(distribution::referrers(entries.iter().cloned(), Some(&MediaType::IN_TOTO)));
            let claim = Claim::read(statement.clone()).unwrap().unwrap();
            black_box((claim.is_about(&image), claim.digests().count()));
        })
    }),
    ("referrer", |n| {
        let text = referrer(n);
        Box::new(move || {
            let document = Document::parse_as(text.clone(), Kind::OciManifest).unwrap();
            black_box(Referrer::of(&document).unwrap());
        })
    }),
    ("closure", |n| {
        let manifests: Vec<_> = (0..n).map(|at| child(at).0).collect();
        let texts: Vec<_> = manifests.iter().cloned().chain([index_of(&manifests)]).collect();
        let documents: Vec<_> = texts.iter().map(|text| (Digest::sha256(text), text.clone())).collect();
        Box::new(move || {
            let mut closure = Closure::new();
            for (at, (digest, _)) in documents.iter().enumerate() {
                closure.holds_document(digest);
                closure.tag(&at.to_string(), digest);
                closure.tag(&tag::referrers_tag(digest), digest);
            }
            while let Some(need) = closure.next_need() {
                let (_, text) = documents.iter().rfind(|(digest, _)| *digest == need.digest).unwrap();
                closure.provide(&need.digest, &Document::parse(text.clone()).unwrap()).unwrap();
            }
            black_box((closure.unchecked().count(), closure.needs().len(), closure.reached().count()));
            closure.lacks_rest();
            let answer = closure.answer();
            for (digest, _) in &documents {
                black_box((answer.verdict(digest), closure.why(digest).is_some(), closure.about(digest).len()));
            }
            let (top, _) = documents.last().unwrap();
            black_box((answer.gaps(top).len(), answer.collectable().is_some(), answer.dangling().len()));
            black_box(closure.unreachable().count());
        })
    }),
    ("pair", |n| {
        let layers: Vec<_> = (0..n).map(|at| layer(at, MediaType::OCI_LAYER)).collect();
        let config = oci::ImageConfig::parse(config(n)).unwrap();
        let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), layers.clone());
        Box::new(move || {
            let found = pair::check(&layers, &config, None);
            black_box((found.iter().map(ToString::to_string).collect::<String>(), config.chain_ids().unwrap()));
            black_box((config.diff_ids().unwrap(), config.layer_history().count()));
            black_box(oci_spec_types::layer::join(&layers, &config).unwrap());
            let artifact = Artifact::of_manifest(&manifest);
            for runtime in [Runtime::CriO, Runtime::Containerd] {
                let _ = black_box(mount(runtime, &artifact, &layers, &config));
            }
        })
    }),
    ("archive", |n| {
        let layers = vec![r#""x/layer.tar""#; n].join(",");
        let empty = vec![r#"{"Config":"","RepoTags":null,"Layers":[]}"#; n].join(",");
        let text = format!(r#"[{{"Config":"x.json","RepoTags":["a:b"],"Layers":[{layers}]}},{empty}]"#);
        Box::new(move || {
            let entries = docker::ArchiveEntry::parse_all(text.clone(), &Limits::default()).unwrap();
            black_box(docker::ArchiveEntry::write_all(&entries, Style::detect(text.as_bytes())));
        })
    }),
    ("signatures", |n| {
        let text = signed(n);
        Box::new(move || {
            for mode in [Mode::Strict, Mode::Libtrust] {
                let jws = Jws::parse(text.as_bytes(), mode).unwrap();
                let _ = black_box((jws.verify_at_most(4), jws.to_document()));
            }
            let document = Document::parse(text.clone()).unwrap();
            let View::Schema1(manifest) = document.view() else { panic!("a manifest") };
            black_box(manifest.history.iter().map(|entry| entry.image().is_ok()).collect::<Vec<_>>());
        })
    }),
    ("references", |n| {
        let texts = [
            format!("{}/b:tag", "a".repeat(n)),
            "a/".repeat(n) + "b",
            "a.b-".repeat(n),
            "a__b".repeat(n) + "@sha256:x",
            ":".repeat(n),
            "[::".repeat(n),
            format!("docker://{}", "x".repeat(n)),
        ];
        Box::new(move || {
            for text in &texts {
                for dialect in Dialect::ALL {
                    let _ = black_box(dialect.read(text));
                }
                for rules in [Rules::Distribution, Rules::ContainersImage] {
                    let _ = black_box((rules.exact(text), rules.normalized(text), rules.any(text), rules.docker(text)));
                    let _ = black_box(rules.canonical(text));
                }
                let _ = black_box((Reference::parse(text), DockerTransport::parse(text)));
            }
        })
    }),
    ("sort references", |n| {
        let texts: Vec<_> = (0..n).map(|at| format!("a/b:{}", at * 7919 % n)).collect();
        Box::new(move || {
            black_box(reference::sort(&texts));
        })
    }),
    ("reference patterns", |n| {
        let reference = Reference::parse(format!("example.com/{}:x", "a/".repeat(20) + "b")).unwrap();
        let patterns = ["*".repeat(n), "*a".repeat(n), "[a-z]".repeat(n), "a?".repeat(n)];
        Box::new(move || {
            for pattern in &patterns {
                let _ = black_box(reference.matches(pattern));
            }
        })
    }),
    ("tags", |n| {
        let digests: Vec<_> = (0..n).map(|at| Digest::sha256(at.to_string())).collect();
        Box::new(move || {
            for digest in &digests {
                let tag = tag::of(digest, TagKind::Signature).unwrap();
                assert!(DigestTag::read(&tag).unwrap().is_about(digest));
            }
            black_box(DigestTag::read(&"sha256-".repeat(digests.len())).is_some());
        })
    }),
    ("texts", |n| {
        let text = "a;b=c".repeat(n);
        let media_type = MediaType::from(text.clone());
        Box::new(move || {
            black_box((media_type.parameter("z"), media_type.role(), media_type.essence().len(), media_type.suffix()));
            black_box((media_type.matches(&MediaType::OCI_INDEX), folds_to(&text, &text)));
            let shown = printable(&text).longest(usize::MAX);
            black_box((shown.to_string(), shown.columns(), shown.from_both_ends().to_string()));
        })
    }),
    ("accept", |n| {
        let header = "a/b;q=0.5,".repeat(n);
        let offers = [MediaType::OCI_INDEX, MediaType::OCI_MANIFEST];
        Box::new(move || {
            let accept = Accept::parse(&header);
            black_box((accept.best(&offers), accept.accepts(&offers[0])));
        })
    }),
    ("data of descriptors", |n| {
        let content = vec![7; n << 4];
        let descriptor = Descriptor::of(MediaType::OCI_CONFIG, &content).with_data(&content);
        Box::new(move || {
            descriptor.verify(&content).unwrap();
            assert_eq!(descriptor.data_bytes().unwrap().as_deref(), Some(&content[..]));
            let text = descriptor.data.as_ref().unwrap();
            assert_eq!(oci_spec_types::base64::decode_as_go(text.as_bytes()).as_deref(), Some(&content[..]));
        })
    }),
    ("entries of a view", |n| {
        let document = Document::parse(index(n)).unwrap();
        let entries = vec![entry("x"); n];
        Box::new(move || {
            assert_eq!(document.view().entries().len(), entries.len());
            black_box(Artifact::of_entries(&entries));
        })
    }),
];
