//! go-containerregistry `ParsePlatform`.

use super::pieces::pieces;
use crate::error::{SpecifierError, SpecifierErrorKind};
use crate::platform::Platform;

pub(super) fn parse(specifier: &str) -> Result<Platform, SpecifierError> {
    let trimmed = specifier.trim();
    let mut colons = trimmed.split(':');
    let names = colons.next().unwrap_or_default();
    let mut platform = Platform::default();
    // With more than one colon everything after the first is dropped.
    if let (Some(version), None) = (colons.next(), colons.next()) {
        version.clone_into(&mut platform.os_version);
    }
    for (place, (offset, piece)) in pieces(names, usize::MAX).enumerate() {
        let field = match place {
            0 => &mut platform.os,
            1 => &mut platform.architecture,
            2 => &mut platform.variant,
            _ => {
                let before = specifier.len() - specifier.trim_start().len();
                return Err(SpecifierError::new(SpecifierErrorKind::TooManyComponents, specifier, before + offset));
            }
        };
        piece.clone_into(field);
    }
    Ok(platform)
}
