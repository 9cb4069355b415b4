use super::object::{Object, members_as_read};
use super::{Member, profile::Profile};
use crate::extra::Slot;
use crate::{Map, RawJson, Style, Text};
use oci_digest::json::{self, Escapes};
use std::fmt::Display;
use std::io::Write;

/// Writes models as compact JSON text; the style's blanks are put in at the end.
pub(crate) struct Writer {
    out: Vec<u8>,
    escapes: Escapes,
    style: Style,
    /// Whose member order is written; `None` for that of the document.
    profile: Option<Profile>,
}

impl Writer {
    /// The text of a model in the order in which it was read.
    pub(crate) fn as_read<T: Object>(model: &T, style: Style) -> Vec<u8> {
        Self::write(model, style, None)
    }

    /// The text of a model as a profile writes it.
    pub(crate) fn profiled<T: Object>(model: &T, profile: Profile) -> Vec<u8> {
        Self::write(model, profile.style(), Some(profile))
    }

    /// The text of any value, in the order in which it was read.
    pub(crate) fn value<T: Member>(value: &T, style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, None);
        value.write(&mut writer);
        writer.finish()
    }

    /// The compact text of one member of a model.
    #[cfg(feature = "oci-spec-0_10")]
    pub(crate) fn member<T: Object>(model: &T, index: u8) -> Vec<u8> {
        let mut writer = Self::new(Style::default(), None);
        model.write_member(index, &mut writer);
        writer.finish()
    }

    /// The text of a list of models, in the order in which they were read.
    pub(crate) fn list<T: Member>(items: &[T], style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, None);
        writer.array(items);
        writer.finish()
    }

    fn write<T: Object>(model: &T, style: Style, profile: Option<Profile>) -> Vec<u8> {
        let mut writer = Self::new(style, profile);
        model.write_object(&mut writer);
        writer.finish()
    }

    fn new(style: Style, profile: Option<Profile>) -> Self {
        Self { out: Vec::with_capacity(1024), escapes: style.escapes(), style, profile }
    }

    fn finish(self) -> Vec<u8> {
        self.style.lay_out(self.out)
    }

    pub(crate) fn object<T: Object>(&mut self, object: &T) {
        self.out.push(b'{');
        let mut first = true;
        match self.profile {
            None => {
                for (slot, null) in members_as_read(object) {
                    match slot {
                        Slot::Unknown(name, value) => self.unknown(&mut first, name, value),
                        Slot::Known(index, _) => {
                            self.name(&mut first, T::MEMBERS[usize::from(index)]);
                            if null { self.literal("null") } else { object.write_member(index, self) }
                        }
                    }
                }
            }
            Some(profile) => {
                for &index in profile.order(T::NAME, T::MEMBERS).iter() {
                    if T::is_required(index) || !object.lacks(index) {
                        self.name(&mut first, T::MEMBERS[usize::from(index)]);
                        object.write_member(index, self);
                    }
                }
                for slot in object.extra().slots() {
                    if let Slot::Unknown(name, value) = slot {
                        self.unknown(&mut first, name, value);
                    }
                }
            }
        }
        self.out.push(b'}');
    }

    pub(crate) fn array<T: Member>(&mut self, items: &[T]) {
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            item.write(self);
        }
        self.out.push(b']');
    }

    pub(crate) fn map<V: Member>(&mut self, map: &Map<V>) {
        self.out.push(b'{');
        let mut first = true;
        let mut entry = |writer: &mut Self, (key, value): &(Text, V)| {
            writer.name(&mut first, key);
            value.write(writer);
        };
        match self.profile {
            None => map.entries().iter().for_each(|each| entry(self, each)),
            Some(_) => map.sorted().into_iter().for_each(|each| entry(self, each)),
        }
        self.out.push(b'}');
    }

    pub(crate) fn string(&mut self, text: &str) {
        json::write_string(&mut self.out, text, &self.escapes);
    }

    pub(crate) fn display(&mut self, value: &impl Display) {
        self.string(&value.to_string());
    }

    pub(crate) fn integer(&mut self, value: i64) {
        // Writing into a Vec does not fail.
        let _ = write!(self.out, "{value}");
    }

    pub(crate) fn literal(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn raw(&mut self, raw: &RawJson) {
        json::compact(&mut self.out, raw.as_str().as_bytes(), false);
    }

    fn name(&mut self, first: &mut bool, name: &str) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
        self.string(name);
        self.out.push(b':');
    }

    fn unknown(&mut self, first: &mut bool, name: &str, value: &RawJson) {
        self.name(first, name);
        self.raw(value);
    }
}
