use super::layout::WriterLayout;
use crate::raw::RawJson;
use crate::style::Style;
use oci_digest::json::{self, Escapes};

/// Writes models as compact JSON text; the style's whitespace is put in at the end.
pub(crate) struct Writer {
    pub(super) out: Vec<u8>,
    escapes: Escapes,
    style: Style,
    pub(super) order: Order,
    /// The object being written stands for one that is not there: its lists and maps were never made.
    pub(super) is_nothing: bool,
    /// The object being written was made by a constructor: its maps are sorted, as Go writes them.
    pub(super) is_fresh: bool,
}

/// Which members are written, in which order.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// Those of the document, as they were read; in models that a constructor made those of the model, in its order.
    AsRead,
    /// Those that a layout holds; `None` where it holds no object.
    Layout(Option<&'static WriterLayout>),
}

impl Writer {
    /// A writer of compact text without HTML escapes, in the order in which things were read.
    pub(crate) fn plain() -> Self {
        Self::new(Style { html_escapes: false, ..Style::default() }, Order::AsRead, Vec::new())
    }

    pub(super) fn new(style: Style, order: Order, out: Vec<u8>) -> Self {
        Self { out, escapes: style.escapes(), style, order, is_nothing: false, is_fresh: false }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.style.lay_out(self.out)
    }

    pub(crate) fn string(&mut self, text: &str) {
        json::write_string(&mut self.out, text, &self.escapes);
    }

    pub(crate) fn integer(&mut self, value: i64) {
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    }

    pub(crate) fn literal(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn raw(&mut self, raw: &RawJson) {
        json::compact(&mut self.out, raw.as_str().as_bytes(), false);
    }

    /// The name of a member that the model knows: nothing in it needs escapes.
    pub(super) fn known(&mut self, first: &mut bool, name: &'static str) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    pub(super) fn name(&mut self, first: &mut bool, name: &str) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
        self.string(name);
        self.out.push(b':');
    }

    pub(super) fn unknown(&mut self, first: &mut bool, name: &str, value: &RawJson) {
        self.name(first, name);
        self.raw(value);
    }
}
