use super::object::{SerdeObject, member_name, members_as_read};
use super::writer::Writer;
use crate::extra::OrderedMember;
use crate::json_writer::writes_compact_json;
use crate::style::Style;
use serde::Serialize;
use serde::ser::{Error, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// Serialises an object as a map, members in the order in which they were read; where `serde_json` writes compact text, as
/// the text that everything else here writes, so that a model has one digest.
pub(crate) fn serialize<T: SerdeObject, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if writes_compact_json::<S>() {
        let text = String::from_utf8(Writer::as_read(object, Style::default())).map_err(S::Error::custom)?;
        return RawValue::from_string(text).map_err(S::Error::custom)?.serialize(serializer);
    }
    let mut map = serializer.serialize_map(None)?;
    for (member, null) in members_as_read(object) {
        match member {
            OrderedMember::Unknown(name, value) => map.serialize_entry(name, value)?,
            OrderedMember::Known(index, _) if null => map.serialize_entry(member_name::<T>(index), &())?,
            OrderedMember::Known(index, _) => object.serialize_member(index, &mut map)?,
        }
    }
    map.end()
}
