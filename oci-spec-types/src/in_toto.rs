//! in-toto statements: what the layers of an attestation manifest say (in-toto attestation spec, `statement.md`).
//!
//! Only the frame is modelled. A predicate is the business of its own specification and is kept as raw text.

use crate::model::object;
use crate::{Map, RawJson, Text};

object! {
    /// A statement: about which subjects, of which type, says what.
    ///
    /// ```
    /// use oci_spec_types::{Model, in_toto::Statement};
    ///
    /// let bytes = br#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1",
    ///     "subject":[{"name":"app","digest":{"sha256":"e3b0c442"}}],"predicate":{"x":1.0}}"#;
    /// let statement = Statement::parse(&bytes[..])?;
    /// assert_eq!(statement.subject[0].digest.get("sha256").unwrap(), "e3b0c442");
    /// assert_eq!(statement.predicate.unwrap().as_str(), r#"{"x":1.0}"#);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    pub struct Statement as "statement" {
        /// `https://in-toto.io/Statement/v1`, or `v0.1` in older ones.
        required "_type" => kind: Text = Text::from_static(Self::V1),
        /// The type of the predicate, a URI: `https://slsa.dev/provenance/v1`, `https://spdx.dev/Document`, …
        required "predicateType" => predicate_type: Text,
        /// What the statement is about.
        required "subject" => subject: Vec<Subject>,
        /// What it says.
        optional "predicate" => predicate: Option<RawJson>,
    }
}

object! {
    /// A thing that a statement is about.
    pub struct Subject as "statement-subject" {
        /// Its name: BuildKit writes a package URL.
        optional "name" => name: Option<Text>,
        /// Its digests: the name of each algorithm with the encoded hash.
        optional "digest" => digest: Map<Text>,
        /// Where it is.
        optional "uri" => uri: Option<Text>,
    }
}

impl Statement {
    /// The type of statements today.
    pub const V1: &'static str = "https://in-toto.io/Statement/v1";

    /// A statement about these subjects; a predicate of `null` is none.
    #[must_use]
    pub fn new(predicate_type: impl Into<Text>, subject: Vec<Subject>, predicate: RawJson) -> Self {
        Self {
            predicate_type: predicate_type.into(),
            subject,
            predicate: Some(predicate).filter(|predicate| *predicate != RawJson::NULL),
            ..Self::default()
        }
    }
}

impl Subject {
    /// A subject with this name and digest.
    #[must_use]
    pub fn new(name: impl Into<Text>, digest: &oci_digest::Digest) -> Self {
        let mut this = Self { name: Some(name.into()), ..Self::default() };
        this.digest.insert(digest.algorithm_str(), &*digest.encoded());
        this
    }

    /// Whether one of its digests is this one.
    #[must_use]
    pub fn is(&self, digest: &oci_digest::Digest) -> bool {
        self.digest.get(digest.algorithm_str()).is_some_and(|encoded| *encoded == *digest.encoded())
    }
}
