use oci_convert::copy::{
    Capabilities, CopiedImage, CopiedLayer, CopyRequest, Fixed, InstanceOperation, LayerOperation, LayerWish, Sparse,
    Unmet, detect,
};
use oci_convert::{
    Cause, CompressionAlgorithm, CompressionEdit, Error, ErrorKind, Format, LossReason, Need, Source, Tool, tools,
};
use oci_digest::Digest;
use oci_spec_types::{Annotations, ClaimedDigest, Descriptor, MediaType, Model, Platform, annotation, docker, oci};

const GZIP: Option<CompressionAlgorithm> = Some(CompressionAlgorithm::Gzip);
const ZSTD: Option<CompressionAlgorithm> = Some(CompressionAlgorithm::Zstd);

fn oci_image(layers: &[MediaType]) -> Source {
    let config = Descriptor::of(MediaType::OCI_CONFIG, b"{}");
    let layers = layers.iter().enumerate();
    let layers = layers.map(|(at, media_type)| Descriptor::of(media_type.clone(), &[at as u8])).collect();
    Source::new(oci::Manifest::new(config, layers).to_json(), MediaType::OCI_MANIFEST)
}

fn docker_image(layers: Vec<Descriptor>) -> Source {
    let config = Descriptor::of(MediaType::DOCKER_CONFIG, b"{}");
    Source::new(docker::Manifest::new(config, layers).to_json(), MediaType::DOCKER_MANIFEST)
}

#[test]
fn operations() {
    let registry = Capabilities::registry;
    let directory = Capabilities::directory;
    let unpacked = || directory().layers(LayerWish::Decompress);
    let rows: Vec<(CopyRequest, Option<CompressionAlgorithm>, LayerOperation)> = vec![
        (CopyRequest::to(registry()), None, LayerOperation::Compress(CompressionAlgorithm::Gzip)),
        (CopyRequest::to(registry()), GZIP, LayerOperation::Keep),
        (CopyRequest::to(registry()), ZSTD, LayerOperation::Keep),
        (
            CopyRequest::to(registry()).compression(CompressionAlgorithm::Zstd),
            None,
            LayerOperation::Compress(CompressionAlgorithm::Zstd),
        ),
        (
            CopyRequest::to(registry()).compression(CompressionAlgorithm::Zstd),
            GZIP,
            LayerOperation::Recompress(CompressionAlgorithm::Zstd),
        ),
        (
            CopyRequest::to(registry()).compression(CompressionAlgorithm::Zstd),
            Some(CompressionAlgorithm::ZstdChunked),
            LayerOperation::Keep,
        ),
        (
            CopyRequest::to(registry()).compression(CompressionAlgorithm::ZstdChunked),
            ZSTD,
            LayerOperation::Recompress(CompressionAlgorithm::ZstdChunked),
        ),
        (CopyRequest::to(directory()), None, LayerOperation::Keep),
        (CopyRequest::to(directory()).compression(CompressionAlgorithm::Zstd), GZIP, LayerOperation::Keep),
        (CopyRequest::to(unpacked()), GZIP, LayerOperation::Decompress),
        (CopyRequest::to(unpacked()), None, LayerOperation::Keep),
    ];
    for (copy, detected, expected) in rows {
        let plan = copy.plan(oci_image(&[MediaType::OCI_LAYER_GZIP]), &[detected]).unwrap();
        assert_eq!(plan.layers()[0].operation, expected, "{copy:?} {detected:?}");
    }
    // What no table of types has, and artifacts, are left alone.
    let plan = CopyRequest::to(registry()).plan(oci_image(&[MediaType::IN_TOTO]), &[None]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Keep);
    let foreign = Descriptor::of(MediaType::DOCKER_FOREIGN_LAYER_GZIP, b"f").with_url("https://example.com/f");
    let plan = CopyRequest::to(registry()).plan(docker_image(vec![foreign.clone()]), &[GZIP]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Skip);
    let plan = CopyRequest::to(directory()).plan(docker_image(vec![foreign]), &[GZIP]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Keep);
}

#[test]
fn formats() {
    let source = || docker_image(vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"l")]);
    let media_type = |copy: CopyRequest| copy.plan(source(), &[GZIP]).map(|plan| plan.media_type().clone());
    assert_eq!(media_type(CopyRequest::to(Capabilities::registry())).unwrap(), MediaType::DOCKER_MANIFEST);
    assert_eq!(media_type(CopyRequest::to(Capabilities::oci_layout())).unwrap(), MediaType::OCI_MANIFEST);
    assert_eq!(media_type(CopyRequest::to(Capabilities::directory())).unwrap(), MediaType::DOCKER_MANIFEST);
    let zstd = |to| media_type(CopyRequest::to(to).compression(CompressionAlgorithm::Zstd)).unwrap();
    assert_eq!(zstd(Capabilities::registry()), MediaType::OCI_MANIFEST);
    assert_eq!(zstd(Capabilities::directory()), MediaType::OCI_MANIFEST);
    let forced =
        CopyRequest::to(Capabilities::registry()).format(Format::DockerV2S2).compression(CompressionAlgorithm::Zstd);
    assert_eq!(media_type(forced).unwrap_err().kind(), ErrorKind::LayerCompressionIncompatible);
    let bzip2 = CopyRequest::to(Capabilities::registry()).compression(CompressionAlgorithm::Bzip2);
    assert!(media_type(bzip2).is_err());
}

#[test]
fn one_changed_layer_edits_all() {
    let source = oci_image(&[MediaType::OCI_LAYER_GZIP, MediaType::OCI_LAYER_GZIP]);
    let plan = CopyRequest::to(Capabilities::registry()).plan(source.clone(), &[ZSTD, None]).unwrap();
    let kept = |at: usize| CopiedLayer::new(plan.layers()[at].digest.clone(), 1);
    assert_eq!(plan.updates(&[kept(0), kept(1)]).unwrap(), None);
    assert_eq!(plan.finish(&[kept(0), kept(1)], |_| Ok(())).unwrap().manifest, source.bytes);

    let new = CopiedLayer::new("sha256:aa", 9);
    let updates = plan.updates(&[kept(0), new.clone()]).unwrap().unwrap();
    assert_eq!((updates[0].compression, updates[0].algorithm), (CompressionEdit::Preserve, ZSTD));
    assert_eq!((updates[1].compression, updates[1].algorithm), (CompressionEdit::Compress, GZIP));
    let image = plan.finish(&[kept(0), new.clone()], |_| Ok(())).unwrap();
    let manifest = oci::Manifest::parse(image.manifest).unwrap();
    // The label was wrong, and is right now.
    assert_eq!(manifest.layers[0].media_type, MediaType::OCI_LAYER_ZSTD);
    assert_eq!(image.compressions, [CompressionAlgorithm::Zstd, CompressionAlgorithm::Gzip]);
    // Of a blob that was there already nothing is known.
    let mut there = kept(0);
    there.reused = true;
    let image = plan.finish(&[there, new], |_| Ok(())).unwrap();
    assert_eq!(oci::Manifest::parse(image.manifest).unwrap().layers[0].media_type, MediaType::OCI_LAYER_GZIP);

    assert_eq!(plan.updates(&[]).unwrap_err().kind(), ErrorKind::LayerUpdateCountMismatch);
    let error = CopyRequest::to(Capabilities::registry()).plan(source, &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LayerUpdateCountMismatch);
}

#[test]
fn another_format_for_zstd() {
    // zstd found in a Docker image that must be rewritten: v2s2 has no type for it, so OCI is tried.
    let layers =
        vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"0"), Descriptor::of(MediaType::DOCKER_LAYER, b"1")];
    let config = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let manifest = docker::Manifest::new(Descriptor::of(MediaType::DOCKER_CONFIG, config), layers);
    let source = Source::new(manifest.to_json(), MediaType::DOCKER_MANIFEST);
    let plan = CopyRequest::to(Capabilities::registry()).plan(source, &[ZSTD, None]).unwrap();
    assert_eq!(plan.media_type(), &MediaType::DOCKER_MANIFEST);
    let copied = [CopiedLayer::new(plan.layers()[0].digest.clone(), 1), CopiedLayer::new("sha256:aa", 2)];
    let mut tried = 0;
    let image = plan.finish(&copied, |plan| {
        tried += 1;
        let needs = plan.needs();
        plan.provide(&needs[0], &config[..])
    });
    assert_eq!((image.unwrap().media_type, tried > 1), (MediaType::OCI_MANIFEST, true));
}

#[test]
fn an_index_of_which_nothing_changed() {
    let child = oci_image(&[MediaType::OCI_LAYER_GZIP]);
    let entry = Descriptor::of(MediaType::OCI_MANIFEST, &child.bytes).with_platform(Platform::new("linux", "amd64"));
    let bytes = oci::Index::new(vec![entry]).to_json();
    let spaced = String::from_utf8(bytes).unwrap().replace(',', ", ");
    let source = Source::new(spaced, MediaType::OCI_INDEX);
    let copy = CopyRequest::to(Capabilities::oci_layout());
    let index = copy.index(source.clone()).unwrap();
    assert_eq!(index.steps().len(), 1);
    let plan = copy.plan(child, &[GZIP]).unwrap();
    let image = plan.finish(&[CopiedLayer::new(plan.layers()[0].digest.clone(), 1)], |_| Ok(())).unwrap();
    assert_eq!(index.finish(std::slice::from_ref(&image), None).unwrap().bytes, source.bytes);
    assert_eq!(index.finish(&[], None).unwrap_err().kind(), ErrorKind::NotProvided);
    let list = copy.format(Format::DockerV2S2).index(source).unwrap().finish(&[image], None).unwrap();
    assert_eq!(list.media_type, MediaType::DOCKER_LIST);
}

#[test]
fn detected() {
    let none = Annotations::new();
    assert_eq!(detect(&[0x28, 0xb5, 0x2f, 0xfd], &none), ZSTD);
    let mut chunked = Annotations::new();
    chunked.insert("io.github.containers.zstd-chunked.manifest-checksum", "sha256:aa");
    assert_eq!(detect(&[0x28, 0xb5, 0x2f, 0xfd], &chunked), Some(CompressionAlgorithm::ZstdChunked));
    assert_eq!(detect(b"BZh91AY&", &none), Some(CompressionAlgorithm::Bzip2));
    assert_eq!(detect(&[0x1f, 0x8b], &chunked), None);
}

/// Four images for four platforms, and the index of them.
fn four() -> (Source, Vec<Source>) {
    let layers = [MediaType::OCI_LAYER_GZIP, MediaType::OCI_LAYER, MediaType::OCI_LAYER_GZIP, MediaType::OCI_LAYER];
    let children: Vec<Source> = (1..=4).map(|count| oci_image(&layers[..count])).collect();
    let architectures = ["amd64", "arm64", "s390x", "riscv64"];
    let entries = children.iter().zip(architectures).map(|(child, architecture)| {
        Descriptor::of(MediaType::OCI_MANIFEST, &child.bytes).with_platform(Platform::new("linux", architecture))
    });
    let index = oci::Index::new(entries.collect()).to_json();
    (Source::new(index, MediaType::OCI_INDEX), children)
}

fn digest(source: &Source) -> ClaimedDigest {
    Digest::sha256(&source.bytes).into()
}

/// The copy of an image of which every layer is kept, or becomes a blob of its own.
fn copied(request: &CopyRequest, source: &Source) -> CopiedImage {
    let layers = oci::Manifest::parse(source.bytes.clone()).unwrap().layers;
    let plan = request.plan(source.clone(), &vec![GZIP; layers.len()]).unwrap();
    let blobs = plan.layers().iter().map(|step| match step.operation {
        LayerOperation::Keep => CopiedLayer::new(step.digest.clone(), step.size),
        _ => CopiedLayer::new(Digest::sha256(step.digest.to_string().as_bytes()), 7),
    });
    plan.finish(&blobs.collect::<Vec<_>>(), |_| Ok(())).unwrap()
}

#[test]
fn preserved_digests() {
    let preserved = |to| CopyRequest::to(to).fixed(Fixed::Preserved);
    let source = oci_image(&[MediaType::OCI_LAYER_GZIP, MediaType::OCI_LAYER]);
    // The plain layer stays plain, and the image OCI: what was asked for otherwise is told.
    let asked = preserved(Capabilities::registry()).format(Format::DockerV2S2).compression(CompressionAlgorithm::Zstd);
    let plan = asked.plan(source.clone(), &[GZIP, None]).unwrap();
    assert!(plan.layers().iter().all(|step| step.operation == LayerOperation::Keep));
    let unmet = [Unmet::Format(MediaType::DOCKER_MANIFEST), Unmet::Compression(0), Unmet::Compression(1)];
    assert_eq!(plan.unmet(), unmet);
    let kept: Vec<_> = plan.layers().iter().map(|step| CopiedLayer::new(step.digest.clone(), step.size)).collect();
    assert_eq!(plan.finish(&kept, |_| Ok(())).unwrap().manifest, source.bytes);
    let docker = docker_image(vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"l")]);
    let plan = preserved(Capabilities::oci_layout()).plan(docker, &[GZIP]).unwrap();
    assert_eq!(plan.unmet(), [Unmet::Format(MediaType::OCI_MANIFEST)]);
    assert!(preserved(Capabilities::registry()).plan(source.clone(), &[GZIP, GZIP]).unwrap().unmet().is_empty());

    // Refused, and why: a layer that changed, a refusal of the destination, an index that would be converted or lose entries.
    let refused = |error: Error, why: &str| {
        assert_eq!(error.kind(), ErrorKind::ManifestFixed, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    };
    let mut plan = preserved(Capabilities::registry()).plan(source.clone(), &[GZIP, GZIP]).unwrap();
    let changed = [kept[0].clone(), CopiedLayer::new("sha256:aa", 1)];
    let error = plan.finish(&changed, |_| Ok(())).unwrap_err();
    assert_eq!(error.pointer(), "/layers/1");
    refused(error, "digests are preserved");
    refused(plan.rejected(&MediaType::OCI_MANIFEST).unwrap_err(), "refuses application/vnd.oci.image.manifest.v1+json");
    let (index, children) = four();
    let list = CopyRequest::to(Capabilities::directory()).fixed(Fixed::Signed).format(Format::DockerV2S2);
    refused(list.index(index.clone()).unwrap_err(), "signatures would become invalid");
    let only = CopyRequest::to(Capabilities::directory()).instances([digest(&children[0])], Sparse::Strip);
    refused(only.fixed(Fixed::NamedByDigest).index(index.clone()).unwrap_err(), "named by a digest");
    let variants = preserved(Capabilities::registry()).variants([CompressionAlgorithm::Zstd]);
    refused(variants.index(index.clone()).unwrap_err(), "a zstd variant would be added");
    refused(preserved(Capabilities::registry()).from_storage().plan(source, &[GZIP, None]).unwrap_err(), "/layers");
    // Children that changed change the index.
    let plan = preserved(Capabilities::registry()).index(index).unwrap();
    let copies: Vec<_> = children.iter().map(|child| copied(&preserved(Capabilities::registry()), child)).collect();
    assert!(plan.finish(&copies, None).unwrap().report.is_unchanged());
    let mut other = copies;
    other[2] = copied(&CopyRequest::to(Capabilities::registry()).compression(CompressionAlgorithm::Zstd), &children[2]);
    refused(plan.finish(&other, None).unwrap_err(), "changed with its children");
}

#[test]
fn a_schema1_name_that_must_not_change() {
    let manifest = r#"{"name":"library/a","tag":"1","architecture":"amd64","fsLayers":[{"blobSum":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}],"history":[{"v1Compatibility":"{\"id\":\"0000000000000000000000000000000000000000000000000000000000000001\"}"}],"schemaVersion":1}"#;
    let source = Source::new(manifest, MediaType::DOCKER_SCHEMA1);
    let copy = |name: &str| {
        let request = CopyRequest::to(Capabilities::registry()).fixed(Fixed::NamedByDigest);
        request.name(name.parse().unwrap()).plan(source.clone(), &[GZIP])
    };
    assert_eq!(copy("example.com/b:1").unwrap_err().kind(), ErrorKind::ManifestFixed);
    let plan = copy("docker.io/a:1").unwrap();
    let layer = CopiedLayer::new(plan.layers()[0].digest.clone(), 1);
    assert_eq!(plan.finish(&[layer], |_| Ok(())).unwrap().manifest, manifest);
}

#[test]
fn one_platform_of_four() {
    let (index, children) = four();
    let only = |sparse| {
        let request = CopyRequest::to(Capabilities::registry()).instances([digest(&children[1])], sparse);
        let plan = request.index(index.clone()).unwrap();
        let copies: Vec<CopiedImage> = plan.copies().map(|(_, request)| copied(&request, &children[1])).collect();
        let operations: Vec<InstanceOperation> = plan.steps().iter().map(|step| step.operation).collect();
        (operations, plan.finish(&copies, None).unwrap())
    };
    // Kept sparse: the index keeps its digest, and names what may not be there.
    let (operations, kept) = only(Sparse::Keep);
    let leave = InstanceOperation::Leave;
    assert_eq!(operations, [leave, InstanceOperation::Copy, leave, leave]);
    assert_eq!((&kept.bytes, kept.report.losses.len()), (&index.bytes, 0));

    let (operations, stripped) = only(Sparse::Strip);
    let strip = InstanceOperation::Strip;
    assert_eq!(operations, [strip, InstanceOperation::Copy, strip, strip]);
    let entries = oci::Index::parse(stripped.bytes.clone()).unwrap().manifests;
    assert_eq!(entries.iter().map(|entry| entry.digest.clone()).collect::<Vec<_>>(), [digest(&children[1])]);
    assert_eq!(stripped.report.losses.len(), 3);
    assert!(stripped.report.losses.iter().all(|loss| loss.reason == LossReason::Asked));

    // An older version leaves the entries.
    let old = CopyRequest::to(Capabilities::registry()).as_tool(&tools::CONTAINERS_IMAGE_5_23);
    let error = old.clone().instances([digest(&children[1])], Sparse::Strip).index(index.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    assert!(old.instances([digest(&children[1])], Sparse::Keep).index(index).is_ok());
}

#[test]
fn zstd_beside_gzip() {
    let (index, children) = four();
    let request =
        CopyRequest::to(Capabilities::registry()).variants([CompressionAlgorithm::Gzip, CompressionAlgorithm::Zstd]);
    let plan = request.index(index.clone()).unwrap();
    assert_eq!(plan.steps().len(), 8);
    assert_eq!(plan.steps()[1].operation, InstanceOperation::AddVariant(CompressionAlgorithm::Zstd));
    let copies: Vec<CopiedImage> =
        plan.copies().map(|(step, request)| copied(&request, &children[step.position])).collect();
    let made = plan.finish(&copies, None).unwrap();
    let entries = oci::Index::parse(made.bytes.clone()).unwrap().manifests;
    // Those with gzip first, as they were; then those with zstd, marked, for the same platforms.
    assert_eq!(entries.len(), 8);
    for (at, child) in children.iter().enumerate() {
        assert_eq!((&entries[at].digest, entries[at].annotations.is_empty()), (&digest(child), true));
        assert_eq!(entries[at + 4].platform, entries[at].platform);
        assert_eq!(entries[at + 4].annotations.get(annotation::ZSTD).unwrap(), "true");
    }
    // A second copy finds them.
    let again = request.index(Source::new(made.bytes, made.media_type)).unwrap();
    assert!(again.steps().iter().all(|step| step.operation == InstanceOperation::Copy));

    let both = request.clone().instances([digest(&children[0])], Sparse::Keep);
    assert_eq!(both.index(index.clone()).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    let old = request.as_tool(&tools::CONTAINERS_IMAGE_5_23);
    assert_eq!(old.index(index).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn versions_of_the_tool() {
    let layers =
        vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"0"), Descriptor::of(MediaType::DOCKER_LAYER, b"1")];
    let config = br#"{"architecture":"amd64","os":"linux","history":[{},{}],"rootfs":{"type":"layers","diff_ids":[]}}"#;
    let manifest = docker::Manifest::new(Descriptor::of(MediaType::DOCKER_CONFIG, config), layers);
    let source = Source::new(manifest.to_json(), MediaType::DOCKER_MANIFEST);
    let pushed = |tool: &'static Tool| {
        let request = CopyRequest::to(Capabilities::registry()).compression(CompressionAlgorithm::Zstd).as_tool(tool);
        let plan = request.plan(source.clone(), &[GZIP, None]).unwrap();
        assert_eq!(plan.tool(), tool);
        let blobs = [CopiedLayer::new("sha256:aa", 1), CopiedLayer::new("sha256:bb", 2)];
        let image = plan.finish(&blobs, |plan| {
            let needs = plan.needs();
            plan.provide(needs.iter().find(|need| matches!(need, Need::Config { .. })).unwrap(), &config[..])
        });
        (plan.media_types().to_vec(), image.unwrap().media_type)
    };
    // No Docker manifest holds zstd: the newest asks for OCI, the old one finds out, and falls back to schema 1.
    assert_eq!(pushed(&tools::CONTAINERS_IMAGE), (vec![MediaType::OCI_MANIFEST], MediaType::OCI_MANIFEST));
    let (tried, made) = pushed(&tools::CONTAINERS_IMAGE_5_23);
    assert_eq!(tried[..2], [MediaType::DOCKER_MANIFEST, MediaType::DOCKER_SCHEMA1_SIGNED]);
    assert_eq!(made, MediaType::DOCKER_SCHEMA1);
    let error = CopyRequest::to(Capabilities::registry()).as_tool(&tools::DISTRIBUTION).plan(source, &[GZIP, None]);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn a_registry_without_a_format() {
    // Nothing is asked for: the manifest stays what it is; a registry that refuses it gets others.
    let source = oci_image(&[MediaType::OCI_LAYER_GZIP]);
    let mut plan = CopyRequest::to(Capabilities::registry()).plan(source.clone(), &[GZIP]).unwrap();
    let kept = [CopiedLayer::new(plan.layers()[0].digest.clone(), 1)];
    assert_eq!(plan.finish(&kept, |_| Ok(())).unwrap().manifest, source.bytes);
    plan.rejected(&MediaType::OCI_MANIFEST).unwrap();
    assert_eq!(plan.media_type(), &MediaType::DOCKER_MANIFEST);
    let image = plan.finish(&kept, |_| Ok(())).unwrap();
    assert_eq!(image.media_type, MediaType::DOCKER_MANIFEST);
    let last = plan.media_types().last().unwrap().clone();
    assert_eq!(plan.rejected(&last).unwrap_err().kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn out_of_containers_storage() {
    // Layers are compressed anew; even where that gives the bytes that were pulled, the manifest is written again.
    let compact = oci_image(&[MediaType::OCI_LAYER_GZIP]);
    let spaced = String::from_utf8(compact.bytes.to_vec()).unwrap().replace(',', ", ");
    let source = Source::new(spaced, MediaType::OCI_MANIFEST);
    let request = CopyRequest::to(Capabilities::registry());
    let plan = request.plan(source.clone(), &[None]).unwrap();
    let same = [CopiedLayer::new(plan.layers()[0].digest.clone(), plan.layers()[0].size)];
    assert_eq!(plan.finish(&same, |_| Ok(())).unwrap().manifest, source.bytes);
    let plan = request.from_storage().plan(source, &[None]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Compress(CompressionAlgorithm::Gzip));
    assert_eq!(plan.finish(&same, |_| Ok(())).unwrap().manifest, compact.bytes);
}

#[test]
fn what_a_copied_index_loses() {
    let (index, children) = four();
    let text = String::from_utf8(index.bytes.to_vec()).unwrap();
    let extra = text.replacen("{", r#"{"x-build":{"id":7},"#, 1);
    let copies = |to: &CopyRequest, compression| {
        let image = |child: &Source| {
            let mut image = copied(to, child);
            image.compressions = vec![compression];
            image
        };
        children.iter().map(image).collect::<Vec<_>>()
    };
    // Kept byte for byte: nothing is lost.
    let to = CopyRequest::to(Capabilities::registry());
    let plan = to.index(Source::new(extra.clone(), MediaType::OCI_INDEX)).unwrap();
    let kept = plan.finish(&copies(&to, CompressionAlgorithm::Gzip), None).unwrap();
    assert_eq!((&kept.bytes[..], kept.report.losses.len()), (extra.as_bytes(), 0));
    assert_eq!(&*kept.report.document().unwrap().causes, &[Cause::BytesKept]);

    // zstd is found in the layers, and the entries are marked: annotations as well as a new layout.
    let spaced = text.replace(',', ", ");
    let plan = to.index(Source::new(spaced, MediaType::OCI_INDEX)).unwrap();
    let marked = plan.finish(&copies(&to, CompressionAlgorithm::Zstd), None).unwrap();
    assert_eq!(&*marked.report.document().unwrap().causes, &[Cause::Annotations, Cause::Layout]);
    let entries = oci::Index::parse(marked.bytes).unwrap().manifests;
    assert!(entries.iter().all(|entry| entry.annotations.get(annotation::ZSTD).is_some_and(|value| value == "true")));
}
