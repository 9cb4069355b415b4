//! Container platforms: parse, normalise, match and choose as containerd, Docker, podman, crane, regclient or oras do,
//! and why.
//!
//! ```
//! use oci_platform::{Platform, Policy, Selector};
//! use oci_spec_types::{Model, oci::Index};
//!
//! let index = Index::parse(&br#"{"schemaVersion": 2, "manifests": [
//!     {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1, "digest": "sha256:aa",
//!      "platform": {"os": "linux", "architecture": "amd64", "variant": "v3"}},
//!     {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1, "digest": "sha256:bb",
//!      "platform": {"os": "linux", "architecture": "amd64"}}
//! ]}"#[..])?;
//! let selector = Selector::new("linux/amd64".parse()?);
//!
//! let chosen = selector.select(&index.manifests)?;
//! assert_eq!(chosen.entry.digest.to_string(), "sha256:bb");
//!
//! let by_crane = selector.policy(Policy::Crane);
//! assert_eq!(by_crane.select(&index.manifests)?.index, 0); // any variant will do
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Platform`]: the platform of an entry, a config or a machine. [`Grammar`] reads specifiers, [`Host`] fills gaps.
//! - [`Selector`]: [`select`](Selector::select), [`rank`](Selector::rank), [`explain`](Selector::explain),
//!   [`filter`](Selector::filter), [`compare`](Selector::compare), [`select_nested`](Selector::select_nested).
//! - [`Policy`]: whose decision. [`Extension`]: what none of them does.
//! - [`Matcher`]: one platform against another, by one of the rules ([`Matching`]) that policies are made of.
//! - [`Candidate`]: an entry as far as a choice looks at it; anything that is an [`Entry`] can be chosen.
//!
//! # Policies
//!
//! | policy | compares | entries without a platform | among those that fit |
//! |---|---|---|---|
//! | [`Containerd`](Policy::Containerd) | normalised; what the machine also runs (386 on amd64, lower variants, arm on arm64); Windows by range of builds | last; one config is read and must fit | nearest variant, most features |
//! | [`ContainerdStrict`](Policy::ContainerdStrict) | normalised, exactly | as above | most features |
//! | [`ContainerdDefault`](Policy::ContainerdDefault) | as `Containerd` on linux; also linux on darwin and FreeBSD | as above | on Windows highest version, as text |
//! | [`DockerPull`](Policy::DockerPull) | as `Containerd` | last, taken unseen | as `Containerd` |
//! | [`DockerPullWindows`](Policy::DockerPullWindows) | as written; builds up to the host's | skipped | the host's build |
//! | [`DockerLocal`](Policy::DockerLocal) | as `Containerd` | config | as `Containerd` |
//! | [`Podman`](Policy::Podman) | as written; lower variants on arm; versions and features ignored | last, taken unseen | variant, then zstd |
//! | [`Crane`](Policy::Crane), [`Oras`](Policy::Oras) | as written; variant and version only if wanted | `linux/amd64`; skipped | first |
//! | [`Regclient`](Policy::Regclient) | normalised; numbered variants; linux also on darwin and Windows | skipped | the host's own, else highest |
//!
//! # Where they disagree
//!
//! The entry that each takes, or – for none, as recorded from the tools:
//!
//! | wanted | there is | containerd | strict | podman | crane, oras | regclient |
//! |---|---|---|---|---|---|---|
//! | `linux/amd64` | amd64/v3, amd64 | amd64 | amd64 | amd64 | **amd64/v3** | amd64 |
//! | `linux/amd64/v2` | amd64 | amd64 | – | amd64 | – | amd64 |
//! | `linux/amd64` | 386 | **386** | – | – | – | – |
//! | `linux/arm` | v5, v6, v7, v8 | v7 | v7 | **v8** | **v5** | v7 |
//! | `linux/arm64` | arm/v7 | **arm/v7** | – | – | – | – |
//! | `linux/arm64/v8` | arm64 | arm64 | arm64 | arm64 | **–** | arm64 |
//! | `linux/arm64/v9` | arm64/v8 | arm64/v8 | – | **–** | – | arm64/v8 |
//! | `linux/arm64/v10` | arm64/v10 | **–** | arm64/v10 | arm64/v10 | arm64/v10 | arm64/v10 |
//! | `linux/riscv64/rva22u64` | riscv64 | – | – | **riscv64** | – | **riscv64** |
//! | `linux/amd64` | `Linux/AMD64` | it | it | – | – | – |
//! | `linux/amd64` | entry without platform, config arm64 | – | – | **it** | **it**, – | – |
//! | `darwin/arm64` | `linux/arm64` | – | – | – | – | **it** |
//! | `windows/amd64` 10.0.26100 | 17763, 20348, 26100 | 20348 | 20348 | **17763** | – | **26100** |
//!
//! # Scope
//!
//! No I/O. Nothing is read from the machine, not even its own name: see [`Host`]. Documents are parsed by
//! `oci-spec-types`; an index is rebuilt from what [`Selector::filter`] keeps by `oci-convert`.

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

/// The README's example, compiled and run.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
