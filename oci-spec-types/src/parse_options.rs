use crate::printable::printable;
use crate::validate::{self, Strictness};
use crate::{Error, ErrorKind, Kind, Limits, MediaType};
use bytes::Bytes;

/// How [`crate::Document::parse_with`] reads.
///
/// ```
/// use oci_spec_types::{Document, ParseOptions};
///
/// let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"size":-1}]}"#;
/// assert!(Document::parse(&bytes[..]).is_ok());
/// let error = Document::parse_with(&bytes[..], &ParseOptions::spec()).unwrap_err();
/// assert_eq!(error.pointer(), "/manifests/0/size");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// What is accepted at most.
    pub limits: Limits,
    gate: Option<Gate>,
    /// The kind that the caller expects; otherwise the media type tells, or else the bytes.
    pub kind: Option<Kind>,
    /// The media type under which the document travels: of a `Content-Type` header, or of its descriptor.
    pub media_type: Option<MediaType>,
}

/// Which findings are errors, and what finds them: programs that never ask for it are not linked with it.
#[derive(Debug, Clone, Copy)]
struct Gate {
    strictness: Strictness,
    check: fn(&Bytes, Kind, &Limits, Strictness) -> Result<(), Error>,
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        self.strictness == other.strictness
    }
}

impl Eq for Gate {}

fn check(bytes: &Bytes, kind: Kind, limits: &Limits, strictness: Strictness) -> Result<(), Error> {
    let wanted = validate::Options::errors_of(strictness).with_limits(*limits);
    let findings = validate::validate(bytes, kind.into(), &wanted);
    strictness.verdict(&findings).map_err(|finding| Error::finding(finding, bytes))
}

impl ParseOptions {
    /// For tools that read what others wrote: registries, pullers, scanners. What the tools of the field write is accepted;
    /// an error is what has two meanings, is of another kind, lacks required members, or has an ill-formed digest.
    ///
    /// ```
    /// use oci_spec_types::{Document, Kind, ParseOptions};
    ///
    /// let gate = ParseOptions::gate().kind(Kind::OciManifest);
    /// let refused = Document::parse_with(&br#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#[..], &gate);
    /// assert!(refused.unwrap_err().to_string().contains("found no member \"schemaVersion\""));
    /// ```
    #[must_use]
    pub fn gate() -> Self {
        Self::with_strictness(Strictness::Gate)
    }

    /// Whatever a MUST of the specifications forbids is an error, to the letter.
    #[must_use]
    pub fn spec() -> Self {
        Self::with_strictness(Strictness::Spec)
    }

    /// Whatever a MUST or SHOULD advises against is an error: for documents that the caller is about to publish.
    #[must_use]
    pub fn strict() -> Self {
        Self::with_strictness(Strictness::Strict)
    }

    /// Whatever tools read in different ways is an error, too: for gates between others.
    #[must_use]
    pub fn hardened() -> Self {
        Self::with_strictness(Strictness::Hardened)
    }

    /// With this strictness.
    #[must_use]
    pub fn with_strictness(strictness: Strictness) -> Self {
        Self { gate: Some(Gate { strictness, check }), ..Self::default() }
    }

    /// Which findings are errors: none by default, but that the bytes must be JSON.
    #[must_use]
    pub fn strictness(&self) -> Option<Strictness> {
        self.gate.map(|gate| gate.strictness)
    }

    /// With other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The document is read as this kind, whatever its bytes say; [`Document::found_kind`](crate::Document::found_kind) tells
    /// what that is. With a strictness, bytes that are plainly of another kind are an error: by the rules of that kind
    /// (SEC-01, members that are missing), or [`ErrorKind::OtherKind`](crate::ErrorKind::OtherKind) where it has none.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The document travels under this media type, which decides what it is read as, whatever its bytes say.
    ///
    /// A type that names no kind of document makes it [`Kind::Unknown`], or with a strictness an error: what a registry
    /// answers to a manifest of a type that it does not know. Types that say nothing (`application/json`,
    /// `application/octet-stream`, `text/plain`, none) leave it to the bytes. Beside a [`ParseOptions::kind`] that one decides;
    /// with a strictness, a type of another kind is an error then.
    ///
    /// ```
    /// use oci_spec_types::{Document, ErrorKind, Kind, MediaType, ParseOptions};
    ///
    /// let bytes = br#"{"schemaVersion":2,"config":{},"layers":[]}"#;
    /// let wasm = MediaType::from("application/vnd.wasm.config.v0+json");
    /// let document = Document::parse_with(&bytes[..], &ParseOptions::default().media_type(wasm.clone()))?;
    /// assert_eq!(document.kind(), Kind::Unknown);
    /// let error = Document::parse_with(&bytes[..], &ParseOptions::spec().media_type(wasm)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::MediaType);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<MediaType>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The first finding that is an error by the strictness that was asked for.
    pub(crate) fn check(&self, bytes: &Bytes, kind: Kind) -> Result<(), Error> {
        self.gate.map_or(Ok(()), |gate| (gate.check)(bytes, kind, &self.limits, gate.strictness))
    }

    /// The kind that the caller knows.
    pub(crate) fn expected_kind(&self) -> Result<Option<Kind>, Error> {
        let Some(media_type) = self.media_type.as_ref().filter(|own| !says_nothing(own)) else { return Ok(self.kind) };
        let named = Kind::of_media_type(media_type);
        if self.gate.is_some() && !named.is_some_and(|named| self.kind.is_none_or(|kind| travels_as(kind, named))) {
            let expected = match self.kind {
                Some(kind) => format!("one of the kind \"{kind}\""),
                None => "one of a known document".to_owned(),
            };
            let found = printable(media_type.as_str()).quoted();
            let text = format!("found the media type {found}, expected {expected}");
            return Err(Error::new(ErrorKind::MediaType, 0, String::new(), text));
        }
        Ok(self.kind.or(named).or(Some(Kind::Unknown)))
    }

    /// The media type that the caller gave, if it says something: as the table of known types spells it, or without parameters.
    pub(crate) fn meaningful_type(&self) -> Option<MediaType> {
        let media_type = self.media_type.as_ref().filter(|own| !says_nothing(own))?;
        Some(media_type.known().map_or_else(|| media_type.essence().into(), MediaType::from))
    }
}

/// Whether documents of a kind travel under a type that names the other kind: manifests of schema 1 under both of theirs.
fn travels_as(kind: Kind, named: Kind) -> bool {
    let is_schema1 = |kind| matches!(kind, Kind::Schema1 | Kind::Schema1Signed);
    kind == named || (is_schema1(kind) && is_schema1(named))
}

/// Types of documents of every kind: servers without a better one send them, and early Docker pushed configs so.
fn says_nothing(media_type: &MediaType) -> bool {
    const TYPES: [&str; 4] = ["", "application/json", "application/octet-stream", "text/plain"];
    TYPES.iter().any(|own| media_type.essence().eq_ignore_ascii_case(own))
}
