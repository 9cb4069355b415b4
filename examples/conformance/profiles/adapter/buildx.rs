//! `docker buildx imagetools create`.

use super::composing::{Registry, descriptor, made, outcome};
use super::unsupported;
use crate::profiles::Outcome;
use crate::profiles::case::Case;
use crate::profiles::options::Command;
use oci_convert::compose::{Compose, EntryAnnotation, ImageMember, IndexParts, Member};
use oci_convert::{ErrorKind, Source, tools};
use oci_platform::Platform;
use serde_json::Value;

pub(super) fn run(case: &Case, options: &Command) -> Outcome {
    let registry = Registry::new(&case.input);
    let mut parts = IndexParts::default();
    let mut args = options.args.iter().map(String::as_str).skip(2);
    while let Some(arg) = args.next() {
        match arg {
            "--annotation" => match annotate(&mut parts, args.next().unwrap_or_default()) {
                Ok(()) => {}
                Err(kind) => return Outcome::Error(kind.code().to_owned()),
            },
            "--platform" => {
                let given = args.next().unwrap_or_default().split(',');
                parts.platforms.extend(given.filter_map(|platform| platform.parse::<Platform>().ok()));
            }
            "--prefer-index=false" => parts.may_stay_image = true,
            _ => match member(arg, &registry) {
                Some(member) => parts.members.push(member),
                None => return unsupported(case),
            },
        }
    }
    // Indexes first, then images.
    parts.members.sort_by_key(|member| !matches!(member, Member::Index(_)));
    outcome(made(Compose::index(parts).as_tool(&tools::BUILDX_IMAGETOOLS)))
}

/// A source: `{sha256:…}`, or a descriptor as JSON.
fn member(arg: &str, registry: &Registry) -> Option<Member> {
    let by_digest =
        arg.strip_prefix('{').and_then(|arg| arg.strip_suffix('}')).filter(|arg| arg.starts_with("sha256:"));
    let (digest, entry) = match by_digest {
        Some(digest) => (digest.to_owned(), None),
        None => {
            let entry = descriptor(&serde_json::from_str::<Value>(arg).ok()?);
            (entry.digest.to_string(), Some(entry))
        }
    };
    let manifest = match &entry {
        Some(entry) if !entry.media_type.is_empty() => {
            Source::new(registry.blob(&digest)?.clone(), entry.media_type.clone())
        }
        _ => registry.source(&digest)?,
    };
    if manifest.media_type.is_index() {
        return Some(Member::Index(manifest));
    }
    Some(Member::Image(ImageMember { entry, ..registry.image(manifest) }))
}

/// `LEVEL[PLATFORM]:NAME=VALUE`
fn annotate(parts: &mut IndexParts, arg: &str) -> Result<(), ErrorKind> {
    let (left, value) = arg.split_once('=').unwrap_or((arg, ""));
    let (level, name) = left.split_once(':').unwrap_or(("", left));
    let (level, platform) = match level.split_once('[') {
        Some((level, platform)) => (level, platform.strip_suffix(']').and_then(|text| text.parse().ok())),
        None => (level, None),
    };
    match level {
        "index" => {
            parts.annotations.insert(name, value);
        }
        "manifest-descriptor" => {
            parts.entry_annotations.push(EntryAnnotation { platform, name: name.into(), value: value.into() });
        }
        _ => return Err(ErrorKind::AnnotationLevelUnsupported),
    }
    Ok(())
}
