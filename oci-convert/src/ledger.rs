//! What is noted while documents are read and rewritten.

use crate::go::{self, OddityKind, Reading, Shape, Value};
use crate::{Error, ErrorKind, Loss, LossReason, Oddity, OddityCode, Part, Stage};

/// Losses and oddities as they are met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub losses: Vec<Loss>,
    pub oddities: Vec<Oddity>,
}

impl Ledger {
    /// Reads a document into the types of the tool; what they do not hold is lost.
    pub(crate) fn read(
        &mut self,
        stage: Stage,
        part: Part,
        text: &[u8],
        shape: impl Into<Shape>,
    ) -> Result<Value, Error> {
        let reading = read(stage, part, text, shape)?;
        Ok(self.take(part, reading))
    }

    /// Takes note of a reading.
    pub(crate) fn take(&mut self, part: Part, reading: Reading<'_>) -> Value {
        for dropped in &reading.dropped {
            let reason = match dropped.cause {
                go::Cause::Overwritten => LossReason::Overwritten,
                go::Cause::SetMember => LossReason::SetMember,
                _ => LossReason::UnknownMember,
            };
            self.losses.push(Loss::new(part, &*dropped.pointer, &dropped.text, reason));
        }
        for odd in &reading.oddities {
            let (code, detail) = match odd.kind {
                OddityKind::Folded { field } => (OddityCode::FoldedName, field),
                OddityKind::Duplicate => (OddityCode::DuplicateMember, ""),
                OddityKind::Null => (OddityCode::Null, ""),
                OddityKind::Replaced => (OddityCode::BadText, ""),
            };
            self.odd(part, &*odd.pointer, code, detail);
        }
        if reading.unreported > 0 {
            self.odd(part, "", OddityCode::NotAllListed, format!("{} more", reading.unreported));
        }
        reading.value
    }

    /// The value in another type; what that does not hold is lost.
    pub(crate) fn cast(&mut self, part: Part, pointer: &str, value: &Value, shape: impl Into<Shape>) -> Value {
        let cast = value.cast(shape);
        for (below, text) in cast.lost {
            self.losses.push(Loss::new(part, format!("{pointer}{below}"), &text, LossReason::NoPlace));
        }
        cast.value
    }

    pub(crate) fn lose(&mut self, part: Part, pointer: impl Into<String>, value: &[u8], reason: LossReason) {
        self.losses.push(Loss::new(part, pointer, value, reason));
    }

    /// A value is lost, if there is one.
    pub(crate) fn lose_value(&mut self, part: Part, pointer: impl Into<String>, value: &Value, reason: LossReason) {
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

/// Reads a document and notes nothing.
pub(crate) fn read(stage: Stage, part: Part, text: &[u8], shape: impl Into<Shape>) -> Result<Reading<'_>, Error> {
    go::read(text, shape).map_err(|error| json_error(stage, part, text, &error))
}

pub(crate) fn json_error(stage: Stage, part: Part, text: &[u8], error: &go::Error) -> Error {
    Error::new(ErrorKind::InvalidJson, stage, part, error.pointer(text), error.to_string())
}

/// What the tool writes for a value.
pub(crate) fn write(part: Part, value: &Value, form: &go::Form) -> Result<Vec<u8>, Error> {
    value.to_bytes(form).map_err(|error| Error::convert(ErrorKind::NotWritable, part, "", error.to_string()))
}
