use oci_digest::Digest;
use proptest::prelude::*;

use super::*;

fn descriptor() -> impl Strategy<Value = String> {
    let annotations = prop::collection::btree_map("[a-z]{1,5}\\.[a-z.]{1,9}", any::<String>(), 0..4);
    let media_type = prop::sample::select(vec!["application/vnd.oci.image.layer.v1.tar+gzip", "a/b", "x.y/z-0+json"]);
    (media_type, any::<Vec<u8>>(), 0..i64::MAX, annotations, any::<bool>()).prop_map(
        |(media_type, content, size, annotations, embedded)| {
            use base64::Engine;
            use base64::prelude::BASE64_STANDARD;
            let (size, data) = if embedded {
                (content.len() as i64, format!(r#","data":"{}""#, BASE64_STANDARD.encode(&content)))
            } else {
                (size, String::new())
            };
            format!(
                r#"{{"mediaType":"{media_type}","digest":"{}","size":{size}{data},"annotations":{}}}"#,
                Digest::sha256(&content),
                serde_json::to_string(&annotations).unwrap(),
            )
        },
    )
}

fn manifest() -> impl Strategy<Value = String> {
    let unknown = prop::collection::btree_map("x[a-z]{1,6}", any::<Vec<i32>>(), 0..20);
    (descriptor(), prop::collection::vec(descriptor(), 0..4), prop::option::of(descriptor()), unknown).prop_map(
        |(config, layers, subject, unknown)| {
            let subject = subject.unwrap_or_else(|| "null".to_owned());
            let unknown: String = unknown.iter().map(|(name, value)| format!(",\"{name}\":{value:?}")).collect();
            format!(
                r#"{{"schemaVersion":2,"config":{config},"layers":[{}],"subject":{subject}{unknown}}}"#,
                layers.join(",")
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_keeps_the_rules_is_never_refused(text in manifest()) {
        // Any text may have a noncharacter, which is refused.
        let clean: String = text.chars().filter(|c| u32::from(*c) & 0xfffe != 0xfffe && !('\u{fdd0}'..='\u{fdef}').contains(c)).collect();
        let found = validate(clean.as_bytes(), Target::Manifest, &Options::errors_of(Strictness::Spec));
        prop_assert_eq!(found, []);
    }

    #[test]
    fn no_byte_makes_a_panic(text in manifest(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut text = text.into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if cut {
            text.truncate(at);
        }
        for target in Target::ALL {
            let found = validate(&text, target, &Options::default());
            for finding in &found {
                prop_assert!(finding.offset() <= text.len(), "{}", finding);
                prop_assert!(!finding.within(&text).to_string().is_empty());
            }
            // Levels that are not wanted change nothing about the others.
            for strictness in [Strictness::Lenient, Strictness::Spec, Strictness::Strict, Strictness::Hardened] {
                let errors = validate(&text, target, &Options::errors_of(strictness));
                let expected: Vec<Finding> =
                    found.iter().filter(|finding| strictness.errors().contains(finding.level())).cloned().collect();
                prop_assert_eq!(errors, expected);
            }
        }
    }

    /// `serde_json` and this crate agree on what is JSON; for bytes that are not UTF-8 and numbers beyond doubles they need not.
    #[test]
    fn syntax_is_that_of_serde_json(text in manifest(), at in any::<prop::sample::Index>(), c in any::<char>()) {
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        chars[at] = c;
        let text: String = chars.into_iter().collect();
        let found = validate(text.as_bytes(), Target::Json, &Options::default());
        let syntax = found.iter().all(|finding| finding.level() != Level::Syntax);
        prop_assert_eq!(syntax, serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
    }

    #[test]
    fn any_bytes_are_checked(text in any::<Vec<u8>>()) {
        for target in Target::ALL {
            for finding in validate(&text, target, &Options::default()) {
                prop_assert!(finding.offset() <= text.len());
            }
        }
    }

    #[test]
    fn few_and_many_names_are_compared_alike(names in prop::collection::vec("[a-c]{1,2}", 1..30)) {
        let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":0")).collect();
        let text = format!("{{{}}}", members.join(","));
        let mut seen = std::collections::HashSet::new();
        let again = names.iter().filter(|name| !seen.insert(*name)).count();
        prop_assert_eq!(validate(text.as_bytes(), Target::Json, &Options::default()).len(), again);
    }
}
