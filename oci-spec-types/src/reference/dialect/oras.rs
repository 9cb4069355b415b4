//! oras-go, `registry.ParseReference`: a registry is always stated, and nothing is put in front.

use crate::reference::digest;
use crate::reference::error::{ReferenceError, ReferenceErrorKind};
use crate::reference::go_url;
use crate::reference::grammar::{Case, Fault, Piece};
use crate::reference::reading::Reading;
use std::borrow::Cow;

/// Prefixes that version 3 strips, each once, in this order.
const SCHEMES: [&[u8]; 3] = [b"oci://", b"http://", b"https://"];

/// Version 2: of a tag and a digest the tag is dropped unchecked.
pub(super) fn v2(text: &[u8]) -> Result<Reading<'_>, ReferenceError> {
    let reading = read(text, 0)?;
    let tag = if reading.digest.is_some() { None } else { reading.tag };
    Ok(Reading { tag, ..reading })
}

/// Version 3: of a tag and a digest the tag is kept unchecked.
pub(super) fn v3(text: &[u8]) -> Result<Reading<'_>, ReferenceError> {
    let rest = SCHEMES.iter().fold(text, |rest, &scheme| rest.strip_prefix(scheme).unwrap_or(rest));
    read(text, text.len() - rest.len())
}

fn read(text: &[u8], start: usize) -> Result<Reading<'_>, ReferenceError> {
    let whole = Piece { at: start, bytes: text.get(start..).unwrap_or_default() };
    let Some((registry, path)) = whole.split_first(b'/') else {
        return Err(ReferenceError::at(
            text,
            text.len(),
            ReferenceErrorKind::Repository,
            "a registry, `/` and a repository",
        ));
    };
    let (head, digest) = path.split_first(b'@').map_or((path, None), |(head, digest)| (head, Some(digest)));
    let (repository, tag) = head.split_first(b':').map_or((head, None), |(name, tag)| (name, Some(tag)));
    if registry.bytes.is_empty() || !go_url::is_plain_host(registry.bytes) {
        return Err(ReferenceError::at(text, registry.at, ReferenceErrorKind::Registry, "a host of a URL"));
    }
    let refused = |kind| move |fault: Fault| ReferenceError::at(text, fault.at, kind, fault.expected);
    repository.path(Case::Exact).map_err(refused(ReferenceErrorKind::Repository))?;
    // What is empty counts as not stated.
    let digest = match digest.filter(|digest| !digest.bytes.is_empty()) {
        Some(stated) => {
            digest::check(stated.bytes).map_err(|(_, at, expected)| {
                ReferenceError::at(text, stated.at + at, ReferenceErrorKind::Digest, expected)
            })?;
            Some(stated)
        }
        None => None,
    };
    let tag = tag.filter(|tag| !tag.bytes.is_empty());
    if let (Some(tag), None) = (tag, digest) {
        tag.tag(Case::Exact).map_err(refused(ReferenceErrorKind::Tag))?;
    }
    Ok(Reading {
        registry: registry.bytes.into(),
        repository: repository.bytes.into(),
        tag: tag.map(|tag| Cow::Borrowed(tag.bytes)),
        digest: digest.map(|digest| Cow::Borrowed(digest.bytes)),
    })
}
