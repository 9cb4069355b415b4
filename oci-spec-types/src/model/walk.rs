//! What a model says that another layout does not.

use super::layout::{Layout, Omit, Row};
use super::object::Object;
use super::writer::Writer;
use crate::Text;
use crate::extra::{Slot, Stood};
use oci_digest::json::push_segment;
use std::fmt::Write;

/// A place in a document, as a chain of segments: its text is made only where it is told.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    above: Option<&'p Place<'p>>,
    segment: Segment<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'p> {
    Root,
    Member(&'p str),
    Element(usize),
}

impl Place<'static> {
    /// The whole document.
    pub const ROOT: Self = Self { above: None, segment: Segment::Root };
}

impl<'p> Place<'p> {
    /// A member of the object at this place.
    #[must_use]
    pub const fn member(&'p self, name: &'p str) -> Self {
        Self { above: Some(self), segment: Segment::Member(name) }
    }

    /// An element, from 0, of the list at this place.
    #[must_use]
    pub const fn element(&'p self, index: usize) -> Self {
        Self { above: Some(self), segment: Segment::Element(index) }
    }

    /// The RFC 6901 pointer.
    ///
    /// ```
    /// use oci_spec_types::Place;
    ///
    /// let layers = Place::ROOT.member("layers");
    /// assert_eq!(layers.element(2).member("a/b").to_pointer(), "/layers/2/a~1b");
    /// ```
    #[must_use]
    pub fn to_pointer(&self) -> String {
        let mut pointer = String::with_capacity(self.len());
        self.push(&mut pointer);
        pointer
    }

    /// About how long the pointer is.
    fn len(&self) -> usize {
        let own = match self.segment {
            Segment::Root => 0,
            Segment::Member(name) => 1 + name.len(),
            Segment::Element(_) => 4,
        };
        own + self.above.map_or(0, Self::len)
    }

    fn push(&self, pointer: &mut String) {
        if let Some(above) = self.above {
            above.push(pointer);
        }
        match self.segment {
            Segment::Root => {}
            Segment::Member(name) => push_segment(pointer, name),
            Segment::Element(index) => {
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}

/// A member that a model has and that does not appear when the model is written in a layout.
#[derive(Debug, Clone)]
pub struct Unwritten<'m> {
    /// Where it stands.
    pub place: Place<'m>,
    /// Its JSON text.
    pub text: Text,
    /// Why it does not appear.
    pub why: WhyUnwritten,
}

/// Why a member is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyUnwritten {
    /// The model keeps it as raw text: nobody knows it, or the layout in which it was read does not hold it.
    Unknown,
    /// The layout has no row for it.
    NotHeld,
    /// It is empty, and the layout leaves it out then.
    Empty,
}

/// Who is told.
pub(crate) type Tell<'t> = &'t mut dyn FnMut(Unwritten<'_>);

/// Walks an object in the order of the document. Whether the members that are written stood in the order of the layout.
pub(crate) fn object<T: Object>(object: &T, layout: &'static Layout, place: &Place<'_>, tell: Tell<'_>) -> bool {
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
        let name = T::MEMBERS[usize::from(index)];
        let here = place.member(name);
        let Some(at) = layout.place(index) else {
            if !object.member_is_empty(index) {
                tell(Unwritten { place: here, text: text_of(object, index).into(), why: WhyUnwritten::NotHeld });
            }
            continue;
        };
        let row = &layout.rows()[at];
        if is_omitted(object, row) {
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

/// Whether a layout leaves a member out.
pub(crate) fn is_omitted<T: Object>(object: &T, row: &Row) -> bool {
    match row.omit() {
        Omit::Never => false,
        Omit::Empty if row.is_value_object() => false,
        Omit::Empty if row.is_pointer() => object.lacks(row.member()),
        Omit::Empty => object.member_is_empty(row.member()),
        Omit::Zero => object.member_is_zero(row.member(), row.inner()),
    }
}

/// Whether an object has nothing but zero values; an empty list or map that is there is none.
pub(crate) fn is_zero<T: Object>(object: &T, layout: Option<&'static Layout>) -> bool {
    let Some(layout) = layout else { return false };
    layout.rows().iter().all(|row| match row.is_nilable() {
        true => object.lacks(row.member()),
        false => object.member_is_zero(row.member(), row.inner()),
    })
}

/// The text of a member as the model has it.
fn text_of<T: Object>(object: &T, index: u8) -> String {
    let mut writer = Writer::plain();
    object.write_member(index, &mut writer);
    // What is written from text is text.
    String::from_utf8(writer.finish()).unwrap_or_default()
}
