//! Writing a document in its own text: only what changed is replaced, whitespace and member order stay.

use crate::notes::json_error;
use crate::{Error, ErrorKind, Part, Stage};
use oci_digest::json::{self, Scanner, ValueKind};
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, oci};
use std::ops::Range;

/// A manifest whose layers not every reader finds (U+017F is an s to Go) is not edited in its text.
pub(crate) fn check(source: &[u8], manifest: &oci::Manifest) -> Result<(), Error> {
    match Places::find(source, "layers", manifest.layers.len())?.elements.len() == manifest.layers.len() {
        true => Ok(()),
        false => Err(ambiguous("/layers")),
    }
}

/// The text of a manifest, which said `before`, with what `after` says otherwise.
pub(crate) fn manifest(source: &[u8], before: &oci::Manifest, after: &oci::Manifest) -> Result<Vec<u8>, Error> {
    let places = Places::find(source, "layers", before.layers.len())?;
    let mut edits = Vec::new();
    Head::from(before).differences(&Head::from(after), |edit| edits.push((&places.root, edit)));
    if let Some(place) = &places.config {
        differences(&before.config, &after.config, |edit| edits.push((place, edit)));
    }
    for (place, (old, new)) in places.elements.iter().zip(before.layers.iter().zip(&after.layers)) {
        differences(old, new, |edit| edits.push((place, edit)));
    }
    Ok(apply(source, edits))
}

/// The text of an index, which said `before`, with what `after` says otherwise; `None` where entries were added, removed or
/// moved, or members changed that are not looked at here.
pub(crate) fn index(source: &[u8], before: &oci::Index, after: &oci::Index) -> Result<Option<Vec<u8>>, Error> {
    let places = Places::find(source, "manifests", before.manifests.len())?;
    if places.elements.len() != after.manifests.len() || before.manifests.len() != after.manifests.len() {
        return Ok(None);
    }
    let mut edits = Vec::new();
    Head::from(before).differences(&Head::from(after), |edit| edits.push((&places.root, edit)));
    for (place, (old, new)) in places.elements.iter().zip(before.manifests.iter().zip(&after.manifests)) {
        if new.extra != old.extra {
            return Ok(None);
        }
        differences(old, new, |edit| edits.push((place, edit)));
        if old.platform != new.platform {
            let platform = new.platform.as_ref().map(|own| own.to_json());
            edits.push((place, Edit { name: "platform", value: platform }));
        }
    }
    Ok(Some(apply(source, edits)))
}

/// The members that manifests and indexes have in common.
struct Head<'d> {
    media_type: Option<&'d MediaType>,
    annotations: &'d Annotations,
    subject: Option<&'d Descriptor>,
}

impl<'d> From<&'d oci::Manifest> for Head<'d> {
    fn from(own: &'d oci::Manifest) -> Self {
        Self { media_type: own.media_type.as_ref(), annotations: &own.annotations, subject: own.subject.as_deref() }
    }
}

impl<'d> From<&'d oci::Index> for Head<'d> {
    fn from(own: &'d oci::Index) -> Self {
        Self { media_type: own.media_type.as_ref(), annotations: &own.annotations, subject: own.subject.as_deref() }
    }
}

impl Head<'_> {
    /// What another head says otherwise.
    fn differences(&self, after: &Self, mut push: impl FnMut(Edit)) {
        if self.media_type != after.media_type {
            push(Edit::of("mediaType", &after.media_type));
        }
        if self.annotations != after.annotations {
            push(Edit::list("annotations", after.annotations, after.annotations.is_empty()));
        }
        if self.subject != after.subject {
            push(Edit::optional("subject", after.subject));
        }
    }
}

/// What one descriptor says otherwise than another.
fn differences(before: &Descriptor, after: &Descriptor, mut push: impl FnMut(Edit)) {
    let mut set = |name, differs: bool, edit: &dyn Fn(&'static str) -> Edit| {
        if differs {
            push(edit(name));
        }
    };
    set("mediaType", before.media_type != after.media_type, &|name| Edit::of(name, &after.media_type));
    set("digest", before.digest != after.digest, &|name| Edit::of(name, &after.digest));
    set("size", before.size != after.size, &|name| Edit::of(name, &after.size));
    set("urls", before.urls != after.urls, &|name| match after.urls.is_empty() {
        true => Edit::remove(name),
        false => Edit::of(name, &after.urls),
    });
    set("data", before.data != after.data, &|name| match &after.data {
        None => Edit::remove(name),
        Some(data) => Edit::of(name, data),
    });
    set("annotations", before.annotations != after.annotations, &|name| match after.annotations.is_empty() {
        true => Edit::remove(name),
        false => Edit::of(name, &after.annotations),
    });
    set("artifactType", before.artifact_type != after.artifact_type, &|name| match &after.artifact_type {
        None => Edit::remove(name),
        Some(own) => Edit::of(name, own),
    });
}

/// The objects of a document that edits may concern.
struct Places {
    root: Object,
    config: Option<Object>,
    /// The layers of a manifest, or the entries of an index.
    elements: Vec<Object>,
}

/// An object in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    /// From `{` to after `}`.
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
struct Edit {
    name: &'static str,
    /// The new JSON text; `None` removes the member.
    value: Option<Vec<u8>>,
}

impl Edit {
    fn of(name: &'static str, value: &impl serde::Serialize) -> Self {
        // Strings, numbers, lists and maps of them: all can be written.
        Self { name, value: serde_json::to_vec(value).ok() }
    }

    fn list(name: &'static str, value: &impl serde::Serialize, is_empty: bool) -> Self {
        if is_empty { Self::remove(name) } else { Self::of(name, value) }
    }

    fn optional(name: &'static str, value: Option<&impl serde::Serialize>) -> Self {
        value.map_or_else(|| Self::remove(name), |value| Self::of(name, value))
    }

    fn remove(name: &'static str) -> Self {
        Self { name, value: None }
    }
}

impl Places {
    /// Finds the objects of a document that was read before: only its form is looked at here. The list was found to have
    /// `len` elements; of one that has more, which other readers find, only the first of the others is held.
    fn find(text: &[u8], list: &str, len: usize) -> Result<Self, Error> {
        let scan = |error: json::JsonError| json_error(Stage::Convert, Part::Manifest, text, &error.into());
        let mut scanner = Scanner::new(text);
        let mut places = Self { root: Object { span: 0..0, members: Vec::new() }, config: None, elements: Vec::new() };
        let (mut config, mut lists) = (false, 0);
        let root = object(&mut scanner, |name, scanner| {
            if name.eq_ignore_ascii_case("config") && scanner.peek()? == ValueKind::Object {
                let found = object(scanner, |_, scanner| scanner.skip().map(drop))?;
                config |= places.config.replace(found).is_some();
            } else if name.eq_ignore_ascii_case(list) && scanner.peek()? == ValueKind::Array {
                lists += 1;
                let mut array = scanner.begin_array()?;
                while scanner.element(&mut array)? {
                    if places.elements.len() > len {
                        scanner.skip()?;
                    } else if scanner.peek()? == ValueKind::Object {
                        places.elements.push(object(scanner, |_, scanner| scanner.skip().map(drop))?);
                    } else {
                        // `null`: an empty descriptor for Go, and no object to edit.
                        let at = scanner.offset();
                        scanner.skip()?;
                        places.elements.push(Object { span: at..scanner.offset(), members: Vec::new() });
                    }
                }
            } else {
                scanner.skip()?;
            }
            Ok(())
        });
        places.root = root.map_err(scan)?;
        match (config, lists) {
            (true, _) => Err(ambiguous("/config")),
            (_, 2..) => Err(ambiguous(&format!("/{list}"))),
            _ => Ok(places),
        }
    }
}

fn object<'a>(
    scanner: &mut Scanner<'a>,
    mut value: impl FnMut(&str, &mut Scanner<'a>) -> Result<(), json::JsonError>,
) -> Result<Object, json::JsonError> {
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
fn apply(text: &[u8], edits: Vec<(&Object, Edit)>) -> Vec<u8> {
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
            let after = self.span.start + 1;
            pieces.push((after..after, added));
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

/// A document that cannot be edited in its text, because two members of it mean the same.
fn ambiguous(pointer: &str) -> Error {
    Error::convert(ErrorKind::AmbiguousManifest, Part::Manifest, pointer, "found twice, expected once")
}
