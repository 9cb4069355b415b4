//! What a tool reads but does not write again, or writes otherwise.

use crate::notes::Notes;
use crate::{Loss, LossReason, Part};
use oci_digest::json::{JsonError, Scanner, ValueKind, push_segment};
use oci_spec_types::folds_to;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Notes empty members that are not written, and strings that are spelt otherwise, in the objects of a config: what was
/// read is walked once, beside what was written. What is lost for other reasons has been noted before.
pub(crate) fn note(part: Part, before: &[u8], after: &[u8], notes: &mut Notes) {
    let lost = notes.losses.iter().filter(|loss| loss.part == part);
    let known = lost.map(|loss| Cow::Borrowed(loss.pointer.as_str())).collect();
    let mut walk = Walk { part, pointer: String::new(), known, found: Vec::new() };
    // Both were read before.
    let _ = walk.object(before, after, true);
    let found = walk.found;
    notes.losses.extend(found);
}

struct Walk<'n> {
    part: Part,
    /// Where the walk is.
    pointer: String,
    /// What is lost already.
    known: BTreeSet<Cow<'n, str>>,
    found: Vec<Loss>,
}

impl Walk<'_> {
    /// Compares the members of two objects, and of those in them where it is the `root`.
    fn object(&mut self, before: &[u8], after: &[u8], root: bool) -> Result<(), JsonError> {
        let before = members(before)?;
        let after = written(after, &before)?;
        // Of members that mean the same, the last one was read last.
        let mut last = vec![None; after.len()];
        for (name, old) in &before {
            match after.iter().zip(&mut last).find(|((own, _), _)| folds_to(name, own)) {
                Some((_, last)) => *last = Some((name, *old)),
                None => self.at(name, |walk| walk.lose(old, LossReason::ZeroValue)),
            }
        }
        for ((own, new), (name, old)) in after.iter().zip(last).filter_map(|(new, old)| Some((new, old?))) {
            if old == *new {
                continue;
            }
            if text(old) != text(new) {
                self.at(name, |walk| walk.lose(old, LossReason::Spelling));
            } else if root {
                self.at(name, |walk| match &**own {
                    "config" | "rootfs" => walk.object(old, new, false),
                    "history" => walk.objects(old, new),
                    _ => Ok(()),
                })?;
            }
        }
        Ok(())
    }

    /// Compares the objects in two lists.
    fn objects(&mut self, before: &[u8], after: &[u8]) -> Result<(), JsonError> {
        let (mut before, mut after) = (Scanner::new(before), Scanner::new(after));
        if before.peek()? != ValueKind::Array || after.peek()? != ValueKind::Array {
            return Ok(());
        }
        let (mut old, mut new) = (before.begin_array()?, after.begin_array()?);
        let mut count = 0;
        while before.element(&mut old)? && after.element(&mut new)? {
            let (old, new) = (before.skip()?, after.skip()?);
            if old != new {
                self.at(&count.to_string(), |walk| walk.object(old, new, false))?;
            }
            count += 1;
        }
        Ok(())
    }

    /// Goes to a member and back.
    fn at<T>(&mut self, name: &str, visit: impl FnOnce(&mut Self) -> T) -> T {
        let above = self.pointer.len();
        push_segment(&mut self.pointer, name);
        let result = visit(self);
        self.pointer.truncate(above);
        result
    }

    fn lose(&mut self, old: &[u8], reason: LossReason) {
        if !self.known.contains(self.pointer.as_str()) {
            self.known.insert(self.pointer.clone().into());
            self.found.push(Loss::new(self.part, self.pointer.clone(), old, reason));
        }
    }
}

/// A member by its name, with its text.
type Member<'t> = (Cow<'t, str>, &'t [u8]);

/// The members of an object; none of anything else.
fn members(text: &[u8]) -> Result<Vec<Member<'_>>, JsonError> {
    let mut scanner = Scanner::new(text);
    let mut members = Vec::with_capacity(16);
    if scanner.peek()? == ValueKind::Object {
        let mut object = scanner.begin_object()?;
        while let Some(name) = scanner.member(&mut object)? {
            members.push((name.decode_go(), scanner.skip()?));
        }
    }
    Ok(members)
}

/// The members of an object that was written as `before` or nearly so: what stands there to the byte is not read again.
fn written<'t>(text: &'t [u8], before: &[Member<'_>]) -> Result<Vec<Member<'t>>, JsonError> {
    let mut members = Vec::with_capacity(16);
    let mut at = 1;
    while let Some(rest) = text.get(at..).filter(|rest| rest.starts_with(b"\"")) {
        let mut scanner = Scanner::new(rest);
        let name = scanner.string()?.decode_go();
        let rest = rest.get(scanner.offset() + 1..).unwrap_or_default();
        let is_there = |old: &[u8]| rest.starts_with(old) && matches!(rest.get(old.len()), Some(b',' | b'}'));
        let value = match before.iter().find(|(own, old)| *own == name && is_there(old)) {
            Some((_, old)) => rest.get(..old.len()).unwrap_or_default(),
            None => Scanner::new(rest).skip()?,
        };
        at = text.len() - rest.len() + value.len() + 1;
        members.push((name, value));
    }
    // With whitespace it has to be read.
    if members.is_empty() { self::members(text) } else { Ok(members) }
}

/// The text of a string; `None` for other values, whose members are looked at where they matter.
fn text(json: &[u8]) -> Option<Cow<'_, str>> {
    Scanner::new(json).string().ok().map(|text| text.decode_go())
}
