//! Reading a document as the types of a tool hold it: through the model where that is the same, else as Go reads it.

use crate::go::{self, ReadOptions, Struct, Value};
use crate::notes::{Notes, json_error};
use crate::{Error, ErrorKind, Part, Stage};
use bytes::Bytes;
use oci_spec_types::differential::Ambiguity;
use oci_spec_types::validate::{self, Rule, Target};
use oci_spec_types::{Limits, Model, Place, Style, WriterLayout};

/// A document as the types of a tool hold it.
#[derive(Debug, Clone)]
pub(crate) struct Held<T> {
    pub model: T,
    /// Whether Go's reading was needed: what it dropped is noted then, and the text is not that of the model.
    pub odd: bool,
    /// Why Go would refuse to write it.
    unwritable: Option<String>,
}

/// How documents are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reader {
    pub limits: Limits,
    /// Always as Go reads, also where it makes no difference.
    pub always_go: bool,
}

/// Where a document stands in what is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub stage: Stage,
    pub part: Part,
}

impl Reader {
    /// Reads a document into the type that `table` describes.
    pub(crate) fn read<T: Model>(
        &self,
        at: At,
        text: &Bytes,
        table: &'static Struct,
        notes: &mut Notes,
    ) -> Result<Held<T>, Error> {
        self.read_over(at, text, table, Value::Nil, notes)
    }

    /// The same into a variable that holds `start` already, unless that is nil. Where the model is read directly, what it
    /// does not state is for the caller to fill in.
    pub(crate) fn read_over<T: Model>(
        &self,
        at: At,
        text: &Bytes,
        table: &'static Struct,
        start: Value<'_>,
        notes: &mut Notes,
    ) -> Result<Held<T>, Error> {
        self.check_size(at.stage, at.part, text.len())?;
        if self.always_go {
            return self.read_as_go(at, text, table, start, notes);
        }
        match T::parse_in(text.clone(), &table.layout, &self.limits) {
            Ok(reading) if reading.is_plain => Ok(Held { model: reading.model, odd: false, unwritable: None }),
            Err(error) if error.kind() == oci_spec_types::ErrorKind::Limit => {
                let pointer = error.pointer().to_owned();
                Err(Error::new(ErrorKind::TooLarge, at.stage, at.part, pointer, error.text()))
            }
            // Go may read it all the same, or says better what is wrong.
            _ => self.read_as_go(at, text, table, start, notes),
        }
    }

    /// Reads a whole document: everything in it is kept.
    pub(crate) fn read_whole<T: Model>(&self, at: At, text: &Bytes) -> Result<Held<T>, Error> {
        let model = T::parse_with(text.clone(), &self.limits).map_err(|error| {
            let kind = match error.kind() {
                oci_spec_types::ErrorKind::Limit => ErrorKind::TooLarge,
                _ => ErrorKind::InvalidJson,
            };
            Error::new(kind, at.stage, at.part, error.pointer().to_owned(), error.text())
        })?;
        Ok(Held::made(model))
    }

    /// The same of a document whose text is to stay: one in which not every reader finds the same members is refused.
    pub(crate) fn read_plain<T: Model>(
        &self,
        at: At,
        text: &Bytes,
        table: &'static Struct,
        target: Target,
    ) -> Result<Held<T>, Error> {
        let held = self.read_whole(at, text)?;
        if T::parse_in(text.clone(), &table.layout, &self.limits).is_ok_and(|reading| reading.is_plain) {
            return Ok(held);
        }
        let two = [Some(Ambiguity::CaseFoldedName), Some(Ambiguity::DuplicateMember)];
        let options = validate::Options::default();
        let findings = validate::validate(text, target, &options);
        let refused = |pointer: String, text: &str| {
            Err(Error::new(ErrorKind::AmbiguousManifest, at.stage, at.part, pointer, text))
        };
        match findings.iter().find(|own| two.contains(&own.ambiguity()) && own.rule() != Rule::Ann02) {
            Some(finding) => refused(finding.pointer(text), finding.detail()),
            // What was not kept is not known.
            None if findings.len() >= options.max_findings => {
                refused(String::new(), "found too many odd members to tell whether readers agree on the others")
            }
            None => Ok(held),
        }
    }

    /// Refuses a text that these types do not hold: one that was kept may say what they read and its own do not.
    pub(crate) fn check<T: Model>(&self, text: &Bytes, table: &'static Struct) -> Result<(), Error> {
        let at = At { stage: Stage::Convert, part: Part::Manifest };
        // Media types of the other family may be longer: what was small enough before is not refused now.
        let unbounded = Self { limits: Limits::UNBOUNDED, ..*self };
        unbounded.read::<T>(at, text, table, &mut Notes::default()).map(drop)
    }

    /// A document may have so many bytes.
    pub(crate) fn check_size(&self, stage: Stage, part: Part, bytes: usize) -> Result<(), Error> {
        let most = self.limits.max_document;
        if bytes <= most {
            return Ok(());
        }
        let text = format!("found {bytes} bytes, at most {most} are read");
        Err(Error::new(ErrorKind::TooLarge, stage, part, "", text))
    }

    fn read_as_go<T: Model>(
        &self,
        at: At,
        text: &[u8],
        table: &'static Struct,
        start: Value<'_>,
        notes: &mut Notes,
    ) -> Result<Held<T>, Error> {
        let start = if start.is_nil() { table.zero() } else { start };
        let reading = ReadOptions::within(&self.limits).read_into(text, start, table);
        let reading = reading.map_err(|error| json_error(at.stage, at.part, text, &error))?;
        let value = notes.take(at.part, reading);
        let (canonical, unwritable) = go::lossless(&value, text.len());
        let reading = T::parse_in(canonical, &table.layout, &Limits::UNBOUNDED).map_err(|error| {
            Error::new(ErrorKind::InvalidJson, at.stage, at.part, error.pointer().to_owned(), error.text())
        })?;
        Ok(Held { model: reading.model, odd: true, unwritable: unwritable.map(|error| error.to_string()) })
    }
}

impl<T: Model> Held<T> {
    /// A model that was made here.
    pub(crate) fn made(model: T) -> Self {
        Self { model, odd: false, unwritable: None }
    }

    /// Notes what of the document is not said when the model is written as `table` describes. Returns whether the members
    /// that are written stood in its order.
    pub(crate) fn note_unwritten(&self, table: &'static Struct, part: Part, empties: bool, notes: &mut Notes) -> bool {
        let layout: &'static WriterLayout = &table.layout;
        let in_order = notes.left_out(&self.model, layout, part, &Place::ROOT, empties);
        in_order && !self.odd
    }

    /// The text of the model as `table` describes it.
    pub(crate) fn write(
        &self,
        table: &'static Struct,
        style: Style,
        part: Part,
        capacity: usize,
    ) -> Result<Vec<u8>, Error> {
        if let Some(why) = &self.unwritable {
            return Err(Error::convert(ErrorKind::NotWritable, part, "", why.clone()));
        }
        Ok(self.model.write_in(&table.layout, style, Vec::with_capacity(capacity)))
    }
}
