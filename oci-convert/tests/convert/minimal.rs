//! The profile that changes the least.

use crate::support::{Image, assert_balanced, convert, digest_of, oci_image, result};
use oci_convert::report::{DigestRole, Fate};
use oci_convert::{
    CompressionAlgorithm, CompressionEdit, ConfigEdit, Converted, CryptoEdit, ErrorKind, Format, LayerUpdate,
    ManifestEdit, OddityCode, Request, Source, tools,
};
use oci_spec_types::{Descriptor, Limits, MediaType, Model, Platform, docker, oci};

const CONFIG: &str =
    r#"{"os":"linux","architecture":"amd64","Healthcheck":1,"rootfs":{"type":"layers","diff_ids":["sha256:11"]}}"#;

fn minimal(image: &Image, format: Format) -> Converted {
    convert(image, &Request::convert(format).as_tool(&tools::MINIMAL)).expect("an image")
}

#[test]
fn only_media_types_change() {
    let layers = [("base", MediaType::OCI_LAYER_ZSTD)];
    let image = oci_image(&layers, CONFIG, ", \n \"x\" : 1.50, \"annotations\":{ \"a\":\"\\u0041<\" }");
    let docker = minimal(&image, Format::DockerV2S2);
    let text = String::from_utf8(image.manifest.clone()).expect("text");
    let expected = text
        .replace(MediaType::OCI_MANIFEST.as_str(), MediaType::DOCKER_MANIFEST.as_str())
        .replace(MediaType::OCI_CONFIG.as_str(), MediaType::DOCKER_CONFIG.as_str())
        .replace(MediaType::OCI_LAYER_ZSTD.as_str(), MediaType::DOCKER_LAYER_ZSTD.as_str());
    assert_eq!(String::from_utf8_lossy(&docker.bytes), expected);
    assert_balanced(&image, &result(&docker), &docker.report);
    assert_eq!(docker.report.losses, []);
    assert!(docker.report.oddities.iter().any(|odd| odd.code == OddityCode::DockerZstd));
    assert!(docker.report.way_back.as_ref().expect("known").is_exact());

    let back = minimal(&result(&docker), Format::Oci);
    assert_eq!(back.bytes, image.manifest);
    let config = back.report.of_role(DigestRole::Config).next().expect("a row");
    assert_eq!(config.fate(), Fate::Same);
}

/// A member that means nothing to Docker is text that is kept; in an OCI document it must be what it is called.
#[test]
fn what_docker_does_not_know_must_fit_oci() {
    let documents = [
        (r#"{"subject":[],"config":{},"layers":[]}"#, MediaType::DOCKER_MANIFEST, "/subject"),
        (r#"{"artifactType":1,"config":{},"layers":[]}"#, MediaType::DOCKER_MANIFEST, "/artifactType"),
    ];
    for (document, media_type, pointer) in documents {
        let plan = |format| {
            Request::convert(format).as_tool(&tools::MINIMAL).plan(Source::new(document, media_type.clone()))?.finish()
        };
        let error = plan(Format::Oci).unwrap_err();
        assert_eq!((error.kind(), error.pointer()), (ErrorKind::InvalidJson, pointer), "{error}");
        assert!(plan(Format::DockerV2S2).is_ok(), "{document}");
    }
    let list = Source::new(r#"{"subject":[],"manifests":[]}"#, MediaType::DOCKER_LIST);
    let error = Request::convert(Format::Oci).as_tool(&tools::MINIMAL).plan(list).unwrap_err();
    assert_eq!(error.to_string(), "invalid JSON: manifest /subject: found an array, expected an object at byte 11");
}

/// Docker's media types are longer than OCI's.
#[test]
fn a_result_may_be_larger_than_its_source() {
    let image = oci_image(&[("base", MediaType::OCI_LAYER_GZIP)], CONFIG, "");
    let limits = Limits::default().with_max_document(image.manifest.len());
    let request = Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL).limits(limits);
    let docker = convert(&image, &request).expect("an image");
    assert!(docker.bytes.len() > image.manifest.len());
}

#[test]
fn a_missing_media_type_is_added() {
    let manifest = r#"{ "config": {"digest":"sha256:1","size":1,"mediaType":"application/vnd.oci.image.config.v1+json"},"layers":[ ] }"#;
    let image = Image { manifest: manifest.into(), media_type: MediaType::OCI_MANIFEST, config: None };
    let docker = minimal(&image, Format::DockerV2S2);
    let text = String::from_utf8_lossy(&docker.bytes);
    assert!(
        text.starts_with(r#"{"mediaType":"application/vnd.docker.distribution.manifest.v2+json", "config""#),
        "{text}"
    );
}

#[test]
fn edits_stay_small() {
    let layer = r#"{"mediaType":"application/vnd.oci.image.layer.v1.tar","data":"YQ==","digest":"sha256:1","size":1,"annotations":{"a":"b"},"z":[1]}"#;
    let manifest = format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json"}},"layers":[{layer}]}}"#
    );
    let image = Image { manifest: manifest.into(), media_type: MediaType::OCI_MANIFEST, config: None };
    let update =
        LayerUpdate::new(digest_of("zstd"), 4).compression(CompressionEdit::Compress, Some(CompressionAlgorithm::Zstd));
    let conversion = Request::edit().as_tool(&tools::MINIMAL);
    let edited = convert(&image, &conversion.clone().layers([update])).expect("an image");
    let text = String::from_utf8_lossy(&edited.bytes);
    let expected = format!(
        r#""layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","digest":"{}","size":4,"annotations":{{"a":"b"}},"z":[1]}}]"#,
        digest_of("zstd")
    );
    assert!(text.contains(&expected), "{text}");
    assert_eq!(edited.report.losses[0].pointer, "/layers/0/data");

    let untouched = convert(&image, &conversion).expect("an image");
    assert_eq!(untouched.bytes, image.manifest);
    assert!(untouched.report.is_unchanged());
}

/// What Go reads under another name is replaced where it stands: a second member would be read otherwise.
#[test]
fn a_folded_name_is_edited_where_it_stands() {
    let layer = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"dige\u{17f}t\":\"sha256:1\",\"Size\":1}";
    let manifest =
        format!(r#"{{"config":{{"mediaType":"application/vnd.oci.image.config.v1+json"}},"layers":[{layer}]}}"#);
    let image = Image { manifest: manifest.clone().into(), media_type: MediaType::OCI_MANIFEST, config: None };
    let update = LayerUpdate::new(digest_of("new"), 4);
    let edited = convert(&image, &Request::edit().as_tool(&tools::MINIMAL).layers([update])).expect("an image");
    let expected = manifest.replace("sha256:1", &digest_of("new")).replace(r#""Size":1"#, r#""Size":4"#);
    assert_eq!(String::from_utf8_lossy(&edited.bytes), expected);
}

#[test]
fn what_docker_can_not_hold_is_refused() {
    let encrypted: MediaType = "application/vnd.oci.image.layer.v1.tar+zstd+encrypted".into();
    let image = oci_image(&[("base", encrypted)], CONFIG, "");
    let conversion = Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL);
    let error = convert(&image, &conversion).expect_err("encrypted");
    assert_eq!(error.kind(), ErrorKind::EncryptedNotRepresentable);
    // Decrypted it fits: Minimal has zstd in Docker.
    let update = LayerUpdate::new(digest_of("open"), 4).crypto(CryptoEdit::Decrypt);
    let converted = convert(&image, &conversion.layers([update])).expect("an image");
    assert!(String::from_utf8_lossy(&converted.bytes).contains(MediaType::DOCKER_LAYER_ZSTD.as_str()));
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let manifest = r#"{"config":{"mediaType":"application/vnd.oci.image.config.v1+json"},"config":{},"layers":[]}"#;
    let image = Image { manifest: manifest.into(), media_type: MediaType::OCI_MANIFEST, config: None };
    let error =
        convert(&image, &Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL)).expect_err("two configs");
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::AmbiguousManifest, "/config"));

    let manifest = "{\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\"},\"layer\u{17f}\":[{}]}";
    let image = Image { manifest: manifest.into(), media_type: MediaType::OCI_MANIFEST, config: None };
    let error =
        convert(&image, &Request::convert(Format::DockerV2S2).as_tool(&tools::MINIMAL)).expect_err("for Go only");
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::AmbiguousManifest, "/layers"));
}

#[test]
fn schema1_becomes_oci_with_the_docker_config() {
    let config = r#"{"os":"linux","Healthcheck":1,"rootfs":{"type":"layers","diff_ids":[]},"history":[{}]}"#;
    let image = oci_image(&[("base", MediaType::OCI_LAYER)], config, "");
    let schema1 = result(&minimal(&image, Format::DockerV2S1));
    let oci = minimal(&schema1, Format::Oci);
    assert_balanced(&schema1, &result(&oci), &oci.report);
    let config = oci.config.and_then(|config| config.bytes).expect("a config");
    assert!(String::from_utf8_lossy(&config).contains(r#""Healthcheck":1"#));
    assert_eq!(oci.media_type, MediaType::OCI_MANIFEST);
}

/// One member that readers find under two names, or twice, would be two documents in one text.
#[test]
fn what_readers_find_differently_is_not_edited_in_its_text() {
    let child = Descriptor::of(MediaType::DOCKER_MANIFEST, b"child").with_platform(Platform::new("linux", "amd64"));
    let list = docker::ManifestList::new(vec![child]).to_json();
    let folded = String::from_utf8(list).expect("text").replace("\"manifests\"", "\"Manifests\"");
    let source = Source::new(folded, MediaType::DOCKER_LIST);
    let request = Request::convert(Format::Oci).as_tool(&tools::MINIMAL);
    let error = request.plan(source.clone()).expect_err("two readings");
    assert_eq!((error.kind(), error.pointer()), (ErrorKind::AmbiguousManifest, "/Manifests"));
    assert!(Request::convert(Format::Oci).plan(source).is_ok(), "containers/image reads it as Go does");

    // Nor where other findings crowd it out.
    let odd = format!(r#"{{"annotations":{{{}"z":"z"}},"MANIFESTS":[],"manifests":[]}}"#, r#""a":null,"#.repeat(1_200));
    let error = request.plan(Source::new(odd, MediaType::OCI_INDEX)).expect_err("too odd");
    assert_eq!(error.kind(), ErrorKind::AmbiguousManifest);

    let config =
        r#"{"os":"linux","architecture":"amd64","Config":{"User":"root"},"rootfs":{"type":"layers","diff_ids":[]}}"#;
    let image = oci_image(&[], config, "");
    let request = Request::edit().as_tool(&tools::MINIMAL).config_edits([ConfigEdit::label("a", "b")]);
    assert_eq!(convert(&image, &request).expect_err("two readings").kind(), ErrorKind::AmbiguousManifest);
}

/// The table of contents of the blob before is none of the one after.
#[test]
fn annotations_of_the_old_blob_go_with_it() {
    const TOC: &str = "io.github.containers.zstd-chunked.manifest-checksum";
    let layer = Descriptor::of(MediaType::OCI_LAYER_ZSTD, b"old").with_annotation(TOC, "x").with_annotation("a", "b");
    let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, CONFIG.as_bytes()), vec![layer]);
    let source = Source::new(manifest.to_json(), MediaType::OCI_MANIFEST);
    let update = LayerUpdate::new(oci_digest::Digest::sha256(b"new"), 3);
    let edited = |tool| {
        let mut plan = Request::edit().as_tool(tool).layers([update.clone()]).plan(source.clone()).expect("an image");
        for need in plan.needs() {
            plan.provide(&need, CONFIG.as_bytes()).expect("the config");
        }
        let edited = plan.finish().expect("edited");
        (oci::Manifest::parse(edited.bytes).expect("a manifest").layers.remove(0).annotations, edited.report)
    };
    let (kept, report) = edited(&tools::MINIMAL);
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(report.losses[0].pointer, "/layers/0/annotations");
    let (kept, report) = edited(&tools::REGCLIENT);
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["a", TOC]);
    assert_eq!(report.oddities[0].code, OddityCode::StaleAnnotation);
}

#[test]
fn what_cannot_be_read_is_not_rewritten() {
    assert!(tools::MINIMAL.rewrite(oci_spec_types::Kind::OciManifest, &b"garbage"[..]).is_err());
    assert!(tools::MINIMAL.rewrite(oci_spec_types::Kind::OciIndex, &br#"{"manifests": []}"#[..]).is_ok());
}

/// A need is answered for the plan that has it, whatever descriptor the caller brings.
#[test]
fn a_blob_is_verified_against_the_plan() {
    let plan = |content: &[u8]| {
        let layers = vec![Descriptor::of(MediaType::OCI_LAYER, content)];
        let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, CONFIG.as_bytes()), layers);
        let request = Request::edit().as_tool(&tools::MINIMAL).edits([ManifestEdit::Data { max: 100 }]);
        request.plan(Source::new(manifest.to_json(), MediaType::OCI_MANIFEST)).expect("an image")
    };
    let layer = |plan: &oci_convert::Plan| {
        plan.needs().into_iter().find(|need| matches!(need, oci_convert::Need::Layer { .. })).expect("a layer")
    };
    let (mut own, other) = (plan(b"x"), plan(b"evil"));
    let foreign = layer(&other);
    assert_eq!(own.provide(&foreign, &b"evil"[..]).expect_err("foreign").kind(), ErrorKind::InvalidDigest);
    assert!(own.provide(&foreign, &b"x"[..]).is_ok());
}
