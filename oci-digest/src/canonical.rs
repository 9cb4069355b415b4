//! JSON in the forms that tools sign, hash or write: for making *new* documents, never for naming existing ones.
//!
//! **The digest of a document is the digest of its bytes as they are.** Parsing a document and printing it again, in
//! whichever form, makes another document with another digest; about one real manifest in five cannot be
//! regenerated at all. So nothing here returns a digest, and what it returns is [`Reprinted`], not the document.
//!
//! What the forms are for:
//!
//! | form | who writes it, what for |
//! |---|---|
//! | [`Form::GO_VALUE`], [`Form::GO_FLOAT`] | Go `json.Marshal` of a `map[string]any`: Docker's "canonical JSON" (distribution docs/spec/json.md) |
//! | [`Form::GO_RAW_MAP`] | moby's image configs: top-level members sorted, the rest as it was |
//! | [`Form::GO_RAW`] | Go `json.Marshal` of a `json.RawMessage`: what passes through a Go struct untyped |
//! | [`Form::GO_COMPACT`] | Go `json.Compact` |
//! | [`Form::OLPC`] | signatures of TUF and Notary (docker/go `canonical/json`); its output need not even be JSON |
//! | [`Form::JCS`] | RFC 8785: sigstore and Rekor entries; allowed, but not used, for OCI documents |
//!
//! All but the last two take an indentation and a trailing newline, as `json.MarshalIndent` and `json.Encoder` do (the last
//! two are not themselves with whitespace). Indented text grows with the square of its depth, as Go's does: where others decide
//! how deep it is, limit the depth first.
//!
//! ```
//! use oci_digest::canonical::{Form, rewrite};
//!
//! let text = br#"{"b": 1.50, "a": "<\/>"}"#;
//! assert_eq!(rewrite(text, &Form::GO_VALUE)?.as_bytes(), br#"{"a":"\u003c/\u003e","b":1.50}"#);
//! assert_eq!(rewrite(text, &Form::GO_RAW)?.as_bytes(), br#"{"b":1.50,"a":"\u003c\/\u003e"}"#);
//! assert_eq!(rewrite(text, &Form::JCS)?.as_bytes(), br#"{"a":"</>","b":1.5}"#);
//! assert!(rewrite(text, &Form::OLPC).is_err()); // it has integers only
//! # Ok::<(), oci_digest::json::JsonError>(())
//! ```

#[cfg(feature = "serde")]
mod finite_floats;
mod form;
mod number;
mod tree;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "serde")]
use crate::error::Error;
use crate::json::{self, Escapes, Indent, JsonError, Scanner};

pub use form::{Duplicates, Form, MemberOrder, Numbers, Strings};

/// A document that was made by printing: *not* the one that it was made from, whose digest it does not have.
#[derive(Clone, PartialEq, Eq)]
pub struct Reprinted(Vec<u8>);

impl Reprinted {
    /// The bytes of the new document.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes of the new document.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Reprinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reprinted({})", self.0.escape_ascii())
    }
}

/// Prints JSON text anew in a form.
///
/// # Errors
/// Where the text is not JSON, or holds what the form cannot express; see [`JsonErrorKind`](json::JsonErrorKind).
pub fn rewrite(text: &[u8], form: &Form) -> Result<Reprinted, JsonError> {
    print(text, form, number::Source::Text)
}

/// Prints a serde value in a form.
///
/// Structs are written in the order of their fields where the form keeps the order ([`Form::GO_RAW`]). Go sorts maps
/// always: use a sorted map such as `BTreeMap` there. Floats are printed as Go prints a `float64` where the form
/// keeps numbers as they are, those inside of a `serde_json::value::RawValue` too.
///
/// # Errors
/// [`Error::Serialize`] where the value cannot be serialised as JSON (NaN and the infinities cannot), [`Error::Json`] where
/// it holds what the form cannot express.
///
/// ```
/// use oci_digest::canonical::{Form, to_rewritten};
/// use serde_json::json;
///
/// let value = json!({"size": 1e21, "args": ["<", 1.0]});
/// let bytes = to_rewritten(&value, &Form::GO_VALUE)?.into_bytes();
/// assert_eq!(bytes, br#"{"args":["\u003c",1],"size":1e+21}"#);
/// # Ok::<(), oci_digest::Error>(())
/// ```
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub fn to_rewritten<T: serde::Serialize + ?Sized>(value: &T, form: &Form) -> Result<Reprinted, Error> {
    // `serde_json` writes `null` for them, which would be another value.
    finite_floats::check(value).map_err(Error::serialize)?;
    let text = serde_json::to_vec(value).map_err(Error::serialize)?;
    Ok(print(&text, form, number::Source::Value)?)
}

fn print(text: &[u8], form: &Form, source: number::Source) -> Result<Reprinted, JsonError> {
    let mut out = Vec::with_capacity(text.len());
    match form.members {
        MemberOrder::AsWritten if form.strings_as_spelt() && form.numbers == Numbers::AsSpelt && source.is_text() => {
            check(text)?;
            json::compact(&mut out, text, form.html());
        }
        MemberOrder::SortedTop if source.is_text() => raw_map(&mut out, text, form)?,
        MemberOrder::SortedTop => {
            // The numbers of the value first, as Go prints them.
            let spelt = print(text, &Form { strings: Strings::AsSpelt { html: form.html() }, ..Form::GO_RAW }, source)?;
            raw_map(&mut out, spelt.as_bytes(), form)?;
        }
        _ => {
            let tree = tree::Tree::parse(text)?;
            if form.numbers == Numbers::GoFloat {
                number::check_range(text)?;
            }
            tree.print(&mut out, form, source)?;
        }
    }
    if let Some(unit) = &form.indent {
        let compact = core::mem::take(&mut out);
        json::indent(&mut out, &compact, Indent { prefix: "", unit });
    }
    if form.newline {
        out.push(b'\n');
    }
    Ok(Reprinted(out))
}

/// Go: `map[string]*json.RawMessage`, printed.
fn raw_map(out: &mut Vec<u8>, text: &[u8], form: &Form) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    if scanner.null()? {
        scanner.end()?;
        out.extend_from_slice(b"null");
        return Ok(());
    }
    let mut members: Vec<(Cow<'_, str>, &[u8])> = Vec::new();
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        members.push((name.decode_go(), scanner.skip()?));
    }
    scanner.end()?;
    // Stable, so that of equal names the last one stays last.
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    let escapes = if form.html() { Escapes::GO } else { Escapes::GO_NO_HTML };
    out.push(b'{');
    let mut first = true;
    for (at, (name, value)) in members.iter().enumerate() {
        if members.get(at + 1).is_some_and(|(next, _)| next == name) {
            continue;
        }
        if !core::mem::take(&mut first) {
            out.push(b',');
        }
        json::write_string(out, name, &escapes);
        out.push(b':');
        json::compact(out, value, form.html());
    }
    out.push(b'}');
    Ok(())
}

/// Whether the text is one JSON value.
fn check(text: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    scanner.skip()?;
    scanner.end()
}

/// Go `json.Indent`: every token as it is spelt, whitespace before the value dropped, that after it kept.
///
/// # Errors
/// Where the text is not JSON.
///
/// ```
/// use oci_digest::canonical::indent_text;
///
/// let bytes = indent_text(b" [1.0,{}]\n", "  ")?.into_bytes();
/// assert_eq!(bytes, b"[\n  1.0,\n  {}\n]\n");
/// # Ok::<(), oci_digest::json::JsonError>(())
/// ```
#[doc(hidden)]
pub fn indent_text(text: &[u8], unit: &str) -> Result<Reprinted, JsonError> {
    check(text)?;
    let mut out = Vec::with_capacity(2 * text.len());
    json::indent(&mut out, text, Indent { prefix: "", unit });
    let trailing = text.rsplit(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).next();
    out.extend_from_slice(trailing.unwrap_or_default());
    Ok(Reprinted(out))
}

/// Go `json.HTMLEscape`: the text as it is, but `<`, `>`, `&`, U+2028 and U+2029 as escapes.
///
/// # Errors
/// Where the text is not JSON (Go does not look).
///
/// ```
/// use oci_digest::canonical::html_escape;
///
/// assert_eq!(html_escape(b"[ \"<a>\" ]\n")?.as_bytes(), b"[ \"\\u003ca\\u003e\" ]\n");
/// # Ok::<(), oci_digest::json::JsonError>(())
/// ```
#[doc(hidden)]
pub fn html_escape(text: &[u8]) -> Result<Reprinted, JsonError> {
    check(text)?;
    let mut out = Vec::with_capacity(text.len());
    // Whitespace is what `compact` drops: it is shown the pieces between them.
    let mut rest = text;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_len(rest));
        json::compact(&mut out, token, true);
        let count = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        let (whitespace, after) = after.split_at(count);
        out.extend_from_slice(whitespace);
        rest = after;
    }
    Ok(Reprinted(out))
}

/// Length of the text up to the next whitespace outside strings.
fn token_len(text: &[u8]) -> usize {
    let mut in_string = false;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b' ' | b'\t' | b'\n' | b'\r' if !in_string => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
