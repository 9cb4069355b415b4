use super::layout::{Layout, Omit, Row};
use super::place::{Place, Tell};
use super::reader::Reader;
use super::writer::Writer;
use crate::extra::{Extra, Slot, Stood};
use oci_digest::json;
use serde::ser::{SerializeMap, Serializer};

/// A struct made by `object!`: members by their index in the table.
pub(crate) trait Object: Default {
    /// The names of the members, in the order of the image-spec's Go types.
    const MEMBERS: &'static [&'static str];

    /// Reads into an object that is the default one.
    fn read_object(&mut self, reader: &mut Reader<'_>) -> Result<(), json::Error>;
    fn write_member(&self, index: u8, writer: &mut Writer);
    /// Writes a member where nothing is no value of the type.
    fn write_held(&self, index: u8, writer: &mut Writer);
    fn walk_member(&self, index: u8, layout: &'static Layout, place: &Place<'_>, tell: Tell<'_>) -> bool;
    /// Whether a member says nothing.
    fn lacks(&self, index: u8) -> bool;
    /// Whether a member says nothing, or has an empty value.
    fn member_is_empty(&self, index: u8) -> bool;
    /// Whether a member has its zero value, as an object in this layout if it is one.
    fn member_is_zero(&self, index: u8, layout: Option<&'static Layout>) -> bool;
    fn is_required(index: u8) -> bool;
    fn extra(&self) -> &Extra;

    /// Whether a layout leaves a member out.
    fn is_omitted(&self, row: &Row) -> bool {
        match row.omit() {
            Omit::Never => false,
            Omit::Empty if row.is_value_object() => false,
            Omit::Empty if row.is_pointer() => self.lacks(row.member()),
            Omit::Empty => self.member_is_empty(row.member()),
            Omit::Zero => self.member_is_zero(row.member(), row.inner()),
        }
    }

    /// Whether there are nothing but zero values; an empty list or map that is there is none.
    fn is_zero_in(&self, layout: Option<&'static Layout>) -> bool {
        let Some(layout) = layout else { return false };
        layout.rows().iter().all(|row| match row.is_nilable() {
            true => self.lacks(row.member()),
            false => self.member_is_zero(row.member(), row.inner()),
        })
    }

    /// See [`super::Model::is_null`].
    fn member_is_null(&self, name: &str) -> bool {
        match Self::MEMBERS.iter().position(|own| *own == name) {
            Some(index) => self.extra().stood(index as u8) == Some(Stood::Null) && self.lacks(index as u8),
            None => self.extra().get(name).is_some_and(|raw| raw.as_str() == "null"),
        }
    }

    /// See [`super::Model::states`].
    fn states_member(&self, name: &str) -> bool {
        let Some(index) = Self::MEMBERS.iter().position(|own| *own == name) else {
            return self.extra().get(name).is_some_and(|raw| raw.as_str() != "null");
        };
        let index = index as u8;
        !self.lacks(index)
            || match self.extra().stood(index) {
                None => !self.extra().was_read() && Self::is_required(index),
                Some(Stood::Null) => false,
                Some(Stood::Empty) => true,
                // Removed since it was read.
                Some(Stood::Value) => Self::is_required(index),
            }
    }
}

/// What an [`Object`] adds for serde.
pub(crate) trait SerdeObject: Object {
    fn serialize_member<M: SerializeMap>(&self, index: u8, map: &mut M) -> Result<(), M::Error>;
}

/// The members to write, in the order in which they were read: shared by the writer and serde.
pub(crate) fn members_as_read<T: Object>(object: &T) -> impl Iterator<Item = (Slot<'_>, bool)> {
    let mut written = 0_u64;
    let fresh = !object.extra().was_read();
    let read: Vec<(Slot<'_>, bool)> = object
        .extra()
        .slots()
        .filter_map(|slot| match slot {
            Slot::Unknown(..) => Some((slot, false)),
            Slot::Known(index, stood) => {
                written |= 1 << index;
                let absent = object.lacks(index);
                match stood {
                    Stood::Null if absent => Some((slot, true)),
                    // Removed since it was read.
                    Stood::Value if absent && !T::is_required(index) => None,
                    _ => Some((slot, false)),
                }
            }
        })
        .collect();
    let added = (0..T::MEMBERS.len() as u8).filter(move |index| {
        written & (1 << index) == 0 && (!object.lacks(*index) || (fresh && T::is_required(*index)))
    });
    // Constructors make models without an order: then what was added comes first, and unknown members behind it.
    let (first, last) = if fresh { (Vec::new(), read) } else { (read, Vec::new()) };
    first.into_iter().chain(added.map(|index| (Slot::Known(index, Stood::Value), false))).chain(last)
}

/// Serialises an object as a map, members in the order in which they were read.
pub(crate) fn serialize<T: SerdeObject, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (slot, null) in members_as_read(object) {
        match slot {
            Slot::Unknown(name, value) => map.serialize_entry(name, value)?,
            Slot::Known(index, _) if null => map.serialize_entry(T::MEMBERS[usize::from(index)], &())?,
            Slot::Known(index, _) => object.serialize_member(index, &mut map)?,
        }
    }
    map.end()
}
