//! Tags that go with a digest, there and back.

use oci_digest::Digest;
use oci_spec_types::tag::{self, DigestTag, TagKind};
use oci_spec_types::{Reference, referrers_tag};

const HEX: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

#[test]
fn tags_of_the_fallback_fit_the_grammar_of_tags() {
    let cases = [
        (format!("sha256:{HEX}"), format!("sha256-{HEX}")),
        (
            "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8".to_owned(),
            "multihash-base58-QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8".to_owned(),
        ),
        ("a.b_c:x=_-".to_owned(), "a.b_c-x-_-".to_owned()),
        (format!("{}:{}", "a".repeat(40), "b".repeat(80)), format!("{}-{}", "a".repeat(32), "b".repeat(64))),
    ];
    for (digest, tag) in cases {
        assert_eq!(referrers_tag(&digest.parse().unwrap()), tag);
        assert_eq!("a".parse::<Reference>().unwrap().with_tag(&tag).unwrap().tag(), Some(&*tag));
    }
}

/// Where the signatures of an image live (containers/image 1575): one tag for each kind, and the digest back from it.
#[test]
fn there_and_back() {
    for digest in [Digest::sha256(b"a"), Digest::sha384(b"a"), format!("blake3:{HEX}").parse().unwrap()] {
        for kind in TagKind::KNOWN.into_iter().chain([TagKind::Other("cosign.bundle")]) {
            let tag = tag::of(&digest, kind).unwrap();
            let found = DigestTag::read(&tag).unwrap();
            assert_eq!(found.kind, kind);
            assert!(found.is_about(&digest) && !found.is_about(&Digest::sha256(b"b")));
            let is_cut = kind == TagKind::Referrers && digest.encoded().len() > 64;
            assert_eq!(found.subject(), (!is_cut).then(|| digest.clone()));
        }
    }
    assert_eq!(tag::of(&Digest::sha256(b"{}"), TagKind::Sbom).unwrap(), format!("sha256-{HEX}.sbom"));
}

/// A registry without the referrers API and an image with a digest in sha512 (distribution 4420, regclient 897): the list
/// has a tag, an attachment of cosign has none.
#[test]
fn sha512_has_a_referrers_tag_alone() {
    let digest = Digest::sha512(b"a");
    let tag = referrers_tag(&digest);
    assert_eq!(tag, format!("sha512-{}", &digest.encoded()[..64]));
    let found = DigestTag::read(&tag).unwrap();
    assert_eq!((found.kind, found.subject()), (TagKind::Referrers, None));
    assert!(found.is_about(&digest));
    for kind in [TagKind::Signature, TagKind::Attestation, TagKind::Sbom] {
        assert_eq!(tag::of(&digest, kind), None);
    }
    let uncut: Digest = format!("sha384:{}", "a".repeat(96)).parse().unwrap();
    let tag = format!("sha384-{}", "a".repeat(96));
    assert_eq!(DigestTag::read(&tag).unwrap().subject(), Some(uncut));
}

#[test]
fn what_holds_no_digest_goes_with_none() {
    let long = "x".repeat(60);
    let texts = [
        "latest".to_owned(),
        String::new(),
        "sha256-".to_owned(),
        format!("sha256-{}", &HEX[1..]),
        format!("sha256-{HEX}0"),
        format!("sha256-{}", HEX.to_uppercase()),
        format!("sha256:{HEX}"),
        format!("v1-{HEX}"),
        format!("sha512-{HEX}.sig"),
        format!("sha256-{HEX}-sig"),
        format!("sha256-{HEX}.{long}"),
        format!("sha256-{HEX}.s/g"),
        "v1.2-3".to_owned(),
    ];
    for text in texts {
        assert_eq!(DigestTag::read(&text), None, "{text}");
    }
    assert_eq!(tag::of(&Digest::sha256(b""), TagKind::Other("a b")), None);
    assert_eq!(tag::of(&"multihash+b64:aGk".parse().unwrap(), TagKind::Signature), None);
}
