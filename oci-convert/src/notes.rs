//! What is noted while documents are read and rewritten: the losses and oddities of the report.

use crate::go::{self, OddityKind, Reading, Shape, Value};
use crate::{Causes, Error, ErrorKind, Loss, LossReason, Oddity, OddityCode, Part, Stage};
use oci_spec_types::{Model, Place, WhyLeftOut, WriterLayout, folds_to};

/// Losses and oddities as they are met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notes {
    pub losses: Vec<Loss>,
    pub oddities: Vec<Oddity>,
    /// What edits of the document itself changed in it.
    pub edited: Causes,
}

impl Notes {
    /// Notes what a model that was read from `part` does not say when it is written in a layout. Returns whether the members
    /// that are written stood in the order of the layout.
    ///
    /// `empties`: whether members that are empty, and not written for that, are told too.
    pub(crate) fn left_out<T: Model>(
        &mut self,
        model: &T,
        layout: &'static WriterLayout,
        part: Part,
        place: &Place<'_>,
        empties: bool,
    ) -> bool {
        model.left_out_in(layout, place, &mut |left_out| {
            let reason = match left_out.why {
                WhyLeftOut::Unknown => LossReason::UnknownMember,
                WhyLeftOut::NotHeld => LossReason::NoPlace,
                WhyLeftOut::Empty if empties => LossReason::ZeroValue,
                WhyLeftOut::Empty => return,
            };
            self.losses.push(Loss::of(part, left_out.place.to_pointer(), left_out.text, reason));
        })
    }

    /// Takes note of a reading as Go does it.
    pub(crate) fn take<'a>(&mut self, part: Part, reading: Reading<'a>) -> Value<'a> {
        for dropped in reading.dropped {
            let reason = match dropped.cause {
                go::Cause::Overwritten => LossReason::Overwritten,
                go::Cause::SetMember => LossReason::SetMember,
                go::Cause::Unknown => LossReason::UnknownMember,
            };
            self.losses.push(Loss::new(part, dropped.pointer, &dropped.text, reason));
        }
        for odd in reading.oddities {
            let (code, detail) = match odd.kind {
                OddityKind::Folded { field } => (OddityCode::FoldedName, field),
                OddityKind::Duplicate => (OddityCode::DuplicateMember, ""),
                OddityKind::Null => (OddityCode::Null, ""),
                OddityKind::Replaced => (OddityCode::BadText, ""),
            };
            self.odd(part, odd.pointer, code, detail);
        }
        if reading.unreported > 0 {
            self.odd(part, "", OddityCode::NotAllListed, format!("{} more", reading.unreported));
        }
        reading.value
    }

    /// Whether the document may have had a member that is lost, under this name or one that means the same to Go.
    pub(crate) fn may_be_lost(&self, name: &str) -> bool {
        let is = |loss: &Loss| loss.pointer.strip_prefix('/').is_some_and(|own| folds_to(own, name));
        self.losses.iter().any(is) || self.oddities.iter().any(|odd| odd.code == OddityCode::NotAllListed)
    }

    pub(crate) fn lose(&mut self, part: Part, pointer: impl Into<String>, value: &[u8], reason: LossReason) {
        self.losses.push(Loss::new(part, pointer, value, reason));
    }

    /// A value is lost, if there is one.
    pub(crate) fn lose_value(&mut self, part: Part, pointer: impl Into<String>, value: &Value<'_>, reason: LossReason) {
        let empty = match value {
            Value::Nil => true,
            Value::String(text) => text.is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        };
        if !empty && let Ok(text) = value.to_bytes(&go::Form { html: false, ..go::Form::COMPACT }) {
            self.lose(part, pointer, &text, reason);
        }
    }

    pub(crate) fn odd(
        &mut self,
        part: Part,
        pointer: impl Into<String>,
        code: OddityCode,
        detail: impl Into<oci_spec_types::Text>,
    ) {
        self.oddities.push(Oddity::new(part, pointer, code, detail));
    }
}

/// Reads a document as Go does and notes nothing.
pub(crate) fn read(stage: Stage, part: Part, text: &[u8], shape: impl Into<Shape>) -> Result<Reading<'_>, Error> {
    go::read(text, shape).map_err(|error| json_error(stage, part, text, &error))
}

pub(crate) fn json_error(stage: Stage, part: Part, text: &[u8], error: &go::Error) -> Error {
    let kind = match error.kind() {
        go::ErrorKind::Time => ErrorKind::InvalidTime,
        go::ErrorKind::TooMany { .. } => ErrorKind::TooLarge,
        _ => ErrorKind::InvalidJson,
    };
    Error::new(kind, stage, part, error.pointer(text), error.to_string())
}

/// What Go writes for a value.
pub(crate) fn write(part: Part, value: &Value<'_>, form: &go::Form) -> Result<Vec<u8>, Error> {
    value.to_bytes(form).map_err(|error| Error::convert(ErrorKind::NotWritable, part, "", error.to_string()))
}
