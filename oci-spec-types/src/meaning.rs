//! What JSON text means, whoever wrote it: two texts mean the same when their digests here are equal.

use oci_digest::json::{Scanner, Token, Walk};
use oci_digest::{Digest, Hasher};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A list or an object that has not ended.
enum Open<'a> {
    List(Hasher),
    Object(BTreeMap<Cow<'a, str>, Digest>, Cow<'a, str>),
}

/// A digest of the value that checked text stands for. Whitespace, the spelling of strings and numbers and the order of
/// members do not count; of a name that stands twice the last one counts. `None` where the text is no value.
///
/// It needs memory for what is open only, and time for sorting the members of each object.
pub(crate) fn digest(text: &str) -> Option<Digest> {
    let mut scanner = Scanner::new(text.as_bytes()).with_max_depth(u32::MAX);
    let mut walk = Walk::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut whole = None;
    while let Some(token) = walk.next(&mut scanner).ok()? {
        let value = match token {
            Token::BeginObject => {
                open.push(Open::Object(BTreeMap::new(), Cow::Borrowed("")));
                continue;
            }
            Token::BeginArray => {
                open.push(Open::List(tagged(b'[')));
                continue;
            }
            Token::Name(own) => {
                if let Some(Open::Object(_, name)) = open.last_mut() {
                    *name = own.decode_go();
                }
                continue;
            }
            Token::EndObject | Token::EndArray => match open.pop()? {
                Open::List(hasher) => hasher.finalize(),
                Open::Object(members, _) => {
                    let mut hasher = tagged(b'{');
                    for (name, value) in &members {
                        hasher.update(name.len().to_be_bytes());
                        hasher.update(name.as_bytes());
                        hasher.update(value.to_string());
                    }
                    hasher.finalize()
                }
            },
            Token::String(own) => leaf(b'"', own.decode_go().as_bytes()),
            Token::Number(own) => number(own.text()),
            Token::Bool(own) => leaf(b'b', &[own.into()]),
            Token::Null => leaf(b'n', &[]),
        };
        match open.last_mut() {
            Some(Open::List(hasher)) => hasher.update(value.to_string()),
            Some(Open::Object(members, name)) => drop(members.insert(std::mem::take(name), value)),
            None => whole = Some(value),
        }
    }
    whole
}

fn tagged(tag: u8) -> Hasher {
    let mut hasher = Hasher::sha256();
    hasher.update([tag]);
    hasher
}

fn leaf(tag: u8, bytes: &[u8]) -> Digest {
    let mut hasher = tagged(tag);
    hasher.update(bytes);
    hasher.finalize()
}

/// Integers of 64 bits by their digits, others as the double that is next to them, as programs read them; what is beyond
/// doubles, by its spelling.
fn number(text: &str) -> Digest {
    /// Doubles hold every integer up to here.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integer = |value: i128| leaf(b'i', &value.to_be_bytes());
    let as_integer = || text.parse::<i64>().map(i128::from).or_else(|_| text.parse::<u64>().map(i128::from));
    if let Ok(value) = as_integer() {
        return integer(value);
    }
    match text.parse::<f64>() {
        Ok(value) if value.trunc() == value && value.abs() <= EXACT => integer(value as i128),
        Ok(value) if value.is_finite() => leaf(b'f', &value.to_bits().to_be_bytes()),
        _ => leaf(b't', text.as_bytes()),
    }
}
