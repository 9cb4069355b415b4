//! What a model says that another layout does not.

use super::layout::WriterLayout;
use super::object::{Object, member_name};
use super::place::{Place, Tell, Unwritten, WhyUnwritten};
use super::writer::Writer;
use crate::extra::{Slot, Stood};
use crate::text::Text;

/// Walks an object in the order of the document. Whether the members that are written stood in the order of the layout.
pub(crate) fn walk<T: Object>(object: &T, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool {
    let mut in_order = true;
    let mut furthest = 0;
    for slot in object.extra().slots() {
        let (index, stood) = match slot {
            Slot::Unknown(name, raw) => {
                let text = raw.text().clone();
                tell(Unwritten { place: place.member(name), text, why: WhyUnwritten::Unknown });
                continue;
            }
            Slot::Known(index, stood) => (index, stood),
        };
        let name = member_name::<T>(index);
        let here = place.member(name);
        let Some((at, row)) = layout.place(index).and_then(|at| Some((at, layout.rows().get(at)?))) else {
            if !object.member_is_empty(index) {
                tell(Unwritten { place: here, text: text_of(object, index).into(), why: WhyUnwritten::NotHeld });
            }
            continue;
        };
        if object.is_omitted(row) {
            let text = if stood == Stood::Null { Text::from_static("null") } else { text_of(object, index).into() };
            tell(Unwritten { place: here, text, why: WhyUnwritten::Empty });
            continue;
        }
        in_order &= at >= furthest;
        furthest = at;
        if let Some(inner) = row.inner() {
            in_order &= object.walk_member(index, inner, &here, tell);
        }
    }
    in_order
}

/// The text of a member as the model has it.
fn text_of<T: Object>(object: &T, index: u8) -> String {
    let mut writer = Writer::plain();
    object.write_member(index, &mut writer);
    // What is written from text is text.
    String::from_utf8(writer.finish()).unwrap_or_default()
}
