//! The answers for a terminal. All text of documents is escaped and clipped.

use super::{MirrorCheck, Pin, Resolution, Unresolved};
use crate::explain::Grade;
use crate::report::text::short;
use oci_spec_types::{Text, printable};
use std::fmt;

/// Unresolveds of a pin that are shown; all of them are in the data.
const LISTED: usize = 20;

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Resolves => "resolves",
            Self::Incomplete => "is there, but incomplete",
            Self::Missing => "does not resolve",
            Self::Undecided => "is there; not everything was looked at",
        })
    }
}

/// One line a pin, and its reasons.
impl fmt::Display for MirrorCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for pin in &self.pins {
            write!(f, "{pin}")?;
        }
        for dangling in &self.dangling {
            let (digest, about) = (dangling.digest.short(), dangling.about.short());
            writeln!(f, "{digest} is about {about}, which is not there")?;
        }
        Ok(())
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n  {}", self.digest, self.resolution)?;
        for reason in self.reasons.iter().take(LISTED) {
            writeln!(f, "  - {reason}")?;
        }
        match self.reasons.len().checked_sub(LISTED) {
            Some(left @ 1..) => writeln!(f, "  … and {left} more"),
            _ => Ok(()),
        }
    }
}

/// One sentence, without a period.
impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("nothing here has this digest; the document from the source would tell more"),
            Self::NotCopied { kind } => write!(f, "it is the digest of a {kind} that was not copied"),
            Self::ListMissing { there, of } => {
                let (count, are) = (there.len(), if there.len() == 1 { "is" } else { "are" });
                write!(f, "it is the digest of a list that is not there; of its {of} children {count} {are} there")?;
                let named: Vec<String> = there.iter().filter(|own| !own.is_empty()).take(8).map(shown).collect();
                if named.is_empty() { Ok(()) } else { write!(f, " ({})", named.join(", ")) }
            }
            Self::OtherForm { digest, kind, relation, grade } => {
                write!(f, "a {kind} is there as {}: {relation}", digest.short())?;
                if *grade == Grade::ConsistentWith { f.write_str(", as far as can be told") } else { Ok(()) }
            }
            Self::OnlyNamed { by, pointer, platform } => {
                let platform = shown_in_brackets(platform.as_ref());
                write!(f, "it is {pointer} of {}{platform}, and was not copied", by.short())
            }
            Self::ChildMissing { digest, entry, platform } => {
                let platform = shown_in_brackets(platform.as_ref());
                write!(f, "/manifests/{entry}{platform} is not there: {}", short(digest))
            }
            Self::BlobMissing { digest, needed_by, pointer } => {
                write!(f, "{} is not there: {pointer} of {}", short(digest), needed_by.short())
            }
            Self::ForeignLayer { digest } => {
                write!(f, "{} is a foreign layer: it comes from its urls, not from here", short(digest))
            }
            Self::Unread { digest } => write!(f, "{} was not read: what it needs is not known", short(digest)),
            Self::Unverified { digest } => write!(f, "{} is of an algorithm that is not computed here", short(digest)),
            Self::BlobsUnchecked { blobs: 1 } => f.write_str("1 config or layer was not looked for"),
            Self::BlobsUnchecked { blobs } => write!(f, "{blobs} configs and layers were not looked for"),
        }
    }
}

fn shown(text: &Text) -> String {
    printable(text).longest(60).to_string()
}

fn shown_in_brackets(platform: Option<&Text>) -> String {
    platform.map(|platform| format!(" ({})", shown(platform))).unwrap_or_default()
}
