//! containerd, `pkg/reference.Parse`: the text is a URL without scheme; of its path, what comes after the first `:` or `@`
//! is the object, in which nothing is checked.

use crate::reference::error::{ReferenceError, ReferenceErrorKind};
use crate::reference::go_url;
use crate::reference::reading::Reading;
use std::borrow::Cow;

/// Bytes of the text, or a copy where something was decoded or cleaned.
type Part<'a> = Cow<'a, [u8]>;

pub(super) fn read(text: &[u8]) -> Result<Reading<'_>, ReferenceError> {
    if let Some(at) = text.windows(3).position(|part| part == b"://") {
        return Err(ReferenceError::at(text, at, ReferenceErrorKind::Registry, "no scheme"));
    }
    let Some((host, path)) = go_url::host_and_path(text) else {
        return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Registry, "a URL without its scheme"));
    };
    if host.is_empty() {
        return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Registry, "a host"));
    }
    let (path, object) = cut_before(path, |b| matches!(b, b':' | b'@'));
    let (registry, repository) = located(host, path);
    let (tag, digest) = cut_before(object, |b| b == b'@');
    Ok(Reading {
        registry,
        repository,
        tag: Some(without(tag, b':')).filter(|tag| !tag.is_empty()),
        digest: Some(digest).filter(|digest| !digest.is_empty()).map(|digest| without(digest, b'@')),
    })
}

/// Host and repository, cleaned as a path: `..` may climb over the host.
fn located<'a>(host: Part<'a>, path: Part<'a>) -> (Part<'a>, Part<'a>) {
    let dots = |part: &[u8]| part == b"." || part == b"..";
    let path = without(path, b'/');
    let clean = !dots(&host) && path.split(|&b| b == b'/').all(|part| !part.is_empty() && !dots(part));
    if clean || (path.is_empty() && !dots(&host)) {
        return (host, path);
    }
    let locator = cleaned(&[&*host, b"/", &*path].concat());
    let (registry, repository) = cut_before(Cow::Owned(locator), |b| b == b'/');
    (registry, without(repository, b'/'))
}

/// A relative path without `.`, without empty parts, and with `..` only at its beginning, as Go's `path.Clean` makes it.
fn cleaned(path: &[u8]) -> Vec<u8> {
    let mut out: Vec<&[u8]> = Vec::new();
    for part in path.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if out.last().is_some_and(|last| *last != b"..") => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    if out.is_empty() { b".".to_vec() } else { out.join(&b'/') }
}

/// Cuts before the first byte that is a delimiter.
fn cut_before(text: Part<'_>, is_delimiter: impl Fn(u8) -> bool) -> (Part<'_>, Part<'_>) {
    let at = text.iter().position(|&b| is_delimiter(b)).unwrap_or(text.len());
    match text {
        Cow::Borrowed(text) => {
            let (before, from) = text.split_at(at);
            (before.into(), from.into())
        }
        Cow::Owned(mut text) => {
            let from = text.split_off(at);
            (text.into(), from.into())
        }
    }
}

/// The text without one leading `delimiter`.
fn without(text: Part<'_>, delimiter: u8) -> Part<'_> {
    match text {
        Cow::Borrowed(text) => text.strip_prefix(&[delimiter]).unwrap_or(text).into(),
        Cow::Owned(mut text) => {
            if text.first() == Some(&delimiter) {
                text.remove(0);
            }
            text.into()
        }
    }
}
