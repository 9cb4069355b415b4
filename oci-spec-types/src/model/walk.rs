//! What a model says that another layout does not.

use super::layout::WriterLayout;
use super::object::{Object, member_name};
use super::place::{LeftOut, Place, Tell, WhyLeftOut};
use super::writer::Writer;
use crate::extra::{OrderedMember, Presence};
use crate::text::Text;

/// Walks an object in the order of the document. Whether the members that are written stood in the order of the layout.
pub(crate) fn walk<T: Object>(object: &T, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool {
    let mut in_order = true;
    let mut furthest = 0;
    for member in object.extra().members() {
        let (index, presence) = match member {
            OrderedMember::Unknown(name, raw) => {
                let text = raw.text().clone();
                tell(LeftOut { place: place.member(name), text, why: WhyLeftOut::Unknown });
                continue;
            }
            OrderedMember::Known(index, presence) => (index, presence),
        };
        let name = member_name::<T>(index);
        let here = place.member(name);
        let Some((at, row)) = layout.place(index).and_then(|at| Some((at, layout.rows().get(at)?))) else {
            if !object.member_is_empty(index) {
                tell(LeftOut { place: here, text: text_of(object, index).into(), why: WhyLeftOut::NotHeld });
            }
            continue;
        };
        if object.is_omitted(row) {
            let text =
                if presence == Presence::Null { Text::from_static("null") } else { text_of(object, index).into() };
            tell(LeftOut { place: here, text, why: WhyLeftOut::Empty });
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
