//! Specifiers, normal forms, texts.

use oci_platform::{Grammar, Host, Platform};

fn parsed(specifier: &str, grammar: Grammar, host: &Host) -> String {
    match Platform::parse_with(specifier, grammar, host) {
        Ok(platform) => serde_json::to_string(&platform).expect("serializable"),
        Err(error) => format!("byte {}", error.offset()),
    }
}

/// Specifier, then what containerd, crane and regclient read on a linux/amd64 machine.
#[test]
fn three_grammars_disagree() {
    let host = Host::default();
    let named = |os: &str| format!(r#"{{"os":"{os}"}}"#);
    let pair = |os: &str, arch: &str| format!(r#"{{"os":"{os}","architecture":"{arch}"}}"#);
    for (specifier, containerd, crane, regclient) in [
        ("arm64", pair("linux", "arm64"), named("arm64"), pair("linux", "arm64")),
        ("mipsle", pair("linux", "mipsle"), named("mipsle"), named("mipsle")),
        ("foo", "byte 0".to_owned(), named("foo"), named("foo")),
        ("Linux/AMD64", pair("linux", "amd64"), pair("Linux", "AMD64"), pair("linux", "amd64")),
        ("linux/amd64/v2/x", "byte 15".to_owned(), "byte 15".to_owned(), {
            r#"{"os":"linux","architecture":"amd64","variant":"v2"}"#.to_owned()
        }),
        ("", "byte 0".to_owned(), "{}".to_owned(), "byte 0".to_owned()),
    ] {
        assert_eq!(parsed(specifier, Grammar::Containerd, &host), containerd, "containerd {specifier:?}");
        assert_eq!(parsed(specifier, Grammar::Crane, &host), crane, "crane {specifier:?}");
        assert_eq!(parsed(specifier, Grammar::Regclient, &host), regclient, "regclient {specifier:?}");
    }
}

#[test]
fn os_versions_have_three_spellings() {
    let host = Host::default();
    for (grammar, specifier) in [
        (Grammar::Containerd, "windows(10.0.17763)/amd64"),
        (Grammar::Crane, "windows/amd64:10.0.17763"),
        (Grammar::Regclient, "windows/amd64,osver=10.0.17763"),
        (Grammar::Regclient, "windows/amd64,\"os\"version = 10.0.17763 "),
    ] {
        let platform = Platform::parse_with(specifier, grammar, &host).expect(specifier);
        assert_eq!(platform, Platform::new("windows", "amd64").with_os_version("10.0.17763"), "{specifier}");
    }
}

#[test]
fn the_host_fills_gaps() {
    let pi = Host::new("linux", "arm").with_variant("v6");
    let mac = Host::new("darwin", "arm64").with_variant("v8");
    let windows = Host::new("windows", "amd64").with_os_version("10.0.20348");
    for (specifier, grammar, host, expected) in [
        ("linux", Grammar::Containerd, &pi, "linux/arm/v6"),
        ("macos", Grammar::Containerd, &mac, "darwin/arm64"),
        ("amd64", Grammar::Containerd, &mac, "darwin/amd64"),
        ("windows", Grammar::Containerd, &windows, "windows/amd64"),
        ("linux", Grammar::Regclient, &mac, "linux/arm64"),
        ("windows", Grammar::Regclient, &windows, "windows(10.0.20348)/amd64"),
        ("local", Grammar::Regclient, &windows, "windows(10.0.20348)/amd64"),
        ("local/arm64", Grammar::Regclient, &windows, "windows/arm64"),
    ] {
        let platform = Platform::parse_with(specifier, grammar, host).expect(specifier);
        assert_eq!(platform.all_fields().to_string(), expected, "{specifier} on {host:?}");
    }
}

#[test]
fn parsing_is_not_normalising() {
    let host = Host::default();
    for (specifier, variant, normalized) in
        [("linux/arm", "", "v7"), ("linux/arm64/v8", "v8", ""), ("linux/armel", "v6", "v6"), ("linux/amd64/v1", "", "")]
    {
        let platform: Platform = specifier.parse().expect(specifier);
        assert_eq!(platform.variant, variant, "{specifier}");
        assert_eq!(platform.normalized(&host).variant, normalized, "{specifier}");
    }
}

#[test]
fn options_are_escaped() {
    let platform = Platform::new("linux", "amd64").with_os_version("a/b").with_os_feature("x+y").with_os_feature("(%)");
    let text = platform.all_fields().to_string();
    assert_eq!(text, "linux(a%2Fb+%28%25%29+x%2By)/amd64");
    let again: Platform = text.parse().expect("its own text");
    assert_eq!(again.os_version, "a/b");
    assert_eq!(again.os_features, ["(%)", "x+y"]);
}

/// The text does not parse to the platform it is of.
#[test]
fn texts_that_do_not_come_back() {
    let linux = || Platform::new("linux", "amd64");
    for platform in [
        linux().with_os_feature("b").with_os_feature("a"),
        linux().with_os_feature("a").with_os_feature("a"),
        linux().with_os_feature(""),
        linux().with_os_version("a b"),
        linux().with_os_version("a,b"),
        linux().with_os_version("é"),
        linux().with_os_feature("~"),
        linux().with_variant("."),
        linux().with_variant(".."),
        linux().with_variant("v1"),
        Platform::new("linux", "..").with_variant("x"),
        Platform::new("", "amd64"),
        Platform::new("windows", "").with_variant("v7"),
        Platform::new("Linux", "amd64"),
        Platform::new("linux", "x86_64"),
        linux().with_os_version("1.0+2").with_variant("a/b"),
    ] {
        let text = platform.all_fields().to_string();
        assert_ne!(text.parse::<Platform>().ok(), Some(platform), "{text}");
    }
}

#[test]
fn json_has_the_members_of_oci() {
    let text = r#"{"os":"windows","architecture":"amd64","os.version":"10.0.20348.1","os.features":["win32k"],"features":["sse4"]}"#;
    let platform: Platform = serde_json::from_str(text).expect("a platform");
    assert_eq!(platform.os_features, ["win32k"]);
    assert_eq!(serde_json::to_string(&platform).expect("json"), text);
    let nulls: Platform = serde_json::from_str(r#"{"os":null,"os.features":null,"other":1}"#).expect("nulls");
    assert!(nulls.is_empty());
}

#[test]
fn hosts_have_default_platforms() {
    for (host, default) in [
        (Host::new("linux", "amd64").with_variant("v3"), "linux/amd64"),
        (Host::new("linux", "arm").with_variant("v6"), "linux/arm/v6"),
        (Host::new("linux", "arm64").with_variant("v8"), "linux/arm64/v8"),
        (Host::new("windows", "amd64").with_os_version("10.0.26100"), "windows(10.0.26100)/amd64"),
        (Host::new("freebsd", "amd64").with_os_version("14.2"), "freebsd/amd64"),
    ] {
        assert_eq!(host.default_platform().all_fields().to_string(), default);
    }
}
