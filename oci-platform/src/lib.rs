//! Container platforms: parse, normalise, match and choose as containerd, Docker, podman, crane, regclient or oras do,
//! and why.

mod candidate;
mod decision;
mod error;
mod explain;
mod extension;
mod fallback;
mod format;
mod host;
mod matcher;
mod names;
mod normalize;
mod parse;
mod platform;
mod policy;
mod selector;
mod verdict;
mod windows;

pub use candidate::{Candidate, Entry, REFERENCE_DIGEST_ANNOTATION, REFERENCE_TYPE_ANNOTATION, ZSTD_ANNOTATION};
pub use error::{ParseError, ParseErrorKind, RawPlatform};
pub use explain::{Explained, Explanation, NoMatch, SelectError};
pub use extension::Extension;
pub use fallback::Fallback;
pub use host::Host;
pub use matcher::{Matcher, Matching};
pub use parse::Grammar;
pub use platform::Platform;
pub use policy::{Policy, UnknownPolicy};
pub use selector::{Choice, Selector};
pub use verdict::{Later, Refusal, Verdict};
pub use windows::{WindowsRange, WindowsRules, WindowsVersion};
