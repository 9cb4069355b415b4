//! Composing documents from parts.

use oci_convert::compose::{
    ArchiveLayer, AttestationParts, Compose, ConfigPart, EntryAnnotation, ImageMember, ImageParts, IndexParts,
    LayerPart, Member, StatementPart,
};
use oci_convert::report::{DigestRole, Fate};
use oci_convert::{Cause, Error, ErrorKind, Format, LossReason, Source, Tool, tools};
use oci_digest::{Compression, Digest};
use oci_spec_types::{Descriptor, MediaType, Platform, docker};
use serde_json::{Value, json};

const CONFIG: &str =
    r#"{"os":"linux","architecture":"amd64","x":1.50,"history":[{"created_by":"a"},{"created_by":"b","later":1}]}"#;

fn entry(content: &str, media_type: MediaType, platform: Platform) -> Descriptor {
    Descriptor::of(media_type, content.as_bytes()).with_platform(platform)
}

fn docker(content: &str, architecture: &str) -> Descriptor {
    entry(content, MediaType::DOCKER_MANIFEST, Platform::new("linux", architecture.to_owned()))
}

fn entries_of(member: &Member, tool: &'static Tool) -> Result<Vec<Descriptor>, Error> {
    Compose::index(IndexParts { members: vec![member.clone()], ..IndexParts::default() }).as_tool(tool).entries()
}

fn index_of(entries: &[Descriptor]) -> IndexParts {
    IndexParts { members: entries.iter().cloned().map(Member::Entry).collect(), ..IndexParts::default() }
}

fn image(manifest_type: MediaType, config: &str) -> Member {
    let manifest = json!({"schemaVersion": 2, "config": {"mediaType": MediaType::OCI_CONFIG.as_str()}, "layers": []});
    let manifest = Source::new(manifest.to_string(), manifest_type);
    Member::Image(ImageMember { manifest, config: Some(config.to_owned().into()), entry: None })
}

fn layer(text: &str, media_type: MediaType) -> LayerPart {
    let descriptor = Descriptor::of(media_type, text.as_bytes())
        .with_annotation("containerd.io/uncompressed", "sha256:0")
        .with_annotation("own", "kept");
    LayerPart {
        diff_id: Some(oci_digest::Digest::sha256(text).into()),
        created: Some("2024-05-06T07:08:09.5+01:00".into()),
        created_by: format!("RUN {text}").into(),
        descriptor,
    }
}

#[track_caller]
fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

#[track_caller]
fn refusal(compose: Compose) -> ErrorKind {
    compose.make().expect_err("refused").kind()
}

#[test]
fn a_tool_without_the_entry_composes_nothing() {
    let without = |tool: &&'static Tool| !tool.composes_images() && !tool.composes_indexes();
    let tools: Vec<_> = tools::ALL.into_iter().filter(without).collect();
    assert!(tools.contains(&&tools::MOBY));
    for tool in tools {
        let image = Compose::image(ImageParts::default()).as_tool(tool);
        assert_eq!(refusal(image), ErrorKind::UnsupportedConversion, "{tool}");
        let index = Compose::index(IndexParts::default()).as_tool(tool);
        assert_eq!(refusal(index), ErrorKind::UnsupportedConversion, "{tool}");
    }
    // One has, the other has not.
    assert_eq!(
        refusal(Compose::index(IndexParts::default()).as_tool(&tools::ORAS_1_1)),
        ErrorKind::UnsupportedConversion
    );
    assert_eq!(
        refusal(Compose::image(ImageParts::default()).as_tool(&tools::PODMAN_MANIFEST)),
        ErrorKind::UnsupportedConversion
    );
}

#[test]
fn formats_that_a_tool_does_not_compose_are_refused() {
    let parts = ImageParts {
        artifact_type: Some("a/b".into()),
        now: Some("2024-01-02T03:04:05Z".into()),
        ..ImageParts::default()
    };
    let compose = Compose::image(parts).as_tool(&tools::ORAS_1_1);
    assert_eq!(refusal(compose.clone().format(Format::DockerV2S2)), ErrorKind::UnsupportedConversion);
    assert!(compose.format(Format::Oci).make().is_ok());
    let list = Compose::index(index_of(&[docker("a", "amd64")]));
    assert_eq!(
        refusal(list.clone().as_tool(&tools::DOCKER_MANIFEST).format(Format::Oci)),
        ErrorKind::UnsupportedConversion
    );
    assert_eq!(
        refusal(list.as_tool(&tools::PODMAN_MANIFEST).format(Format::DockerV2S1)),
        ErrorKind::UnsupportedConversion
    );
}

#[test]
fn the_time_is_an_argument() {
    let parts = ImageParts { artifact_type: Some("a/b".into()), ..ImageParts::default() };
    let compose = |parts: &ImageParts| Compose::image(parts.clone()).as_tool(&tools::ORAS_1_1);
    assert_eq!(refusal(compose(&parts)), ErrorKind::NotProvided);
    let timed = ImageParts { now: Some("2024-01-02T03:04:05Z".into()), ..parts.clone() };
    let composed = compose(&timed).make().expect("composed");
    let key = "/annotations/org.opencontainers.image.created";
    assert_eq!(parsed(&composed.bytes).pointer(key), Some(&json!("2024-01-02T03:04:05Z")));
    let bad = ImageParts { now: Some("noon".into()), ..parts };
    assert_eq!(refusal(compose(&bad)), ErrorKind::InvalidTime);
}

#[test]
fn an_artifact_names_what_it_needs() {
    let parts = ImageParts {
        artifact_type: Some("a/b".into()),
        now: Some("2024-01-02T03:04:05Z".into()),
        ..ImageParts::default()
    };
    let composed = Compose::image(parts).as_tool(&tools::ORAS_1_1).make().expect("composed");
    let config = composed.config.expect("a config");
    assert_eq!((config.bytes.as_deref(), config.is_new), (Some(&b"{}"[..]), true));
    // The layer is the same blob.
    assert!(composed.extra_blobs.is_empty());
    let rows = &composed.report.digests;
    assert!(rows.iter().all(|row| row.fate() == Fate::Added));
    assert_eq!(rows[0].causes[0], Cause::Composed);
    assert_eq!(rows[0].after, Some(composed.descriptor.digest.clone()));
    assert_eq!(composed.descriptor.artifact_type, Some("a/b".into()));
}

#[test]
fn what_a_document_has_no_place_for_is_lost() {
    let named = Descriptor::of(MediaType::from("c/d"), b"x");
    let parts = ImageParts {
        artifact_type: Some("a/b".into()),
        config: ConfigPart::Named(named),
        now: Some("2024-01-02T03:04:05Z".into()),
        ..ImageParts::default()
    };
    for (tool, pointer) in [(&tools::ORAS_1_0, "/artifactType"), (&tools::ORAS_PACK_ARTIFACT, "/config")] {
        let composed = Compose::image(parts.clone()).as_tool(tool).make().expect("composed");
        let losses: Vec<_> = composed.report.losses.iter().map(|loss| (loss.pointer.as_str(), loss.reason)).collect();
        assert_eq!(losses, [(pointer, LossReason::NoPlace)], "{tool}");
    }
}

#[test]
fn a_config_is_made_to_fit_its_layers() {
    let parts = ImageParts {
        config: ConfigPart::Image(CONFIG.into()),
        layers: ["l1", "l2", "l3"].map(|text| layer(text, MediaType::OCI_LAYER_GZIP)).to_vec(),
        ..ImageParts::default()
    };
    let compose = Compose::image(parts.clone()).as_tool(&tools::BUILDKIT);
    let composed = compose.clone().make().expect("composed");
    let config = composed.config.clone().and_then(|config| config.bytes).expect("a new config");
    let text = std::str::from_utf8(&config).expect("UTF-8");
    // Sorted, and spelt as it was.
    assert!(
        text.starts_with(r#"{"architecture":"amd64","created":"2024-05-06T07:08:09.5+01:00","history":["#),
        "{text}"
    );
    assert!(text.ends_with(r#""x":1.50}"#), "{text}");
    let config = parsed(&config);
    assert_eq!(config["history"].as_array().map(Vec::len), Some(3));
    assert_eq!(config["history"][2]["created_by"], "RUN l3");
    assert_eq!(config["rootfs"]["diff_ids"].as_array().map(Vec::len), Some(3));
    assert_eq!(composed.report.of_role(DigestRole::DiffId).count(), 3);
    let losses: Vec<_> = composed.report.losses.iter().map(|loss| loss.pointer.as_str()).collect();
    assert_eq!(losses, ["/history/1/later"]);
    let manifest = parsed(&composed.bytes);
    assert_eq!(manifest["layers"][0]["annotations"], json!({"own": "kept"}));

    let docker = compose.format(Format::DockerV2S2).make().expect("composed");
    let manifest = parsed(&docker.bytes);
    assert_eq!(manifest["layers"][0]["mediaType"], MediaType::DOCKER_LAYER_GZIP.as_str());
    assert_eq!(manifest["layers"][0]["annotations"], Value::Null);

    // A config without layers marks every step as empty, and one that comes later than asked is set back.
    let empty = ImageParts { layers: Vec::new(), latest: Some("2020-01-01T00:00:00Z".into()), ..parts };
    let empty = Compose::image(empty).as_tool(&tools::BUILDKIT).make().expect("composed");
    assert_eq!(parsed(&empty.bytes)["layers"], Value::Null);
    let config = parsed(&empty.config.and_then(|config| config.bytes).expect("a new config"));
    assert_eq!(config["history"][0]["empty_layer"], true);
    assert_eq!(config["history"][0]["created"], "2020-01-01T00:00:00Z");
    assert_eq!(config["created"], "2020-01-01T00:00:00Z");
}

#[test]
fn what_is_as_old_as_the_latest_time_keeps_its_spelling() {
    let config = r#"{"architecture":"amd64","os":"linux","created":"2020-01-01T01:00:00+01:00","history":[
        {"created":"2020-01-01T01:00:00+01:00"},{"created":"2020-01-01T01:00:00.000000001+01:00"}],
        "rootfs":{"type":"layers","diff_ids":[]}}"#;
    let parts = ImageParts {
        config: ConfigPart::Image(config.into()),
        latest: Some("2020-01-01T00:00:00Z".into()),
        ..ImageParts::default()
    };
    let composed = Compose::image(parts).as_tool(&tools::BUILDKIT).make().expect("composed");
    let config = parsed(&composed.config.and_then(|config| config.bytes).expect("a new config"));
    assert_eq!(config["created"], "2020-01-01T01:00:00+01:00");
    assert_eq!(config["history"][0]["created"], "2020-01-01T01:00:00+01:00");
    assert_eq!(config["history"][1]["created"], "2020-01-01T00:00:00Z");
}

#[test]
fn half_a_platform_is_none() {
    let config = r#"{"os":"linux"}"#;
    let parts = ImageParts { config: ConfigPart::Image(config.into()), ..ImageParts::default() };
    assert_eq!(refusal(Compose::image(parts).as_tool(&tools::BUILDKIT)), ErrorKind::MissingPlatform);
}

#[test]
fn only_buildkit_makes_configs() {
    let parts = ImageParts {
        config: ConfigPart::Image(CONFIG.into()),
        now: Some("2024-01-02T03:04:05Z".into()),
        ..ImageParts::default()
    };
    assert_eq!(refusal(Compose::image(parts).as_tool(&tools::ORAS_1_0)), ErrorKind::UnsupportedConversion);
}

#[test]
fn the_platform_is_that_of_the_config() {
    let config =
        r#"{"os":"windows","architecture":"arm64","variant":"v8","os.version":"10.0","os.features":["win32k"]}"#;
    let member = image(MediaType::OCI_MANIFEST, config);
    let platform = |tool: &'static Tool| {
        let entries = entries_of(&member, tool).expect("an entry");
        entries[0].platform.as_deref().map(|platform| serde_json::to_value(platform).expect("JSON"))
    };
    let whole = json!({"architecture": "arm64", "os": "windows", "os.version": "10.0", "os.features": ["win32k"], "variant": "v8"});
    assert_eq!(platform(&tools::DOCKER_MANIFEST), Some(whole.clone()));
    assert_eq!(platform(&tools::PODMAN_MANIFEST), Some(whole));
    assert_eq!(platform(&tools::BUILDX_IMAGETOOLS), Some(json!({"architecture": "arm64", "os": "windows"})));
    let nothing =
        Compose::index(IndexParts { members: vec![image(MediaType::OCI_MANIFEST, "{}")], ..IndexParts::default() });
    assert_eq!(refusal(nothing.as_tool(&tools::DOCKER_MANIFEST)), ErrorKind::MissingPlatform);
    // By hand only for platforms that docker knows.
    let unknown = Compose::index(index_of(&[docker("a", "loong32")]));
    assert_eq!(refusal(unknown.clone().as_tool(&tools::DOCKER_MANIFEST)), ErrorKind::UnknownPlatform);
    assert!(unknown.as_tool(&tools::PODMAN_MANIFEST).make().is_ok());
}

#[test]
fn an_index_in_an_index() {
    let inner = json!({"schemaVersion": 2, "annotations": {"a": "b"}, "manifests": [
        {"mediaType": MediaType::OCI_INDEX.as_str(), "digest": "sha256:0", "size": 1, "data": "e30="}
    ]});
    let member = Member::Index(Source::new(inner.to_string(), MediaType::OCI_INDEX));
    for tool in [&tools::DOCKER_MANIFEST, &tools::PODMAN_MANIFEST] {
        assert_eq!(entries_of(&member, tool).expect_err("refused").kind(), ErrorKind::NestedIndex, "{tool}");
    }
    let entries = entries_of(&member, &tools::BUILDX_IMAGETOOLS).expect("entries");
    assert_eq!(entries[0].media_type, MediaType::OCI_INDEX);
    // With another member the annotations of the index have no place.
    let parts = IndexParts { members: vec![member, Member::Entry(docker("a", "amd64"))], ..IndexParts::default() };
    let composed = Compose::index(parts).as_tool(&tools::BUILDX_IMAGETOOLS).make().expect("composed");
    let loss = &composed.report.losses[0];
    assert_eq!((loss.part.to_string().as_str(), loss.pointer.as_str()), ("member/0", "/annotations/a"));
}

#[test]
fn a_single_index_is_kept_to_the_byte() {
    let text = format!(
        "{{ \"manifests\" : [{}], \"x\":1}}",
        json!({"mediaType": MediaType::OCI_MANIFEST.as_str(), "digest": "sha256:0", "size": 1, "platform": {"os": "linux", "architecture": "arm64"}})
    );
    let source = Source::new(text, MediaType::OCI_INDEX);
    let parts = IndexParts { members: vec![Member::Index(source.clone())], ..IndexParts::default() };
    let kept = Compose::index(parts.clone()).as_tool(&tools::BUILDX_IMAGETOOLS).make().expect("composed");
    assert_eq!(kept.bytes, source.bytes);
    assert!(kept.report.is_unchanged() && kept.report.losses.is_empty());

    let wanted = |platform: &str| vec![platform.parse().expect("a platform")];
    let same = IndexParts { platforms: wanted("linux/arm64/v8"), ..parts.clone() };
    assert_eq!(Compose::index(same).as_tool(&tools::BUILDX_IMAGETOOLS).make().expect("composed").bytes, source.bytes);
    let none = IndexParts { platforms: wanted("linux/mips"), ..parts.clone() };
    assert_eq!(refusal(Compose::index(none).as_tool(&tools::BUILDX_IMAGETOOLS)), ErrorKind::NoMatchingPlatform);

    let annotation = EntryAnnotation { platform: None, name: "k".into(), value: "v".into() };
    let annotated = IndexParts { entry_annotations: vec![annotation], ..parts };
    let annotated = Compose::index(annotated).as_tool(&tools::BUILDX_IMAGETOOLS).make().expect("composed");
    assert_eq!(parsed(&annotated.bytes)["manifests"][0]["annotations"], json!({"k": "v"}));
}

#[test]
fn each_tool_has_its_format_and_order() {
    let oci = entry("o", MediaType::OCI_MANIFEST, Platform::new("linux", "s390x"));
    let mut entries = vec![docker("a", "amd64"), docker("b", "arm64"), oci.clone()];
    let made = |tool, entries: &[Descriptor]| {
        let composed = Compose::index(index_of(entries)).as_tool(tool).make().expect("composed");
        let order: Vec<String> = composed
            .report
            .of_role(DigestRole::Child)
            .filter_map(|row| Some(row.after.as_ref()?.to_string()))
            .collect();
        (composed.descriptor.media_type, order)
    };
    let given: Vec<String> = entries.iter().map(|entry| entry.digest.to_string()).collect();
    assert_eq!(made(&tools::BUILDX_IMAGETOOLS, &entries), (MediaType::OCI_INDEX, given.clone()));
    assert_eq!(made(&tools::BUILDX_IMAGETOOLS, &entries[..2]).0, MediaType::DOCKER_LIST);
    assert_eq!(made(&tools::PODMAN_MANIFEST, &entries[..2]).0, MediaType::OCI_INDEX);
    let (_, sorted) = made(&tools::DOCKER_MANIFEST, &entries);
    assert!(sorted.is_sorted());
    // The same digest again.
    entries.push(docker("a", "ppc64le"));
    assert_eq!(made(&tools::BUILDX_IMAGETOOLS, &entries).1, given);
    assert_eq!(made(&tools::BUILDKIT, &entries).1.len(), 4);
    let moved = made(&tools::PODMAN_MANIFEST, &entries).1;
    assert_eq!((moved.len(), &moved[2]), (3, &given[0]));
}

#[test]
fn annotations_and_docker_lists() {
    let mut parts = index_of(&[docker("a", "amd64")]);
    parts.annotations.insert("k", "v");
    let compose = Compose::index(parts);
    let dropped = compose.clone().as_tool(&tools::BUILDX_IMAGETOOLS).make().expect("composed");
    assert_eq!(parsed(&dropped.bytes)["annotations"], Value::Null);
    assert_eq!(dropped.report.losses[0].pointer, "/annotations/k");
    let kept = compose.clone().as_tool(&tools::PODMAN_MANIFEST).make().expect("composed");
    assert_eq!(kept.descriptor.media_type, MediaType::OCI_INDEX);
    let refused = compose.as_tool(&tools::BUILDKIT).format(Format::DockerV2S2);
    assert_eq!(refusal(refused), ErrorKind::RequiresOci);
}

#[test]
fn an_empty_list_that_never_had_entries_is_null() {
    let empty = |emptied| {
        let parts = IndexParts { emptied, ..IndexParts::default() };
        let composed = Compose::index(parts).as_tool(&tools::PODMAN_MANIFEST).make().expect("composed");
        parsed(&composed.bytes)["manifests"].clone()
    };
    assert_eq!(empty(false), Value::Null);
    assert_eq!(empty(true), json!([]));
}

#[test]
fn statements_about_an_image() {
    let image = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
    let statement = StatementPart::new("https://example.com/p", r#"{"k": "<"}"#.parse().expect("JSON"));
    let parts = |is_artifact| AttestationParts {
        image: image.clone(),
        names: vec!["pkg:docker/a@1".into()],
        statements: vec![statement.clone()],
        is_artifact,
    };
    let artifact = parts(true).compose(&tools::BUILDKIT).expect("composed");
    let manifest = parsed(&artifact.bytes);
    assert_eq!(manifest["subject"]["digest"], image.digest.to_string());
    assert_eq!(manifest["config"]["data"], "e30=");
    let statement = &artifact.extra_blobs[0];
    assert_eq!(manifest["layers"][0]["digest"], statement.descriptor.digest.to_string());
    let text = std::str::from_utf8(&statement.bytes).expect("UTF-8");
    assert!(text.ends_with(r#""predicate":{"k":"\u003c"}}"#), "{text}");
    let plain = parts(false).compose(&tools::BUILDKIT).expect("composed");
    assert_eq!(parsed(&plain.bytes)["subject"], Value::Null);
    let config = parsed(&plain.config.and_then(|config| config.bytes).expect("a config"));
    assert_eq!(config["rootfs"]["diff_ids"][0], statement.descriptor.digest.to_string());
    // A tool that composes no images composes no attestations.
    let error = parts(true).compose(&tools::MOBY).expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::UnsupportedConversion);
}

/// An archive of one image: its entry, its config, its layers.
fn archive(paths: &[&str], tars: &[&str]) -> (docker::ArchiveEntry, String, Vec<ArchiveLayer>) {
    let ids: Vec<String> = tars.iter().map(|tar| Digest::sha256(tar).to_string()).collect();
    let rootfs = json!({"type": "layers", "diff_ids": ids});
    let config = json!({"architecture": "amd64", "os": "linux", "rootfs": rootfs}).to_string();
    let entry = docker::ArchiveEntry {
        config: format!("{}.json", &*Digest::sha256(&config).encoded()).into(),
        layers: paths.iter().map(|path| (*path).into()).collect(),
        ..docker::ArchiveEntry::default()
    };
    let layer = |tar: &&str| ArchiveLayer {
        digest: Digest::sha256(tar),
        size: tar.len() as u64,
        compression: Compression::None,
    };
    (entry, config, tars.iter().map(layer).collect())
}

/// ggcr 1879: an image that `docker save` wrote, as a manifest of either format; its image ID stays.
#[test]
fn an_archive_becomes_a_manifest() {
    let (entry, config, mut layers) = archive(&["a/layer.tar", "b/layer.tar"], &["one", "two!"]);
    layers[1] = ArchiveLayer { digest: Digest::sha256("zipped"), size: 6, compression: Compression::Gzip };
    let parts = ImageParts::of_archive(&entry, config.clone(), &layers).unwrap();
    let cases = [
        (
            Format::Oci,
            MediaType::OCI_MANIFEST,
            [MediaType::OCI_CONFIG, MediaType::OCI_LAYER, MediaType::OCI_LAYER_GZIP],
        ),
        (
            Format::DockerV2S2,
            MediaType::DOCKER_MANIFEST,
            [MediaType::DOCKER_CONFIG, MediaType::DOCKER_LAYER, MediaType::DOCKER_LAYER_GZIP],
        ),
    ];
    for (format, media_type, [config_type, first, second]) in cases {
        let image = Compose::image(parts.clone()).as_tool(&tools::MINIMAL).format(format).make().unwrap();
        let (digest, size) = (|text: &str| Digest::sha256(text).to_string(), config.len());
        let expected = json!({
            "schemaVersion": 2,
            "mediaType": media_type.as_str(),
            "config": {"mediaType": config_type.as_str(), "digest": digest(&config), "size": size},
            "layers": [
                {"mediaType": first.as_str(), "digest": digest("one"), "size": 3},
                {"mediaType": second.as_str(), "digest": digest("zipped"), "size": 6},
            ],
        });
        assert_eq!(parsed(&image.bytes), expected);
        assert_eq!(image.descriptor.media_type, media_type);
        assert_eq!(image.config.unwrap().bytes.unwrap(), config.as_bytes());
        assert!(image.report.losses.is_empty());
    }
}

#[test]
fn files_of_an_archive_are_those_that_it_names() {
    let refused = |entry: &docker::ArchiveEntry, config: &str, layers: &[ArchiveLayer]| {
        ImageParts::of_archive(entry, config.to_owned(), layers).expect_err("refused").kind()
    };
    let one = format!("blobs/sha256/{}", &*Digest::sha256("one").encoded());
    let (entry, config, layers) = archive(&[&one], &["one"]);
    assert!(ImageParts::of_archive(&entry, config.clone(), &layers).is_ok());
    let zipped = ArchiveLayer { digest: Digest::sha256("zipped"), size: 6, compression: Compression::Gzip };
    assert_eq!(refused(&entry, &config, std::slice::from_ref(&zipped)), ErrorKind::InvalidDigest);
    let other = ArchiveLayer { compression: Compression::None, ..zipped.clone() };
    let (legacy, config, layers) = archive(&[&format!("{}/layer.tar", "0".repeat(64))], &["one"]);
    assert!(ImageParts::of_archive(&legacy, config.clone(), std::slice::from_ref(&zipped)).is_ok());
    assert_eq!(refused(&legacy, &config, &[other]), ErrorKind::InvalidDigest);
    assert_eq!(refused(&legacy, &config, &[]), ErrorKind::ConfigLayerCountMismatch);
    assert_eq!(refused(&legacy, &format!("{config} "), &layers), ErrorKind::ConfigDigestMismatch);
    assert_eq!(refused(&legacy, "{", &layers), ErrorKind::InvalidJson);
    let xz = ArchiveLayer { compression: Compression::Xz, ..zipped };
    assert_eq!(refused(&legacy, &config, &[xz]), ErrorKind::UnknownMediaType);
}

/// A foreign layer is described as the archive says where it comes from.
#[test]
fn a_foreign_layer_of_an_archive_keeps_its_source() {
    let (mut entry, config, layers) = archive(&["a/layer.tar"], &["one"]);
    let source = Descriptor::of(MediaType::DOCKER_FOREIGN_LAYER_GZIP, b"theirs").with_url("https://example.com/layer");
    let sources = json!({ Digest::sha256("one").to_string(): serde_json::to_value(&source).unwrap() });
    entry.layer_sources = Some(serde_json::from_value(sources).unwrap());
    let parts = ImageParts::of_archive(&entry, config, &layers).unwrap();
    assert_eq!(parts.layers[0].descriptor, source);
    let image = Compose::image(parts).as_tool(&tools::MINIMAL).format(Format::Oci).make().unwrap();
    let layer = &parsed(&image.bytes)["layers"][0];
    assert_eq!(layer["mediaType"], MediaType::OCI_FOREIGN_LAYER_GZIP.as_str());
    assert_eq!(layer["urls"][0], "https://example.com/layer");
}
