/// Declares a model: a struct, and how it is read and written.
///
/// Each line is one member: `required` ones are always written by models that a constructor made, `optional` ones when
/// they say something. The order of the lines is the order in which the image-spec's Go types are written. What a member is
/// in the default model, where that is not nothing, stands after `=`.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident as $label:literal {
            $($(#[$member_meta:meta])* $need:ident $key:literal => $field:ident: $ty:ty $(= $default:expr)?,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $Name {
            $($(#[$member_meta])* pub $field: $ty,)*
            /// Unknown members, and the order of all members.
            pub extra: $crate::Extra,
        }

        const _: () = {
            use oci_digest::json::Members;
            use $crate::extra::Presence;
            use $crate::model::WriterLayout as Rows;
            use $crate::model::{Member, Model, Object, Place, Reader, ModelReading, LayoutRow, SerdeObject, Tell, Writer, read_object};

            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Order { $($field),* }

            /// The index of each member.
            struct At;

            #[allow(non_upper_case_globals)]
            impl At {
                $(const $field: u8 = Order::$field as u8;)*
            }

            impl Default for $Name {
                fn default() -> Self {
                    Self {
                        $($field: $crate::model::object!(@default $($default)?),)*
                        extra: Default::default(),
                    }
                }
            }

            impl Object for $Name {
                fn nothing() -> Self {
                    Member::blank()
                }

                const MEMBERS: &'static [&'static str] = &[$($key),*];
                type Places = [usize; <$Name as Object>::MEMBERS.len()];
                const NO_PLACES: Self::Places = [0; <$Name as Object>::MEMBERS.len()];

                #[inline(always)]
                fn is_next(likely: u8, reader: &mut Reader<'_>, members: &mut Members) -> bool {
                    match likely {
                        $(At::$field => reader.scanner.member_named(members, $key),)*
                        _ => false,
                    }
                }

                #[inline]
                fn index_of(name: &str) -> Option<u8> {
                    match name {
                        $($key => Some(At::$field),)*
                        _ => None,
                    }
                }

                #[inline(always)]
                fn read_member(
                    &mut self,
                    index: u8,
                    row: Option<&'static LayoutRow>,
                    again: bool,
                    reader: &mut Reader<'_>,
                ) -> Result<Presence, oci_digest::json::JsonError> {
                    match index {
                        $(At::$field => reader.member(row, again, &mut self.$field),)*
                        _ => Ok(Presence::Empty),
                    }
                }

                fn write_member(&self, index: u8, writer: &mut Writer) {
                    match index {
                        $(At::$field => self.$field.write(writer),)*
                        _ => {}
                    }
                }

                fn write_held(&self, index: u8, writer: &mut Writer) {
                    match index {
                        $(At::$field => Member::write_held(&self.$field, writer),)*
                        _ => {}
                    }
                }

                fn walk_member(&self, index: u8, layout: &'static Rows, place: &Place<'_>, tell: Tell<'_>) -> bool {
                    match index {
                        $(At::$field => Member::walk(&self.$field, layout, place, tell),)*
                        _ => true,
                    }
                }

                fn lacks(&self, index: u8) -> bool {
                    match index {
                        $(At::$field => self.$field.is_absent(),)*
                        _ => true,
                    }
                }

                fn member_is_empty(&self, index: u8) -> bool {
                    match index {
                        $(At::$field => Member::is_empty(&self.$field),)*
                        _ => true,
                    }
                }

                fn member_is_zero(&self, index: u8, layout: Option<&'static Rows>) -> bool {
                    match index {
                        $(At::$field => Member::is_zero(&self.$field, layout),)*
                        _ => true,
                    }
                }

                fn is_required(index: u8) -> bool {
                    match index {
                        $(At::$field => $crate::model::object!(@$need),)*
                        _ => false,
                    }
                }

                fn extra(&self) -> &$crate::Extra {
                    &self.extra
                }

                fn extra_mut(&mut self) -> &mut $crate::Extra {
                    &mut self.extra
                }
            }

            impl Member for $Name {
                fn blank() -> Self {
                    Self { $($field: Member::blank(),)* extra: Default::default() }
                }

                fn read(reader: &mut Reader<'_>) -> Result<Self, oci_digest::json::JsonError> {
                    let mut this = Self::blank();
                    read_object(&mut this, reader)?;
                    Ok(this)
                }

                #[inline]
                fn read_into(&mut self, reader: &mut Reader<'_>) -> Result<(), oci_digest::json::JsonError> {
                    read_object(self, reader)
                }

                fn write(&self, writer: &mut Writer) {
                    writer.object(self);
                }

                fn is_absent(&self) -> bool {
                    !self.extra.was_read() && self.extra.is_empty() $(&& self.$field.is_absent())*
                }

                fn is_empty(&self) -> bool {
                    false
                }

                fn is_zero(&self, layout: Option<&'static Rows>) -> bool {
                    self.is_zero_in(layout)
                }

                fn walk(&self, layout: &'static Rows, place: &Place<'_>, tell: Tell<'_>) -> bool {
                    $crate::model::walk(self, layout, place, tell)
                }
            }

            impl $crate::model::sealed::Sealed for $Name {}

            impl Model for $Name {
                const MEMBERS: &'static [&'static str] = <Self as Object>::MEMBERS;

                fn parse_in(
                    bytes: impl Into<bytes::Bytes>,
                    layout: &'static Rows,
                    limits: &$crate::Limits,
                ) -> Result<ModelReading<Self>, $crate::Error> {
                    $crate::model::parse_bytes_in(bytes.into(), layout, limits)
                }

                fn write_in(&self, layout: &'static Rows, style: $crate::Style, out: Vec<u8>) -> Vec<u8> {
                    Writer::in_layout(self, layout, style, out)
                }

                fn left_out_in(
                    &self,
                    layout: &'static Rows,
                    place: &Place<'_>,
                    tell: &mut dyn FnMut($crate::LeftOut<'_>),
                ) -> bool {
                    Member::walk(self, layout, place, tell)
                }

                fn states(&self, member: &str) -> bool {
                    self.states_member(member)
                }

                fn is_null(&self, member: &str) -> bool {
                    self.member_is_null(member)
                }

                fn set_null(&mut self, member: &str) {
                    if let Some(index) = <Self as Object>::MEMBERS.iter().position(|own| *own == member) {
                        self.extra.note_null(index as u8);
                    }
                }

                fn parse_with(bytes: impl Into<bytes::Bytes>, limits: &$crate::Limits) -> Result<Self, $crate::Error> {
                    $crate::model::parse_bytes(bytes.into(), limits)
                }

                fn to_styled(&self, style: $crate::Style) -> Vec<u8> {
                    Writer::as_read(self, style)
                }
            }

            impl SerdeObject for $Name {
                const LABEL: &'static str = concat!("an object (", $label, ")");

                fn deserialize_member<'de, A: serde::de::MapAccess<'de>>(
                    &mut self,
                    index: u8,
                    map: &mut A,
                ) -> Result<Presence, A::Error> {
                    match index {
                        $(At::$field => map.next_value().map(|value| $crate::model::take(value, &mut self.$field)),)*
                        _ => Ok(Presence::Empty),
                    }
                }

                fn serialize_member<M: serde::ser::SerializeMap>(&self, index: u8, map: &mut M) -> Result<(), M::Error> {
                    match index {
                        $(At::$field => map.serialize_entry($key, &self.$field),)*
                        _ => Ok(()),
                    }
                }
            }

            impl serde::Serialize for $Name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    $crate::model::serialize(self, serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $Name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::model::deserialize(deserializer)
                }
            }
        };
    };
    (@required) => { true };
    (@optional) => { false };
    (@default) => { Default::default() };
    (@default $value:expr) => { $value };
}

pub(crate) use object;
