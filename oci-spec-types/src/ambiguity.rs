//! What parsers read in different ways, and how they read it.

use std::fmt;

/// Something in a document that parsers read in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ambiguity {
    /// Two members of one object have the same name, compared after unescaping.
    DuplicateMember,
    /// A member name differs from a known one only in case, or by U+017F (long s) or U+212A (Kelvin sign).
    CaseFoldedName,
    /// `null` stands for a value.
    Null,
    /// A required member is missing.
    MissingMember,
    /// The document is not an object.
    NotAnObject,
    /// Something stands after the document.
    TrailingData,
    /// An integer is written with a fraction or exponent.
    NumberForm,
    /// An integer is outside of int64.
    NumberRange,
    /// A number is not exact in IEEE double precision, or outside of its range.
    NumberPrecision,
    /// A string has bytes that are not UTF-8.
    InvalidUtf8,
    /// A string has half of a surrogate pair.
    LoneSurrogate,
    /// The document begins with a byte order mark.
    ByteOrderMark,
    /// Base64 that only forgiving decoders take: line breaks, wrong padding, other alphabet.
    Base64,
    /// Deep nesting.
    Depth,
}

struct Readings {
    name: &'static str,
    go: &'static str,
    serde: &'static str,
    others: &'static str,
}

const fn readings(name: &'static str, go: &'static str, serde: &'static str, others: &'static str) -> Readings {
    Readings { name, go, serde, others }
}

/// In the order of [`Ambiguity`].
const READINGS: [Readings; 14] = [
    readings(
        "duplicate member",
        "the last one counts, but objects are merged and array elements reused",
        "a known member is an error, any other is taken silently",
        "the last one counts (Python), or the first",
    ),
    readings(
        "name that folds to a known one",
        "taken for the known member, which it overrides",
        "an unknown member",
        "an unknown member",
    ),
    readings("null", "as if absent: the zero value", "an error where a value is required", "None"),
    readings("missing member", "the zero value", "an error", "an error at use"),
    readings("document that is no object", "null is the zero value, else an error", "an error", "the value"),
    readings(
        "trailing data",
        "json.Unmarshal refuses it, json.Decoder does not look",
        "from_slice refuses it, a Deserializer without end() does not look",
        "an error",
    ),
    readings("integer with fraction or exponent", "an error", "an error", "a float"),
    readings("integer outside of int64", "an error", "an error for i64, taken for u64 up to 2^64-1", "a big integer"),
    readings(
        "number beyond double precision",
        "kept as text or rounded, by the type",
        "rounded, or an error",
        "a big integer, a rounded float, or infinity",
    ),
    readings(
        "bytes that are not UTF-8",
        "each is U+FFFD",
        "an error, except inside of ignored members",
        "an error, or other encodings are guessed",
    ),
    readings("lone surrogate", "U+FFFD", "an error, except inside of ignored members", "kept"),
    readings("byte order mark", "an error", "an error", "skipped"),
    readings(
        "base64 that is not strict",
        "line breaks and stray bits are taken, the rest is an error",
        "depends on the engine",
        "stray characters are dropped",
    ),
    readings(
        "deep nesting",
        "an error beyond 10,000",
        "an error beyond 128, except inside of ignored members",
        "an error beyond about 1,000",
    ),
];

impl Ambiguity {
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    fn row(self) -> &'static Readings {
        &READINGS[self as usize]
    }

    /// What Go's `encoding/json` makes of it.
    #[must_use]
    pub fn go(self) -> &'static str {
        self.row().go
    }

    /// What `serde_json` with derived types makes of it.
    #[must_use]
    pub fn serde(self) -> &'static str {
        self.row().serde
    }

    /// What others make of it: Python, and parsers for which the first member of a name counts.
    #[must_use]
    pub fn others(self) -> &'static str {
        self.row().others
    }
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().name)
    }
}
