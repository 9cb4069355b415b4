use oci_convert::copy::{Capabilities, CopiedLayer, Copy, LayerOperation, LayerWish, detect};
use oci_convert::{Algorithm, CompressionEdit, ErrorKind, Format, Source};
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, Platform, docker, oci};

const GZIP: Option<Algorithm> = Some(Algorithm::Gzip);
const ZSTD: Option<Algorithm> = Some(Algorithm::Zstd);

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
    let rows: Vec<(Copy, Option<Algorithm>, LayerOperation)> = vec![
        (Copy::to(registry()), None, LayerOperation::Compress(Algorithm::Gzip)),
        (Copy::to(registry()), GZIP, LayerOperation::Keep),
        (Copy::to(registry()), ZSTD, LayerOperation::Keep),
        (Copy::to(registry()).compression(Algorithm::Zstd), None, LayerOperation::Compress(Algorithm::Zstd)),
        (Copy::to(registry()).compression(Algorithm::Zstd), GZIP, LayerOperation::Recompress(Algorithm::Zstd)),
        (Copy::to(registry()).compression(Algorithm::Zstd), Some(Algorithm::ZstdChunked), LayerOperation::Keep),
        (
            Copy::to(registry()).compression(Algorithm::ZstdChunked),
            ZSTD,
            LayerOperation::Recompress(Algorithm::ZstdChunked),
        ),
        (Copy::to(directory()), None, LayerOperation::Keep),
        (Copy::to(directory()).compression(Algorithm::Zstd), GZIP, LayerOperation::Keep),
        (Copy::to(unpacked()), GZIP, LayerOperation::Decompress),
        (Copy::to(unpacked()), None, LayerOperation::Keep),
    ];
    for (copy, detected, expected) in rows {
        let plan = copy.plan(oci_image(&[MediaType::OCI_LAYER_GZIP]), &[detected]).unwrap();
        assert_eq!(plan.layers()[0].operation, expected, "{copy:?} {detected:?}");
    }
    // What no table of types has, and artifacts, are left alone.
    let plan = Copy::to(registry()).plan(oci_image(&[MediaType::IN_TOTO]), &[None]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Keep);
    let foreign = Descriptor::of(MediaType::DOCKER_FOREIGN_LAYER_GZIP, b"f").with_url("https://example.com/f");
    let plan = Copy::to(registry()).plan(docker_image(vec![foreign.clone()]), &[GZIP]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Skip);
    let plan = Copy::to(directory()).plan(docker_image(vec![foreign]), &[GZIP]).unwrap();
    assert_eq!(plan.layers()[0].operation, LayerOperation::Keep);
}

#[test]
fn formats() {
    let source = || docker_image(vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"l")]);
    let media_type = |copy: Copy| copy.plan(source(), &[GZIP]).map(|plan| plan.media_type().clone());
    assert_eq!(media_type(Copy::to(Capabilities::registry())).unwrap(), MediaType::DOCKER_MANIFEST);
    assert_eq!(media_type(Copy::to(Capabilities::oci_layout())).unwrap(), MediaType::OCI_MANIFEST);
    assert_eq!(media_type(Copy::to(Capabilities::directory())).unwrap(), MediaType::DOCKER_MANIFEST);
    let zstd = |to| media_type(Copy::to(to).compression(Algorithm::Zstd)).unwrap();
    assert_eq!(zstd(Capabilities::registry()), MediaType::OCI_MANIFEST);
    assert_eq!(zstd(Capabilities::directory()), MediaType::OCI_MANIFEST);
    let forced = Copy::to(Capabilities::registry()).format(Format::DockerV2S2).compression(Algorithm::Zstd);
    assert_eq!(media_type(forced).unwrap_err().kind(), ErrorKind::LayerCompressionIncompatible);
    let bzip2 = Copy::to(Capabilities::registry()).compression(Algorithm::Bzip2);
    assert!(media_type(bzip2).is_err());
}

#[test]
fn one_changed_layer_edits_all() {
    let source = oci_image(&[MediaType::OCI_LAYER_GZIP, MediaType::OCI_LAYER_GZIP]);
    let plan = Copy::to(Capabilities::registry()).plan(source.clone(), &[ZSTD, None]).unwrap();
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
    assert_eq!(image.compressions, [Algorithm::Zstd, Algorithm::Gzip]);
    // Of a blob that was there already nothing is known.
    let mut there = kept(0);
    there.reused = true;
    let image = plan.finish(&[there, new], |_| Ok(())).unwrap();
    assert_eq!(oci::Manifest::parse(image.manifest).unwrap().layers[0].media_type, MediaType::OCI_LAYER_GZIP);

    assert_eq!(plan.updates(&[]).unwrap_err().kind(), ErrorKind::LayerUpdateCountMismatch);
    let error = Copy::to(Capabilities::registry()).plan(source, &[]).unwrap_err();
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
    let plan = Copy::to(Capabilities::registry()).plan(source, &[ZSTD, None]).unwrap();
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
    let copy = Copy::to(Capabilities::oci_layout());
    let index = copy.index(source.clone()).unwrap();
    assert_eq!(index.children().len(), 1);
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
    assert_eq!(detect(&[0x28, 0xb5, 0x2f, 0xfd], &chunked), Some(Algorithm::ZstdChunked));
    assert_eq!(detect(b"BZh91AY&", &none), Some(Algorithm::Bzip2));
    assert_eq!(detect(&[0x1f, 0x8b], &chunked), None);
}
