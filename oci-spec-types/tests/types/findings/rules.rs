use super::*;

/// A rule, what to check as, a document that keeps the rule, and one that breaks it.
/// `@`-parts as in [`document`]; the parts around `…` are those of [`around`].
const RULES: &[(Rule, Target, &str, &str)] = &[
    (Rule::D2106, Target::DockerSchema1, "…}", r#"{"schemaVersion":1,"name":1,"fsLayers":[{"blobSum":"@S"}]}"#),
    (
        Rule::Dsc13,
        Target::Descriptor,
        r#"{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}"#,
        r#"{"mediaType":"a/b","digest":"@S","size":0}"#,
    ),
    (
        Rule::Dsc12,
        Target::Index,
        r#"…,"manifests":[@M,"artifactType":"a/b"},@M,"annotations":{"org.opencontainers.image.ref.name":"a"}}]}"#,
        r#"…,"manifests":[@M,"annotations":{"org.opencontainers.image.ref.name":"a"}},@M}]}"#,
    ),
    (Rule::Ann05, Target::Descriptor, r#"@N.image.enc.keys.jwe":""}}"#, r#"@N.x":""}}"#),
    (Rule::Cfg14, Target::Config, r#"…,"config":{"Env":["A=1","B=1"]}}"#, r#"…,"config":{"Env":["A=1","A=2"]}}"#),
    (Rule::Jsn01, Target::Layout, LAYOUT, r#"{"imageLayoutVersion":"1.0.0",}"#),
    (Rule::Jsn02, Target::Layout, r#"…,"x":"\ud83d\ude00"}"#, r#"…,"x":"\ude00\ud83d"}"#),
    (Rule::Jsn02, Target::Layout, "…,\"x\":\"\u{fffd}\"}", "…,\"x\":\"\u{1fffe}\"}"),
    (Rule::Jsn02, Target::Layout, r#"…,"\ufffd":1}"#, r#"…,"\ufffe":1}"#),
    (Rule::Jsn03, Target::Layout, "…}\r\n\t ", "…}\u{c}"),
    (Rule::Jsn04, Target::Layout, r#"…,"x":0,"X":0}"#, r#"…,"x":0,"x":0}"#),
    (Rule::Jsn06, Target::Layout, r#"…,"ImageLayoutVersions":0}"#, r#"…,"ImageLayoutVersion":0}"#),
    (Rule::Jsn08, Target::Layout, r#"…,"x":[1e300,9007199254740992]}"#, r#"…,"x":1e400}"#),
    (Rule::Jsn08, Target::Layout, r#"…,"x":-1.5e-300}"#, r#"…,"x":-9007199254740993}"#),
    (Rule::Dsc01, Target::Descriptor, "…}", r#"{"digest":"@S","size":2}"#),
    (Rule::Dsc01, Target::Descriptor, "…}", "[]"),
    (Rule::Dsc02, Target::Descriptor, "…}", r#"{"mediaType":"a","digest":"@S","size":2}"#),
    (Rule::Dsc02, Target::Descriptor, "…}", r#"{"mediaType":"","digest":"@S","size":2}"#),
    (
        Rule::Dsc02,
        Target::Manifest,
        "…}",
        r#"{"config":{"mediaType":"a/b"},"layers":[{"mediaType":"a/b"},{"mediaType":"b/a?"}]}"#,
    ),
    (Rule::Dsc03, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":1,"size":2}"#),
    (Rule::Dsc04, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"@S","size":9223372036854775808}"#),
    (Rule::Dsc05, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"@S","size":-2}"#),
    (Rule::Dsc06, Target::Descriptor, r#"…,"urls":[]}"#, r#"…,"urls":[null]}"#),
    (Rule::Dsc07, Target::Descriptor, r#"…,"urls":["http://a"]}"#, r#"…,"urls":["a"]}"#),
    (Rule::Dsc08, Target::Descriptor, r#"…,"urls":["HTTPS://a"]}"#, r#"…,"urls":["ftp://a"]}"#),
    (Rule::Dsc09, Target::Descriptor, r#"…,"data":"e30="}"#, r#"…,"data":"e30"}"#),
    (Rule::Dsc10, Target::Descriptor, r#"…,"data":"e30="}"#, r#"…,"data":"e31d"}"#),
    (Rule::Dsc10, Target::Descriptor, r#"…,"data":"e30="}"#, r#"…,"data":"W10="}"#),
    (Rule::Dsc11, Target::Descriptor, r#"…,"artifactType":"a/b"}"#, r#"…,"artifactType":""}"#),
    (
        Rule::Dsc12,
        Target::Index,
        r#"…,"manifests":[@M,"platform":{"architecture":"arm","os":"linux"}}]}"#,
        r#"…,"manifests":[@M}]}"#,
    ),
    (Rule::Dig01, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"","size":2}"#),
    (Rule::Dig02, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"A:b","size":2}"#),
    (Rule::Dig03, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"a:.","size":2}"#),
    (Rule::Dig04, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"md5:0","size":2}"#),
    (Rule::Dig05, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"sha256:../..","size":2}"#),
    (Rule::Dig06, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"sha512:@I","size":2}"#),
    (Rule::Dig07, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"blake3:0","size":2}"#),
    (Rule::Dig08, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"sha512:@I@I","size":2}"#),
    (Rule::Man01, Target::Manifest, "…}", r#"{"schemaVersion":2.0,"config":@C,"layers":[@L]}"#),
    (Rule::Man02, Target::Manifest, "…}", r#"{"schemaVersion":2,"config":@C,"layers":[@L]}"#),
    (Rule::Man03, Target::Manifest, "…}", r#"{"schemaVersion":2,"mediaType":"a/b","config":@C,"layers":[@L]}"#),
    (Rule::Man04, Target::Manifest, r#"@A,"artifactType":"a/b"}"#, "@A}"),
    (Rule::Man04, Target::Manifest, r#"@A,"artifactType":"a/b"}"#, r#"@A,"artifactType":null}"#),
    (Rule::Man05, Target::Manifest, "…}", r#"{"schemaVersion":2,"layers":[@L]}"#),
    (Rule::Man05, Target::Manifest, "…}", r#"{"schemaVersion":2,"config":"x","layers":[@L]}"#),
    (Rule::Man06, Target::Manifest, "…}", r#"{"schemaVersion":2,"config":@C,"layers":null}"#),
    (Rule::Man07, Target::Manifest, "…}", r#"{"schemaVersion":2,"config":@C,"layers":[]}"#),
    (Rule::Man08, Target::Manifest, "…}", r#"{"schemaVersion":2,"config":@C,"layers":[@D]}"#),
    (Rule::Man09, Target::Manifest, "@A}", r#"{"config":{"mediaType":"application/vnd.oci.empty.v1+json","size":3}}"#),
    (Rule::Man10, Target::Manifest, r#"…,"subject":@M}}"#, r#"…,"subject":"@S"}"#),
    (Rule::Man12, Target::Manifest, "@A}", r#"{"config":@E,"layers":[]}"#),
    (Rule::Art01, Target::ArtifactManifest, "…}", r#"{"artifactType":"a/b","blobs":[@D]}"#),
    (
        Rule::Art01,
        Target::ArtifactManifest,
        "…}",
        r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b"}"#,
    ),
    (Rule::Art02, Target::ArtifactManifest, "…}", r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json"}"#),
    (Rule::Art03, Target::ArtifactManifest, "…}", r#"{"artifactType":"a"}"#),
    (Rule::Art04, Target::ArtifactManifest, r#"…,"blobs":[@D]}"#, r#"…,"blobs":{}}"#),
    (Rule::Dsc03, Target::ArtifactManifest, r#"…,"blobs":[@D]}"#, r#"…,"blobs":[{"digest":1}]}"#),
    (Rule::Art05, Target::ArtifactManifest, r#"…,"subject":@M}}"#, r#"…,"subject":"@S"}"#),
    (Rule::Ann01, Target::ArtifactManifest, r#"…,"annotations":{}}"#, r#"…,"annotations":{"a.b":1}}"#),
    (Rule::Sec01, Target::ArtifactManifest, r#"…,"x":[]}"#, r#"…,"layers":[]}"#),
    (Rule::Sec01, Target::Manifest, "…}", r#"…,"blobs":[]}"#),
    (Rule::Sec01, Target::Index, r#"…,"manifests":[]}"#, r#"…,"manifests":[],"blobs":null}"#),
    (Rule::Idx06, Target::Manifest, r#"…,"x":{}}"#, r#"{"layers":[{"platform":"linux/amd64"}]}"#),
    (Rule::Dsc13, Target::Descriptor, "…}", r#"{"mediaType":"a/b","digest":"sha512:@I@I","size":0}"#),
    (Rule::Dsc11, Target::Descriptor, r#"…,"artifactType":"a/b"}"#, r#"…,"artifactType":1}"#),
    (
        Rule::Man03,
        Target::Manifest,
        "…}",
        r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","config":@C,"layers":[@L]}"#,
    ),
    (Rule::Man04, Target::Manifest, r#"…,"artifactType":"a/b"}"#, r#"…,"artifactType":{}}"#),
    (
        Rule::Idx03,
        Target::Index,
        r#"…,"manifests":[]}"#,
        r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]}"#,
    ),
    (
        Rule::Idx11,
        Target::Index,
        r#"…,"manifests":[]}"#,
        r#"…,"manifests":[@M,"platform":{"architecture":"arm","os":"linux","variant":7}}]}"#,
    ),
    (Rule::Idx14, Target::Index, r#"…,"manifests":[],"artifactType":"a/b"}"#, r#"…,"artifactType":1}"#),
    (Rule::Art03, Target::ArtifactManifest, "…}", r#"{"artifactType":null,"artifactType":1}"#),
    (Rule::Cfg05, Target::Config, "…}", r#"{"rootfs":{"type":"layers","diff_ids":{}}}"#),
    (Rule::Cfg17, Target::Config, r#"…,"config":{"StopSignal":"SIGTERM"}}"#, r#"…,"config":{"StopSignal":9}}"#),
    (Rule::Cfg18, Target::Config, "…}", r#"…,"config":{"Memory":"1"}}"#),
    (Rule::Idx01, Target::Index, r#"…,"manifests":[]}"#, r#"{"schemaVersion":"2","manifests":[]}"#),
    (Rule::Idx02, Target::Index, r#"…,"manifests":[]}"#, r#"{"schemaVersion":2,"manifests":[]}"#),
    (Rule::Idx03, Target::Index, r#"…,"manifests":[]}"#, r#"{"schemaVersion":2,"mediaType":"a/b","manifests":[]}"#),
    (Rule::Idx04, Target::Index, r#"…,"manifests":[]}"#, r#"…,"manifests":{}}"#),
    (Rule::Idx05, Target::Index, r#"…,"manifests":[@M}]}"#, r#"…,"manifests":[@D]}"#),
    (Rule::Idx06, Target::Descriptor, r#"@P}}"#, r#"…,"platform":"linux"}"#),
    (Rule::Idx07, Target::Descriptor, r#"@P}}"#, r#"…,"platform":{"os":"linux"}}"#),
    (Rule::Idx07, Target::Descriptor, r#"@P}}"#, r#"…,"platform":{"os":"linux","architecture":"x86_64"}}"#),
    (Rule::Idx08, Target::Descriptor, r#"@P}}"#, r#"…,"platform":{"architecture":"arm"}}"#),
    (Rule::Idx09, Target::Descriptor, r#"@P,"os.version":"10"}}"#, r#"@P,"os.version":10}}"#),
    (Rule::Idx10, Target::Descriptor, r#"@P,"os.features":["x"]}}"#, r#"@P,"os.features":"x"}}"#),
    (
        Rule::Idx10,
        Target::Descriptor,
        r#"…,"platform":{"os":"windows","architecture":"amd64","os.features":["win32k"]}}"#,
        r#"…,"platform":{"os.features":["x"],"os":"windows","architecture":"amd64"}}"#,
    ),
    (Rule::Idx11, Target::Descriptor, r#"@P,"variant":"v7"}}"#, r#"@P,"variant":"7"}}"#),
    (Rule::Idx13, Target::Descriptor, r#"@P}}"#, r#"@P,"features":[]}}"#),
    (Rule::Idx14, Target::Index, r#"…,"artifactType":"a/b"}"#, r#"…,"artifactType":"a"}"#),
    (Rule::Idx15, Target::Index, r#"…,"subject":@D}"#, r#"…,"subject":[]}"#),
    (Rule::Cfg01, Target::Config, "…}", r#"{"os":"linux","rootfs":@R}"#),
    (Rule::Cfg02, Target::Config, r#"…,"variant":"v8"}"#, r#"…,"variant":8}"#),
    (Rule::Cfg03, Target::Config, "…}", r#"{"os":"linux","architecture":"arm"}"#),
    (Rule::Cfg04, Target::Config, "…}", r#"{"rootfs":{"type":"Layers","diff_ids":[]}}"#),
    (Rule::Cfg05, Target::Config, "…}", r#"{"rootfs":{"type":"layers","diff_ids":null}}"#),
    (Rule::Cfg06, Target::Config, "…}", r#"{"rootfs":{"type":"layers","diff_ids":["../.."]}}"#),
    (Rule::Cfg07, Target::Config, r#"…,"author":""}"#, r#"…,"author":[]}"#),
    (
        Rule::Cfg08,
        Target::Config,
        r#"…,"history":[{"created":"1970-01-01T00:00:00Z"}]}"#,
        r#"…,"history":[{"created":""}]}"#,
    ),
    (Rule::Cfg09, Target::Config, r#"…,"history":[{}]}"#, r#"…,"history":[null]}"#),
    (
        Rule::Cfg11,
        Target::Config,
        r#"…,"history":[{},{"empty_layer":true}]}"#,
        r#"…,"history":[{"empty_layer":true}]}"#,
    ),
    (Rule::Cfg11, Target::Config, r#"…,"history":[{"empty_layer":false}]}"#, r#"…,"history":[{},{}]}"#),
    (Rule::Cfg12, Target::Config, r#"…,"config":{"User":""}}"#, r#"…,"config":{"User":0}}"#),
    (Rule::Cfg13, Target::Config, r#"…,"config":{"Volumes":{"/a":{}}}}"#, r#"…,"config":{"Volumes":{"/a":null}}}"#),
    (
        Rule::Cfg13,
        Target::Config,
        r#"…,"config":{"ExposedPorts":{"1/udp":{}}}}"#,
        r#"…,"config":{"ExposedPorts":{"0":{}}}}"#,
    ),
    (Rule::Cfg14, Target::Config, r#"…,"config":{"Env":["A=","B==C"]}}"#, r#"…,"config":{"Env":["=A=B"]}}"#),
    (Rule::Cfg15, Target::Config, r#"…,"config":{"Cmd":[""]}}"#, r#"…,"config":{"Cmd":"a"}}"#),
    (Rule::Cfg16, Target::Config, r#"…,"config":{"Labels":{"a":""}}}"#, r#"…,"config":{"Labels":{"a":null}}}"#),
    (Rule::Cfg17, Target::Config, r#"…,"config":{"StopSignal":"SIGRTMIN+3"}}"#, r#"…,"config":{"StopSignal":"9"}}"#),
    (Rule::Cfg18, Target::Config, r#"…,"config":{"Shell":[]}}"#, r#"…,"config":{"Memory":1}}"#),
    (Rule::Tim01, Target::Config, r#"…,"created":"1970-01-01T00:00:00Z"}"#, r#"…,"created":"1970-01-01"}"#),
    (Rule::Lyt02, Target::Layout, "…}", r#"{"imageLayoutVersion":"1.1.0"}"#),
    (Rule::Ann01, Target::Descriptor, r#"…,"annotations":{"a.b":""}}"#, r#"…,"annotations":{"a.b":null}}"#),
    (Rule::Ann02, Target::Descriptor, r#"…,"annotations":{"a.b":""}}"#, r#"…,"annotations":{"a.b":"","a.b":""}}"#),
    (Rule::Ann03, Target::Descriptor, r#"…,"annotations":{}}"#, r#"…,"annotations":null}"#),
    (Rule::Ann04, Target::Descriptor, r#"…,"annotations":{"a.b":""}}"#, r#"…,"annotations":{"a":""}}"#),
    (Rule::Ann05, Target::Descriptor, r#"@N.image.title":""}}"#, r#"@N.image.x":""}}"#),
    (Rule::Ann07, Target::Descriptor, r#"@N.image.ref.name":"a"}}"#, r#"@N.image.ref.name":"-"}}"#),
    (Rule::Ann08, Target::Descriptor, r#"@N.image.base.digest":"@S"}}"#, r#"@N.image.base.digest":"a"}}"#),
    (Rule::Ann08, Target::Descriptor, r#"@N.image.created":"1970-01-01T00:00:00Z"}}"#, r#"@N.image.created":""}}"#),
    (
        Rule::Lyr09,
        Target::Descriptor,
        "…}",
        r#"{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"@S","size":2}"#,
    ),
    (Rule::D2201, Target::DockerManifest, "…}", r#"{"schemaVersion":1,"config":@C,"layers":[]}"#),
    (Rule::D2202, Target::DockerManifest, "…}", r#"{"schemaVersion":2,"config":@C,"layers":[]}"#),
    (Rule::D2203, Target::DockerManifest, "…}", r#"{"config":@C}"#),
    (Rule::D2204, Target::DockerManifest, "…}", r#"{"layers":null}"#),
    (
        Rule::D2205,
        Target::DockerManifest,
        "…}",
        r#"{"layers":[{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"}]}"#,
    ),
    (Rule::D2206, Target::DockerManifest, "…}", r#"…,"annotations":{}}"#),
    (Rule::Dli01, Target::DockerList, "…}", r#"{"schemaVersion":3}"#),
    (Rule::Dli02, Target::DockerList, "…}", r#"{"mediaType":null}"#),
    (Rule::Dli03, Target::DockerList, "…}", r#"{"manifests":null}"#),
    (Rule::Dli04, Target::DockerList, "…}", r#"{"manifests":[{"platform":{"os":"linux"}}]}"#),
    (Rule::D2101, Target::DockerSchema1, "…}", r#"{"schemaVersion":2}"#),
    (Rule::D2102, Target::DockerSchema1, "…}", r#"{"fsLayers":[{"blobSum":"md5:0"}]}"#),
    (Rule::D2103, Target::DockerSchema1, "…}", r#"{"fsLayers":[],"history":[]}"#),
    (Rule::D2103, Target::DockerSchema1, "…}", r#"{"fsLayers":[{},{}],"history":[{}]}"#),
    (Rule::D2104, Target::DockerSchema1, "…}", r#"{"history":[{"v1Compatibility":"[]"}]}"#),
    (Rule::D2105, Target::DockerSchema1, "…}", r#"{"history":[{"v1Compatibility":"{\"id\":\"a\"}"}]}"#),
    (
        Rule::D2105,
        Target::DockerSchema1,
        "…}",
        r#"{"history":[{"v1Compatibility":"{\"id\":\"@I\",\"parent\":\"@I\"}"}]}"#,
    ),
    (Rule::D2106, Target::DockerSchema1, "…}", r#"{"schemaVersion":1,"name":1,"fsLayers":[{"blobSum":"@S"}]}"#),
    (Rule::D2107, Target::DockerSchema1, "…}", r#"…,"signatures":[]}"#),
    (Rule::Sec01, Target::Manifest, "…}", r#"…,"manifests":null}"#),
    (Rule::Sec01, Target::Index, "…}", r#"…,"fsLayers":[]}"#),
    (Rule::Sec01, Target::DockerSchema1, "…}", r#"…,"layers":[]}"#),
    (
        Rule::Sec06,
        Target::Manifest,
        r#"{"layers":[{"size":9223372036854775807}]}"#,
        r#"{"layers":[{"size":9223372036854775807},{"size":1}]}"#,
    ),
];

/// A good document of each kind, without its last `}`.
fn around(target: Target) -> &'static str {
    match target {
        Target::Layout => r#"{"imageLayoutVersion":"1.0.0""#,
        Target::Descriptor => r#"{"mediaType":"a/b","digest":"@S","size":2"#,
        Target::Manifest => {
            r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":@C,"layers":[@L]"#
        }
        Target::Index => r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json""#,
        Target::ArtifactManifest => {
            r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a/b""#
        }
        Target::Config => r#"{"architecture":"arm64","os":"linux","rootfs":@R"#,
        Target::DockerManifest => {
            r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"@S","size":2},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","digest":"@S","size":2}]"#
        }
        Target::DockerList => {
            r#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"@S","size":2,"platform":{"architecture":"arm","os":"linux"}}]"#
        }
        _ => {
            r#"{"schemaVersion":1,"name":"a","tag":"b","architecture":"arm","fsLayers":[{"blobSum":"@S"}],"history":[{"v1Compatibility":"{\"id\":\"@I\"}"}]"#
        }
    }
}

fn whole(template: &str, target: Target) -> String {
    const EMPTY: &str = r#"{"mediaType":"application/vnd.oci.empty.v1+json","digest":"@S","size":2}"#;
    let text = template
        .replace("@A", r#"{"schemaVersion":2,"config":@E,"layers":[@E]"#)
        .replace("@E", EMPTY)
        .replace("@P", r#"…,"platform":{"architecture":"arm","os":"linux""#)
        .replace("@M", r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"@S","size":2"#)
        .replace("@N", r#"…,"annotations":{"org.opencontainers"#)
        .replace('…', around(target))
        .replace("@R", r#"{"type":"layers","diff_ids":["@S"]}"#);
    document(&text)
}

#[test]
fn each_rule_tells_good_from_bad() {
    for (rule, target, good, bad) in RULES {
        for (template, broken) in [(good, false), (bad, true)] {
            let text = whole(template, *target);
            let found = validate(text.as_bytes(), *target, &Options::default());
            assert_eq!(has(&found, *rule), broken, "{rule} {text}: {found:#?}");
            for finding in found {
                assert!(finding.offset() <= text.len() && !finding.detail().is_empty(), "{finding}");
                // A pointer is relative to a place that exists.
                assert!(finding.pointer(text.as_bytes()).matches('/').count() < 8, "{finding}");
            }
        }
    }
}

/// `Spec` refuses each document that breaks a rule in its binding part, and takes the good ones.
#[test]
fn good_documents_are_good() {
    for (_, target, good, _) in RULES.iter().filter(|(_, _, good, _)| good.starts_with('…')) {
        let mut text = whole(good, *target);
        if *target == Target::Index && !text.contains("manifests\"") {
            text.insert_str(text.len() - 1, r#","manifests":[]"#);
        }
        let found = validate(text.as_bytes(), *target, &Options::errors_of(Strictness::Spec));
        assert_eq!(found, [], "{text}");
    }
}

#[test]
fn every_rule_about_documents_is_tried() {
    // Limits have tests of their own.
    let limits = [Rule::Jsn07, Rule::Sec04];
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Man13) {
        let tried = RULES.iter().any(|(tried, ..)| tried == rule) || limits.contains(rule);
        assert!(tried, "{rule}: {}", rule.text());
    }
}

/// What a rule says of itself is what is found of it, at its gravest.
#[test]
fn levels_are_those_of_findings() {
    // Decided with another document, and by tests of limits.
    let elsewhere = [Rule::Man13, Rule::Jsn07, Rule::Sec04];
    let mut wrong = Vec::new();
    for rule in Rule::ALL.iter().filter(|rule| !elsewhere.contains(rule)) {
        let found = RULES
            .iter()
            .flat_map(|(_, target, _, bad)| validate(whole(bad, *target).as_bytes(), *target, &Options::default()));
        let gravest = found.filter(|finding| finding.rule() == *rule).map(|finding| finding.level()).max();
        // Bytes that are no JSON are graver than any rule.
        if gravest != Some(rule.level()) && gravest != Some(Level::Syntax) {
            wrong.push((rule.code(), rule.level(), gravest));
        }
    }
    assert_eq!(wrong, []);
}

/// Where an empty list is refused, `null` is; elsewhere it is as good as an empty one.
#[test]
fn null_is_no_better_than_an_empty_list() {
    let level = |target, text: &str, rule| {
        let found = validate(text.as_bytes(), target, &Options::default());
        found.iter().filter(|finding| finding.rule() == rule).map(Finding::level).max()
    };
    for list in ["[]", "null"] {
        let text = format!(r#"{{"schemaVersion":1,"fsLayers":{list},"history":{list}}}"#);
        assert_eq!(level(Target::DockerSchema1, &text, Rule::D2103), Some(Level::Must), "{list}");
    }
    assert_eq!(level(Target::DockerManifest, r#"{"layers":null}"#, Rule::D2204), Some(Level::Tolerated));
}

#[test]
fn what_should_not_be_there_is_not_expected_for_being_null() {
    let found = validate(br#"{"annotations":null}"#, Target::DockerManifest, &Options::default());
    let found = found.iter().find(|finding| finding.rule() == Rule::D2206).unwrap();
    assert_eq!(found.detail(), "found the property annotations, which only OCI manifests have");
}

#[test]
fn codes_lead_to_their_rules() {
    assert_eq!(Rule::ALL.len(), 106);
    for rule in Rule::ALL {
        assert_eq!(Rule::from_code(rule.code()), Some(*rule));
        assert!(!rule.text().is_empty() && !rule.source().is_empty(), "{rule}");
    }
    assert_eq!(Rule::from_code("DSC-99"), None);
}

#[test]
fn chains_of_ids_are_checked() {
    let id = |letter: &str| letter.repeat(64);
    let chain = |entries: &[(&str, &str)]| {
        let history: Vec<String> = entries
            .iter()
            .map(|(own, parent)| {
                format!(r#"{{"v1Compatibility":"{{\"id\":\"{}\",\"parent\":\"{}\"}}"}}"#, id(own), id(parent))
            })
            .collect();
        let layers = vec![document(r#"{"blobSum":"@S"}"#); entries.len()];
        format!(r#"{{"schemaVersion":1,"fsLayers":[{}],"history":[{}]}}"#, layers.join(","), history.join(","))
    };
    let broken = |entries: &[(&str, &str)]| {
        has(&validate(chain(entries).as_bytes(), Target::DockerSchema1, &Options::default()), Rule::D2105)
    };
    assert!(!broken(&[("c", "b"), ("b", "a"), ("a", "")]));
    // The same entry twice in a row is one layer to moby.
    assert!(!broken(&[("b", "a"), ("b", "a"), ("a", "")]));
    assert!(broken(&[("c", "a"), ("b", "a"), ("a", "")]));
    assert!(broken(&[("b", "a"), ("a", "b")]));
    assert!(broken(&[("a", "b"), ("b", "a"), ("a", "")]));
}
