use crate::text::Text;
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
pub struct LeftOut<'m> {
    /// Where it stands.
    pub place: Place<'m>,
    /// Its JSON text.
    pub text: Text,
    /// Why it does not appear.
    pub why: WhyLeftOut,
}

/// Why a member is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// The model keeps it as raw text: nobody knows it, or the layout in which it was read does not hold it.
    Unknown,
    /// The layout has no row for it.
    NotHeld,
    /// It is empty, and the layout leaves it out then.
    Empty,
}

/// Who is told.
pub(crate) type Tell<'t> = &'t mut dyn FnMut(LeftOut<'_>);
