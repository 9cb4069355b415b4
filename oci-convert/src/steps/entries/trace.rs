//! What an entry was and what became of it, for reports.

use crate::Cause;
use oci_spec_types::{ClaimedDigest, Descriptor, MediaType, Platform, Text, annotation};

/// What a report says of an entry.
#[derive(Debug, Clone)]
pub(crate) struct EntryName {
    pub digest: ClaimedDigest,
    pub size: i64,
    pub media_type: MediaType,
}

/// What became of an entry, for a report.
#[derive(Debug)]
pub(crate) struct EntryTrace<'e> {
    /// The place in the source, or in the result for what was added.
    pub position: usize,
    pub before: Option<EntryName>,
    pub after: Option<&'e Descriptor>,
    pub cause: Option<Cause>,
    pub(super) label: Option<&'e Text>,
}

impl EntryTrace<'_> {
    /// What the entry is, or was, for.
    pub(crate) fn label(&self) -> Text {
        match (self.label, self.after) {
            (Some(label), _) => label.clone(),
            (None, Some(after)) => label(after),
            (None, None) => Text::default(),
        }
    }
}

impl EntryName {
    pub(super) fn of(entry: &Descriptor) -> Self {
        let (digest, media_type) = (entry.digest.clone(), entry.media_type.clone());
        Self { digest, size: entry.size, media_type }
    }
}

/// What an entry is for: its platform, or what it says of another one.
pub(crate) fn label(entry: &Descriptor) -> Text {
    match entry.annotations.get(annotation::REFERENCE_TYPE).filter(|kind| !kind.is_empty()) {
        Some(kind) => kind.clone(),
        None => entry.platform.as_ref().map(|platform| printed(platform)).unwrap_or_default(),
    }
}

/// A platform, in one allocation where it is of usual length.
fn printed(platform: &Platform) -> Text {
    use std::io::Write;
    let mut buffer = [0; 64];
    let mut rest = &mut buffer[..];
    let written = write!(rest, "{platform}");
    let left = rest.len();
    match written.ok().and_then(|()| std::str::from_utf8(buffer.get(..buffer.len() - left)?).ok()) {
        Some(text) => text.into(),
        None => platform.to_string().into(),
    }
}
