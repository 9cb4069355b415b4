//! regclient `platform.Parse`.

use super::pieces::{check_piece, is_word, pieces};
use crate::error::{SpecifierError, SpecifierErrorKind};
use crate::host::Host;
use crate::matcher::regclient;
use crate::names::regclient_knows_architecture;
use crate::platform::Platform;

/// The word for the whole platform of the machine.
const LOCAL: &str = "local";

pub(super) fn parse(specifier: &str, host: &Host) -> Result<Platform, SpecifierError> {
    let local = host.full_platform().normalized_regclient();
    if specifier == LOCAL {
        return Ok(local);
    }
    let (names, arguments) = match specifier.split_once(',') {
        Some((names, arguments)) => (names, Some(arguments)),
        None => (specifier, None),
    };
    let mut platform = Platform::default();
    let mut count = 0;
    for (place, (offset, piece)) in pieces(names, usize::MAX).enumerate() {
        check_piece(specifier, (offset, piece), is_word)?;
        let name = piece.to_ascii_lowercase();
        match place {
            0 => platform.os = name,
            1 => platform.architecture = name,
            2 => platform.variant = name,
            _ => {} // regclient ignores further parts
        }
        count = place + 1;
    }
    if count == 1 && regclient_knows_architecture(&platform.os) {
        platform.architecture = std::mem::take(&mut platform.os);
    }
    if let Some(arguments) = arguments {
        let refuse = |_| SpecifierError::new(SpecifierErrorKind::Argument, specifier, names.len() + 1);
        for (key, value) in key_values(arguments).map_err(refuse)? {
            match key.trim().to_lowercase().as_str() {
                "osver" | "osversion" => value.trim().clone_into(&mut platform.os_version),
                _ => return Err(refuse(OpenEnd)),
            }
        }
    }
    if platform.os.is_empty() || platform.os == LOCAL {
        platform.os.clone_from(&local.os);
    }
    let mut platform = platform.normalized_regclient();
    let bare = count < 2 && platform.architecture.is_empty() && platform.variant.is_empty();
    if bare && matches!(platform.os.as_str(), "linux" | "darwin" | "windows") && runs_os(&local.os, &platform.os) {
        platform.architecture.clone_from(&local.architecture);
        platform.variant.clone_from(&local.variant);
    }
    let same = |a: &Platform, b: &Platform| a.os == b.os && a.architecture == b.architecture && a.variant == b.variant;
    if platform.os == "windows" && platform.os_version.is_empty() && same(&platform, &local) {
        platform.os_version = local.os_version;
    }
    Ok(platform)
}

/// Whether a machine of one operating system takes images of another, when nothing else is known.
fn runs_os(local: &str, wanted: &str) -> bool {
    regclient::compatible((&Platform::new(local, "")).into(), (&Platform::new(wanted, "")).into()).is_ok()
}

/// A quote or an escape without an end.
struct OpenEnd;

/// Comma separated `key=value`, with quotes and backslashes in both; pairs without a key are dropped.
fn key_values(text: &str) -> Result<Vec<(String, String)>, OpenEnd> {
    let mut pairs = Vec::new();
    let (mut key, mut value) = (String::new(), String::new());
    let (mut in_value, mut quoted, mut escaped) = (false, false, false);
    for c in text.chars() {
        let plain = !quoted && !escaped;
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            ',' if plain => {
                pairs.push((std::mem::take(&mut key), std::mem::take(&mut value)));
                in_value = false;
            }
            '=' if plain && !in_value => in_value = true,
            other if in_value => value.push(other),
            other => key.push(other),
        }
        escaped = false;
    }
    if quoted || escaped {
        return Err(OpenEnd);
    }
    pairs.push((key, value));
    pairs.retain(|(key, _)| !key.is_empty());
    Ok(pairs)
}
