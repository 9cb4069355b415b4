//! Each path with a small image, in the bytes of containers/image.

use crate::support::{Image, assert_balanced, convert, digest_of, docker_image, oci_image, result};
use oci_convert::report::{DigestRole, Fate, ObstacleCode};
use oci_convert::{
    Cause, CompressionAlgorithm, CompressionEdit, CryptoEdit, Destination, EMPTY_LAYER_DIGEST, ErrorKind, Format,
    LayerUpdate, LossReason, Need, OddityCode, Part, Plan, Request, Source, tools,
};
use oci_spec_types::{ClaimedDigest, Kind, MediaType};

const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","config":{"Env":["A=<b>"]},"rootfs":{"type":"layers","diff_ids":["sha256:1111111111111111111111111111111111111111111111111111111111111111"]},"history":[{"created":"2020-01-02T03:04:05.600Z","created_by":"ADD"},{"created":"2020-01-02T03:04:06Z","created_by":"ENV","empty_layer":true}],"docker_version":"20.10"}"#;

#[test]
fn docker_to_oci() {
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let converted = convert(&image, &Request::convert(Format::Oci)).expect("an image");
    let config = converted.config.as_ref().expect("a config");
    assert!(config.is_new);
    assert_eq!(
        String::from_utf8_lossy(config.bytes.as_ref().expect("bytes")),
        r#"{"architecture":"amd64","os":"linux","config":{"Env":["A=\u003cb\u003e"]},"rootfs":{"type":"layers","diff_ids":["sha256:1111111111111111111111111111111111111111111111111111111111111111"]},"history":[{"created":"2020-01-02T03:04:05.6Z","created_by":"ADD"},{"created":"2020-01-02T03:04:06Z","created_by":"ENV","empty_layer":true}]}"#
    );
    let report = &converted.report;
    assert_balanced(&image, &result(&converted), report);
    let manifest = report.document().expect("a row");
    let causes = [Cause::MediaTypes, Cause::ConfigDigest, Cause::Layout];
    assert_eq!(manifest.causes[..], causes);
    assert_eq!(report.losses.len(), 2);
    assert_eq!((&*report.losses[1].pointer, report.losses[1].reason), ("/history/0/created", LossReason::Spelling));
    assert_eq!((report.losses[0].part, &*report.losses[0].pointer), (Part::Config, "/docker_version"));
    assert_eq!(&*report.losses[0].value, r#""20.10""#);
    let way_back = report.way_back.as_ref().expect("known");
    assert!(!way_back.manifest && way_back.config == Some(false));
    assert_eq!(way_back.obstacles[0].code, ObstacleCode::Lost);
}

#[test]
fn oci_to_docker_keeps_the_config() {
    let image = oci_image(&[("base", MediaType::OCI_LAYER)], CONFIG, r#","annotations":{"a":"b"}"#);
    let converted = convert(&image, &Request::convert(Format::DockerV2S2)).expect("an image");
    assert_balanced(&image, &result(&converted), &converted.report);
    let row = converted.report.of_role(DigestRole::Config).next().expect("a row");
    assert_eq!((row.fate(), row.causes[0]), (Fate::Same, Cause::BlobKept));
    assert_eq!(converted.report.losses[0].pointer, "/annotations");
    assert_eq!(converted.report.losses[0].reason, LossReason::NoPlace);
}

#[test]
fn an_error_names_the_v1_image_that_has_it() {
    let refused = |images: [(&str, &str); 3]| {
        let entry = |(id, parent): (&str, &str)| {
            let (id, parent) = (id.repeat(64), parent.repeat(64));
            format!(r#"{{"v1Compatibility":"{{\"id\":\"{id}\",\"parent\":\"{parent}\"}}"}}"#)
        };
        let blob = format!(r#"{{"blobSum":"{}"}}"#, digest_of("layer"));
        let manifest = format!(
            r#"{{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[{blob},{blob},{blob}],"history":[{}]}}"#,
            images.map(entry).join(",")
        );
        let source = Source::new(manifest, MediaType::DOCKER_SCHEMA1);
        let error = Request::convert(Format::DockerV2S2).plan(source).err();
        error.map(|error| (error.kind(), error.part(), error.pointer().to_owned()))
    };
    let told = |kind, at, pointer: &str| Some((kind, Part::V1Image(at), pointer.to_owned()));
    assert_eq!(refused([("c", "b"), ("b", "a"), ("a", "")]), None);
    assert_eq!(refused([("c", "b"), ("b", "a"), ("a", "d")]), told(ErrorKind::InvalidParentId, 2, "/parent"));
    assert_eq!(refused([("c", "b"), ("b", "d"), ("a", "")]), told(ErrorKind::InvalidParentId, 1, "/parent"));
    assert_eq!(refused([("c", "b"), ("x", "a"), ("a", "")]), told(ErrorKind::InvalidV1Id, 1, "/id"));
    assert_eq!(refused([("c", "b"), ("b", "a"), ("c", "")]), told(ErrorKind::DuplicateV1Id, 2, "/id"));
}

#[test]
fn docker_to_schema1_and_back() {
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let converted = convert(&image, &Request::convert(Format::DockerV2S1)).expect("an image");
    assert_eq!(converted.media_type, MediaType::DOCKER_SCHEMA1);
    assert_eq!(converted.extra_blobs[0].descriptor.digest, EMPTY_LAYER_DIGEST);
    let report = &converted.report;
    assert_balanced(&image, &result(&converted), report);
    let layers: Vec<_> = report.of_role(DigestRole::Layer).map(|row| (row.fate(), row.causes[0])).collect();
    assert_eq!(layers, [(Fate::Same, Cause::BlobKept), (Fate::Added, Cause::EmptyLayerAdded)]);

    let schema1 = result(&converted);
    let again = convert(&schema1, &Request::convert(Format::DockerV2S2)).expect("an image");
    assert_balanced(&schema1, &result(&again), &again.report);
    let layers: Vec<_> = again.report.of_role(DigestRole::Layer).map(|row| (row.fate(), row.causes[0])).collect();
    assert_eq!(layers, [(Fate::Same, Cause::BlobKept), (Fate::Removed, Cause::EmptyLayerDropped)]);
    let to_oci = convert(&schema1, &Request::convert(Format::Oci)).expect("an image");
    assert_balanced(&schema1, &result(&to_oci), &to_oci.report);
}

#[test]
fn the_way_back_through_schema1_is_as_told() {
    let there_and_back = |image: &Image| {
        let there = convert(image, &Request::convert(Format::DockerV2S1)).expect("an image");
        let back = convert(&result(&there), &Request::convert(Format::DockerV2S2)).expect("an image");
        let told = there.report.way_back.clone().expect("known");
        assert_eq!(told.config, Some(result(&back).config == image.config));
        (result(&back), told.config)
    };
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let (once, told) = there_and_back(&image);
    assert_eq!(told, Some(false));
    // What the members of schema 1 hold comes back as it is.
    assert_eq!(there_and_back(&once).1, Some(true));
}

#[test]
fn surplus_layers_vanish_loudly() {
    let layers = [("base", MediaType::DOCKER_LAYER_GZIP), ("gone", MediaType::DOCKER_LAYER_GZIP)];
    let image = docker_image(&layers, CONFIG);
    let converted = convert(&image, &Request::convert(Format::DockerV2S1)).expect("an image");
    let row = converted.report.of_role(DigestRole::Layer).find(|row| row.fate() == Fate::Removed).expect("a row");
    assert_eq!((row.before.clone(), row.causes[0]), (Some(digest_of("gone").into()), Cause::SurplusDropped));
    assert!(converted.report.oddities.iter().any(|odd| odd.code == OddityCode::SurplusLayers));
    assert_balanced(&image, &result(&converted), &converted.report);
}

#[test]
fn versions_write_other_configs() {
    let config = r#"{"architecture":"arm","os":"linux","variant":"v7","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let image = docker_image(&[], config);
    let table = [
        (
            &tools::CONTAINERS_IMAGE_5_23,
            r#"{"architecture":"arm","variant":"v7","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#,
        ),
        (
            &tools::CONTAINERS_IMAGE_1_1,
            r#"{"architecture":"arm","os":"linux","variant":"v7","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#,
        ),
        (
            &tools::CONTAINERS_IMAGE,
            r#"{"architecture":"arm","os":"linux","variant":"v7","rootfs":{"type":"layers","diff_ids":[]}}"#,
        ),
    ];
    for (tool, expected) in table {
        let conversion = Request::convert(Format::Oci).as_tool(tool);
        let converted = convert(&image, &conversion).expect("an image");
        let config = converted.config.and_then(|config| config.bytes).expect("bytes");
        assert_eq!(String::from_utf8_lossy(&config), expected);
    }
}

#[test]
fn layers_that_the_target_does_not_have() {
    let table = [
        (MediaType::OCI_LAYER_ZSTD, ErrorKind::ZstdNotRepresentable),
        (MediaType::OCI_FOREIGN_LAYER_ZSTD, ErrorKind::ZstdNotRepresentable),
        ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted".into(), ErrorKind::EncryptedNotRepresentable),
        ("text/plain".into(), ErrorKind::UnknownMediaType),
        (MediaType::DOCKER_LAYER_GZIP, ErrorKind::UnknownMediaType),
    ];
    for (media_type, expected) in table {
        let image = oci_image(&[("base", media_type)], CONFIG, "");
        for format in [Format::DockerV2S2, Format::DockerV2S1] {
            let error = convert(&image, &Request::convert(format)).expect_err("refused");
            assert_eq!((error.kind(), error.pointer()), (expected, "/layers/0/mediaType"));
        }
    }
}

#[test]
fn zstd_becomes_gzip_on_the_way_to_docker() {
    let image = oci_image(&[("base", MediaType::OCI_LAYER_ZSTD)], CONFIG, "");
    let update =
        LayerUpdate::new(digest_of("gzip"), 4).compression(CompressionEdit::Preserve, Some(CompressionAlgorithm::Gzip));
    let converted = convert(&image, &Request::convert(Format::DockerV2S2).layers([update])).expect("an image");
    assert_balanced(&image, &result(&converted), &converted.report);
    let row = converted.report.of_role(DigestRole::Layer).next().expect("a row");
    assert_eq!(row.media_type_after, Some(MediaType::DOCKER_LAYER_GZIP));
    assert_eq!(row.causes[..], [Cause::Recompressed]);

    // Not as Debian 12's skopeo, and the error tells why the edit does not help.
    let update =
        LayerUpdate::new(digest_of("gzip"), 4).compression(CompressionEdit::Preserve, Some(CompressionAlgorithm::Gzip));
    let old = Request::convert(Format::DockerV2S2).as_tool(&tools::CONTAINERS_IMAGE_5_23);
    let error = convert(&image, &old.layers([update])).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::ZstdNotRepresentable);
    assert!(error.to_string().contains("edits of the layers come after the conversion"), "{error}");
}

#[test]
fn edits_without_conversion() {
    let image = oci_image(&[("base", MediaType::OCI_LAYER)], CONFIG, "");
    let update = LayerUpdate::new(digest_of("secret"), 6)
        .compression(CompressionEdit::Compress, Some(CompressionAlgorithm::Zstd))
        .crypto(CryptoEdit::Encrypt);
    let converted = convert(&image, &Request::edit().layers([update])).expect("an image");
    assert_balanced(&image, &result(&converted), &converted.report);
    let row = converted.report.of_role(DigestRole::Layer).next().expect("a row");
    assert_eq!(row.causes[..], [Cause::Compressed, Cause::Encrypted]);
    assert_eq!(row.media_type_after.as_ref().expect("a type"), "application/vnd.oci.image.layer.v1.tar+zstd+encrypted");

    let docker = docker_image(&[("base", MediaType::DOCKER_LAYER)], CONFIG);
    for (update, kind) in [
        (LayerUpdate::new("x", 1).crypto(CryptoEdit::Decrypt), ErrorKind::CryptoNotSupported),
        (
            LayerUpdate::new("x", 1).compression(CompressionEdit::Compress, Some(CompressionAlgorithm::Zstd)),
            ErrorKind::LayerCompressionIncompatible,
        ),
        (LayerUpdate::new("x", 1).compression(CompressionEdit::Invalid, None), ErrorKind::InvalidCompressionOperation),
    ] {
        let error = convert(&docker, &Request::edit().layers([update])).expect_err("refused");
        assert_eq!(error.kind(), kind);
    }
    let error = convert(&docker, &Request::edit().layers([])).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::LayerUpdateCountMismatch);
}

#[test]
fn a_config_that_does_not_fit_is_told() {
    // Two layers, one diffID: refused by Docker and containerd.
    let layers = [("base", MediaType::DOCKER_LAYER_GZIP), ("more", MediaType::DOCKER_LAYER_GZIP)];
    let docker = docker_image(&layers, CONFIG);
    let oci = oci_image(&layers.map(|(name, _)| (name, MediaType::OCI_LAYER_GZIP)), CONFIG, "");
    for (image, to) in [(&docker, Format::Oci), (&oci, Format::DockerV2S2)] {
        for tool in [&tools::CONTAINERS_IMAGE, &tools::MINIMAL] {
            let converted = convert(image, &Request::convert(to).as_tool(tool)).expect("an image");
            let mut oddities = converted.report.oddities.iter().filter(|odd| odd.code == OddityCode::ConfigMismatch);
            let odd = oddities.next().expect("an oddity");
            assert_eq!((odd.part, odd.pointer.as_str()), (Part::Config, "/rootfs/diff_ids"));
            assert_eq!(&*odd.detail, "the manifest has 2 layers, the config 1 diffID");
        }
    }
}

#[test]
fn headers_have_parameters() {
    let image = oci_image(&[], CONFIG, "");
    let header = format!("{}; charset=utf-8", MediaType::OCI_MANIFEST);
    let source = Source::new(image.manifest.clone(), header.into());
    let converted = Request::convert(Format::DockerV2S2).plan(source).and_then(Plan::finish).expect("an image");
    assert_eq!(converted.media_type, MediaType::DOCKER_MANIFEST);

    // What the type does not tell is read as schema 1, and the error says so.
    let source = Source::new(image.manifest, MediaType::from("text/plain"));
    let error = Request::convert(Format::DockerV2S2).plan(source).expect_err("no schema 1");
    assert_eq!(error.kind(), ErrorKind::UnsupportedSchemaVersion);
    assert!(error.to_string().contains("this is no manifest of schema 1, but: OCI image manifest"), "{error}");
}

#[test]
fn errors_name_what_the_document_is() {
    let layout = Source::new(r#"{"imageLayoutVersion":"1.0.0"}"#, MediaType::default());
    let error = Request::convert(Format::Oci).plan(layout).expect_err("no manifest").to_string();
    assert!(error.contains("layout"), "{error}");
    let config = Source::new(CONFIG, MediaType::OCI_CONFIG);
    let error = Request::convert(Format::Oci).plan(config).expect_err("no manifest").to_string();
    assert!(error.contains("image config"), "{error}");
}

#[test]
fn a_mixed_image_is_made_to_fit() {
    // As kaniko and others leave them: a Docker config and layer in an OCI manifest.
    let image = oci_image(&[("base", MediaType::DOCKER_LAYER_GZIP), ("more", MediaType::OCI_LAYER)], CONFIG, "");
    let text = String::from_utf8(image.manifest.clone()).expect("text");
    let mixed = text.replace(MediaType::OCI_CONFIG.as_str(), MediaType::DOCKER_CONFIG.as_str());
    let image = Image { manifest: mixed.into_bytes(), ..image };
    let error = convert(&image, &Request::convert(Format::Oci)).expect_err("containers/image refuses it");
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    let converted = convert(&image, &Request::convert(Format::Oci).as_tool(&tools::MINIMAL)).expect("an image");
    let expected = text.replace(MediaType::DOCKER_LAYER_GZIP.as_str(), MediaType::OCI_LAYER_GZIP.as_str());
    assert_eq!(String::from_utf8_lossy(&converted.bytes), expected);
    assert_balanced(&image, &result(&converted), &converted.report);
}

#[test]
fn a_tool_without_an_entry_refuses() {
    let image = docker_image(&[], CONFIG);
    for request in [Request::convert(Format::Oci), Request::convert(Format::DockerV2S1), Request::edit()] {
        let error = convert(&image, &request.as_tool(&tools::MOBY)).expect_err("moby converts nothing");
        assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    }
    let index = Source::new(r#"{"manifests":[]}"#, MediaType::OCI_INDEX);
    let error = Request::convert(Format::DockerV2S2).as_tool(&tools::MOBY).plan(index).expect_err("no indexes");
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
}

#[test]
fn nothing_is_guessed() {
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER)], CONFIG);
    let plan = Request::convert(Format::Oci).plan(image.source()).expect("a plan");
    assert_eq!(plan.finish().expect_err("no config").kind(), ErrorKind::ConfigRequired);

    let mut plan = Request::convert(Format::DockerV2S1).plan(image.source()).expect("a plan");
    let [config, name] = &plan.needs()[..] else { panic!("config and name") };
    plan.provide(config, CONFIG.as_bytes()).expect("the config");
    assert_eq!(plan.clone().finish().expect_err("no name").kind(), ErrorKind::NotProvided);
    let error = plan.provide(config, &b"{}"[..]).expect_err("another");
    assert_eq!(error.kind(), ErrorKind::ConfigDigestMismatch);
    assert_eq!(plan.provide(name, CONFIG.as_bytes()).expect_err("no name").kind(), ErrorKind::NotProvided);
    plan.provide(name, Destination::default()).expect("a name");
    let schema1 = result(&plan.finish().expect("an image"));

    let mut plan = Request::convert(Format::Oci).plan(schema1.source()).expect("a plan");
    assert_eq!(plan.clone().finish().expect_err("no diffIDs").kind(), ErrorKind::NotProvided);
    let [diff_ids, sizes] = &plan.needs()[..] else { panic!("diffIDs and sizes") };
    let error = plan.provide(diff_ids, vec![ClaimedDigest::from("a")]).expect_err("two layers");
    assert_eq!(error.kind(), ErrorKind::DiffIdCountMismatch);
    assert_eq!(plan.provide(sizes, vec![1_i64]).expect_err("two layers").kind(), ErrorKind::LayerSizeCountMismatch);
    plan.accept_placeholders();
    let converted = plan.finish().expect("an image");
    assert!(converted.report.oddities.iter().any(|odd| odd.code == OddityCode::PlaceholderWritten));
}

#[test]
fn conversions_that_do_not_exist() {
    let oci = oci_image(&[], CONFIG, "");
    let docker = docker_image(&[], CONFIG);
    let index = Image { media_type: MediaType::OCI_INDEX, ..oci.clone() };
    let unsupported = |image: &Image, conversion: Request| {
        let error = conversion.plan(image.source()).expect_err("unsupported");
        assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
    };
    unsupported(&oci, Request::convert(Format::Oci));
    unsupported(&docker, Request::convert(Format::DockerV2S2));
    unsupported(&index, Request::convert(Format::DockerV2S2).layers([]));
    unsupported(&oci, Request::convert(Format::DockerV2S2).index_alone());
    unsupported(&oci, Request::convert(Format::DockerV2S1).as_tool(&tools::DISTRIBUTION));
    let artifact = r#"{"schemaVersion":2,"artifactType":"a/b","config":{"mediaType":"c/d"},"layers":[]}"#;
    let error = Request::convert(Format::DockerV2S2).plan(Source::new(artifact, MediaType::OCI_MANIFEST));
    assert_eq!(error.expect_err("no image").kind(), ErrorKind::NonImageArtifact);
}

/// skopeo 1933, 2144, 2709: what was met where an image was expected is named, with the member that tells.
#[test]
fn what_is_no_image_is_named() {
    let helm = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json"},"layers":[]}"#;
    let error = Request::convert(Format::DockerV2S2).plan(Source::new(helm, MediaType::OCI_MANIFEST));
    let found = "not an image: manifest /config/mediaType: found Helm chart \
        (its config is application/vnd.cncf.helm.config.v1+json), expected an image";
    assert_eq!(error.expect_err("a chart").to_string(), found);

    let model = r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:1cb1b7e0f8b96cee3445e317b8064d8805bf35c7dc7de82cddcb9f78d4c95e0e","size":4}]}"#;
    let plan = Request::convert(Format::Oci).plan(Source::new(model, MediaType::DOCKER_MANIFEST));
    let refused = plan.and_then(|mut plan| {
        while let Some(need) = plan.needs().into_iter().next() {
            plan.provide(&need, bytes::Bytes::from_static(b"{}"))?;
        }
        plan.finish()
    });
    let error = refused.expect_err("a model").to_string();
    assert!(
        error.contains("this is no image, but: model, its layers are application/vnd.ollama.image.model"),
        "{error}"
    );
}

#[test]
fn the_report_reads_well() {
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let converted = convert(&image, &Request::convert(Format::Oci)).expect("an image");
    let text = converted.report.to_string();
    let expected = "\
Docker v2 schema 2 manifest -> OCI image manifest, as containers-image 5.39.3-0.20260427

~ manifest  sha256:";
    assert!(text.starts_with(expected), "{text}");
    let loss = text.lines().find(|line| line.starts_with("  config /docker_version")).expect("a line");
    let words: Vec<&str> = loss.split_whitespace().collect();
    assert_eq!(words.join(" "), r#"config /docker_version "20.10" (unknown to the tool)"#);
    assert!(text.contains("\nway back: other bytes\n"), "{text}");
    assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
    let json = serde_json::to_value(&converted.report).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["digests"][0]["role"], "manifest");
    assert_eq!(json["digests"][0]["fate"], "changed");
    assert_eq!(json["digests"][0]["causes"][0], "media-types");
    assert_eq!(json["losses"][0]["document"], "config");
}

#[cfg(feature = "signatures")]
#[test]
fn schema1_is_signed_on_request() {
    use oci_spec_types::docker::jws::{Curve, Jws, Mode, SigningKey, SigningTime};
    let image = docker_image(&[("base", MediaType::DOCKER_LAYER_GZIP)], CONFIG);
    let plain = convert(&image, &Request::convert(Format::DockerV2S1)).expect("an image");
    let key = SigningKey::ec(Curve::P256, &[7; 32]).expect("a key");
    let time = SigningTime::from_unix(1_461_012_882).expect("a time");
    let signed = convert(&image, &Request::convert(Format::DockerV2S1).sign(key, time)).expect("an image");
    assert_eq!(signed.media_type, MediaType::DOCKER_SCHEMA1_SIGNED);
    assert_eq!(signed.digest, plain.digest);
    let jws = Jws::parse(&signed.bytes, Mode::Strict).expect("signatures");
    assert_eq!(jws.payload(), &plain.bytes);
    jws.verify().expect("valid");
    assert!(signed.report.document().expect("a row").causes.contains(&Cause::Signed));

    // The signatures go when it is written again; the digest stays.
    let again = convert(&result(&signed), &Request::edit()).expect("an image");
    let row = again.report.document().expect("a row");
    assert_eq!((row.fate(), &row.causes[..]), (Fate::Same, &[Cause::OutsideDigest, Cause::SignaturesDropped][..]));
}

#[test]
fn a_tool_writes_what_its_types_hold() {
    let list =
        r#"{ "manifests":[{"mediaType":"a/b","digest":"c","size":1,"annotations":{"k":"<"}}],"SchemaVersion":2 }"#;
    let written = tools::CONTAINERS_IMAGE.rewrite(Kind::DockerList, list).unwrap();
    assert_eq!(
        written.bytes,
        concat!(
            r#"{"schemaVersion":2,"mediaType":"","manifests":[{"mediaType":"a/b","size":1,"digest":"c","#,
            r#""platform":{"architecture":"","os":""}}]}"#
        )
    );
    assert_eq!(written.losses[0].pointer, "/manifests/0/annotations");
    assert_eq!(written.oddities[0].code, OddityCode::FoldedName);
    // What keeps its text is written as it stands.
    assert_eq!(tools::MINIMAL.rewrite(Kind::DockerList, list).unwrap().bytes, list);
    let v1 = tools::MOBY.rewrite(Kind::V1Image, r#"{"os":"linux","id":"x","Size":0}"#).unwrap();
    assert_eq!(
        v1.bytes,
        r#"{"id":"x","created":"0001-01-01T00:00:00Z","container_config":{"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":null,"Image":"","Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":null},"os":"linux"}"#
    );
    for (tool, kind) in [(&tools::REGCLIENT, Kind::Schema1), (&tools::MOBY, Kind::Layout)] {
        assert_eq!(tool.rewrite(kind, "{}").unwrap_err().kind(), ErrorKind::UnsupportedConversion);
    }
    assert_eq!(tools::REGCLIENT.rewrite(Kind::OciIndex, "[]").unwrap_err().kind(), ErrorKind::InvalidJson);
}

/// Go's `omitzero` leaves out what is zero, and a list without elements is not.
#[test]
fn a_config_that_holds_an_empty_list_is_written_as_an_empty_one() {
    let written = |inner: &str| {
        let config = format!(
            r#"{{"architecture":"arm","os":"linux","config":{inner},"rootfs":{{"type":"layers","diff_ids":[]}}}}"#
        );
        String::from_utf8(tools::REGCLIENT.rewrite(Kind::ImageConfig, config).unwrap().bytes.to_vec()).unwrap()
    };
    for inner in [r#"{"Env":[]}"#, r#"{"Labels":{}}"#, r#"{"User":"","Cmd":[]}"#] {
        assert!(written(inner).contains(r#""config":{},"#), "{inner}");
    }
    for inner in ["{}", "null", r#"{"Env":null}"#, r#"{"User":"","Labels":null}"#] {
        assert!(!written(inner).contains(r#""config""#), "{inner}");
    }
}

#[test]
fn what_go_reads_otherwise_is_told_once() {
    let config = r#"{"Created":"2024-01-02T03:04:05.100Z","architecture":"arm","os":"linux","author":"",
        "config":{"User":"","Cmd":["a"]},"rootfs":{"type":"layers","diff_ids":[]},
        "history":[{"created":"2024-01-02T03:04:05.120Z","comment":""}]}"#;
    let before = docker_image(&[], config);
    let made = convert(&before, &Request::convert(Format::Oci)).unwrap();
    let mut lost: Vec<_> = made.report.losses.iter().map(|loss| (&*loss.pointer, loss.reason)).collect();
    lost.sort();
    assert_eq!(
        lost,
        [
            ("/Created", LossReason::Spelling),
            ("/author", LossReason::ZeroValue),
            ("/config/User", LossReason::ZeroValue),
            ("/history/0/comment", LossReason::ZeroValue),
            ("/history/0/created", LossReason::Spelling),
        ]
    );
}

#[test]
fn there_is_no_way_back_where_the_tool_has_none() {
    let image = docker_image(&[], CONFIG);
    let request = Request::convert(Format::Oci).as_tool(&tools::CONTAINERD).way_back();
    let way_back = convert(&image, &request).expect("an image").report.way_back.expect("known");
    assert_eq!(way_back.obstacles[0].code, ObstacleCode::Refused);
}

#[test]
fn a_media_type_is_read_as_a_header_is() {
    let bytes = &br#"{"schemaVersion":2,"config":{},"layers":[]}"#[..];
    for header in [
        " application/vnd.oci.image.manifest.v1+json",
        "Application/Vnd.OCI.Image.Manifest.V1+JSON; charset=utf-8",
        "application/vnd.oci.image.manifest.v1+json",
    ] {
        assert_eq!(Source::new(bytes, header.into()).media_type, MediaType::OCI_MANIFEST);
    }
    assert_eq!(Source::new(bytes, "Text/Plain;q=1".into()).media_type, "Text/Plain");
}

#[test]
fn an_error_says_what_was_read_only_where_it_was() {
    let source = Source::new(&b"{}"[..], MediaType::default());
    let error = Request::convert(Format::Oci).as_tool(&tools::REGCLIENT).plan(source).expect_err("no type");
    assert!(!error.to_string().contains("read as schema 1"), "{error}");
}

/// `StartInterval` is younger than 5.23: what that makes of a schema 1 image of an old Docker, which it reads into its types,
/// has none.
#[test]
fn an_older_version_knows_no_start_interval() {
    let v1 = r#"{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"created\":\"2024-02-29T10:11:12Z\",\"docker_version\":\"1.8.2\",\"config\":{\"Healthcheck\":{\"Interval\":3,\"StartInterval\":7}}}"#;
    let schema1 = format!(
        r#"{{"schemaVersion":1,"name":"a/b","tag":"c","architecture":"amd64","fsLayers":[{{"blobSum":"{}"}}],"history":[{{"v1Compatibility":"{v1}"}}]}}"#,
        digest_of("layer")
    );
    let config = |tool| {
        let request = Request::convert(Format::DockerV2S2).as_tool(tool);
        let mut plan = request.plan(Source::new(schema1.clone(), MediaType::DOCKER_SCHEMA1)).expect("schema 1");
        for need in plan.needs() {
            match need {
                Need::DiffIds { .. } => plan.provide(&need, vec![ClaimedDigest::from(digest_of("tar"))]),
                _ => plan.provide(&need, vec![5_i64]),
            }
            .expect("what was asked for");
        }
        let config = plan.finish().expect("an image").config.and_then(|config| config.bytes).expect("a config");
        String::from_utf8(config.to_vec()).expect("text")
    };
    let current = config(&tools::CONTAINERS_IMAGE);
    assert!(current.contains(r#""Healthcheck":{"StartInterval":7,"Interval":3}"#), "{current}");
    assert!(config(&tools::CONTAINERS_IMAGE_5_23).contains(r#""Healthcheck":{"Interval":3}"#));
}
