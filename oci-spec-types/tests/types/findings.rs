//! What is found in documents, rule by rule.

mod properties;
mod rules;
mod texts;

use oci_spec_types::differential::{Ambiguity, differential_report};
use oci_spec_types::validate::{Finding, Level, Options, Rule, Strictness, Target, validate};
use oci_spec_types::{Limits, Model, oci};

/// Fills in the parts that many documents need: `@S` a digest, `@D` a descriptor, `@C` a config, `@L` a layer,
/// `@I` 64 hex digits.
fn document(template: &str) -> String {
    let hex = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    template
        .replace("@D", r#"{"mediaType":"a/b","digest":"@S","size":2}"#)
        .replace("@C", r#"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"@S","size":2}"#)
        .replace("@L", r#"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"@S","size":9}"#)
        .replace("@S", "sha256:@I")
        .replace("@I", hex)
}

#[track_caller]
fn findings(template: &str, target: Target) -> Vec<Finding> {
    validate(document(template).as_bytes(), target, &Options::default())
}

fn has(findings: &[Finding], rule: Rule) -> bool {
    findings.iter().any(|finding| finding.rule() == rule)
}

const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

#[test]
fn places_are_those_of_the_values() {
    let text =
        document(r#"{"schemaVersion":2,"config":@C,"layers":[@L,{"mediaType":"a/b","digest":"@S","size":"9"}]}"#);
    let found = validate(text.as_bytes(), Target::Manifest, &Options::errors_of(Strictness::Spec));
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.pointer(text.as_bytes()), "/layers/1/size");
    assert_eq!(&text[finding.offset()..finding.offset() + 3], "\"9\"");
    assert_eq!(finding.detail(), "found a string, expected an integer");
}

#[test]
fn names_that_are_missing_are_told_at_their_object() {
    let text = document(r#"{"schemaVersion":2,"mediaType":null,"manifests":[{"mediaType":"a/b","size":2}]}"#);
    let found = validate(text.as_bytes(), Target::Index, &Options::errors_of(Strictness::Spec));
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        finding.within(text.as_bytes()).to_string(),
        "DSC-01 (must) at /manifests/0, byte 49: found no member \"digest\", expected a digest"
    );
    assert_eq!(finding.ambiguity(), Some(Ambiguity::MissingMember));
}

#[test]
fn strictness_is_a_set_of_levels() {
    let should = findings(r#"{"schemaVersion":2,"config":@C,"layers":[@L]}"#, Target::Manifest);
    assert!(has(&should, Rule::Man02));
    assert_eq!(Strictness::Spec.verdict(&should), Ok(()));
    assert!(Strictness::Strict.verdict(&should).is_err());
    let policy = findings(r#"{"imageLayoutVersion":"1.0.0","imagelayoutVersion":"2"}"#, Target::Layout);
    assert_eq!(Strictness::Strict.verdict(&policy), Ok(()));
    assert!(Strictness::Hardened.verdict(&policy).is_err());
    let must = findings(r#"{"imageLayoutVersion":2}"#, Target::Layout);
    assert_eq!(Strictness::Lenient.verdict(&must), Ok(()));
    assert!(Strictness::Spec.verdict(&must).is_err());
    assert!(Strictness::Lenient.verdict(&findings("{", Target::Layout)).is_err());
    // That it is no document is told, whatever else is wrong with it.
    let several = findings(r#"{"schemaVersion":2,"manifests":[]} x"#, Target::Index);
    assert_eq!(Strictness::Strict.verdict(&several).unwrap_err().level(), Level::Syntax);
}

#[test]
fn names_that_stand_twice_are_found_everywhere() {
    for (text, at) in [
        (r#"{"imageLayoutVersion":"1.0.0","imageLayoutVersion":"1.0.0"}"#, 30),
        (r#"{"imageLayoutVersion":"1.0.0","image\u004cayoutVersion":"1.0.0"}"#, 30),
        (r#"{"imageLayoutVersion":"1.0.0","x":1,"x":1}"#, 36),
        (r#"{"imageLayoutVersion":"1.0.0","x":[{"a":{},"\u0061":{}}]}"#, 43),
        (
            r#"{"x":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"c":1},"imageLayoutVersion":"1.0.0"}"#,
            84,
        ),
    ] {
        let found = findings(text, Target::Layout);
        let [finding] = &found[..] else { panic!("{text}: {found:?}") };
        assert_eq!((finding.rule(), finding.offset()), (Rule::Jsn04, at), "{text}");
    }
    assert_eq!(findings(r#"{"imageLayoutVersion":"1.0.0","x":{"a":{"a":[{"a":1},{"a":1}]}}}"#, Target::Layout), []);
}

/// The second one stands where the order of the table would have it.
#[test]
fn names_that_stand_twice_are_found_in_any_order() {
    let members = [("mediaType", r#""a/b""#), ("digest", r#""@S""#), ("size", "2")];
    let member = |at: usize| format!("\"{}\":{}", members[at].0, members[at].1);
    for (first, (name, _)) in members.iter().enumerate() {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let text = document(&format!("{{{},{}}}", member(first), order.map(member).join(",")));
            let found = validate(text.as_bytes(), Target::Descriptor, &Options::default());
            let [finding] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!(finding.rule(), Rule::Jsn04);
            let again = text.rfind(&format!("\"{name}\""));
            assert_eq!(Some(finding.offset()), again, "{text}");
        }
    }
}

#[test]
fn limits_are_findings_and_the_rest_is_checked() {
    let limits =
        Limits::default().with_max_document(40).with_max_depth(3).with_max_descriptors(1).with_max_map_entries(1);
    let text = document(
        r#"{"schemaVersion":1,"x":[[[[{}]]]],"config":@C,"layers":[@L,@L],"annotations":{"a.b":"","c.d":""}}"#,
    );
    let found = validate(text.as_bytes(), Target::Manifest, &Options::default().with_limits(limits));
    let rules: Vec<Rule> = found.iter().map(Finding::rule).collect();
    assert_eq!(rules, [Rule::Sec04, Rule::Man01, Rule::Jsn07, Rule::Sec04, Rule::Sec04, Rule::Man02]);
}

#[test]
fn depth_costs_neither_stack_nor_time() {
    let deep = 300_000;
    let text = format!(r#"{{"x":{}{},"imageLayoutVersion":"1.0.0"}}"#, "[".repeat(deep), "]".repeat(deep));
    let found = findings(&text, Target::Layout);
    assert_eq!(found.iter().map(Finding::rule).collect::<Vec<_>>(), [Rule::Jsn07]);
    let objects = format!("{}{}", r#"{"x":"#.repeat(deep), "}".repeat(deep));
    assert!(Strictness::Lenient.verdict(&findings(&objects, Target::Layout)).is_err());
}

#[test]
fn many_names_are_compared_in_good_time() {
    let names: String = (0..100_000).map(|n| format!(r#","n\u0030{n}":0"#)).collect();
    let text = format!(r#"{{"imageLayoutVersion":"1.0.0"{names},"n07":1}}"#);
    let found = findings(&text, Target::Layout);
    let [finding] = &found[..] else { panic!("{} findings", found.len()) };
    assert_eq!(finding.offset(), text.len() - 8);
}

#[test]
fn the_text_of_a_v1_compatibility_is_json_like_the_rest() {
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    let image = format!(r#"{{\"id\":\"{a}\",\"id\":\"{a}\",\"ID\":\"{b}\",\"Parent\":\"{a}\"}}"#);
    let text = document(&format!(
        r#"{{"schemaVersion":1,"name":"n","tag":"t","architecture":"a","fsLayers":[{{"blobSum":"@S"}}],"history":[{{"v1Compatibility":"{image}"}}]}}"#
    ));
    let found = validate(text.as_bytes(), Target::DockerSchema1, &Options::errors_of(Strictness::Hardened));
    let rules: Vec<_> = found.iter().map(|finding| (finding.rule(), finding.ambiguity())).collect();
    let folded = (Rule::Jsn06, Some(Ambiguity::CaseFoldedName));
    let twice = (Rule::Jsn04, Some(Ambiguity::DuplicateMember));
    // Go takes `Parent` for the parent, so the base has one.
    assert_eq!(rules, [folded, folded, twice, (Rule::D2105, None)]);
    assert!(found.iter().all(|finding| finding.pointer(text.as_bytes()) == "/history/0/v1Compatibility"), "{found:?}");
}

/// `throwaway` is a member of the text of a v1Compatibility alone.
#[test]
fn tables_of_names_are_those_of_the_models() {
    let config = r#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},"Throwaway":true}"#;
    assert!(!has(&findings(config, Target::Config), Rule::Jsn06));
    let text = |name: &str| {
        let entry = format!(r#"{{"v1Compatibility":"{{\"id\":\"@I\",\"{name}\":true}}"}}"#);
        format!(r#"{{"schemaVersion":1,"fsLayers":[{{"blobSum":"@S"}}],"history":[{entry}]}}"#)
    };
    assert!(has(&findings(&text("Throwaway"), Target::DockerSchema1), Rule::Jsn06));
    assert!(!has(&findings(&text("throwaway"), Target::DockerSchema1), Rule::Jsn06));
}

#[test]
fn one_finding_of_each_level_stays() {
    let folded: String =
        (0..1100).map(|at| format!(",\"annotation\\u{:04X}\":{{}}", if at % 2 == 0 { 0x53 } else { 0x17f })).collect();
    let entry = r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"@S","size":2}"#;
    let found = findings(&format!(r#"{{"schemaVersion":2{folded},"manifests":[{entry}]}}"#), Target::Index);
    assert_eq!(found.len(), 1000);
    assert!(has(&found, Rule::Dsc12) && has(&found, Rule::Jsn06));
    assert!(Strictness::Strict.verdict(&found).is_err());
}

#[test]
fn other_spellings_of_members_that_only_tools_know_are_found() {
    let text = r#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},"Container_config":{},
        "docker_version":"1","config":{"shell":["x"],"Shell":["y"],"onbuild":["RUN x"],"Healthcheck":{"test":["NONE"]}}}"#;
    let found = validate(text.as_bytes(), Target::Config, &Options::errors_of(Strictness::Hardened));
    let places: Vec<_> = found.iter().map(|finding| finding.pointer(text.as_bytes())).collect();
    assert_eq!(places, ["/Container_config", "/config/shell", "/config/onbuild", "/config/Healthcheck/test"]);
    assert!(found.iter().all(|finding| finding.rule() == Rule::Jsn06));
}

#[test]
fn all_bytes_that_are_not_utf8_are_told() {
    let text = b"{\"a\":\"\xff\",\"b\":\"\xfe\",\"c\":\"\xef\xbf\xbe\"}";
    let found = validate(text, Target::Json, &Options::default());
    let told: Vec<_> = found.iter().map(|finding| (finding.rule(), finding.pointer(text))).collect();
    assert_eq!(told, [(Rule::Jsn01, "/a".into()), (Rule::Jsn01, "/b".into()), (Rule::Jsn02, "/c".into())]);
}

#[test]
fn the_gravest_finding_is_never_lost() {
    let mut options = Options::default();
    options.max_findings = 2;
    let text = r#"{"a":null,"imageLayoutVersion":1,"ImageLayoutVersion":0,"IMAGELAYOUTVERSION":0,"x":{"y":"\ud800"},"#;
    let found = validate(text.as_bytes(), Target::Layout, &options);
    assert_eq!(found.len(), 2);
    assert!(found.iter().any(|finding| finding.level() == Level::Syntax));
}

#[test]
fn differentials_are_told_with_their_readings() {
    let text = "{\"MediaType\":\"\",\"config\":null,\"layers\":[{\"size\":1e3}],\"layer\u{17f}\":[],\"x\":9007199254740993,\"x\":\"\\udc00\"} {}";
    let report = differential_report(text.as_bytes(), Target::Manifest);
    let ambiguities: Vec<Ambiguity> = report.iter().filter_map(Finding::ambiguity).collect();
    for ambiguity in [
        Ambiguity::CaseFoldedName,
        Ambiguity::Null,
        Ambiguity::MissingMember,
        Ambiguity::NumberForm,
        Ambiguity::NumberPrecision,
        Ambiguity::DuplicateMember,
        Ambiguity::LoneSurrogate,
        Ambiguity::TrailingData,
    ] {
        assert!(ambiguities.contains(&ambiguity), "{ambiguity}");
        assert!(!ambiguity.go().is_empty() && !ambiguity.serde().is_empty() && !ambiguity.others().is_empty());
    }
    assert_eq!(ambiguities.len(), report.len());
    assert_eq!(Ambiguity::Depth.to_string(), "deep nesting");
    assert_eq!(Ambiguity::ByteOrderMark.others(), "skipped");
}

#[test]
fn a_line_break_in_a_variable_is_noted() {
    let found = |value: &str| {
        let text = format!(
            r#"{{"config":{{"Env":["A={value}"]}},"os":"linux","architecture":"amd64","rootfs":{{"type":"layers","diff_ids":["@S"]}}}}"#
        );
        findings(&text, Target::Config)
    };
    assert_eq!(found("1 2"), []);
    let told: Vec<_> = found(r"1\n2").iter().map(|finding| (finding.rule(), finding.level())).collect();
    assert_eq!(told, [(Rule::Cfg14, Level::Note)]);
}

#[test]
fn go_folds_two_letters_beyond_ascii() {
    for name in ["Layers", "LAYERS", "layer\u{17f}"] {
        let text = format!(r#"{{"{name}":[]}}"#);
        assert!(has(&findings(&text, Target::Manifest), Rule::Jsn06), "{name}");
    }
    // No known name has a k but "blobs" tools; the Kelvin sign folds in members of other kinds, too.
    assert!(!has(&findings(r#"{"läyers":[],"layer":[],"layerss":[]}"#, Target::Manifest), Rule::Jsn06));
    assert!(has(&findings(r#"{"Manifests":[]}"#, Target::Manifest), Rule::Jsn06));
}

#[test]
fn what_the_models_write_keeps_the_rules() {
    let config = oci::Descriptor::new("application/vnd.oci.image.config.v1+json", oci_digest::Digest::sha256(b"{}"), 2);
    let layer = oci::Descriptor::new("application/vnd.oci.image.layer.v1.tar+gzip", oci_digest::Digest::sha256(b""), 0);
    let manifest = oci::Manifest::new(config, vec![layer]);
    assert_eq!(validate(&manifest.to_json(), Target::Manifest, &Options::default()), []);
}

#[test]
fn any_json_is_checked_as_json() {
    assert_eq!(findings("[1,null,\"a\"]", Target::Json), []);
    assert!(has(&findings(r#"[{"a":1,"a":1}]"#, Target::Json), Rule::Jsn04));
    assert!(has(&findings("[1] 2", Target::Json), Rule::Jsn03));
}

#[test]
fn layout_is_good() {
    assert_eq!(findings(LAYOUT, Target::Layout), []);
}

#[test]
fn pointers_in_messages_are_short_and_plain() {
    let text = format!(r#"{{"\u001b[31m":{}1e400{}}}"#, "[".repeat(500), "]".repeat(500));
    let found = validate(text.as_bytes(), Target::Json, &Options::default());
    let message = found[0].within(text.as_bytes()).to_string();
    assert!(found[0].pointer(text.as_bytes()).len() > 1000);
    assert!(message.len() < 400 && message.contains(r"/\u{1b}[31m/0") && message.contains('…'), "{message}");
}
