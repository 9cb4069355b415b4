use super::text::text;
use crate::Text;
use oci_digest::json::{Escapes, Scanner, Token, Walk, write_string};
use proptest::collection::vec;
use proptest::prelude::*;
use std::mem::discriminant;

/// A JSON value with members in order and numbers as spelt: what odd documents are made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// A number, `true`, `false` or `null`, as spelt.
    Plain(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// How strings are spelt.
pub(super) struct Spelling {
    pub(super) escapes: Escapes,
    /// Whether an ASCII letter that begins a string is spelt as an escape.
    pub(super) first_letter: bool,
}

impl Spelling {
    #[expect(clippy::string_slice, reason = "the first letter is of ASCII")]
    fn write(&self, out: &mut Vec<u8>, text: &str) {
        match text.as_bytes() {
            [first, ..] if self.first_letter && first.is_ascii_alphabetic() => {
                out.extend_from_slice(format!("\"\\u{first:04x}").as_bytes());
                let quote = out.len();
                write_string(out, &text[1..], &self.escapes);
                out.remove(quote);
            }
            _ => write_string(out, text, &self.escapes),
        }
    }
}

/// Any value, nested up to three levels.
pub(super) fn value() -> impl Strategy<Value = Tree> {
    let number = prop_oneof!["-?(0|[1-9][0-9]{0,30})", "-?[1-9][0-9]{0,3}\\.[0-9]{1,4}([eE][+-]?[0-9]{1,2})?"];
    let leaf = prop_oneof![
        3 => number.prop_map(Tree::Plain),
        1 => proptest::sample::select(vec!["true", "false", "null"]).prop_map(|word| Tree::Plain(word.to_owned())),
        3 => text().prop_map(|text: Text| Tree::Text(text.into())),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Tree::Array),
            vec(("[a-zA-Z._]{0,8}", inner), 0..4).prop_map(Tree::Object),
        ]
    })
}

impl Tree {
    /// Reads well-formed text.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        let mut walk = Walk::new();
        let mut open: Vec<(Option<String>, Self)> = Vec::new();
        let mut name = None;
        while let Some(token) = walk.next(&mut scanner).ok()? {
            let whole = match token {
                Token::Name(own) => {
                    name = Some(own.decode_go().into_owned());
                    continue;
                }
                Token::BeginObject => {
                    open.push((name.take(), Self::Object(Vec::new())));
                    continue;
                }
                Token::BeginArray => {
                    open.push((name.take(), Self::Array(Vec::new())));
                    continue;
                }
                Token::EndObject | Token::EndArray => open.pop()?,
                Token::String(text) => (name.take(), Self::Text(text.decode_go().into_owned())),
                Token::Number(number) => (name.take(), Self::Plain(number.text().to_owned())),
                Token::Bool(value) => (name.take(), Self::Plain(value.to_string())),
                Token::Null => (name.take(), Self::Plain("null".to_owned())),
            };
            match open.last_mut() {
                Some((_, Self::Array(items))) => items.push(whole.1),
                Some((_, Self::Object(members))) => members.push((whole.0?, whole.1)),
                _ => return Some(whole.1),
            }
        }
        None
    }

    /// The text without whitespace, as Go spells strings.
    pub(super) fn compact(&self, html_escapes: bool) -> String {
        let escapes = if html_escapes { Escapes::GO } else { Escapes::GO_NO_HTML };
        self.spelt(&Spelling { escapes, first_letter: false })
    }

    /// The text without whitespace.
    pub(super) fn spelt(&self, spelling: &Spelling) -> String {
        let mut out = Vec::new();
        self.write(&mut out, spelling);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// This value as a new member of an object: where all values have one type, the object may be a map of such values.
    pub(super) fn fitting(self, members: &[(String, Self)]) -> Self {
        let null = Self::Plain("null".to_owned());
        let stated = || members.iter().map(|(_, value)| value).filter(|value| **value != null);
        let all_are = |sample: &Self| stated().all(|value| discriminant(value) == discriminant(sample));
        match &self {
            _ if stated().next().is_none() => null,
            _ if all_are(&Self::Text(String::new())) => Self::Text(self.compact(true)),
            _ if all_are(&Self::Object(Vec::new())) => Self::Object(Vec::new()),
            _ => self,
        }
    }

    /// The value that says nothing of the same type.
    pub(super) fn empty(&self) -> Self {
        match self {
            Self::Plain(word) if word.starts_with(['t', 'f']) => Self::Plain("false".to_owned()),
            Self::Plain(word) if word == "null" => self.clone(),
            Self::Plain(_) => Self::Plain("0".to_owned()),
            Self::Text(_) => Self::Text(String::new()),
            Self::Array(_) => Self::Array(Vec::new()),
            Self::Object(_) => Self::Object(Vec::new()),
        }
    }

    /// How many objects there are, itself included.
    pub(super) fn count_objects(&self) -> usize {
        match self {
            Self::Plain(_) | Self::Text(_) => 0,
            Self::Array(items) => items.iter().map(Self::count_objects).sum(),
            Self::Object(members) => 1 + members.iter().map(|(_, value)| value.count_objects()).sum::<usize>(),
        }
    }

    /// The object of this number, outermost first; counts `at` down to it.
    pub(super) fn object_mut(&mut self, at: &mut usize) -> Option<&mut Vec<(String, Self)>> {
        match self {
            Self::Plain(_) | Self::Text(_) => None,
            Self::Array(items) => items.iter_mut().find_map(|item| item.object_mut(at)),
            Self::Object(members) => {
                if *at == 0 {
                    return Some(members);
                }
                *at -= 1;
                members.iter_mut().find_map(|(_, value)| value.object_mut(at))
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>, spelling: &Spelling) {
        match self {
            Self::Plain(text) => out.extend_from_slice(text.as_bytes()),
            Self::Text(text) => spelling.write(out, text),
            Self::Array(items) => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    item.write(out, spelling);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                out.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    spelling.write(out, name);
                    out.push(b':');
                    value.write(out, spelling);
                }
                out.push(b'}');
            }
        }
    }
}
