//! Writing a document in its own text: only what changed is replaced, whitespace and member order stay.

use crate::notes::json_error;
use crate::{Error, ErrorKind, Part, Stage};
use oci_digest::json::{self, Scanner, ValueKind};
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, folds_to, oci};
use std::borrow::Cow;
use std::ops::Range;

/// A manifest whose layers not every reader finds (U+017F is an s to Go) is not edited in its text.
pub(crate) fn check(source: &[u8], manifest: &oci::Manifest) -> Result<(), Error> {
    match Editor::walk(source, "layers", Change::of_manifest(manifest, manifest))?.count == manifest.layers.len() {
        true => Ok(()),
        false => Err(ambiguous("/layers")),
    }
}

/// The text of a manifest, which said `before`, with what `after` says otherwise.
pub(crate) fn manifest(source: &[u8], before: &oci::Manifest, after: &oci::Manifest) -> Result<Vec<u8>, Error> {
    Ok(Editor::walk(source, "layers", Change::of_manifest(before, after))?.apply())
}

/// The text of an index, which said `before`, with what `after` says otherwise; `None` where entries were added, removed or
/// moved, or members changed that are not looked at here.
pub(crate) fn index(source: &[u8], before: &oci::Index, after: &oci::Index) -> Result<Option<Vec<u8>>, Error> {
    let list: [&[Descriptor]; 2] = [&before.manifests, &after.manifests];
    let change = Change { head: [before.into(), after.into()], config: None, list, platforms: true };
    let editor = Editor::walk(source, "manifests", change)?;
    let [old, new] = list;
    let looked_at = editor.count == new.len()
        && old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| old.extra == new.extra);
    Ok(looked_at.then(|| editor.apply()))
}

/// What a document said, and what it says now.
struct Change<'d> {
    head: [Head<'d>; 2],
    config: Option<[&'d Descriptor; 2]>,
    /// The layers of a manifest, or the entries of an index.
    list: [&'d [Descriptor]; 2],
    /// Whether those have platforms.
    platforms: bool,
}

impl<'d> Change<'d> {
    fn of_manifest(before: &'d oci::Manifest, after: &'d oci::Manifest) -> Self {
        Self {
            head: [before.into(), after.into()],
            config: Some([&before.config, &after.config]),
            list: [&before.layers, &after.layers],
            platforms: false,
        }
    }
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

/// A change of one member.
struct Edit {
    name: &'static str,
    /// Where its JSON text stands among the new ones; `None` removes the member.
    value: Option<Range<usize>>,
}

/// A member in the text.
struct Member<'t> {
    name: Cow<'t, str>,
    /// Where the name begins.
    start: usize,
    value: Range<usize>,
}

/// A walk through a document that was read before: only its form is looked at here.
struct Editor<'t> {
    text: &'t [u8],
    /// How many elements the list has.
    count: usize,
    /// The JSON texts of what is new.
    new: Vec<u8>,
    /// The edits of the objects around the place, and their members so far; those of the innermost come last.
    edits: Vec<Edit>,
    members: Vec<Member<'t>>,
    /// What of the text is replaced by what of the new.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl<'t> Editor<'t> {
    /// Finds what is replaced. Of a list that has more elements than it was found to have, which other readers find, only
    /// the first of the others is counted.
    fn walk(text: &'t [u8], list: &str, change: Change<'_>) -> Result<Self, Error> {
        let mut own =
            Self { text, count: 0, new: Vec::new(), edits: Vec::new(), members: Vec::new(), pieces: Vec::new() };
        let Change { head: [before, after], config, list: [old, new], platforms } = change;
        own.edit_head(&before, &after);
        let (mut configs, mut lists) = (0, 0);
        let mut scanner = Scanner::new(text);
        let walked = own.object(&mut scanner, 0, |own, name, scanner| {
            let edits = own.edits.len();
            if name.eq_ignore_ascii_case("config") && scanner.peek()? == ValueKind::Object {
                configs += 1;
                if let Some([before, after]) = config {
                    own.edit_descriptor(before, after);
                }
                own.object(scanner, edits, |_, _, scanner| scanner.skip().map(drop))?;
            } else if name.eq_ignore_ascii_case(list) && scanner.peek()? == ValueKind::Array {
                lists += 1;
                let mut array = scanner.begin_array()?;
                while scanner.element(&mut array)? {
                    if own.count > old.len() {
                        scanner.skip()?;
                        continue;
                    }
                    if let (Some(before), Some(after)) = (old.get(own.count), new.get(own.count)) {
                        own.edit_descriptor(before, after);
                        if platforms && before.platform != after.platform {
                            let from = own.new.len();
                            let value = after.platform.as_ref().map(|platform| own.new.extend(platform.to_json()));
                            own.edits.push(Edit { name: "platform", value: value.map(|()| from..own.new.len()) });
                        }
                    }
                    own.count += 1;
                    own.element(scanner, edits)?;
                }
            } else {
                scanner.skip()?;
            }
            Ok(())
        });
        walked.map_err(|error| json_error(Stage::Convert, Part::Manifest, text, &error.into()))?;
        match (configs, lists) {
            (2.., _) => Err(ambiguous("/config")),
            (_, 2..) => Err(ambiguous(&format!("/{list}"))),
            _ => Ok(own),
        }
    }

    fn element(&mut self, scanner: &mut Scanner<'t>, edits: usize) -> Result<(), json::JsonError> {
        if scanner.peek()? == ValueKind::Object {
            return self.object(scanner, edits, |_, _, scanner| scanner.skip().map(drop));
        }
        // `null`: an empty descriptor for Go, and no object to edit.
        let from = scanner.offset();
        scanner.skip()?;
        self.replace(from..scanner.offset(), edits, self.members.len());
        Ok(())
    }

    /// Reads an object whose edits come from `edits` on.
    fn object(
        &mut self,
        scanner: &mut Scanner<'t>,
        edits: usize,
        mut value: impl FnMut(&mut Self, &str, &mut Scanner<'t>) -> Result<(), json::JsonError>,
    ) -> Result<(), json::JsonError> {
        scanner.peek()?;
        let (from, members) = (scanner.offset(), self.members.len());
        let mut state = scanner.begin_object()?;
        while let Some(name) = scanner.member(&mut state)? {
            scanner.peek()?;
            let (start, begin) = (name.offset() - 1, scanner.offset());
            let name = name.decode_go();
            value(self, &name, scanner)?;
            self.members.push(Member { name, start, value: begin..scanner.offset() });
        }
        self.replace(from..scanner.offset(), edits, members);
        Ok(())
    }

    /// Notes what is replaced in a value; its edits and members are done with.
    fn replace(&mut self, span: Range<usize>, edits: usize, members: usize) {
        let Self { text, new, pieces, .. } = self;
        let own = self.edits.get(edits..).unwrap_or_default();
        let old = self.members.get(members..).unwrap_or_default();
        let edit_of = |member: &Member<'_>| own.iter().find(|edit| folds_to(&member.name, edit.name));
        let is_kept = |member: &&Member<'_>| edit_of(member).is_none_or(|edit| edit.value.is_some());
        let from = new.len();
        // A comma before and after what is added.
        new.push(b',');
        for edit in own {
            let is_there = old.iter().any(|member| folds_to(&member.name, edit.name));
            if let Some(value) = edit.value.clone().filter(|_| !is_there) {
                new.extend_from_slice(b"\"");
                new.extend_from_slice(edit.name.as_bytes());
                new.extend_from_slice(b"\":");
                new.extend_from_within(value);
                new.push(b',');
            }
        }
        let added = from + 1..(new.len() - 1).max(from + 1);
        pieces.extend(old.iter().filter_map(|member| Some((member.value.clone(), edit_of(member)?.value.clone()?))));
        let inner = span.start + 1..span.end - 1;
        if own.is_empty() {
            new.truncate(from);
        } else if text.get(span.start) != Some(&b'{') {
            let from = new.len();
            new.push(b'{');
            new.extend_from_within(added);
            new.push(b'}');
            pieces.push((span, from..new.len()));
        } else if old.iter().all(|member| is_kept(&member)) {
            let end = if old.is_empty() { added.end } else { new.len() };
            pieces.push((inner.start..inner.start, added.start..end));
        } else {
            // Written again, its members as they stand.
            let mut at = (inner.start, from + 1);
            for member in old.iter().filter(is_kept) {
                pieces.push((at.0..member.start, at.1..from + 1));
                at = (member.value.end, from);
            }
            let before = if added.is_empty() { added.start } else { at.1 };
            pieces.push((at.0..inner.end, before..added.end));
        }
        self.edits.truncate(edits);
        self.members.truncate(members);
    }

    /// The text with its edits.
    fn apply(mut self) -> Vec<u8> {
        self.pieces.sort_unstable_by_key(|(old, _)| (old.start, old.end));
        let mut out = Vec::with_capacity(self.text.len() + self.new.len());
        let mut at = 0;
        for (old, new) in self.pieces {
            out.extend_from_slice(self.text.get(at..old.start).unwrap_or_default());
            out.extend_from_slice(self.new.get(new).unwrap_or_default());
            at = old.end;
        }
        out.extend_from_slice(self.text.get(at..).unwrap_or_default());
        out
    }

    /// Sets a member, or removes it.
    fn set(&mut self, name: &'static str, value: Option<&impl serde::Serialize>) {
        let from = self.new.len();
        // Strings, numbers, lists and maps of them: all can be written.
        let value = value.and_then(|value| serde_json::to_writer(&mut self.new, value).ok());
        self.edits.push(Edit { name, value: value.map(|()| from..self.new.len()) });
    }

    /// What one head says otherwise than another.
    fn edit_head(&mut self, before: &Head<'_>, after: &Head<'_>) {
        if before.media_type != after.media_type {
            // Also where it is gone: as `null`.
            self.set("mediaType", Some(&after.media_type));
        }
        if before.annotations != after.annotations {
            self.set("annotations", Some(after.annotations).filter(|own| !own.is_empty()));
        }
        if before.subject != after.subject {
            self.set("subject", after.subject);
        }
    }

    /// What one descriptor says otherwise than another.
    fn edit_descriptor(&mut self, before: &Descriptor, after: &Descriptor) {
        if before.media_type != after.media_type {
            self.set("mediaType", Some(&after.media_type));
        }
        if before.digest != after.digest {
            self.set("digest", Some(&after.digest));
        }
        if before.size != after.size {
            self.set("size", Some(&after.size));
        }
        if before.urls != after.urls {
            self.set("urls", Some(&after.urls).filter(|own| !own.is_empty()));
        }
        if before.data != after.data {
            self.set("data", after.data.as_ref());
        }
        if before.annotations != after.annotations {
            self.set("annotations", Some(&after.annotations).filter(|own| !own.is_empty()));
        }
        if before.artifact_type != after.artifact_type {
            self.set("artifactType", after.artifact_type.as_ref());
        }
    }
}

/// A document that cannot be edited in its text, because two members of it mean the same.
fn ambiguous(pointer: &str) -> Error {
    Error::convert(ErrorKind::AmbiguousManifest, Part::Manifest, pointer, "found twice, expected once")
}
