//! What a tool reads but does not write again, or writes otherwise.

use crate::go::{self, RawMap, Shape, Value};
use crate::notes::Notes;
use crate::{Loss, LossReason, Part};
use oci_digest::json::{Scanner, push_segment};
use std::collections::BTreeSet;

/// Notes empty members that are not written, and times that are spelt otherwise, in the objects of a config. What is lost
/// for other reasons has been noted before.
pub(crate) fn note(part: Part, before: &[u8], after: &[u8], notes: &mut Notes) {
    let known: BTreeSet<String> =
        notes.losses.iter().filter(|loss| loss.part == part).map(|loss| loss.pointer.clone()).collect();
    let mut found = Vec::new();
    compare(part, "", before, after, &known, &mut found);
    let (before, after) = (RawMap::read(before).unwrap_or_default(), RawMap::read(after).unwrap_or_default());
    let objects = if part == Part::Config { &["config", "rootfs"][..] } else { &["config"] };
    for name in objects {
        if let (Some(before), Some(after)) = (before.get(name), after.get(name)) {
            compare(part, &format!("/{name}"), before, after, &known, &mut found);
        }
    }
    if let (Part::Config, Some(before), Some(after)) = (part, before.get("history"), after.get("history")) {
        let steps = |text: &[u8]| go::read(text, Shape::Slice(&Shape::Raw)).map(|reading| reading.value);
        let (Ok(before), Ok(after)) = (steps(before), steps(after)) else { return notes.losses.extend(found) };
        for (at, (before, after)) in before.list().iter().zip(after.list()).enumerate() {
            if let (Value::Raw(before), Value::Raw(after)) = (before, after) {
                compare(part, &format!("/history/{at}"), before, after, &known, &mut found);
            }
        }
    }
    notes.losses.extend(found);
}

/// Compares the members of two objects.
fn compare(part: Part, above: &str, before: &[u8], after: &[u8], known: &BTreeSet<String>, found: &mut Vec<Loss>) {
    let (Ok(before), Ok(after)) = (RawMap::read(before), RawMap::read(after)) else { return };
    for (name, old) in before.iter() {
        let mut pointer = above.to_owned();
        push_segment(&mut pointer, name);
        let new = after.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, new)| new);
        let reason = match new {
            None => LossReason::ZeroValue,
            Some(new) if text(new) != text(old) => LossReason::Spelling,
            Some(_) => continue,
        };
        if !known.contains(&pointer) {
            found.push(Loss::new(part, pointer, old, reason));
        }
    }
}

/// The text of a string; `None` for other values, whose members are looked at where they matter.
fn text(json: &[u8]) -> Option<String> {
    Scanner::new(json).string().ok().map(|text| text.decode_go().into_owned())
}
