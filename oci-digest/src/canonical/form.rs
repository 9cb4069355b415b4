//! The forms, as data.

use alloc::borrow::Cow;

use crate::json::Escapes;

/// A form of JSON: which members stand where, and how strings and numbers are spelt.
///
/// ```
/// use oci_digest::canonical::{Form, rewrite};
///
/// // What distribution's `json.MarshalIndent(v, "", "   ")` makes.
/// let form = Form::GO_RAW.with_indent("   ");
/// assert_eq!(rewrite(br#"{"a":[]}"#, &form)?.as_bytes(), b"{\n   \"a\": []\n}");
/// # Ok::<(), oci_digest::json::JsonError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// The order of members.
    pub members: MemberOrder,
    /// What becomes of a name that stands twice in an object.
    pub duplicates: Duplicates,
    /// How strings are spelt.
    pub strings: Strings,
    /// How numbers are spelt.
    pub numbers: Numbers,
    /// What each level is indented with; `None` for no whitespace at all.
    pub indent: Option<Cow<'static, str>>,
    /// Whether a newline ends the document.
    pub newline: bool,
}

/// The order of members in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MemberOrder {
    /// As they stand.
    AsWritten,
    /// Those of the outermost object by the UTF-8 bytes of their names, and everything inside as it stands.
    SortedTop,
    /// All by the UTF-8 bytes of their names.
    Sorted,
    /// All by the UTF-16 code units of their names: differs for names beyond U+FFFF.
    SortedUtf16,
}

/// What becomes of a name that stands twice in an object. Looked at only where all members are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Duplicates {
    /// All are kept.
    Keep,
    /// The last one is kept.
    Last,
    /// They are an error.
    Refuse,
}

/// How strings are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strings {
    /// As they are, but for `<`, `>`, `&`, U+2028 and U+2029, which may become escapes.
    AsSpelt {
        /// Whether those become escapes.
        html: bool,
    },
    /// Read, and written with these escapes. Bytes that are not UTF-8 and lone surrogates become U+FFFD, as Go reads
    /// them.
    Lossy(Escapes),
    /// Read, and written with these escapes. Bytes that are not UTF-8 and lone surrogates are an error.
    Strict(Escapes),
}

/// How numbers are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Numbers {
    /// As they are.
    AsSpelt,
    /// As they are; a fraction or an exponent is an error.
    Integers,
    /// Read as 64 bit float, written as Go does: integers beyond 2^53 are destroyed.
    GoFloat,
    /// Read as 64 bit float, written as ECMAScript does (as Go, but `-0` is `0`): integers beyond 2^53 are destroyed.
    EcmaScript,
}

impl Form {
    /// Go `json.Marshal` of any value read with `UseNumber`: all members sorted, numbers as they are, HTML escapes.
    /// This is what Docker distribution documents as "canonical JSON".
    pub const GO_VALUE: Self = Self {
        members: MemberOrder::Sorted,
        duplicates: Duplicates::Last,
        strings: Strings::Lossy(Escapes::GO),
        numbers: Numbers::AsSpelt,
        indent: None,
        newline: false,
    };
    /// Go `json.Marshal` of any value read without `UseNumber`: like [`GO_VALUE`](Self::GO_VALUE), but every number went
    /// through a `float64`.
    pub const GO_FLOAT: Self = Self { numbers: Numbers::GoFloat, ..Self::GO_VALUE };
    /// Go `json.Marshal` of a `map[string]*json.RawMessage`: the outermost members sorted, everything inside as it is
    /// but without whitespace and with HTML escapes.
    pub const GO_RAW_MAP: Self = Self { members: MemberOrder::SortedTop, ..Self::GO_RAW };
    /// Go `json.Marshal` of a `json.RawMessage`: everything as it is but without whitespace and with HTML escapes.
    pub const GO_RAW: Self = Self {
        members: MemberOrder::AsWritten,
        duplicates: Duplicates::Keep,
        strings: Strings::AsSpelt { html: true },
        numbers: Numbers::AsSpelt,
        indent: None,
        newline: false,
    };
    /// Go `json.Compact`: everything as it is but without whitespace.
    pub const GO_COMPACT: Self = Self { strings: Strings::AsSpelt { html: false }, ..Self::GO_RAW };
    /// OLPC canonical JSON as docker/go `canonical/json` writes it for TUF and Notary: members sorted, only `"` and `\`
    /// escaped (control characters stand raw, so the output need not be JSON), integers only.
    pub const OLPC: Self =
        Self { strings: Strings::Lossy(Escapes::OLPC), numbers: Numbers::Integers, ..Self::GO_VALUE };
    /// RFC 8785, the JSON canonicalization scheme. What is no I-JSON is refused.
    pub const JCS: Self = Self {
        members: MemberOrder::SortedUtf16,
        duplicates: Duplicates::Refuse,
        strings: Strings::Strict(Escapes::MINIMAL),
        numbers: Numbers::EcmaScript,
        indent: None,
        newline: false,
    };

    /// The form without HTML escapes: Go `json.Encoder` with `SetEscapeHTML(false)`. U+2028 and U+2029 in serde values stay
    /// escapes; in text that is kept as it is, they stay as they are.
    #[must_use]
    pub fn without_html(mut self) -> Self {
        match &mut self.strings {
            Strings::AsSpelt { html } => *html = false,
            Strings::Lossy(escapes) | Strings::Strict(escapes) => escapes.html = false,
        }
        self
    }

    /// The form with each level indented: Go `json.MarshalIndent`.
    #[must_use]
    pub fn with_indent(mut self, unit: impl Into<Cow<'static, str>>) -> Self {
        self.indent = Some(unit.into());
        self
    }

    /// The form with a newline at the end: Go `json.Encoder`.
    #[must_use]
    pub fn with_newline(mut self) -> Self {
        self.newline = true;
        self
    }

    pub(super) const fn strings_as_spelt(&self) -> bool {
        matches!(self.strings, Strings::AsSpelt { .. })
    }

    pub(super) const fn html(&self) -> bool {
        match &self.strings {
            Strings::AsSpelt { html } => *html,
            Strings::Lossy(escapes) | Strings::Strict(escapes) => escapes.html,
        }
    }
}
