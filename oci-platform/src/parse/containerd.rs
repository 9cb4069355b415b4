//! containerd/platforms `Parse`.

use super::pieces::{check_piece, is_word, pieces};
use crate::error::{RawPlatform, SpecifierError, SpecifierErrorKind};
use crate::host::Host;
use crate::names::{containerd_knows_architecture, containerd_knows_os};
use crate::normalize;
use crate::platform::Platform;

pub(super) fn parse(specifier: &str, host: &Host) -> Result<Platform, SpecifierError> {
    let raw = parse_raw(specifier, host)?;
    let version = String::from_utf8(raw.os_version.clone());
    let features: Result<Vec<_>, _> = raw.os_features.iter().cloned().map(String::from_utf8).collect();
    match (version, features) {
        (Ok(os_version), Ok(os_features)) => Ok(Platform {
            os: raw.os,
            architecture: raw.architecture,
            variant: raw.variant,
            os_version,
            os_features,
            features: Vec::new(),
        }),
        _ => {
            let escape = specifier.find('%').unwrap_or(0);
            Err(SpecifierError::new(SpecifierErrorKind::NotUtf8(Box::new(raw)), specifier, escape))
        }
    }
}

fn parse_raw(specifier: &str, host: &Host) -> Result<RawPlatform, SpecifierError> {
    let error = |kind, offset| SpecifierError::new(kind, specifier, offset);
    if let Some(at) = specifier.find('*') {
        return Err(error(SpecifierErrorKind::Wildcard, at));
    }
    let parts: Vec<(usize, &str)> = pieces(specifier, 4).collect();
    let Some(((_, first), rest)) = parts.split_first() else {
        return Err(error(SpecifierErrorKind::OsComponent, 0));
    };
    let component = OsComponent::split(first).map_err(|at| error(SpecifierErrorKind::OsComponent, at))?;
    let mut raw = RawPlatform { os: normalize::os(component.name, &host.os).into_owned(), ..RawPlatform::default() };
    let unescape = |option: Placed<'_>| option.unescape().map_err(|at| error(SpecifierErrorKind::Escape, at));
    raw.os_version = unescape(component.version)?;
    for feature in component.features {
        raw.os_features.push(unescape(feature)?);
    }
    // Piece by piece: the first bad one decides, also before the count of pieces.
    for piece in rest {
        check_piece(specifier, *piece, |byte| is_word(byte) || byte == b'.')?;
    }
    match rest {
        [] if containerd_knows_os(&raw.os) => {
            raw.architecture.clone_from(&host.architecture);
            if host.architecture == "arm" && host.variant != "v7" {
                raw.variant.clone_from(&host.variant);
            }
        }
        [] => {
            (raw.architecture, raw.variant) = without_default(first);
            if !containerd_knows_architecture(&raw.architecture) {
                return Err(error(SpecifierErrorKind::Unknown, 0));
            }
            raw.os.clone_from(&host.os);
        }
        [(_, architecture)] => (raw.architecture, raw.variant) = without_default(architecture),
        [(_, architecture), (_, variant)] => {
            let (architecture, variant) = normalize::architecture(architecture, variant);
            (raw.architecture, raw.variant) = (architecture.into_owned(), variant.into_owned());
            // A variant that was written stays visible.
            if raw.architecture == "arm64" && raw.variant.is_empty() {
                "v8".clone_into(&mut raw.variant);
            }
        }
        [.., (offset, _)] => return Err(error(SpecifierErrorKind::TooManyComponents, *offset)),
    }
    Ok(raw)
}

/// An architecture alone: the default variant of arm stays away.
fn without_default(architecture: &str) -> (String, String) {
    let (architecture, variant) = normalize::architecture(architecture, "");
    let is_default = architecture == "arm" && variant == "v7";
    (architecture.into_owned(), if is_default { String::new() } else { variant.into_owned() })
}

/// A piece of the specifier with its byte offset.
#[derive(Clone, Copy)]
struct Placed<'a> {
    offset: usize,
    text: &'a str,
}

impl Placed<'_> {
    /// Undoes percent-encoding; the error is the offset of the bad `%`.
    fn unescape(self) -> Result<Vec<u8>, usize> {
        let bytes = self.text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if *byte != b'%' {
                out.push(*byte);
                at += 1;
                continue;
            }
            let digit = |place: usize| bytes.get(place).and_then(|b| char::from(*b).to_digit(16));
            match (digit(at + 1), digit(at + 2)) {
                (Some(high), Some(low)) => out.push((high * 16 + low) as u8),
                _ => return Err(self.offset + at),
            }
            at += 3;
        }
        Ok(out)
    }
}

/// `name(version+feature+…)`, still encoded.
struct OsComponent<'a> {
    name: &'a str,
    version: Placed<'a>,
    features: Vec<Placed<'a>>,
}

impl<'a> OsComponent<'a> {
    /// The error is the offset of the first byte that does not fit.
    fn split(piece: &'a str) -> Result<Self, usize> {
        let length = piece.bytes().take_while(|byte| is_word(*byte)).count();
        let (name, rest) = piece.split_at(length);
        if name.is_empty() {
            return Err(0);
        }
        let mut component = Self { name, version: Placed { offset: length, text: "" }, features: Vec::new() };
        if rest.is_empty() {
            return Ok(component);
        }
        let open = rest.strip_prefix('(').ok_or(length)?;
        let start = length + 1;
        let inside = open.bytes().take_while(|b| is_word(*b) || matches!(b, b'.' | b'%' | b'+')).count();
        if open.get(inside..) != Some(")") {
            // Either no `)` here, or something after it.
            let close = usize::from(open.as_bytes().get(inside) == Some(&b')'));
            return Err(start + inside + close);
        }
        let options = open.get(..inside).unwrap_or_default();
        let mut offset = start;
        for (place, text) in options.split('+').enumerate() {
            let option = Placed { offset, text };
            offset += text.len() + 1;
            match (place, text.is_empty()) {
                (0, _) => component.version = option,
                (_, true) => return Err(option.offset),
                (_, false) => component.features.push(option),
            }
        }
        Ok(component)
    }
}
