use super::Member;
use super::layout::{Layout, Omit, Row};
use super::object::{Object, members_as_read};
use super::walk::is_omitted;
use crate::extra::Slot;
use crate::{Map, RawJson, Style, Text};
use oci_digest::json::{self, Escapes};
use std::fmt::Display;

/// Writes models as compact JSON text; the style's whitespace is put in at the end.
pub(crate) struct Writer {
    out: Vec<u8>,
    escapes: Escapes,
    style: Style,
    order: Order,
    /// The object being written stands for one that is not there: its lists and maps were never made.
    is_nothing: bool,
}

/// Which members are written, in which order.
#[derive(Clone, Copy)]
enum Order {
    /// Those of the document, as they were read.
    AsRead,
    /// Those of the model, in its order.
    Model,
    /// Those that a layout holds; `None` where it holds no object.
    Layout(Option<&'static Layout>),
}

impl Writer {
    /// The text of a model in the order in which it was read.
    pub(crate) fn as_read<T: Object>(model: &T, style: Style) -> Vec<u8> {
        Self::write(model, style, Order::AsRead, Vec::with_capacity(1024))
    }

    /// The text of a model in its own order.
    pub(crate) fn in_model_order<T: Object>(model: &T) -> Vec<u8> {
        Self::write(model, Style::default(), Order::Model, Vec::with_capacity(1024))
    }

    /// The text of a model in a layout.
    pub(crate) fn in_layout<T: Object>(model: &T, layout: &'static Layout, style: Style, out: Vec<u8>) -> Vec<u8> {
        Self::write(model, style, Order::Layout(Some(layout)), out)
    }

    /// A writer of compact text without HTML escapes, in the order in which things were read.
    pub(crate) fn plain() -> Self {
        Self::new(Style { html_escapes: false, ..Style::default() }, Order::AsRead, Vec::new())
    }

    /// The text of any value, in the order in which it was read.
    pub(crate) fn value<T: Member>(value: &T, style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, Order::AsRead, Vec::with_capacity(1024));
        value.write(&mut writer);
        writer.finish()
    }

    /// The compact text of one member of a model.
    #[cfg(feature = "oci-spec-0_10")]
    pub(crate) fn member<T: Object>(model: &T, index: u8) -> Vec<u8> {
        let mut writer = Self::new(Style::default(), Order::AsRead, Vec::new());
        model.write_member(index, &mut writer);
        writer.finish()
    }

    /// The text of a list of models, in the order in which they were read.
    pub(crate) fn list<T: Member>(items: &[T], style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, Order::AsRead, Vec::with_capacity(1024));
        writer.array(items);
        writer.finish()
    }

    fn write<T: Object>(model: &T, style: Style, order: Order, out: Vec<u8>) -> Vec<u8> {
        let mut writer = Self::new(style, order, out);
        model.write_object(&mut writer);
        writer.finish()
    }

    fn new(style: Style, order: Order, out: Vec<u8>) -> Self {
        Self { out, escapes: style.escapes(), style, order, is_nothing: false }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.style.lay_out(self.out)
    }

    pub(crate) fn object<T: Object>(&mut self, object: &T) {
        self.out.push(b'{');
        let mut first = true;
        match self.order {
            Order::AsRead => {
                for (slot, null) in members_as_read(object) {
                    match slot {
                        Slot::Unknown(name, value) => self.unknown(&mut first, name, value),
                        Slot::Known(index, _) => {
                            self.known(&mut first, T::MEMBERS[usize::from(index)]);
                            if null { self.literal("null") } else { object.write_member(index, self) }
                        }
                    }
                }
            }
            Order::Layout(Some(layout)) => {
                for row in layout.rows() {
                    self.row(object, row, &mut first);
                }
                self.order = Order::Layout(Some(layout));
            }
            // A layout that holds an object holds its members: the other case does not arise.
            Order::Model | Order::Layout(None) => {
                for index in 0..T::MEMBERS.len() as u8 {
                    if T::is_required(index) || !object.lacks(index) {
                        self.known(&mut first, T::MEMBERS[usize::from(index)]);
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

    /// A member that a layout holds.
    fn row<T: Object>(&mut self, object: &T, row: &'static Row, first: &mut bool) {
        let index = row.member();
        if is_omitted(object, row) {
            return;
        }
        self.known(first, T::MEMBERS[usize::from(index)]);
        if row.is_value_object() || !object.member_is_empty(index) || row.omit() != Omit::Never {
            self.order = Order::Layout(row.inner());
            let around = self.is_nothing;
            self.is_nothing |= row.is_value_object() && object.extra().was_read() && object.lacks(index);
            object.write_held(index, self);
            self.is_nothing = around;
        } else if row.is_nilable() && !row.is_pointer() && !self.is_nothing && object.extra().is_there(index) {
            // An empty list or map that is there, or that a constructor made.
            self.order = Order::Layout(row.inner());
            object.write_member(index, self);
        } else {
            self.literal(row.zero_text());
        }
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
        match self.order {
            Order::AsRead => map.entries().iter().for_each(|each| entry(self, each)),
            _ if map.is_sorted() => map.entries().iter().for_each(|each| entry(self, each)),
            _ => map.sorted().into_iter().for_each(|each| entry(self, each)),
        }
        self.out.push(b'}');
    }

    pub(crate) fn string(&mut self, text: &str) {
        json::write_string(&mut self.out, text, &self.escapes);
    }

    /// Text that needs no escapes.
    pub(crate) fn verbatim(&mut self, value: &impl Display) {
        use std::io::Write;
        // Writing into a Vec does not fail.
        let _ = write!(self.out, "\"{value}\"");
    }

    pub(crate) fn integer(&mut self, value: i64) {
        use std::io::Write;
        let _ = write!(self.out, "{value}");
    }

    pub(crate) fn literal(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn raw(&mut self, raw: &RawJson) {
        json::compact(&mut self.out, raw.as_str().as_bytes(), false);
    }

    /// The name of a member that the model knows: nothing in it needs escapes.
    fn known(&mut self, first: &mut bool, name: &'static str) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
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
