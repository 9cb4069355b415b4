//! What a conversion or a copy makes of documents, and what its report and its errors say.

use super::Report;
use bytes::Bytes;
use oci_convert::copy::{Capabilities, CopiedImage, CopiedLayer, CopyRequest, Fixed};
use oci_convert::report::{DigestRole, Fate};
use oci_convert::{
    Cause, CompressionAlgorithm, CompressionEdit, Converted, Error, ErrorKind, Format, LayerUpdate, Loss, Need,
    OddityCode, Plan, Request, Source, Tool, tools,
};
use oci_digest::Digest;
use oci_spec_types::pair::{self, Mismatch};
use oci_spec_types::{Document, Family, MediaType, View, annotation};

/// Converts with these blobs, each provided where it is asked for.
fn convert(request: &Request, document: &Document, blobs: &[Bytes]) -> Result<Converted, Error> {
    let mut plan = request.plan(Source::from(document))?;
    provide(&mut plan, blobs)?;
    plan.finish()
}

fn provide(plan: &mut Plan, blobs: &[Bytes]) -> Result<(), Error> {
    loop {
        let found = plan.needs().into_iter().find_map(|need| {
            let (Need::Config { descriptor, .. } | Need::Child { descriptor, .. }) = &need else { return None };
            let blob = blobs.iter().find(|blob| descriptor.verify(blob).is_ok())?.clone();
            Some((need, blob))
        });
        match found {
            Some((need, blob)) => plan.provide(&need, blob)?,
            None => return Ok(()),
        }
    }
}

/// Converting is refused, and the error names what the document is.
fn is_named(report: &Report<'_>, name: &str, what: &str) {
    let document = report.document(name);
    for to in [Format::Oci, Format::DockerV2S2, Format::DockerV2S1] {
        let error = convert(&Request::convert(to), &document, &[]).expect_err("no image").to_string();
        assert!(error.contains(&format!("this is no manifest of an image, but: {what};")), "{error}");
    }
}

pub(super) fn artifact_manifest(report: &Report<'_>) {
    is_named(report, "artifact-manifest.json", "OCI artifact manifest");
}

pub(super) fn docker_save(report: &Report<'_>) {
    is_named(report, "docker-save-manifest.json", "manifest.json of a docker save archive");
}

/// Named as mixed; made to fit by whom does that, refused by containers/image.
pub(super) fn mixed(report: &Report<'_>) {
    let name = report.names().into_iter().find(|name| name != "mixed.config.json").expect("a manifest");
    let (document, config) = (report.document(&name), report.bytes("mixed.config.json"));
    let docker = |media_type: &MediaType| media_type.family() == Family::Docker;
    let mixed = document.mixed_types();
    assert!(mixed.len() == 1 && docker(&mixed[0].media_type), "{mixed:?}");

    for tool in [&tools::MINIMAL, &tools::REGCLIENT, &tools::CONTAINERD] {
        let request = Request::convert(Format::Oci).as_tool(tool);
        let made = convert(&request, &document, std::slice::from_ref(&config)).expect("an image");
        let result = Document::parse(made.bytes.clone()).expect("a manifest");
        assert!(result.mixed_types().is_empty(), "{tool}");
        let View::OciManifest(manifest) = result.view() else { panic!("{tool}: {}", result.kind()) };
        let types = manifest.layers.iter().chain([&manifest.config]).map(|own| &own.media_type);
        assert!(types.clone().all(|own| own.family() == Family::Oci), "{tool}");
        // Each digest is reported: manifest, config, two layers, two diffIDs.
        let rows = made.report.digests.iter().map(|row| (row.role, row.fate())).collect::<Vec<_>>();
        let expected = [
            (DigestRole::Manifest, Fate::Changed),
            (DigestRole::Config, Fate::Same),
            (DigestRole::Layer, Fate::Same),
            (DigestRole::Layer, Fate::Same),
            (DigestRole::DiffId, Fate::Same),
            (DigestRole::DiffId, Fate::Same),
        ];
        assert_eq!(rows, expected, "{tool}: {}", made.report);
        assert!(made.report.losses.is_empty(), "{tool}: {}", made.report);
    }
    for tool in [&tools::CONTAINERS_IMAGE, &tools::CONTAINERS_IMAGE_1_1, &tools::CONTAINERS_IMAGE_5_23] {
        let request = Request::convert(Format::Oci).as_tool(tool);
        let error = convert(&request, &document, std::slice::from_ref(&config)).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::UnsupportedConversion, "{error}");
    }
}

/// The pair does not fit, and every report says so; no layer is made up.
fn pair_is_told(report: &Report<'_>, manifest: &str, config: &str, layers: usize, diff_ids: usize, sentence: &str) {
    let (document, config) = (report.document(manifest), report.document(config));
    let View::ImageConfig(read) = config.view() else { panic!("{}", config.kind()) };
    let found = pair::check(document.view().layers(), read, None);
    assert_eq!(found, [Mismatch::LayerCount { layers, diff_ids }]);
    assert_eq!(found[0].to_string(), sentence);
    let to = if document.view().config().expect("a config").media_type.family() == Family::Oci {
        Format::DockerV2S2
    } else {
        Format::Oci
    };
    for tool in [&tools::CONTAINERS_IMAGE, &tools::MINIMAL] {
        let made = convert(&Request::convert(to).as_tool(tool), &document, std::slice::from_ref(config.bytes()));
        let told = made.expect("an image").report;
        let odd: Vec<_> = told.oddities.iter().filter(|odd| odd.code == OddityCode::ConfigMismatch).collect();
        assert!(odd.len() == 1 && odd[0].detail == sentence, "{told}");
        assert_eq!(told.of_role(DigestRole::Layer).count(), layers, "{told}");
        assert!(!told.to_string().contains(&format!("layer {layers}")), "{told}");
    }
}

pub(super) fn more_diff_ids_than_layers(report: &Report<'_>) {
    let sentence = "the manifest has 2 layers, the config 3 diffIDs";
    pair_is_told(report, "three-diffids.v2s2.json", "three-diffids.config.json", 2, 3, sentence);
}

pub(super) fn layer_without_diff_id(report: &Report<'_>) {
    let sentence = "the manifest has 1 layer, the config 0 diffIDs";
    pair_is_told(report, "ocipkg42-manifest.json", "ocipkg42-config.json", 1, 0, sentence);
}

/// The layer has a Docker type already: no tool may say that it lacks one.
pub(super) fn docker_type_in_oci(report: &Report<'_>) {
    let document = report.document("oci-manifest-docker-layer.json");
    let config = Bytes::from_static(b"{}");
    let convert = |tool: &'static Tool| {
        let request = Request::convert(Format::DockerV2S2).as_tool(tool);
        convert(&request, &document, std::slice::from_ref(&config))
    };
    let error = convert(&tools::CONTAINERS_IMAGE).expect_err("refused");
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::UnknownMediaType, "/layers/0/mediaType"), "{error}");
    let text = error.to_string();
    assert!(text.contains("a type of the target format in a manifest of the other"), "{text}");
    assert!(text.contains(MediaType::DOCKER_LAYER_GZIP.as_str()), "{text}");
    for tool in tools::ALL {
        match convert(tool) {
            Err(error) => assert!(!error.to_string().contains("counterpart"), "{tool}: {error}"),
            Ok(made) => {
                let made = Document::parse(made.bytes).expect("a manifest");
                assert_eq!(made.view().layers()[0].media_type, MediaType::DOCKER_LAYER_GZIP, "{tool}");
            }
        }
    }
    assert!(convert(&tools::MINIMAL).is_ok());
}

/// Copies the children of an index to a registry, their blobs found to have these compressions.
fn copied(report: &Report<'_>, request: &CopyRequest, reused: bool) -> Vec<CopiedImage> {
    let (gzip, zstd) = (Some(CompressionAlgorithm::Gzip), Some(CompressionAlgorithm::Zstd));
    let children = [("c1.json", [zstd, gzip]), ("c2.json", [zstd, zstd])];
    let copies = children.map(|(name, compressions)| {
        let document = report.document(name);
        let plan = request.plan(&document, &compressions).expect("a plan");
        let blobs = plan.layers().iter().map(|step| {
            let mut blob = CopiedLayer::new(step.digest.clone(), step.size);
            blob.reused = reused;
            blob
        });
        let image = plan.finish(&blobs.collect::<Vec<_>>(), |_| Ok(())).expect("an image");
        assert_eq!(image.manifest, document.bytes(), "the child is kept");
        image
    });
    copies.into()
}

/// The report names the added annotations as well as the new layout.
pub(super) fn index_annotation_added_indented(report: &Report<'_>) {
    let source = report.document("zstd-index-a-indented.json");
    let request = CopyRequest::to(Capabilities::registry());
    let index = request.index(&source).expect("an index").finish(&copied(report, &request, false), None);
    let index = index.expect("an index");
    let made = Document::parse(index.bytes.clone()).expect("an index");
    for entry in made.view().entries() {
        assert_eq!(entry.annotations.get(annotation::ZSTD).expect("an annotation"), "true");
    }
    let row = index.report.document().expect("a row");
    assert_eq!(row.causes.to_vec(), [Cause::Annotations, Cause::Layout], "{}", index.report);
    assert!(index.report.losses.is_empty(), "{}", index.report);
}

/// Bytes that are kept lose nothing, also those of members that the tool does not know.
pub(super) fn index_kept(report: &Report<'_>) {
    let source = report.document("kept-index-extra.json");
    let free = CopyRequest::to(Capabilities::registry());
    for (request, reused) in [(free.clone(), true), (free.fixed(Fixed::Preserved), false)] {
        let index = request.index(&source).expect("an index").finish(&copied(report, &request, reused), None);
        let index = index.expect("an index");
        assert_eq!(index.bytes, source.bytes());
        assert_eq!(index.report.losses, <[Loss; 0]>::default(), "{}", index.report);
        assert!(index.report.is_unchanged() && !index.report.to_string().contains("lost"), "{}", index.report);
        assert_eq!(index.report.document().expect("a row").causes.to_vec(), [Cause::BytesKept]);
    }
}

/// Only the media types of the index change: separators and tabs stand.
pub(super) fn minimal_index_layout(report: &Report<'_>) {
    let name = "minimal-python.index.json";
    let request = Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL).index_alone();
    let list = convert(&request, &report.document(name), &[]).expect("a list");
    let expected = report.text(name).replace(MediaType::OCI_INDEX.as_str(), MediaType::DOCKER_LIST.as_str());
    assert_eq!(String::from_utf8_lossy(&list.bytes), expected);
    let row = list.report.document().expect("a row");
    assert_eq!(row.causes.to_vec(), [Cause::MediaTypes], "{}", list.report);
    // The same with whitespace of every kind.
    let odd = report.text(name).replace(", ", ",\t").replace(": ", " :\r\n ");
    let document = Document::parse(odd.clone()).expect("an index");
    let list = convert(&request, &document, &[]).expect("a list");
    let expected = odd.replace(MediaType::OCI_INDEX.as_str(), MediaType::DOCKER_LIST.as_str());
    assert_eq!(String::from_utf8_lossy(&list.bytes), expected);
}

/// The way back gives every byte, and the report says so; only media types changed.
pub(super) fn minimal_way_back(report: &Report<'_>) {
    let config = report.bytes("wayback.config.json");
    for blanks in [false, true] {
        let index = report.document(&format!("wayback-blanks-{blanks}.index.json"));
        let child = report.bytes(&format!("wayback-blanks-{blanks}.child.json"));
        let blobs = [config.clone(), child.clone()];
        let there = Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL).way_back();
        let list = convert(&there, &index, &blobs).expect("a list");
        let way_back = list.report.way_back.as_ref().expect("asked for");
        assert!(way_back.is_exact() && way_back.obstacles.is_empty(), "{}", list.report);

        let own = list.report.document().expect("a row");
        assert_eq!(own.causes.to_vec(), [Cause::MediaTypes, Cause::ChildDigests], "{}", list.report);
        let made = &list.children[&0];
        let text = String::from_utf8_lossy(&child)
            .replace(MediaType::OCI_MANIFEST.as_str(), MediaType::DOCKER_MANIFEST.as_str())
            .replace(MediaType::OCI_CONFIG.as_str(), MediaType::DOCKER_CONFIG.as_str());
        assert_eq!(String::from_utf8_lossy(&made.bytes), text);
        assert_eq!(made.report.document().expect("a row").causes.to_vec(), [Cause::MediaTypes], "{}", made.report);

        // As the report says.
        let result = Document::parse(list.bytes.clone()).expect("a list");
        let back = Request::convert(Format::Oci).as_tool(&tools::MINIMAL);
        let back = convert(&back, &result, &[config.clone(), made.bytes.clone()]).expect("an index");
        assert_eq!(back.bytes, index.bytes());
        assert_eq!(back.children[&0].bytes, child);
    }
}

/// Debian 12's skopeo refuses it, with and without the edits of the layers; the newest makes a Docker image with them.
pub(super) fn zstd_to_docker(report: &Report<'_>) {
    let (document, config) = (report.document("zstd.oci.json"), report.bytes("zstd.config.json"));
    let gzip = Digest::sha256(b"the layer compressed with gzip");
    let update = || LayerUpdate::new(&gzip, 9).compression(CompressionEdit::Compress, Some(CompressionAlgorithm::Gzip));
    let convert = |tool: &'static Tool, updates: Option<LayerUpdate>| {
        let request = Request::convert(Format::DockerV2S2).as_tool(tool);
        let request = match updates {
            Some(update) => request.layers([update]),
            None => request,
        };
        convert(&request, &document, std::slice::from_ref(&config))
    };
    let plain = convert(&tools::CONTAINERS_IMAGE_5_23, None).expect_err("zstd");
    let edited = convert(&tools::CONTAINERS_IMAGE_5_23, Some(update())).expect_err("zstd, edited or not");
    for error in [&plain, &edited] {
        assert_eq!(error.kind(), ErrorKind::ZstdNotRepresentable, "{error}");
        assert_eq!(error.pointer(), "/layers/0/mediaType", "{error}");
    }
    let updates = "the edits of the layers come after the conversion, which does not have zstd";
    assert!(edited.to_string().contains(updates), "{edited}");
    assert!(!plain.to_string().contains(updates), "{plain}");

    assert_eq!(convert(&tools::CONTAINERS_IMAGE, None).expect_err("zstd").kind(), ErrorKind::ZstdNotRepresentable);
    let made = convert(&tools::CONTAINERS_IMAGE, Some(update())).expect("gzip");
    let made = Document::parse(made.bytes).expect("a manifest");
    assert_eq!(made.view().layers()[0].media_type, MediaType::DOCKER_LAYER_GZIP);
    assert_eq!(made.view().layers()[0].digest, gzip);
}
