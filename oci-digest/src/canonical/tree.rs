//! A JSON text as a flat tree, for the forms that sort: no recursion to read, print or drop it.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::form::{Duplicates, Form, MemberOrder, Strings};
use super::number;
use crate::json::{self, Escapes, JsonError, JsonErrorKind, JsonString, Number, Scanner, Token, Walk};

/// The values of a text; containers hold the indices of what is in them.
pub(super) struct Tree<'a> {
    text: &'a [u8],
    nodes: Vec<Node<'a>>,
}

enum Node<'a> {
    Null,
    Bool(bool),
    Number(Number<'a>),
    String(JsonString<'a>),
    Array(Vec<usize>),
    Object(Vec<(JsonString<'a>, usize)>),
}

/// A container that is being printed.
enum Open<'t, 'a> {
    Array(core::slice::Iter<'t, usize>),
    Object(alloc::vec::IntoIter<Member<'a>>),
}

struct Member<'a> {
    name: JsonString<'a>,
    decoded: Cow<'a, str>,
    value: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Result<Self, JsonError> {
        let mut scanner = Scanner::new(text);
        let mut walk = Walk::new();
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut name = None;
        while let Some(token) = walk.next(&mut scanner)? {
            let node = match token {
                Token::Name(next) => {
                    name = Some(next);
                    continue;
                }
                Token::EndObject | Token::EndArray => {
                    open.pop();
                    continue;
                }
                Token::BeginObject => Node::Object(Vec::new()),
                Token::BeginArray => Node::Array(Vec::new()),
                Token::String(string) => Node::String(string),
                Token::Number(number) => Node::Number(number),
                Token::Bool(value) => Node::Bool(value),
                Token::Null => Node::Null,
            };
            let index = nodes.len();
            match (open.last().and_then(|parent| nodes.get_mut(*parent)), name.take()) {
                (Some(Node::Array(items)), _) => items.push(index),
                (Some(Node::Object(members)), Some(name)) => members.push((name, index)),
                _ => {}
            }
            if matches!(node, Node::Object(_) | Node::Array(_)) {
                open.push(index);
            }
            nodes.push(node);
        }
        scanner.end()?;
        Ok(Self { text, nodes })
    }

    pub(super) fn print(&self, out: &mut Vec<u8>, form: &Form, source: number::Source) -> Result<(), JsonError> {
        let mut open: Vec<Open<'_, 'a>> = Vec::new();
        let mut next = Some(0);
        loop {
            if let Some(container) = next.map(|node| self.value(out, node, form, source)).transpose()?.flatten() {
                open.push(container);
            }
            next = match open.last_mut() {
                None => return Ok(()),
                Some(Open::Array(items)) => {
                    let item = items.next().copied();
                    separate(out, item.is_some(), b'[', b']');
                    item
                }
                Some(Open::Object(members)) => {
                    let member = members.next();
                    separate(out, member.is_some(), b'{', b'}');
                    if let Some(member) = &member {
                        self.name(out, member, &form.strings, source);
                        out.push(b':');
                    }
                    member.map(|member| member.value)
                }
            };
            if next.is_none() {
                open.pop();
            }
        }
    }

    /// Prints a scalar, or begins a container.
    fn value(
        &self,
        out: &mut Vec<u8>,
        node: usize,
        form: &Form,
        source: number::Source,
    ) -> Result<Option<Open<'_, 'a>>, JsonError> {
        match self.nodes.get(node) {
            None | Some(Node::Null) => out.extend_from_slice(b"null"),
            Some(Node::Bool(true)) => out.extend_from_slice(b"true"),
            Some(Node::Bool(false)) => out.extend_from_slice(b"false"),
            Some(Node::Number(number)) => number::write(out, number, form.numbers, source)?,
            Some(Node::String(string)) => match &form.strings {
                Strings::AsSpelt { html } => self.spelt(out, string, *html, source),
                Strings::Lossy(escapes) => json::write_string(out, &string.decode_go(), escapes),
                Strings::Strict(escapes) => json::write_string(out, &string.decode()?, escapes),
            },
            Some(Node::Array(items)) => {
                out.push(b'[');
                return Ok(Some(Open::Array(items.iter())));
            }
            Some(Node::Object(members)) => {
                out.push(b'{');
                return Ok(Some(Open::Object(arrange(members, form)?.into_iter())));
            }
        }
        Ok(None)
    }

    fn name(&self, out: &mut Vec<u8>, member: &Member<'a>, strings: &Strings, source: number::Source) {
        match strings {
            Strings::AsSpelt { html } => self.spelt(out, &member.name, *html, source),
            Strings::Lossy(escapes) | Strings::Strict(escapes) => json::write_string(out, &member.decoded, escapes),
        }
    }

    fn spelt(&self, out: &mut Vec<u8>, string: &JsonString<'a>, html: bool, source: number::Source) {
        if !source.is_text() {
            // A value has no spelling to keep. Go's encoder escapes U+2028 with or without HTML.
            let escapes = if html { Escapes::GO } else { Escapes::GO_NO_HTML };
            return json::write_string(out, &string.decode_go(), &escapes);
        }
        let (from, to) = (string.offset(), string.offset() + string.raw().len());
        // With its quotes, so that it is read as a string.
        let quoted = self.text.get(from.saturating_sub(1)..to + 1).unwrap_or_default();
        json::compact(out, quoted, html);
    }
}

/// What stands between the values of a container: nothing after its beginning.
fn separate(out: &mut Vec<u8>, more: bool, begin: u8, end: u8) {
    match (more, out.last()) {
        (false, _) => out.push(end),
        // The byte before is the beginning only if nothing was printed yet: values never end with one.
        (true, Some(last)) if *last == begin => {}
        (true, _) => out.push(b','),
    }
}

/// The members in the order of the form.
fn arrange<'a>(members: &[(JsonString<'a>, usize)], form: &Form) -> Result<Vec<Member<'a>>, JsonError> {
    let mut arranged = Vec::with_capacity(members.len());
    for &(name, value) in members {
        let decoded = match form.strings {
            Strings::Strict(_) => name.decode()?,
            _ => name.decode_go(),
        };
        arranged.push(Member { name, decoded, value });
    }
    let order: fn(&Member<'_>, &Member<'_>) -> Ordering = match form.members {
        MemberOrder::Sorted | MemberOrder::SortedTop => |a, b| a.decoded.cmp(&b.decoded),
        MemberOrder::SortedUtf16 => |a, b| a.decoded.encode_utf16().cmp(b.decoded.encode_utf16()),
        MemberOrder::AsWritten => return Ok(arranged),
    };
    // Stable: of equal names, the last one stays last.
    arranged.sort_by(order);
    match form.duplicates {
        Duplicates::Keep => {}
        Duplicates::Last => {
            // Backwards, the last one comes first, and is the one that stays.
            arranged.reverse();
            arranged.dedup_by(|later, earlier| later.decoded == earlier.decoded);
            arranged.reverse();
        }
        Duplicates::Refuse => {
            let mut pairs = arranged.iter().zip(arranged.iter().skip(1));
            if let Some((_, second)) = pairs.find(|(first, second)| first.decoded == second.decoded) {
                return Err(JsonError::new(second.name.offset(), JsonErrorKind::Duplicate));
            }
        }
    }
    Ok(arranged)
}
