//! What descriptors say of layers, and layers joined with their history.

use oci_digest::toc::{TAIL_LEN, TocErrorKind, TocKind};
use oci_digest::{ChainId, Digest};
use oci_spec_types::layer::{self, LayerFormat, join, locate_toc, stated_diff_id};
use oci_spec_types::oci::ImageConfig;
use oci_spec_types::{Descriptor, DiffIdOf, MediaType, Model, Role};

fn config(diff_ids: Option<&[&str]>, history: &str) -> ImageConfig {
    let rootfs = match diff_ids {
        Some(ids) => format!(r#""rootfs":{{"type":"layers","diff_ids":{}}},"#, serde_json::to_string(ids).unwrap()),
        None => String::new(),
    };
    ImageConfig::parse(format!(r#"{{{rootfs}"os":"linux"{history}}}"#).into_bytes()).unwrap()
}

fn layers(count: usize) -> Vec<Descriptor> {
    (0..count).map(|at| Descriptor::of(MediaType::OCI_LAYER_GZIP, &vec![0; at + 1])).collect()
}

fn id(text: &str) -> String {
    Digest::sha256(text).to_string()
}

/// datadog-agent 52016, boxlite 772: steps that changed no file were counted as layers, and each layer after them stood
/// beside the command of another one.
#[test]
fn a_layer_stands_beside_the_step_that_made_it() {
    let history = r#","history":[{"created_by":"ADD base"},{"created_by":"ENV A=b","empty_layer":true},
        {"created_by":"RUN make"},{"created_by":"CMD sh","empty_layer":true},{"created_by":"COPY app"}]"#;
    let (layers, ids) = (layers(3), [id("a"), id("b"), id("c")]);
    let config = config(Some(&[&ids[0], &ids[1], &ids[2]]), history);
    let rows = join(&layers, &config).unwrap();
    let of: Vec<_> = rows.iter().map(|row| (row.created_by().unwrap().as_str(), row.position, row.size())).collect();
    let expected = [
        ("ADD base", Some(0), 1),
        ("ENV A=b", None, 0),
        ("RUN make", Some(1), 2),
        ("CMD sh", None, 0),
        ("COPY app", Some(2), 3),
    ];
    assert_eq!(of, expected);
    assert_eq!(rows[4].diff_id.as_ref().unwrap().to_string(), ids[2]);
    let chains: Vec<ChainId> = rows.iter().filter_map(|row| row.chain_id.clone()).collect();
    assert_eq!(chains, config.chain_ids().unwrap());
    assert_eq!(rows[4].layer, Some(&layers[2]));
}

#[test]
fn without_history_there_is_a_row_a_layer() {
    for history in ["", r#","history":[]"#, r#","history":null"#] {
        let (a, b) = (id("a"), id("b"));
        let (layers, config) = (layers(2), config(Some(&[&a, &b]), history));
        let rows = join(&layers, &config).unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.history.is_none() && row.chain_id.is_some()));
    }
    let scratch = config(Some(&[]), r#","history":[{"created_by":"ENV","empty_layer":true}]"#);
    assert_eq!(join(&[], &scratch).unwrap().len(), 1);
}

#[test]
fn what_does_not_fit_is_an_error_with_the_counts() {
    let (a, layers) = (id("a"), layers(2));
    let one = config(Some(&[&a]), r#","history":[{},{},{}]"#);
    let error = join(&layers, &one).unwrap_err();
    let text = "layers do not match: 2 in the manifest, 1 diffIDs in the config, 3 steps with a layer in its history";
    assert_eq!(error.to_string(), text);
    let none = config(None, r#","history":[{}]"#);
    let text = "layers do not match: 2 in the manifest, 1 steps with a layer in its history";
    assert_eq!(join(&layers, &none).unwrap_err().to_string(), text);
    let ill = config(Some(&[&a, "x\n"]), "");
    let error = join(&layers, &ill).unwrap_err();
    assert_eq!(error.to_string(), r#"/rootfs/diff_ids/1: found "x\n", expected a digest"#);
}

/// The draft of EROFS layers: no diffIDs in the config, annotations instead, which count before the config.
#[test]
fn erofs_layers_state_their_diff_ids() {
    let (raw, packed) = ("application/vnd.erofs", "application/vnd.erofs+zstd");
    let content = id("content");
    let layers = [
        Descriptor::of(raw, b"raw"),
        Descriptor::of(packed, b"packed").with_annotation(layer::EROFS_UNCOMPRESSED, &*content),
        Descriptor::of("application/vnd.erofs.chunk-index.v1", b"chunks"),
    ];
    let none = config(None, "");
    let rows = join(&layers, &none).unwrap();
    let ids: Vec<String> = rows.iter().map(|row| row.diff_id.as_ref().unwrap().to_string()).collect();
    assert_eq!(ids, [layers[0].digest.to_string(), content.clone(), layers[2].digest.to_string()]);
    assert!(rows[2].chain_id.is_some());
    let (other, raw_id) = (id("other"), layers[0].digest.to_string());
    let listed = config(Some(&[&raw_id, &other, &other]), "");
    assert_eq!(join(&layers, &listed).unwrap()[1].diff_id.as_ref().unwrap().to_string(), content);
    let unknown = [layers[0].clone(), Descriptor::of(packed, b"x"), layers[0].clone()];
    let rows = join(&unknown, &none).unwrap();
    assert_eq!((rows[1].diff_id.clone(), rows[1].chain_id.clone(), rows[2].chain_id.clone()), (None, None, None));
    assert!(rows[2].diff_id.is_some());
}

#[test]
fn layer_types_of_2026() {
    use DiffIdOf::{Blob, Nothing, Uncompressed};
    let cases = [
        ("application/vnd.erofs.layer.v1", Role::Layer, LayerFormat::Erofs, Uncompressed),
        ("application/vnd.erofs+zstd", Role::Layer, LayerFormat::Erofs, Uncompressed),
        ("application/vnd.erofs.chunk-index.v1", Role::Layer, LayerFormat::ErofsChunkIndex, Blob),
        ("application/vnd.erofsx", Role::Other, LayerFormat::Unknown, Nothing),
        ("application/vnd.oci.image.layer.nydus.blob.v1", Role::Layer, LayerFormat::NydusBlob, Blob),
        ("application/vnd.oci.image.layer.v2.squashfs", Role::Layer, LayerFormat::Unknown, Uncompressed),
        ("application/vnd.oci.image.layer.v1.tar+zstd+encrypted", Role::Layer, LayerFormat::Tar, Uncompressed),
        ("application/wasm", Role::Content, LayerFormat::Content, Blob),
        ("application/vnd.cncf.model.weight.v1.tar+gzip", Role::Content, LayerFormat::Content, Uncompressed),
        ("application/vnd.cncf.model.config.v1+json", Role::Other, LayerFormat::Unknown, Nothing),
        ("application/vnd.ollama.image.model", Role::Content, LayerFormat::Content, Blob),
        ("application/octet-stream", Role::Other, LayerFormat::Unknown, Nothing),
    ];
    for (text, role, format, diff_id) in cases {
        let own = MediaType::from(text);
        assert_eq!((own.role(), own.format(), own.diff_id()), (role, format, diff_id), "{text}");
    }
    let lazy = |name| layer::format(&Descriptor::of(MediaType::OCI_LAYER_GZIP, b"").with_annotation(name, "x"));
    assert_eq!(lazy(layer::STARGZ_TOC), LayerFormat::EStargz);
    assert_eq!(lazy(layer::CHUNKED_TOC), LayerFormat::ZstdChunked);
    assert_eq!(lazy(layer::NYDUS_BOOTSTRAP), LayerFormat::NydusBootstrap);
    assert_eq!(lazy("a"), LayerFormat::Tar);
}

#[test]
fn a_diff_id_is_stated_by_what_proves_it_or_by_an_annotation() {
    let gzip = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"x");
    assert_eq!(stated_diff_id(&gzip), None);
    assert_eq!(stated_diff_id(&gzip.clone().with_annotation(layer::UNCOMPRESSED, "nonsense")), None);
    let annotated = gzip.with_annotation(layer::UNCOMPRESSED, id("tar"));
    assert_eq!(stated_diff_id(&annotated).unwrap().to_string(), id("tar"));
    let tar = Descriptor::of(MediaType::OCI_LAYER, b"tar");
    assert_eq!(stated_diff_id(&tar).unwrap(), tar.digest);
    let encrypted = Descriptor::of("application/vnd.oci.image.layer.v1.tar+encrypted", b"secret");
    assert_eq!(stated_diff_id(&encrypted), None);
}

/// The end of a zstd:chunked blob that names another table than the annotations do.
#[test]
fn two_tables_of_one_layer_are_refused() {
    let footer = |numbers: [u64; 7]| {
        let mut tail: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        tail.extend_from_slice(b"GNUlInUx");
        assert_eq!(tail.len(), TAIL_LEN);
        tail
    };
    let layer = Descriptor { size: 667, ..Descriptor::of(MediaType::OCI_LAYER_ZSTD, b"") }
        .with_annotation(layer::CHUNKED_TOC, id("toc"))
        .with_annotation(layer::CHUNKED_POSITION, "488:79:78:1")
        .with_annotation(layer::CHUNKED_TAR_SPLIT, "575:20:11");
    let toc = locate_toc(&layer, Some(&footer([488, 79, 78, 1, 575, 20, 11]))).unwrap().unwrap();
    assert_eq!((toc.kind, toc.offset), (TocKind::ZstdChunked, 488));
    let kind = |layer: &Descriptor, tail: &[u8]| locate_toc(layer, Some(tail)).unwrap_err().kind();
    for numbers in [[487, 79, 78, 1, 575, 20, 11], [488, 79, 78, 1, 576, 20, 11], [488, 79, 1, 1, 575, 20, 11]] {
        assert_eq!(kind(&layer, &footer(numbers)), TocErrorKind::Contradiction);
    }
    let stargz = Descriptor { size: 667, ..Descriptor::of(MediaType::OCI_LAYER_GZIP, b"") }
        .with_annotation(layer::STARGZ_TOC, id("toc"));
    assert_eq!(kind(&stargz, &footer([488, 79, 78, 1, 575, 20, 11])), TocErrorKind::Contradiction);
    let both = stargz.with_annotation(layer::CHUNKED_TOC, id("toc"));
    assert_eq!(locate_toc(&both, None).unwrap_err().kind(), TocErrorKind::Contradiction);
    let ill = Descriptor::of(MediaType::OCI_LAYER_GZIP, b"").with_annotation(layer::STARGZ_TOC, "x");
    assert_eq!(locate_toc(&ill, None).unwrap_err().kind(), TocErrorKind::Malformed);
    assert_eq!(locate_toc(&Descriptor::of(MediaType::OCI_LAYER, b""), Some(b"")), Ok(None));
}

/// The layers among the recorded documents, where they are at hand.
#[test]
fn tables_in_recorded_layers() {
    let folder =
        std::env::var_os("OCI_VECTORS").map_or_else(|| "../../shared/vectors".into(), std::path::PathBuf::from);
    for name in ["estargz", "zstd-chunked"] {
        let read = |end: &str| std::fs::read(folder.join(format!("artifacts/{name}.{end}")));
        let (Ok(manifest), Ok(blob)) = (read("manifest.json"), read("layer")) else { continue };
        let manifest = oci_spec_types::oci::Manifest::parse(manifest).unwrap();
        let layer = &manifest.layers[0];
        let toc = locate_toc(layer, Some(&blob[blob.len() - TAIL_LEN..])).unwrap().unwrap();
        let digest = layer::toc_digest(layer).unwrap();
        let bytes = &blob[toc.offset as usize..][..toc.size as usize];
        // With the feature `layer` of oci-digest the table is read; its place is known without.
        assert!(digest.is_some() && !bytes.is_empty());
    }
}
