use super::*;
use oci_digest::Digest;

#[track_caller]
fn verdicts(target: Target, good: &[&str], bad: &[&str]) {
    for text in good {
        let found = validate(text.as_bytes(), target, &Options::default());
        assert_eq!(Strictness::Spec.verdict(&found), Ok(()), "{text:?}");
    }
    for text in bad {
        let found = validate(text.as_bytes(), target, &Options::default());
        assert!(Strictness::Spec.verdict(&found).is_err(), "{text:?}");
    }
}

#[test]
fn media_types() {
    let (longest, too_long) = (format!("a/{}", "b".repeat(127)), format!("a/{}", "b".repeat(128)));
    verdicts(
        Target::MediaType,
        &["a/b", "text/x-c++", "A0!#$&-^_.+/0!#$&-^_.+", &longest],
        &["", "a", "/", "a/", "/b", "a/b/c", "a/b;c=d", "a/b ", "-a/b", "a/+b", "a/b*", "a/b~", "ä/b", &too_long],
    );
}

#[test]
fn times() {
    verdicts(
        Target::Timestamp,
        &[
            "2000-02-29T23:59:59Z",
            "2024-02-29t00:00:00z",
            "2015-10-31T22:22:56.000000000000Z",
            "2015-10-31T22:22:56+23:59",
            "1990-12-31T23:59:60Z",
            "1990-12-31T15:59:60.5-08:00",
            "1991-01-01T00:59:60+01:00",
        ],
        &[
            "2100-02-29T00:00:00Z",
            "2015-10-00T00:00:00Z",
            "2015-04-31T00:00:00Z",
            "2015-10-31 22:22:56Z",
            "2015-10-31T22:22:56",
            "2015-10-31T22:22Z",
            "2015-10-31T22:22:56+24:00",
            "2015-10-31T22:22:56+0200",
            "2015-10-31T22:22:60Z",
            "1990-12-30T23:59:60Z",
            "1990-12-31T23:59:60+01:00",
            "1990-12-31T23:59:61Z",
            "2015-10-31T22:22:56.Z",
            "-015-10-31T22:22:56Z",
            "2015-10-31T22:22:56Zz",
        ],
    );
    let lower = validate(b"2015-10-31t22:22:56z", Target::Timestamp, &Options::default());
    assert_eq!(lower[0].level(), Level::Note);
}

#[test]
fn ref_names() {
    verdicts(
        Target::RefName,
        &["v1", "a.b/c_d:e@f+g", "a--b", "0/1/2"],
        &["", "a---b", "a..b", "a/-b", "a/", "/a", "a b", "ä", "a-", "a--"],
    );
}

#[test]
fn digests() {
    let sha256 = format!("sha256:{}", "0".repeat(64));
    let upper = sha256.replace('0', "A");
    verdicts(
        Target::Digest,
        &[&sha256, "a+b:c=_-", "md5:0"],
        &["", ":", "sha256:", "sha256:00", &upper, "a..b:c", "a:b:c", "a:b\n"],
    );
}

#[test]
fn uris() {
    let descriptor = |url: &str| {
        let text = document(r#"{"mediaType":"a/b","digest":"@S","size":1,"urls":["@U"]}"#).replace("@U", url);
        validate(text.as_bytes(), Target::Descriptor, &Options::errors_of(Strictness::Spec))
    };
    for url in [
        "https://example.com/a?b=c#d",
        "http://user:pw@example.com:8080/%20",
        "http://[::1]:80/",
        "http://[v1.a:b]/",
        "urn:a:b",
        "file:///etc",
        "mailto:a@b",
        "a+b-c.1:",
    ] {
        assert_eq!(descriptor(url), [], "{url}");
    }
    for url in [
        "",
        "/a",
        "//a",
        "a",
        "1a:b",
        ":a",
        "a/b:c",
        "http://a b",
        "http://a/%2",
        "http://a/%zz",
        "http://[::g]/",
        "http://[::1",
        "http://[v1.]/",
        "http://[v.a]/",
        "http://[vx.a]/",
        "http://[::1]a/",
        "http://a:b/",
        "http://a/ü",
        "http://a/#b#c",
        "http://a/<b>",
        "http://a/[b]",
    ] {
        assert!(has(&descriptor(url), Rule::Dsc07), "{url}");
    }
}

#[test]
fn base64_is_strict() {
    let descriptor = |data: &str, size: u32| {
        let text = document(r#"{"mediaType":"a/b","digest":"x:y","size":@N,"data":"@B"}"#);
        let text = text.replace("@N", &size.to_string()).replace("@B", data);
        validate(text.as_bytes(), Target::Descriptor, &Options::errors_of(Strictness::Spec))
    };
    for (data, size) in [("", 0), ("e30=", 2), ("+/+/", 3), (r"\/w==", 1)] {
        assert_eq!(descriptor(data, size), [], "{data}");
    }
    for data in ["e30", "e30==", "-_-_", "e3\\n0=", "e30=\\n", "e31=", "=", "e 30"] {
        let found = descriptor(data, 2);
        assert!(has(&found, Rule::Dsc09), "{data}");
        assert_eq!(found[0].ambiguity(), Some(Ambiguity::Base64));
    }
    assert!(has(&descriptor("e30=", 3), Rule::Dsc10));
}

/// In every algorithm that is computed.
#[test]
fn no_bytes_have_one_digest() {
    let algorithms: [fn(&'static [u8]) -> Digest; 3] = [Digest::sha256, Digest::sha384, Digest::sha512];
    for digest_of in algorithms {
        for (content, size, is_odd) in [(&b""[..], 0, false), (b"", 1, true), (b"x", 0, true), (b"x", 1, false)] {
            let text = format!(r#"{{"mediaType":"a/b","digest":"{}","size":{size}}}"#, digest_of(content));
            assert_eq!(has(&findings(&text, Target::Descriptor), Rule::Dsc13), is_odd, "{text}");
        }
    }
}
