//! Descriptors: embedded data, the empty descriptor, and what depends on the place of a descriptor.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oci_digest::Digest;

use super::checker::Checker;
use super::part::Part;
use super::rule::Rule;
use super::schema::{Role, RoleKind, Seen};
use super::strings::quote;
use crate::Family;
use crate::media_type::{self, spelt};

// Where the texts of a descriptor are kept.
pub(super) const MEDIA_TYPE: usize = 0;
pub(super) const DIGEST: usize = 1;
pub(super) const DATA: usize = 2;

/// The digest of no bytes in each algorithm that can be computed.
static NOTHING: [(&str, &str); 4] = [
    ("sha256:", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
        "sha512:",
        "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    ),
    (
        "sha384:",
        "sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    ),
    ("blake3:", "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
];

/// The digest of `{}`: `DescriptorEmptyJSON` of the image-spec.
const EMPTY_DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const EMPTY_SIZE: i64 = 2;

/// manifest.md: "Manifests concerned with portability SHOULD use one of the above media types".
pub(super) static CONFIG_ROLE: Role = Role {
    media_types: &[spelt::OCI_CONFIG, spelt::OCI_EMPTY],
    expected: "the type of an image config, or the empty type",
    rule: Rule::Man05,
    part: Part::OtherType,
    kind: RoleKind::Config,
};

pub(super) static LAYER_ROLE: Role = Role {
    media_types: &[
        spelt::OCI_LAYER_GZIP,
        spelt::OCI_LAYER_ZSTD,
        spelt::OCI_LAYER,
        spelt::OCI_FOREIGN_LAYER_GZIP,
        spelt::OCI_FOREIGN_LAYER_ZSTD,
        spelt::OCI_FOREIGN_LAYER,
    ],
    expected: "a layer type of the image-spec",
    rule: Rule::Man08,
    part: Part::OtherType,
    kind: RoleKind::Layer,
};

/// image-index.md: "Image indexes concerned with portability SHOULD use one of the above media types".
pub(super) static ENTRY_ROLE: Role = Role {
    media_types: &[spelt::OCI_MANIFEST, spelt::OCI_INDEX],
    expected: "the type of an OCI image manifest or index",
    rule: Rule::Idx05,
    part: Part::OtherType,
    kind: RoleKind::Entry,
};

pub(super) static SUBJECT_ROLE: Role = Role {
    media_types: &[spelt::OCI_MANIFEST, spelt::OCI_INDEX, spelt::DOCKER_MANIFEST, spelt::DOCKER_LIST],
    expected: "the type of a manifest",
    rule: Rule::Man10,
    part: Part::OtherType,
    kind: RoleKind::Plain,
};

pub(super) static BLOB_ROLE: Role =
    Role { media_types: &[], expected: "any type", rule: Rule::Art04, part: Part::OtherType, kind: RoleKind::Layer };

pub(super) static DOCKER_CONFIG_ROLE: Role = Role {
    media_types: &[spelt::DOCKER_CONFIG],
    expected: "the type of a Docker image config",
    rule: Rule::D2203,
    part: Part::UnusualType,
    kind: RoleKind::Config,
};

pub(super) static DOCKER_LAYER_ROLE: Role = Role {
    media_types: &[spelt::DOCKER_LAYER_GZIP, spelt::DOCKER_FOREIGN_LAYER_GZIP],
    expected: "the type of a gzipped Docker layer",
    rule: Rule::D2204,
    part: Part::UnusualType,
    kind: RoleKind::Layer,
};

pub(super) static DOCKER_ENTRY_ROLE: Role = Role {
    media_types: &[spelt::DOCKER_MANIFEST, spelt::DOCKER_SCHEMA1, spelt::DOCKER_SCHEMA1_SIGNED],
    expected: "the type of a Docker manifest",
    rule: Rule::Dli03,
    part: Part::UnusualType,
    kind: RoleKind::Plain,
};

pub(super) fn finish(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    if seen.texts[DATA].is_some() {
        check_data(checker, seen);
    }
    check_nothing(checker, seen);
    if let Some(media_type) = seen.texts[MEDIA_TYPE] {
        if media_type.is_escaped() {
            check_media_type(checker, seen, media_type.decode_go().as_bytes(), media_type.offset());
        } else {
            check_media_type(checker, seen, media_type.raw(), media_type.offset());
        }
    }
    if seen.is_role(RoleKind::Layer) {
        add_size(checker, seen);
    }
}

/// What follows from the media type.
#[inline]
fn check_media_type(checker: &mut Checker<'_, '_>, seen: &Seen<'_>, text: &[u8], at: usize) {
    let is = |name: &str| text == name.as_bytes();
    let is_named = std::mem::take(&mut checker.facts.is_named);
    if is(spelt::OCI_EMPTY) {
        check_empty(checker, seen, at);
        checker.facts.empty_config |= seen.is_role(RoleKind::Config);
    }
    if checker.options.wants(Part::Remark.level(Rule::Lyr09))
        && let Ok(name) = str::from_utf8(text)
        && !media_type::is_distributable(name)
    {
        let is_docker = media_type::family(name) == Family::Docker;
        deprecated(checker, if is_docker { Rule::D2205 } else { Rule::Lyr09 }, at);
    }
    let Some(role) = seen.role else { return };
    let is_listed = || role.media_types.is_empty() || role.media_types.iter().any(|listed| is(listed));
    if checker.options.wants(role.part.level(role.rule)) && !is_listed() {
        checker.raise((role.rule, role.part), at, None, || {
            format!("found {}, expected {}", quote(text), role.expected).into()
        });
    }
    // Entries of artifacts, and of layouts, which name them, have no platform.
    let is_image = role.kind == RoleKind::Entry && is(spelt::OCI_MANIFEST) && !is_named;
    if is_image && !seen.has("platform") && !seen.has("artifactType") {
        checker.raise(Rule::Dsc12, seen.start, None, || {
            Cow::Borrowed("found no member \"platform\" in the descriptor of an image manifest, expected one")
        });
    }
}

#[cold]
fn deprecated(checker: &mut Checker<'_, '_>, rule: Rule, at: usize) {
    checker.raise((rule, Part::Remark), at, None, || Cow::Borrowed("found a layer that is not to be uploaded"));
}

/// A reader that adds the sizes of all layers must not overflow.
fn add_size(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    let before = checker.facts.sizes;
    let size = seen.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
    checker.facts.sizes = before.saturating_add(size);
    let most = i64::MAX as u64;
    if before <= most && checker.facts.sizes > most {
        checker.raise(Rule::Sec06, seen.start, None, || {
            Cow::Borrowed("found sizes whose sum is more than int64 holds, expected less")
        });
    }
}

/// No bytes have one digest, and that digest no bytes.
#[inline]
fn check_nothing(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    let (Some(size), Some(digest)) = (seen.size, &seen.texts[DIGEST]) else { return };
    let of_same = |(algorithm, _): &&(&str, &str)| digest.raw().starts_with(algorithm.as_bytes());
    if let Some((_, nothing)) = NOTHING.iter().find(of_same)
        && (size == 0) != digest.is(nothing)
    {
        checker.raise(Rule::Dsc13, digest.offset(), None, || {
            if size == 0 {
                Cow::Borrowed("found size 0 and another digest than that of no bytes")
            } else {
                format!("found size {size} and the digest of no bytes").into()
            }
        });
    }
}

/// The empty descriptor should be the one of the image-spec.
#[cold]
fn check_empty(checker: &mut Checker<'_, '_>, seen: &Seen<'_>, at: usize) {
    let digest = seen.texts[DIGEST].as_ref().is_some_and(|digest| digest.is(EMPTY_DIGEST));
    if !digest || seen.size != Some(EMPTY_SIZE) {
        checker.raise(Rule::Man09, at, None, || {
            format!("found the empty media type with another digest or size, expected {EMPTY_DIGEST} and 2").into()
        });
    }
}

/// Embedded data: strict base64, then the size, then the digest (descriptor.md, "Embedded Content").
#[cold]
fn check_data(checker: &mut Checker<'_, '_>, seen: &Seen<'_>) {
    let Some(data) = &seen.texts[DATA] else { return };
    let at = data.offset();
    let text = data.decode_go();
    let Ok(content) = BASE64_STANDARD.decode(&*text) else {
        return checker.bad_base64(text.as_bytes(), at);
    };
    if let Some(size) = seen.size
        && usize::try_from(size) != Ok(content.len())
    {
        checker.raise((Rule::Dsc10, Part::Carried), at, None, || {
            format!("found data of {} bytes, expected {size}", content.len()).into()
        });
    } else if let Some(digest) = seen.texts[DIGEST].as_ref()
        && let Ok(digest) = Digest::parse_bytes(digest.decode_go().as_bytes())
        && digest.is_verifiable()
        && let Err(error) = digest.verify(&content)
    {
        checker.raise((Rule::Dsc10, Part::Carried), at, None, || error.to_string().into());
    }
}
