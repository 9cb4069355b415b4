//! Image references: `docker.io/library/alpine:3.20@sha256:…`, the text by which people and tools name an image.
//!
//! [`Reference`] is a reference of one's own, normalised as Docker does it. [`ReferenceRef`] is the same, borrowed from
//! the text it was read from: parsing, normalising and printing it allocates nothing. [`AnyReference`] may also be a
//! digest alone.
//!
//! ```
//! use oci_spec_types::Reference;
//!
//! let reference: Reference = "alpine:3.20".parse()?;
//! assert_eq!(reference.to_string(), "docker.io/library/alpine:3.20");
//! assert_eq!(reference.registry(), "docker.io");
//! assert_eq!(reference.repository(), "library/alpine");
//! assert_eq!(reference.tag(), Some("3.20"));
//! assert_eq!(reference.familiar().to_string(), "alpine:3.20");
//!
//! let error = "alpine:3.20+1".parse::<Reference>().unwrap_err();
//! assert_eq!(error.position(), 11);
//! # Ok::<(), oci_spec_types::reference::ReferenceError>(())
//! ```
//!
//! Two implementations of the same grammar are in use and differ a little: [`Rules`] has a function for each of theirs.
//! Other tools read the same text by rules of their own: [`Dialect`] names them, and [`Reading`] is what they find in it.
//!
//! The grammar is that of [distribution/reference](https://github.com/distribution/reference); it is ASCII throughout,
//! and covers the whole text: nothing is trimmed or decoded.

mod any;
mod dialect;
mod digest;
mod error;
mod familiar;
mod glob;
mod go_url;
pub(crate) mod grammar;
mod lower;
mod named;
mod owned;
mod reading;
mod rules;
mod sort;
mod transport;

pub use any::AnyReference;
pub use dialect::Dialect;
pub use error::{ReferenceError, ReferenceErrorKind};
pub use familiar::{Familiar, FamiliarName};
pub use named::ReferenceRef;
pub use owned::Reference;
pub use reading::Reading;
pub use rules::Rules;
pub use sort::sort;
pub use transport::DockerTransport;
