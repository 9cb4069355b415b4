use crate::json_writer::writes_json;
use crate::meaning;
use crate::tree::{self, Tree};
use crate::{Error, Text};
use oci_digest::json::{Scanner, ValueKind};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt;

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
/// Two values are equal when they mean the same: whitespace, the spelling of strings and numbers and the order of members do
/// not matter, and of a name that stands twice the last one counts. Numbers are compared as integers of 64 bits, others as
/// doubles.
///
/// ```
/// use oci_spec_types::RawJson;
///
/// let raw = |text: &str| text.parse::<RawJson>().unwrap();
/// assert_eq!(raw(r#"{"b":1.50,"a":"\u0041"}"#), raw(r#"{ "a": "A", "b": 15e-1 }"#));
/// assert_ne!(raw("[1,2]"), raw("[2,1]"));
/// ```
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

    /// The text, to be shared.
    pub(crate) fn text(&self) -> &Text {
        &self.0
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        // The text was checked when the value was made.
        Scanner::new(self.0.as_bytes()).peek().unwrap_or(ValueKind::Null)
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
        self.0 == other.0 || meaning::digest(&self.0) == meaning::digest(&other.0)
    }
}

impl Eq for RawJson {}

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

/// `serde_json` writes the text as it stands. Other formats have no raw text: they get the value, member order kept.
impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if writes_json::<S>() {
            let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
            return raw.serialize(serializer);
        }
        Tree::of(&self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// From JSON text, the text as it stands. From a value, or through a buffer (`untagged`, `flatten`, internally tagged
/// enums), and from other formats: the value as compact text, member order kept.
impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(raw_value_name(), RawOrValue)
    }
}

/// The name by which `serde_json` recognises that raw text is wanted, as its own type asks for it.
fn raw_value_name() -> &'static str {
    match Box::<RawValue>::deserialize(Asked) {
        Err(Name(name)) => name,
        Ok(_) => "",
    }
}

/// A deserializer that answers with the name that it is asked for.
struct Asked;

#[derive(Debug)]
struct Name(&'static str);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Name {}

impl de::Error for Name {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("")
    }
}

impl<'de> Deserializer<'de> for Asked {
    type Error = Name;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Name> {
        Err(Name(""))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, _: V) -> Result<V::Value, Name> {
        Err(Name(name))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Takes raw text where the deserializer has it, and a value where it has not.
struct RawOrValue;

impl RawOrValue {
    fn value<E: de::Error>(tree: &Tree) -> Result<RawJson, E> {
        serde_json::to_string(tree).map(|text| RawJson(text.into())).map_err(E::custom)
    }
}

macro_rules! values {
    ($($method:ident($($value:ident: $ty:ty)?);)*) => {
        $(fn $method<E: de::Error>(self $(, $value: $ty)?) -> Result<RawJson, E> {
            Self::value(&tree::Reading::TOP.$method($($value)?)?)
        })*
    };
}

impl<'de> Visitor<'de> for RawOrValue {
    type Value = RawJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    values! {
        visit_unit();
        visit_none();
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        visit_string(value: String);
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawJson, D::Error> {
        Self::value(&Tree::deserialize(deserializer)?)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawJson, D::Error> {
        Self::value(&Tree::deserialize(deserializer)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<RawJson, A::Error> {
        Self::value(&tree::Reading::TOP.visit_seq(seq)?)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawJson, A::Error> {
        let first: Option<String> = map.next_key()?;
        if first.as_deref() == Some(raw_value_name()) {
            // Checked, because a document may have a member of this name, too.
            return map.next_value::<String>()?.parse().map_err(de::Error::custom);
        }
        Self::value(&tree::Reading::TOP.object(first, map)?)
    }
}
