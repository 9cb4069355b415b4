//! What hostile documents did to other programs that convert, as documents; and texts that no report may die of.

use crate::support::{convert, docker_image, oci_image};
use oci_convert::explain::{Given, explain};
use oci_convert::identity::{Identity, Known};
use oci_convert::{EntryEdit, ErrorKind, Format, ManifestEdit, Request, Source, tools};
use oci_spec_types::{Document, Limits, MediaType};

const DIFF_ID: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn config(diff_ids: usize, history: usize) -> String {
    let diff_ids = vec![format!(r#""{DIFF_ID}""#); diff_ids].join(",");
    let history = vec![r#"{"created":"2020-01-02T03:04:05Z","created_by":"x"}"#; history].join(",");
    format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":[{diff_ids}]}},"history":[{history}]}}"#
    )
}

/// A history with more or fewer layers than there are (distribution: an index out of range before "too many non-empty layers in
/// History section"): an error or an image, for every tool and target.
#[test]
fn histories_that_do_not_fit_the_layers() {
    let layer = ("x", MediaType::DOCKER_LAYER_GZIP);
    let mut refused = 0;
    for (layers, diff_ids, history) in [(0, 0, 1), (1, 1, 0), (1, 1, 5), (3, 1, 1), (1, 3, 3), (2, 0, 0), (0, 2, 2)] {
        let image = docker_image(&vec![layer.clone(); layers], &config(diff_ids, history));
        for tool in tools::ALL {
            for format in [Format::Oci, Format::DockerV2S1] {
                match convert(&image, &Request::convert(format).as_tool(tool)) {
                    Ok(converted) => drop(converted.report.to_string()),
                    Err(error) => {
                        refused += usize::from(error.kind() != ErrorKind::UnsupportedConversion);
                        assert!(!error.to_string().is_empty());
                    }
                }
            }
        }
    }
    assert!(refused > 10, "{refused}");
}

/// CVE-2024-3727 (GHSA-6wvf-f2vw-3425) in a conversion: what is no digest is carried as text or refused, never a panic. And a
/// digest of an unknown algorithm as long as a document may be: every report prints it clipped.
#[test]
fn cve_2024_3727_digests_of_any_text_in_every_report() {
    let long = format!("{}:{}", "a".repeat(65_536), "b".repeat(70_000));
    for digest in ["", "sha256", "sha256:../../etc", long.as_str(), "\u{1b}[31m:x\n"] {
        let quoted = serde_json::to_string(digest).expect("text");
        let template = docker_image(&[("x", MediaType::DOCKER_LAYER_GZIP)], &config(1, 1));
        let text = String::from_utf8(template.manifest.clone()).expect("text");
        let layer = crate::support::digest_of("x");
        let hostile = text.replace(&format!(r#""{layer}""#), &quoted);
        assert_ne!(hostile, text);
        let image = crate::support::Image { manifest: hostile.clone().into(), ..template };
        let mut shown = Vec::new();
        for tool in tools::ALL {
            for format in [Format::Oci, Format::DockerV2S1] {
                match convert(&image, &Request::convert(format).as_tool(tool)) {
                    Ok(converted) => {
                        shown.push(converted.report.to_string());
                        let after = Document::parse(converted.bytes).expect("a document");
                        let before = Document::parse(hostile.clone()).expect("a document");
                        shown.push(explain(&Given::new(&before, &after)).to_string());
                    }
                    Err(error) => shown.push(error.to_string()),
                }
            }
        }
        let document = Document::parse(hostile.clone()).expect("a document");
        let other = Document::parse(text.clone()).expect("a document");
        shown.push(explain(&Given::new(&document, &other)).to_string());
        shown.push(explain(&Given::new(&document, &document)).to_string());
        shown.push(Identity::of(&Known::new(&document)).to_string());
        for text in shown {
            assert!(!text.contains('\u{1b}'), "{text:?}");
            // The widest row names two digests of unbounded length only when asked to as JSON.
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(widest < 4_000, "a line of {widest} characters: {:?}", text.chars().take(400).collect::<String>());
        }
    }
}

/// The same for an index, its entries and what is edited.
#[test]
fn cve_2024_3727_digests_of_any_text_in_indexes() {
    let long = format!("{}:{}", "a".repeat(65_536), "b".repeat(70_000));
    for digest in ["", "sha256:../../etc", long.as_str()] {
        let index = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{{"mediaType":"{}","size":1,"digest":"{digest}","platform":{{"os":"linux","architecture":"amd64"}}}}]}}"#,
            MediaType::OCI_INDEX,
            MediaType::OCI_MANIFEST
        );
        let document = Document::parse(index.clone()).expect("an index");
        let requests = [
            Request::convert(Format::DockerV2S2).index_alone(),
            Request::edit().entries([EntryEdit::Remove(digest.into())]),
            Request::edit().edits([ManifestEdit::annotate("a", "b")]),
        ];
        for tool in tools::ALL {
            for request in &requests {
                let source = Source::new(index.clone(), MediaType::OCI_INDEX);
                match request.clone().as_tool(tool).plan(source).and_then(oci_convert::Plan::finish) {
                    Ok(converted) => {
                        let text = converted.report.to_string();
                        assert!(text.lines().all(|line| line.chars().count() < 4_000));
                        if let Ok(after) = Document::parse(converted.bytes) {
                            let text = explain(&Given::new(&document, &after)).to_string();
                            assert!(text.lines().all(|line| line.chars().count() < 4_000));
                        }
                    }
                    Err(error) => assert!(error.to_string().chars().count() < 4_000, "{digest}"),
                }
            }
        }
    }
}

/// CVE-2021-41190 (GHSA-5j5w-g665-5m35): a document of two kinds is converted by its media type only where a tool would, and
/// containers/image refuses it.
#[test]
fn cve_2021_41190_documents_of_two_kinds_are_refused() {
    let image = oci_image(&[("x", MediaType::OCI_LAYER_GZIP)], &config(1, 1), r#","manifests":[]"#);
    let error = convert(&image, &Request::convert(Format::DockerV2S2)).expect_err("two kinds");
    assert!(error.to_string().contains("manifests"), "{error}");
}

/// Sizes whose sum, or whose place in a report, overflows.
#[test]
fn sizes_at_the_edge() {
    for size in [i64::MAX, -1, 0, i64::MIN] {
        let layer = ("x", MediaType::DOCKER_LAYER_GZIP);
        let image = docker_image(&[layer.clone(), layer.clone(), layer], &config(3, 3));
        let text = String::from_utf8(image.manifest.clone())
            .expect("text")
            .replace(r#""size":1,"#, &format!(r#""size":{size},"#));
        let image = crate::support::Image { manifest: text.into(), ..image };
        for tool in tools::ALL {
            for format in [Format::Oci, Format::DockerV2S1] {
                if let Ok(converted) = convert(&image, &Request::convert(format).as_tool(tool)) {
                    let _ = converted.report.to_string();
                }
            }
        }
    }
}

/// Lists that only Go reads are no way around the limits: members whose names are spelt otherwise, and those of schema 1.
#[test]
fn limits_hold_for_what_only_go_reads() {
    let limits = Limits::default().with_max_descriptors(2).with_max_map_entries(3);
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let entry = format!(r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":0,"digest":"{digest}"}}"#);
    let entries = |n: usize| vec![entry.as_str(); n].join(",");
    let annotations = |n: usize| (0..n).map(|at| format!(r#""{at}":"""#)).collect::<Vec<_>>().join(",");
    let layers = |n: usize| vec![format!(r#"{{"blobSum":"{digest}"}}"#); n].join(",");
    let history = |n: usize| vec![r#"{"v1Compatibility":"{\"id\":\"x\"}"}"#; n].join(",");
    let index = |list: usize, map: usize| {
        let (entries, annotations) = (entries(list), annotations(map));
        (
            MediaType::OCI_INDEX,
            format!(r#"{{"schemaVersion":2,"Manifests":[{entries}],"Annotations":{{{annotations}}}}}"#),
        )
    };
    let schema1 = |n: usize| {
        let (layers, history) = (layers(n), history(n));
        let text = format!(r#"{{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[{layers}],"history":[{history}]}}"#);
        (MediaType::DOCKER_SCHEMA1, text)
    };
    let table = [
        (index(2, 3), None),
        (index(3, 3), Some("more than 2 entries in a list (max_descriptors)")),
        (index(2, 4), Some("more than 3 entries in a map (max_map_entries)")),
        (schema1(2), None),
        (schema1(3), Some("more than 2 entries in a list (max_descriptors)")),
    ];
    for ((media_type, text), expected) in table {
        let mut request = Request::convert(Format::DockerV2S2).limits(limits);
        if media_type.is_index() {
            request = request.index_alone();
        }
        let error = request.plan(Source::new(text.clone(), media_type)).and_then(oci_convert::Plan::finish).err();
        let is_limit = error.as_ref().is_some_and(|error| error.kind() == ErrorKind::TooLarge);
        assert_eq!(is_limit, expected.is_some(), "{text}: {error:?}");
        let said = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(expected.unwrap_or_default()), "{said}");
    }
}
