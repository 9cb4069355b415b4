use crate::{Error, Text};
use oci_digest::json::{Kind, Scanner, Token, Walk};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// One JSON value as the text it was spelt in: number spelling, escapes, member order and duplicates untouched.
///
/// ```
/// use oci_spec_types::RawJson;
///
/// let raw: RawJson = r#"{"b":1.50E+3, "a":"\u0041"}"#.parse()?;
/// assert_eq!(raw.as_str(), r#"{"b":1.50E+3, "a":"\u0041"}"#);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
///
/// Two values are equal when they are the same tokens: whitespace and the spelling of strings do not matter, the order of
/// members and the spelling of numbers do.
#[derive(Debug, Clone)]
pub struct RawJson(Text);

impl RawJson {
    /// The value `null`.
    pub const NULL: Self = Self(Text::from_static("null"));

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        // The text was checked when the value was made.
        Scanner::new(self.0.as_bytes()).peek().unwrap_or(Kind::Null)
    }

    /// The text of a string value; `None` for any other value.
    #[must_use]
    pub fn to_text(&self) -> Option<Text> {
        Scanner::new(self.0.as_bytes()).string().ok().map(|string| string.decode_go().into())
    }

    /// The value of a member, if this is an object; the last one where the name stands twice.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        let value = member_of(self.0.as_bytes(), name)?;
        // A part of text that ends at tokens is text.
        str::from_utf8(value).ok().map(|value| Self(self.0.share(value)))
    }

    /// Text that a scanner has already checked.
    pub(crate) fn checked(text: Text) -> Self {
        Self(text)
    }
}

/// The value of a member of an object whose text was checked before; the last one where the name stands twice.
pub(crate) fn member_of<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut scanner = Scanner::new(object).with_max_depth(u32::MAX);
    let mut members = scanner.begin_object().ok()?;
    let mut found = None;
    while let Ok(Some(own)) = scanner.member(&mut members) {
        let value = scanner.skip().ok()?;
        if own.is(name) {
            found = Some(value);
        }
    }
    found
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || same_tokens(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for RawJson {}

fn same_tokens(a: &[u8], b: &[u8]) -> bool {
    let of = |text| (Scanner::new(text).with_max_depth(u32::MAX), Walk::new());
    let ((mut a, mut walk_a), (mut b, mut walk_b)) = (of(a), of(b));
    loop {
        let same = match (walk_a.next(&mut a), walk_b.next(&mut b)) {
            (Ok(None), Ok(None)) => return true,
            (Ok(Some(a)), Ok(Some(b))) => match (a, b) {
                (Token::Name(a), Token::Name(b)) | (Token::String(a), Token::String(b)) => {
                    a.raw() == b.raw() || a.decode_go() == b.decode_go()
                }
                (Token::Number(a), Token::Number(b)) => a.text() == b.text(),
                (Token::Bool(a), Token::Bool(b)) => a == b,
                (a, b) => std::mem::discriminant(&a) == std::mem::discriminant(&b),
            },
            _ => false,
        };
        if !same {
            return false;
        }
    }
}

impl Default for RawJson {
    fn default() -> Self {
        Self::NULL
    }
}

impl std::str::FromStr for RawJson {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = |text: &str| {
            let mut scanner = Scanner::new(text.as_bytes());
            scanner.skip()?;
            scanner.end()
        };
        read(text).map_err(|error| Error::json(error, text.as_bytes()))?;
        Ok(Self(text.trim_matches([' ', '\t', '\n', '\r']).into()))
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self(raw.get().into()))
    }
}
