//! Errors of parsing: class, place, sentence.

use oci_platform::{Grammar, Host, Platform, SpecifierErrorKind};

#[test]
fn every_class_has_its_place() {
    for (specifier, kind, offset) in [
        ("linux/*", SpecifierErrorKind::Wildcard, 6),
        ("", SpecifierErrorKind::OsComponent, 0),
        ("/amd64", SpecifierErrorKind::OsComponent, 0),
        ("li.nux/amd64", SpecifierErrorKind::OsComponent, 2),
        ("linux(1/amd64", SpecifierErrorKind::OsComponent, 7),
        ("linux(1)x/amd64", SpecifierErrorKind::OsComponent, 8),
        ("linux(a++b)/amd64", SpecifierErrorKind::OsComponent, 8),
        ("linux(1+)/amd64", SpecifierErrorKind::OsComponent, 8),
        ("linux/amd64\n", SpecifierErrorKind::Component, 11),
        ("linux//v1", SpecifierErrorKind::Component, 6),
        ("linux/amd64/", SpecifierErrorKind::Component, 12),
        ("linux(1%2)/amd64", SpecifierErrorKind::Escape, 7),
        ("linux(1+%zz)/amd64", SpecifierErrorKind::Escape, 8),
        ("i686", SpecifierErrorKind::Unknown, 0),
        ("amd64(10.0)", SpecifierErrorKind::Unknown, 0),
        ("linux/arm/v7/x", SpecifierErrorKind::TooManyComponents, 13),
    ] {
        let error = specifier.parse::<Platform>().expect_err(specifier);
        assert_eq!((error.kind(), error.offset()), (&kind, offset), "{specifier:?}");
        assert!(error.to_string().contains(&format!("byte {offset}")), "{error}");
    }
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let error = "linux(a%FFb+c%FE)/arm64".parse::<Platform>().expect_err("no UTF-8");
    let SpecifierErrorKind::NotUtf8(raw) = error.kind() else { panic!("{error}") };
    assert_eq!(raw.os_version, b"a\xffb");
    assert_eq!(raw.os_features, [b"c\xfe"]);
    assert_eq!((raw.os.as_str(), raw.architecture.as_str()), ("linux", "arm64"));
    assert_eq!(error.offset(), 7);
}

#[test]
fn a_later_bad_piece_beats_the_bytes() {
    let error = "linux(%ff)/".parse::<Platform>().expect_err("empty piece");
    assert_eq!(error.kind(), &SpecifierErrorKind::Component);
}

#[test]
fn regclient_arguments() {
    for specifier in ["linux/arm/v7,softfloat", "linux/amd64,osver=\"1", "linux/amd64,osver=1\\", "linux/amd64,cpu=1"] {
        let error = Platform::parse_with(specifier, Grammar::Regclient, &Host::default()).expect_err(specifier);
        assert_eq!(error.kind(), &SpecifierErrorKind::Argument, "{specifier}");
        // The arguments begin after the comma.
        assert_eq!(Some(error.offset()), specifier.find(',').map(|comma| comma + 1), "{specifier}");
    }
    let dotted = Platform::parse_with("linux/arm64/v8.1", Grammar::Regclient, &Host::default()).expect_err("a dot");
    assert_eq!((dotted.kind(), dotted.offset()), (&SpecifierErrorKind::Component, 14));
}

#[test]
fn long_specifiers_are_cut_in_messages() {
    let long = format!("linux/{}", "é".repeat(100_000));
    let error = long.parse::<Platform>().expect_err("é is outside the grammar");
    assert!(error.to_string().len() < 400, "{}", error.to_string().len());
    assert_eq!(error.specifier(), long);
}

/// In a function that meets several errors `?` makes one of them.
#[test]
fn every_error_converts() {
    fn converts<E: std::error::Error + Into<oci_platform::Error> + Into<std::io::Error>>() {}
    converts::<oci_platform::SpecifierError>();
    converts::<oci_platform::SelectError>();
}
