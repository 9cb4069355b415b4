//! Writing models: whole ones, in an order.

use super::layout::{LayoutRow, Omit, WriterLayout};
use super::object::{Object, member_name, members_as_read};
use super::writer::{Order, Writer};
use crate::extra::OrderedMember;
use crate::style::Style;

impl Writer {
    /// The text of a model in the order in which it was read.
    pub(crate) fn as_read<T: Object>(model: &T, style: Style) -> Vec<u8> {
        Self::write(model, style, Order::AsRead, Vec::with_capacity(1024))
    }

    /// The text of a model in a layout.
    pub(crate) fn in_layout<T: Object>(
        model: &T,
        layout: &'static WriterLayout,
        style: Style,
        out: Vec<u8>,
    ) -> Vec<u8> {
        Self::write(model, style, Order::Layout(Some(layout)), out)
    }

    /// The compact text of one member of a model.
    #[cfg(feature = "oci-spec-0_10")]
    pub(crate) fn member<T: Object>(model: &T, index: u8) -> Vec<u8> {
        let mut writer = Self::new(Style::default(), Order::AsRead, Vec::new());
        model.write_member(index, &mut writer);
        writer.finish()
    }

    fn write<T: Object>(model: &T, style: Style, order: Order, out: Vec<u8>) -> Vec<u8> {
        let mut writer = Self::new(style, order, out);
        writer.object(model);
        writer.finish()
    }

    pub(crate) fn object<T: Object>(&mut self, object: &T) {
        self.out.push(b'{');
        let mut first = true;
        match self.order {
            // A layout that holds an object holds its members: the other case does not arise.
            Order::AsRead | Order::Layout(None) => {
                let around = std::mem::replace(&mut self.is_fresh, !object.extra().was_read());
                for (member, null) in members_as_read(object) {
                    match member {
                        OrderedMember::Unknown(name, value) => self.unknown(&mut first, name, value),
                        OrderedMember::Known(index, _) => {
                            self.known(&mut first, member_name::<T>(index));
                            if null { self.literal("null") } else { object.write_member(index, self) }
                        }
                    }
                }
                self.is_fresh = around;
            }
            Order::Layout(Some(layout)) => {
                for row in layout.rows() {
                    self.row(object, row, &mut first);
                }
                self.order = Order::Layout(Some(layout));
            }
        }
        self.out.push(b'}');
    }

    /// A member that a layout holds.
    fn row<T: Object>(&mut self, object: &T, row: &'static LayoutRow, first: &mut bool) {
        let index = row.member();
        if object.is_omitted(row) {
            return;
        }
        self.known(first, member_name::<T>(index));
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
}
