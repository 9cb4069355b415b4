//! The documents of the distribution-spec that are no manifests: what a registry answers.
//!
//! The response of the referrers API is an [`oci::Index`]: [`referrers`] makes one.

use crate::model::object;
use crate::{Descriptor, MediaType, RawJson, Text, oci};

object! {
    /// The body of a failed request (distribution-spec, "Error Codes").
    ///
    /// ```
    /// use oci_spec_types::{Model, distribution::ErrorResponse};
    ///
    /// let body = br#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}"#;
    /// let response = ErrorResponse::parse(&body[..])?;
    /// assert_eq!(response.errors[0].to_string(), "MANIFEST_UNKNOWN: manifest unknown");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct ErrorResponse as "error response" {
        /// The errors, one at least.
        required "errors" => errors: Vec<ErrorInfo>,
    }
}

object! {
    /// One error of an [`ErrorResponse`].
    pub struct ErrorInfo as "error" {
        /// The code, of upper-case letters and underscores.
        required "code" => code: Text,
        /// A sentence for people.
        optional "message" => message: Option<Text>,
        /// Anything: the specification leaves it to the registry.
        optional "detail" => detail: Option<RawJson>,
    }
}

impl ErrorInfo {
    /// An error with a message.
    #[must_use]
    pub fn new(code: impl Into<Text>, message: impl Into<Text>) -> Self {
        Self { code: code.into(), message: Some(message.into()), ..Self::default() }
    }
}

/// The code and the message, fit for a terminal.
impl std::fmt::Display for ErrorInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", crate::printable(&self.code))?;
        match &self.message {
            Some(message) if !message.is_empty() => write!(f, ": {}", crate::printable(message)),
            _ => Ok(()),
        }
    }
}

object! {
    /// The tags of a repository (distribution-spec, "Listing Tags").
    ///
    /// ```
    /// use oci_spec_types::{Model, distribution::TagList};
    ///
    /// let list = TagList::parse(&br#"{"name":"library/alpine","tags":["3.20","latest"]}"#[..])?;
    /// assert_eq!(list.tags.unwrap(), ["3.20", "latest"]);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct TagList as "tag list" {
        /// The name of the repository.
        required "name" => name: Text,
        /// The tags; `null` from some registries where there are none.
        required "tags" => tags: Option<Vec<Text>>,
    }
}

/// The response of the referrers API: an index of the entries that [`Referrer`](crate::Referrer) makes, filtered by
/// `artifactType` where the client asked for one (distribution-spec, "Listing Referrers").
///
/// A registry that filters also sends the header `OCI-Filters-Applied: artifactType`.
///
/// ```
/// use oci_spec_types::{Descriptor, MediaType, distribution::referrers};
///
/// let entry = Descriptor::of(MediaType::OCI_MANIFEST, b"{}").with_artifact_type("a/b");
/// assert_eq!(referrers([entry.clone()], None).manifests, [entry.clone()]);
/// assert!(referrers([entry], Some(&"x/y".into())).manifests.is_empty());
/// ```
#[must_use]
pub fn referrers(entries: impl IntoIterator<Item = Descriptor>, artifact_type: Option<&MediaType>) -> oci::Index {
    let is_wanted =
        |entry: &Descriptor| artifact_type.is_none_or(|wanted| entry.artifact_type.as_ref() == Some(wanted));
    oci::Index::new(entries.into_iter().filter(is_wanted).collect())
}
