//! go-containerregistry, `name.ParseReference`: first as a tag, then as a digest.

use crate::reference::digest;
use crate::reference::error::{ReferenceError, ReferenceErrorKind};
use crate::reference::go_url;
use crate::reference::named::{LATEST, LONGEST_NAME, OFFICIAL};
use crate::reference::reading::Reading;
use std::borrow::Cow;

/// Docker Hub, as these tools call it.
const HUB: &[u8] = b"index.docker.io";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Validation {
    Weak,
    /// Registry, whole path and tag or digest must be stated.
    Strict,
}

pub(super) fn read(text: &[u8], validation: Validation) -> Result<Reading<'_>, ReferenceError> {
    tagged(text, validation).or_else(|error| digested(text, validation, error))
}

fn tagged(text: &[u8], validation: Validation) -> Result<Reading<'_>, ReferenceError> {
    let (base, tag) = split_tag(text);
    let tag = match tag {
        Some(tag) => {
            check_tag(text, base.len() + 1, tag)?;
            tag
        }
        None if validation == Validation::Strict => {
            return Err(ReferenceError::at(text, text.len(), ReferenceErrorKind::Tag, "a tag or a digest"));
        }
        None => LATEST.as_bytes(),
    };
    let repository = Repository::read(text, base, validation)?;
    Ok(repository.reading(Some(tag), None))
}

/// `error`: why the text is not one with a tag, for a text without `@`.
fn digested(text: &[u8], validation: Validation, error: ReferenceError) -> Result<Reading<'_>, ReferenceError> {
    let Some(at) = text.iter().position(|&b| b == b'@') else { return Err(error) };
    let (base, value) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    if !value.starts_with(b"sha256:") {
        return Err(ReferenceError::at(text, at + 1, ReferenceErrorKind::Digest, "a sha256 digest"));
    }
    digest::check(value).map_err(|(_, place, expected)| {
        ReferenceError::at(text, at + 1 + place, ReferenceErrorKind::Digest, expected)
    })?;
    // A tag before the digest is dropped, if it is one; otherwise it belongs to the name, which it spoils.
    let (name, tag) = split_tag(base);
    let has_tag = tag.is_some_and(|tag| check_tag(text, name.len() + 1, tag).is_ok());
    let stated = has_tag || (tag.is_none() && validation == Validation::Weak);
    let repository = Repository::read(text, if stated { name } else { base }, validation)?;
    // The name is read again after it was completed: the limit holds for that one, too.
    if stated && repository.official && repository.path.len() + OFFICIAL.len() > LONGEST_NAME {
        return Err(ReferenceError::at(
            text,
            at,
            ReferenceErrorKind::TooLong,
            "a repository of at most 255 bytes with `library/`",
        ));
    }
    Ok(repository.reading(None, Some(value)))
}

/// Cuts at the last `:`, unless a `/` comes after it.
fn split_tag(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut backwards = text.rsplitn(2, |&b| b == b':');
    match (backwards.next(), backwards.next()) {
        (Some(tag), Some(before)) if !tag.contains(&b'/') => (before, Some(tag)),
        _ => (text, None),
    }
}

fn check_tag(text: &[u8], start: usize, tag: &[u8]) -> Result<(), ReferenceError> {
    const EXPECTED: &str = "a tag: 1 to 128 letters, digits, `_`, `.` and `-`";
    let odd = tag.iter().position(|b| !b.is_ascii_alphanumeric() && !b"_-.".contains(b));
    match odd {
        Some(at) => Err(ReferenceError::at(text, start + at, ReferenceErrorKind::Tag, EXPECTED)),
        None if (1..=128).contains(&tag.len()) => Ok(()),
        None => Err(ReferenceError::at(text, start + tag.len().min(128), ReferenceErrorKind::Tag, EXPECTED)),
    }
}

struct Repository<'a> {
    registry: &'a [u8],
    /// `library/` belongs before the path.
    official: bool,
    path: &'a [u8],
}

impl<'a> Repository<'a> {
    fn read(text: &[u8], name: &'a [u8], validation: Validation) -> Result<Self, ReferenceError> {
        let slash = name.iter().position(|&b| b == b'/');
        let (host, path) = match slash.map(|slash| name.split_at(slash)) {
            Some((host, rest)) if host == b"localhost" || host.iter().any(|b| matches!(b, b'.' | b':')) => {
                (Some(host), rest.get(1..).unwrap_or_default())
            }
            _ => (None, name),
        };
        let start = host.map_or(0, |host| host.len() + 1);
        let odd = path.iter().position(|b| !matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/'));
        if let Some(at) = odd {
            return Err(ReferenceError::at(
                text,
                start + at,
                ReferenceErrorKind::Repository,
                "a-z, 0-9, `_`, `-`, `.` or `/`",
            ));
        }
        if !(1..=LONGEST_NAME).contains(&path.len()) {
            let at = start + path.len().min(LONGEST_NAME);
            return Err(ReferenceError::at(text, at, ReferenceErrorKind::Repository, "a repository of 1 to 255 bytes"));
        }
        let registry = match host {
            None if validation == Validation::Strict => {
                return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Registry, "a registry"));
            }
            None => HUB,
            Some(host) if !go_url::is_plain_host(host) => {
                return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Registry, "a host of a URL"));
            }
            Some(b"docker.io") => HUB,
            Some(host) => host,
        };
        let official = registry == HUB && !path.contains(&b'/');
        if official && validation == Validation::Strict {
            return Err(ReferenceError::at(
                text,
                start,
                ReferenceErrorKind::Repository,
                "the whole path, with `library/`",
            ));
        }
        Ok(Self { registry, official, path })
    }

    fn reading(self, tag: Option<&'a [u8]>, digest: Option<&'a [u8]>) -> Reading<'a> {
        let repository = if self.official {
            Cow::Owned([OFFICIAL.as_bytes(), self.path].concat())
        } else {
            Cow::Borrowed(self.path)
        };
        Reading { registry: self.registry.into(), repository, tag: tag.map(Cow::from), digest: digest.map(Cow::from) }
    }
}
