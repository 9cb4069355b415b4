//! Edits in the text of a manifest.

use super::ambiguous;
use crate::ledger::json_error;
use crate::{Error, Part, Stage};
use oci_digest::json::{self, Kind, Scanner};
use std::ops::Range;

/// The objects of a manifest that edits may concern.
pub(super) struct Places {
    pub root: Object,
    pub config: Option<Object>,
    pub layers: Vec<Object>,
}

/// An object in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// From `{` to behind `}`.
    span: Range<usize>,
    members: Vec<Member>,
}

/// A member in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    name: String,
    /// Where the name begins.
    start: usize,
    value: Range<usize>,
}

/// A change of one member.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    name: &'static str,
    /// The new JSON text; `None` removes the member.
    value: Option<Vec<u8>>,
}

impl Edit {
    pub(super) fn set(name: &'static str, value: Vec<u8>) -> Self {
        Self { name, value: Some(value) }
    }

    pub(super) fn remove(name: &'static str) -> Self {
        Self { name, value: None }
    }
}

impl Places {
    /// Finds the objects of a manifest that was read before: only its form is looked at here.
    pub(super) fn find(text: &[u8]) -> Result<Self, Error> {
        let scan = |error: json::Error| json_error(Stage::Convert, Part::Manifest, text, &error.into());
        let mut scanner = Scanner::new(text);
        let mut places = Self { root: Object { span: 0..0, members: Vec::new() }, config: None, layers: Vec::new() };
        let (mut config, mut layers) = (false, false);
        let root = object(&mut scanner, |name, scanner| {
            if name.eq_ignore_ascii_case("config") && scanner.peek()? == Kind::Object {
                let found = object(scanner, |_, scanner| scanner.skip().map(drop))?;
                config |= places.config.replace(found).is_some();
            } else if name.eq_ignore_ascii_case("layers") && scanner.peek()? == Kind::Array {
                layers |= !places.layers.is_empty();
                let mut array = scanner.begin_array()?;
                while scanner.element(&mut array)? {
                    if scanner.peek()? == Kind::Object {
                        places.layers.push(object(scanner, |_, scanner| scanner.skip().map(drop))?);
                    } else {
                        // `null`: an empty descriptor for Go, and no object to edit.
                        let at = scanner.offset();
                        scanner.skip()?;
                        places.layers.push(Object { span: at..scanner.offset(), members: Vec::new() });
                    }
                }
            } else {
                scanner.skip()?;
            }
            Ok(())
        });
        places.root = root.map_err(scan)?;
        match (config, layers) {
            (true, _) => Err(ambiguous("/config")),
            (_, true) => Err(ambiguous("/layers")),
            _ => Ok(places),
        }
    }
}

fn object<'a>(
    scanner: &mut Scanner<'a>,
    mut value: impl FnMut(&str, &mut Scanner<'a>) -> Result<(), json::Error>,
) -> Result<Object, json::Error> {
    scanner.peek()?;
    let from = scanner.offset();
    let mut members = Vec::new();
    let mut state = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut state)? {
        scanner.peek()?;
        let (start, begin) = (name.offset() - 1, scanner.offset());
        let name = name.decode_go().into_owned();
        value(&name, scanner)?;
        members.push(Member { name, start, value: begin..scanner.offset() });
    }
    Ok(Object { span: from..scanner.offset(), members })
}

/// The text with these edits.
pub(super) fn apply(text: &[u8], edits: Vec<(&Object, Edit)>) -> Vec<u8> {
    let mut pieces: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    let mut edits = edits.into_iter().peekable();
    while let Some((object, first)) = edits.next() {
        let mut own = vec![first];
        while let Some((_, edit)) = edits.next_if(|(next, _)| std::ptr::eq(*next, object)) {
            own.push(edit);
        }
        pieces.extend(object.pieces(text, &own));
    }
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = Vec::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, piece) in pieces {
        out.extend_from_slice(text.get(at..range.start).unwrap_or_default());
        out.extend_from_slice(&piece);
        at = range.end.max(at);
    }
    out.extend_from_slice(text.get(at..).unwrap_or_default());
    out
}

impl Object {
    /// What is written in the place of what.
    fn pieces(&self, text: &[u8], edits: &[Edit]) -> Vec<(Range<usize>, Vec<u8>)> {
        let has = |name: &str| self.members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
        let removes = edits.iter().any(|edit| edit.value.is_none() && has(edit.name));
        let is_object = text.get(self.span.start) == Some(&b'{');
        if removes || !is_object {
            return vec![(self.span.clone(), self.rebuilt(text, edits))];
        }
        let mut pieces = Vec::new();
        let mut added = Vec::new();
        for edit in edits {
            let Some(value) = &edit.value else { continue };
            if has(edit.name) {
                let same = self.members.iter().filter(|member| member.name.eq_ignore_ascii_case(edit.name));
                pieces.extend(same.map(|member| (member.value.clone(), value.clone())));
            } else {
                added.extend_from_slice(&member(edit.name, value));
                added.push(b',');
            }
        }
        if self.members.is_empty() {
            added.pop();
        }
        if !added.is_empty() {
            let behind = self.span.start + 1;
            pieces.push((behind..behind, added));
        }
        pieces
    }

    /// The object written again, its members as they stand.
    fn rebuilt(&self, text: &[u8], edits: &[Edit]) -> Vec<u8> {
        let mut members: Vec<Vec<u8>> = Vec::new();
        for old in &self.members {
            let edit = edits.iter().find(|edit| edit.name.eq_ignore_ascii_case(&old.name));
            match edit.map(|edit| &edit.value) {
                None => members.push(text.get(old.start..old.value.end).unwrap_or_default().to_vec()),
                Some(Some(value)) => {
                    let name = text.get(old.start..old.value.start).unwrap_or_default();
                    members.push([name, value].concat());
                }
                Some(None) => {}
            }
        }
        let has = |name: &str| self.members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
        for edit in edits {
            if let Some(value) = edit.value.as_ref().filter(|_| !has(edit.name)) {
                members.push(member(edit.name, value));
            }
        }
        [b"{".as_slice(), &members.join(&b','), b"}"].concat()
    }
}

fn member(name: &str, value: &[u8]) -> Vec<u8> {
    [b"\"", name.as_bytes(), b"\":", value].concat()
}
