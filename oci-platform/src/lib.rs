//! Chooses the entry of an image index for a platform as Docker, containerd, podman, crane and others do, and says
//! why. Parses, normalises and matches platforms.
//!
//! ```
//! use oci_platform::{Policy, Selector};
//! use oci_spec_types::{Model, oci::Index};
//!
//! let index = Index::parse(&br#"{"schemaVersion": 2, "manifests": [
//!     {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1, "digest": "sha256:aa",
//!      "platform": {"os": "linux", "architecture": "amd64", "variant": "v3"}},
//!     {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1, "digest": "sha256:bb",
//!      "platform": {"os": "linux", "architecture": "amd64"}}
//! ]}"#[..])?;
//! let selector = Selector::new("linux/amd64".parse()?).policy(Policy::DOCKER_RUN);
//! assert_eq!(selector.select(&index.manifests)?.entry.digest.to_string(), "sha256:bb");
//!
//! let by_crane = selector.policy(Policy::CRANE);
//! assert_eq!(by_crane.select(&index.manifests)?.index, 0); // any variant will do
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # I want to …
//! - choose an entry as a command ([`Policy`]) does: [`Selector::select`]; from entries one by one:
//!   [`Selector::pass`]; all that fit, in order: [`Selector::rank`];
//! - have the command's whole answer as data ([`Taken`], [`Failure`], [`Unread`]): [`Selector::answer`];
//! - know why an entry is not chosen: [`Selector::explain`];
//! - compare commands: [`compare_policies`], [`Selector::compare`]; `docker run` after `docker pull`:
//!   [`Selector::pull_then_use`];
//! - ask in the grammar of a command: [`Selector::ask`]; let the machine decide: [`Selector::on_machine`];
//! - keep what a mirror for some platforms needs: [`Selector::filter`];
//! - go beyond what the commands do: [`Extension`];
//! - parse, normalise and print a platform: [`Platform`] (borrowed: [`PlatformRef`]), with [`Grammar`] and [`Host`];
//! - compare one platform with another: [`Matcher`], by one of the rules ([`Matching`]) that policies are made of;
//! - choose among values of my own: [`Entry`]; add the contents that a digest names: [`Candidate`].
//!
//! # Scope
//! No I/O. Nothing is read from the machine, not even its own name: see [`Host`]. Documents are parsed by
//! `oci-spec-types`; an index is rebuilt from what [`Selector::filter`] keeps by `oci-convert`.
//!
#![doc = include_str!("policies.md")]
// What a document says must not end the program. Tests may.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable))]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]

mod any_error;
mod candidate;
mod chooser;
mod class;
mod compare;
#[cfg(feature = "detect")]
mod detect;
mod documents;
mod error;
mod explain;
mod explained;
mod extension;
mod fallback;
mod filter;
mod format;
mod host;
mod judge;
mod matcher;
mod names;
mod normalize;
mod order;
mod outcome;
mod parse;
mod platform;
mod platform_ref;
mod policies;
mod policy;
mod policy_name;
mod pull;
mod reach;
mod request;
mod rules;
mod select_error;
mod selector;
mod show;
#[cfg(test)]
#[path = "tests/table.rs"]
mod table;
mod verdict;
mod walk;
mod windows;

pub use any_error::Error;
pub use candidate::{Candidate, Contents, Entry};
pub use compare::{Compared, Comparison, compare_policies};
#[cfg(feature = "detect")]
pub use detect::arm_variant;
pub use error::{RawPlatform, SpecifierError, SpecifierErrorKind};
pub use explain::ChoiceExplanation;
pub use explained::Explained;
pub use extension::Extension;
pub use fallback::Fallback;
pub use filter::{Filtered, Keep};
pub use host::Host;
pub use matcher::{Matcher, Matching};
pub use outcome::{Failure, Outcome, Taken, Unread};
pub use parse::Grammar;
pub use platform::Platform;
pub use platform_ref::{Features, PlatformRef};
pub use policy::Policy;
pub use pull::PullThenUse;
pub use select_error::SelectError;
pub use selector::{Choice, Pass, Selector};
pub use verdict::{Later, Refusal, Verdict};
pub use windows::{WindowsRange, WindowsRules, WindowsVersion};

/// The README's example, compiled and run.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
