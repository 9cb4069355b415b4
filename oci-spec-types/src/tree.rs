//! A JSON value between formats that have no raw text: what a buffering deserializer, CBOR, TOML or YAML give.

use oci_digest::json::{Scanner, Token, Walk};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// A value; members keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// Values nest no deeper: the formats have limits of their own, some of them none.
const MAX_DEPTH: usize = 128;
const TOO_DEEP: &str = "a value is nested too deeply, expected at most 128 levels";

impl Tree {
    /// The value that checked text stands for. Numbers that are no integers of 64 bits become the double next to them:
    /// `serde_json` may miss that by a bit, and in builds of its own gives no numbers at all.
    ///
    /// # Errors
    /// When the value is nested too deeply, or a number is beyond doubles.
    pub(crate) fn of(text: &str) -> Result<Self, &'static str> {
        const NO_VALUE: &str = "the text is no value";
        let mut scanner = Scanner::new(text.as_bytes()).with_max_depth(u32::MAX);
        let mut walk = Walk::new();
        let mut name = String::new();
        // The values that have not ended, each with the name that it has in the one around it.
        let mut open: Vec<(String, Self)> = Vec::new();
        while let Some(token) = walk.next(&mut scanner).map_err(|_| NO_VALUE)? {
            let (own, value) = match token {
                Token::BeginObject | Token::BeginArray if open.len() == MAX_DEPTH => return Err(TOO_DEEP),
                Token::BeginObject => {
                    open.push((std::mem::take(&mut name), Self::Object(Vec::new())));
                    continue;
                }
                Token::BeginArray => {
                    open.push((std::mem::take(&mut name), Self::List(Vec::new())));
                    continue;
                }
                Token::Name(own) => {
                    name = own.decode_go().into_owned();
                    continue;
                }
                Token::EndObject | Token::EndArray => open.pop().ok_or(NO_VALUE)?,
                Token::String(own) => (std::mem::take(&mut name), Self::Text(own.decode_go().into_owned())),
                Token::Number(own) => (std::mem::take(&mut name), Self::number(own.text())?),
                Token::Bool(own) => (std::mem::take(&mut name), Self::Bool(own)),
                Token::Null => (std::mem::take(&mut name), Self::Null),
            };
            match open.last_mut() {
                Some((_, Self::Object(members))) => members.push((own, value)),
                Some((_, Self::List(list))) => list.push(value),
                _ => return Ok(value),
            }
        }
        Err(NO_VALUE)
    }

    fn number(text: &str) -> Result<Self, &'static str> {
        if let Ok(value) = text.parse() {
            return Ok(Self::Unsigned(value));
        }
        match (text.parse(), text.parse::<f64>()) {
            // Zero has a sign as a double only.
            (Ok(value), _) if value != 0 => Ok(Self::Signed(value)),
            (_, Ok(value)) if value.is_finite() => Ok(Self::Float(value)),
            _ => Err("a number is beyond doubles"),
        }
    }
}

/// Reads a value at a depth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    depth: usize,
}

impl Reading {
    pub(crate) const TOP: Self = Self { depth: 0 };

    fn inner<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH { Err(E::custom(TOO_DEEP)) } else { Ok(Self { depth }) }
    }

    /// The rest of an object whose first key was read.
    pub(crate) fn object<'de, A: MapAccess<'de>>(self, first: Option<String>, mut map: A) -> Result<Tree, A::Error> {
        let inner = self.inner()?;
        let mut members = Vec::new();
        let mut next = first;
        while let Some(key) = next {
            members.push((key, map.next_value_seed(inner)?));
            next = map.next_key()?;
        }
        Ok(Tree::Object(members))
    }
}

impl<'de> DeserializeSeed<'de> for Reading {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Unsigned(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
        // JSON has no infinity, and no number that is none.
        if value.is_finite() {
            Ok(Tree::Float(value))
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(element) = seq.next_element_seed(inner)? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let first = map.next_key()?;
        self.object(first, map)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reading::TOP.deserialize(deserializer)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Signed(value) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}
