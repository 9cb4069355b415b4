use super::layout::{LayoutRow, Omit, WriterLayout};
use super::member::Member;
use super::place::{Place, Tell};
use super::reader::Reader;
use super::writer::Writer;
use crate::extra::{Extra, OrderedMember, Presence};
use crate::text::Text;
use oci_digest::json::{self, Members};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A struct made by `object!`: members by their index in the table.
pub(crate) trait Object: Sized {
    /// An object that says nothing.
    fn nothing() -> Self;

    /// The names of the members, in the order of the image-spec's Go types.
    const MEMBERS: &'static [&'static str];

    /// A number for each member.
    type Places: AsMut<[usize]>;
    /// All of them 0.
    const NO_PLACES: Self::Places;

    /// Whether the next member is this one, spelt as writers mostly spell it: its name is read then.
    fn is_next(likely: u8, reader: &mut Reader<'_>, members: &mut Members) -> bool;
    /// The index of a name.
    fn index_of(name: &str) -> Option<u8>;
    /// Reads the value of a member; `again` where it stood before.
    fn read_member(
        &mut self,
        index: u8,
        row: Option<&'static LayoutRow>,
        again: bool,
        reader: &mut Reader<'_>,
    ) -> Result<Presence, json::JsonError>;
    fn write_member(&self, index: u8, writer: &mut Writer);
    /// Writes a member where nothing is no value of the type.
    fn write_held(&self, index: u8, writer: &mut Writer);
    fn walk_member(&self, index: u8, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool;
    /// Whether a member says nothing.
    fn lacks(&self, index: u8) -> bool;
    /// Whether a member says nothing, or has an empty value.
    fn member_is_empty(&self, index: u8) -> bool;
    /// Whether a member has its zero value, as an object in this layout if it is one.
    fn member_is_zero(&self, index: u8, layout: Option<&'static WriterLayout>) -> bool;
    fn is_required(index: u8) -> bool;
    fn extra(&self) -> &Extra;
    fn extra_mut(&mut self) -> &mut Extra;

    /// Whether a layout leaves a member out.
    fn is_omitted(&self, row: &LayoutRow) -> bool {
        match row.omit() {
            Omit::Never => false,
            Omit::Empty if row.is_value_object() => false,
            Omit::Empty if row.is_pointer() => self.lacks(row.member()),
            Omit::Empty => self.member_is_empty(row.member()),
            Omit::Zero => self.member_is_zero(row.member(), row.inner()),
        }
    }

    /// Whether there are nothing but zero values; an empty list or map that is there is none.
    fn is_zero_in(&self, layout: Option<&'static WriterLayout>) -> bool {
        let Some(layout) = layout else { return false };
        layout.rows().iter().all(|row| match row.is_nilable() {
            true => self.lacks(row.member()) && self.extra().presence(row.member()) != Some(Presence::Empty),
            false => self.member_is_zero(row.member(), row.inner()),
        })
    }

    /// See [`super::Model::is_null`].
    fn member_is_null(&self, name: &str) -> bool {
        match Self::MEMBERS.iter().position(|own| *own == name) {
            Some(index) => self.extra().presence(index as u8) == Some(Presence::Null) && self.lacks(index as u8),
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
            || match self.extra().presence(index) {
                None => !self.extra().was_read() && Self::is_required(index),
                Some(Presence::Null) => false,
                Some(Presence::Empty) => true,
                // Removed since it was read.
                Some(Presence::Value) => Self::is_required(index),
            }
    }
}

/// What an [`Object`] adds for serde.
pub(crate) trait SerdeObject: Object {
    /// What is expected, for messages.
    const LABEL: &'static str;

    /// Takes the value of a member.
    fn deserialize_member<'de, A: MapAccess<'de>>(&mut self, index: u8, map: &mut A) -> Result<Presence, A::Error>;
    fn serialize_member<M: SerializeMap>(&self, index: u8, map: &mut M) -> Result<(), M::Error>;
}

/// The members to write, in the order in which they were read: shared by the writer and serde.
pub(crate) fn members_as_read<T: Object>(object: &T) -> impl Iterator<Item = (OrderedMember<'_>, bool)> {
    let mut written = 0_u64;
    let fresh = !object.extra().was_read();
    let read: Vec<(OrderedMember<'_>, bool)> = object
        .extra()
        .members()
        .filter_map(|member| match member {
            OrderedMember::Unknown(..) => Some((member, false)),
            OrderedMember::Known(index, presence) => {
                written |= 1 << index;
                let absent = object.lacks(index);
                match presence {
                    Presence::Null if absent => Some((member, true)),
                    // Removed since it was read.
                    Presence::Value if absent && !T::is_required(index) => None,
                    _ => Some((member, false)),
                }
            }
        })
        .collect();
    let added = (0..T::MEMBERS.len() as u8).filter(move |index| {
        written & (1 << index) == 0 && (!object.lacks(*index) || (fresh && T::is_required(*index)))
    });
    // Constructors make models without an order: then what was added comes first, and unknown members after it.
    let (first, last) = if fresh { (Vec::new(), read) } else { (read, Vec::new()) };
    first.into_iter().chain(added.map(|index| (OrderedMember::Known(index, Presence::Value), false))).chain(last)
}

/// Which members stood, and where each did among all members of the object.
struct Stands<T: Object> {
    seen: u64,
    places: T::Places,
}

impl<T: Object> Stands<T> {
    const NONE: Self = Self { seen: 0, places: T::NO_PLACES };

    #[inline(always)]
    fn has(&self, index: u8) -> bool {
        self.seen >> index & 1 == 1
    }

    /// Notes how a member stood, and `again` whether it did before: then it keeps its first place.
    #[inline(always)]
    fn note(&mut self, extra: &mut Extra, index: u8, again: bool, presence: Presence) {
        self.seen |= 1 << index;
        match self.places.as_mut().get_mut(usize::from(index)) {
            Some(place) if again => extra.push_again(*place, index, presence),
            Some(place) => *place = extra.push_first(index, presence),
            None => {}
        }
    }
}

/// The name of a member by its index.
#[inline]
#[expect(clippy::indexing_slicing, reason = "models give the indexes of their members only")]
pub(crate) fn member_name<T: Object>(index: u8) -> &'static str {
    T::MEMBERS[usize::from(index)]
}

/// Reads into an object that says nothing.
pub(crate) fn read_object<T: Object>(object: &mut T, reader: &mut Reader<'_>) -> Result<(), json::JsonError> {
    object.extra_mut().begin();
    let layout = reader.layout();
    let mut members = reader.scanner.begin_object()?;
    let mut stands = Stands::<T>::NONE;
    let mut likely = 0;
    loop {
        // Writers mostly write members in the order of the model, without whitespace.
        let index = if T::is_next(likely, reader, &mut members) {
            likely
        } else {
            let Some(name) = reader.scanner.member(&mut members)? else { break };
            let known =
                if name.is_escaped() { T::index_of(&name.decode_go()) } else { T::index_of(reader.spelt(&name)) };
            let Some(index) = known else {
                reader.unknown(T::MEMBERS, layout, &name);
                let name = reader.text(&name);
                let value = reader.unknown_value()?;
                object.extra_mut().push_unknown(name, value);
                continue;
            };
            index
        };
        likely = index + 1;
        let row = match layout {
            None => None,
            Some(layout) => match layout.row(index) {
                Some(row) => Some(row),
                None => {
                    let name = member_name::<T>(index);
                    let value = reader.unknown_value()?;
                    object.extra_mut().push_unknown(Text::from_static(name), value);
                    continue;
                }
            },
        };
        let again = stands.has(index);
        let presence = object.read_member(index, row, again, reader)?;
        stands.note(object.extra_mut(), index, again, presence);
    }
    reader.set_layout(layout);
    Ok(())
}

/// Sets a member to the value that serde read, `null` standing for nothing, whatever the type.
pub(crate) fn take<T: Member>(value: Option<T>, into: &mut T) -> Presence {
    let presence = match &value {
        None => Presence::Null,
        Some(value) if value.is_absent() => Presence::Empty,
        Some(_) => Presence::Value,
    };
    *into = value.unwrap_or_else(T::blank);
    presence
}

/// Deserialises an object from a map.
pub(crate) fn deserialize<'de, T: SerdeObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: SerdeObject> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::LABEL)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut object = T::nothing();
            object.extra_mut().begin();
            let mut stands = Stands::<T>::NONE;
            while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                match T::index_of(&name) {
                    Some(index) => {
                        let (again, presence) = (stands.has(index), object.deserialize_member(index, &mut map)?);
                        stands.note(object.extra_mut(), index, again, presence);
                    }
                    None => object.extra_mut().push_unknown(name.into(), map.next_value()?),
                }
            }
            Ok(object)
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}
