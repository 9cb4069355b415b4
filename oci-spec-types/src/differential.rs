//! Where parsers part: what the JSON readers of image tools understand in different ways.
//!
//! One digest names one string of bytes, but not one meaning: a registry in Go, a client in Rust and a scanner in Python
//! may each see another image in it. [`differential_report`] lists every place of a document where that can happen;
//! [`Strictness::Hardened`](crate::validate::Strictness::Hardened) makes errors of most of them.
//!
//! The readings were measured with `encoding/json` of Go, `serde_json` with derived types, and `json` of Python 3.11.

pub use crate::ambiguity::Ambiguity;

use crate::Finding;
use crate::validate::{Options, Target, validate};

/// Every place where parsers understand the document in different ways, in the order in which they were met.
///
/// All findings have a [`Finding::ambiguity`]. At most [`Options::max_findings`] of the default are listed.
///
/// ```
/// use oci_spec_types::differential::{Ambiguity, differential_report};
/// use oci_spec_types::validate::Target;
///
/// let report = differential_report("{\"layer\u{17f}\":[]}".as_bytes(), Target::Manifest);
/// let folded = report.iter().find(|finding| finding.ambiguity() == Some(Ambiguity::CaseFoldedName)).unwrap();
/// assert_eq!(folded.offset(), 1);
/// assert_eq!(Ambiguity::CaseFoldedName.go(), "taken for the known member, which it overrides");
/// ```
#[must_use]
pub fn differential_report(document: &[u8], target: Target) -> Vec<Finding> {
    let mut findings = validate(document, target, &Options::default());
    findings.retain(|finding| finding.ambiguity().is_some());
    findings
}
