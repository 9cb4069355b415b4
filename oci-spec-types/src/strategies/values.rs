use super::text::text;
use super::tree;
use crate::{Annotations, Extra, MediaType, RawJson, Set, Style, Text, Whitespace};
use oci_digest::{DiffId, Digest};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

/// A point in time as RFC 3339.
pub fn timestamp() -> impl Strategy<Value = Text> {
    (1970..2100_u32, 1..13_u32, 1..29_u32, 0..86_400_u32, any::<bool>()).prop_map(|(year, month, day, second, fine)| {
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let fraction = if fine { ".123456789" } else { "" };
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z").into()
    })
}

/// A digest: mostly sha256, sometimes sha512 or of an algorithm that nobody registered.
pub fn digest() -> impl Strategy<Value = Digest> {
    let unknown = "[a-z][a-z0-9]{0,5}([+._-][a-z0-9]{1,4}){0,2}:[A-Za-z0-9=_-]{1,40}";
    prop_oneof![
        8 => any::<[u8; 32]>().prop_map(Digest::from_sha256),
        1 => any::<[u8; 8]>().prop_map(Digest::sha512),
        // A registered name with another length is no digest.
        1 => unknown.prop_filter_map("a digest", |text| text.parse().ok()),
    ]
}

pub(super) fn diff_id() -> impl Strategy<Value = DiffId> {
    any::<[u8; 32]>().prop_map(|hash| DiffId::new(Digest::from_sha256(hash)))
}

/// A media type: one of the known ones, sometimes another.
pub fn media_type() -> impl Strategy<Value = MediaType> {
    prop_oneof![
        8 => proptest::sample::select(MediaType::accepted_manifests().to_vec()),
        4 => proptest::sample::select(vec![
            MediaType::OCI_LAYER_GZIP,
            MediaType::OCI_LAYER_ZSTD,
            MediaType::DOCKER_LAYER_GZIP,
            MediaType::DOCKER_FOREIGN_LAYER_GZIP,
            MediaType::OCI_EMPTY,
            MediaType::IN_TOTO,
        ]),
        1 => "(application|text)/[a-z][a-z0-9.+-]{0,20}(; charset=utf-8)?".prop_map(MediaType::from),
    ]
}

/// Annotations, keys sorted.
pub fn annotations() -> impl Strategy<Value = Annotations> {
    btree_map(text(), text(), 0..4).prop_map(|entries| entries.into_iter().collect())
}

/// A set: keys sorted, with empty objects.
pub(super) fn set() -> impl Strategy<Value = Set> {
    btree_set("[0-9]{1,5}/(tcp|udp)", 0..3).prop_map(|keys| keys.into_iter().collect())
}

/// Any JSON value as compact text: nested, with numbers in unusual spellings.
pub fn raw_json() -> impl Strategy<Value = RawJson> {
    tree::value().prop_map(|value| RawJson::checked(value.compact(true).into()))
}

/// Up to two unknown members, with names that no specification uses.
pub(super) fn extra() -> impl Strategy<Value = Extra> {
    vec(("x-[a-z]{1,6}", raw_json()), 0..3).prop_map(|members| {
        let mut extra = Extra::default();
        for (name, value) in members {
            extra.insert(name, value);
        }
        extra
    })
}

/// Whether a member is there: mostly not.
pub(super) fn maybe<S: Strategy>(strategy: S) -> impl Strategy<Value = Option<S::Value>> {
    proptest::option::weighted(0.3, strategy)
}

/// A style in which documents are written.
pub fn style() -> impl Strategy<Value = Style> {
    let whitespace = prop_oneof![
        2 => Just(Whitespace::Compact),
        2 => (1..9_u8).prop_map(Whitespace::Spaces),
        1 => Just(Whitespace::Tab),
    ];
    (whitespace, any::<bool>(), any::<bool>()).prop_map(|(whitespace, html_escapes, trailing_newline)| Style {
        whitespace,
        html_escapes,
        trailing_newline,
        short_escapes: true,
    })
}
