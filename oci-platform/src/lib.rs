//! Container platforms: parse, normalise, match and choose as containerd, Docker, podman, crane, regclient or oras do,
//! and why.

mod candidate;
mod compare;
mod decision;
#[cfg(feature = "detect")]
mod detect;
mod documents;
mod error;
mod explain;
mod extension;
mod fallback;
mod filter;
mod format;
mod host;
mod matcher;
mod names;
mod nested;
mod normalize;
mod parse;
mod platform;
mod policy;
mod selector;
mod verdict;
mod windows;

pub use candidate::{Candidate, Entry, REFERENCE_DIGEST_ANNOTATION, REFERENCE_TYPE_ANNOTATION, ZSTD_ANNOTATION};
pub use compare::{Compared, Comparison, Outcome, compare_policies};
#[cfg(feature = "detect")]
pub use detect::arm_variant;
pub use error::{ParseError, ParseErrorKind, RawPlatform};
pub use explain::{Explained, Explanation, NoMatch, SelectError};
pub use extension::Extension;
pub use fallback::Fallback;
pub use filter::{Filtered, Keep};
pub use host::Host;
pub use matcher::{Matcher, Matching};
pub use nested::NestedChoice;
pub use parse::Grammar;
pub use platform::Platform;
pub use policy::{Policy, UnknownPolicy};
pub use selector::{Choice, Selector};
pub use verdict::{Later, Refusal, Verdict};
pub use windows::{WindowsRange, WindowsRules, WindowsVersion};
