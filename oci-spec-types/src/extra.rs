use crate::map::say_the_same;
use crate::{RawJson, Text};

/// What a document says beyond the members its model knows, and the order in which it says everything.
///
/// Unknown members are kept as raw text. The order of all members, and which were `null` or empty, is kept too, so that
/// a document that was read is written back with nothing moved; it takes no part in comparisons:
/// two models are equal when they say the same.
///
/// ```
/// use oci_spec_types::{Model, oci::Descriptor};
///
/// let descriptor = Descriptor::parse(&br#"{"x":1.0,"size":3,"digest":"sha256:zz","mediaType":"a/b"}"#[..])?;
/// assert_eq!(descriptor.extra.get("x").unwrap().as_str(), "1.0");
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Extra {
    order: MemberOrder,
    unknown: Vec<(Text, RawJson)>,
}

/// How a known member stood in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// With a value that says something.
    Value,
    /// As `null`.
    Null,
    /// With a value that says no more than its absence: `""`, `0`, `false`, `[]`, `{}`.
    Empty,
}

/// One member in the order of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OrderedMember<'a> {
    Known(u8, Presence),
    Unknown(&'a Text, &'a RawJson),
}

impl Extra {
    /// The unknown members in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.unknown.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there are no unknown members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.unknown.is_empty()
    }

    /// How many unknown members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.unknown.len()
    }

    /// The value of an unknown member; the last one where the name stands twice. All of them are looked through, as in
    /// [`Extra::insert`] and [`Extra::remove`]: [`Extra::iter`] is for many.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.unknown.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Sets an unknown member: in place where it stands already, else after all others. Not for members that the model
    /// has: they would stand twice.
    pub fn insert(&mut self, name: impl Into<Text>, value: RawJson) {
        let name = name.into();
        match self.unknown.iter_mut().rev().find(|(own, _)| *own == name) {
            Some((_, own)) => *own = value,
            None => self.push_unknown(name, value),
        }
    }

    /// Removes an unknown member and returns its value; the last one where the name stands twice.
    pub fn remove(&mut self, name: &str) -> Option<RawJson> {
        let at = self.unknown.iter().rposition(|(own, _)| own == name)?;
        self.order.remove_unknown(at);
        Some(self.unknown.remove(at).1)
    }

    /// Forgets the order of the document: what is written next is in the order of the model.
    pub fn forget_order(&mut self) {
        self.order = MemberOrder::default();
        for _ in &self.unknown {
            self.order.push(MemberOrder::UNKNOWN);
        }
    }

    /// Whether the model was read from a document (and not made by a constructor).
    pub(crate) fn was_read(&self) -> bool {
        self.order.was_read()
    }

    /// How a known member stood in the document, if it did.
    pub(crate) fn presence(&self, index: u8) -> Option<Presence> {
        let mut known = self.order.as_slice().iter().filter_map(|code| MemberOrder::known(*code));
        known.find(|(own, _)| *own == index).map(|(_, presence)| presence)
    }

    /// Whether a known member stood in the document with a value that is not `null`; always where there is no document.
    pub(crate) fn is_there(&self, index: u8) -> bool {
        match self.presence(index) {
            Some(presence) => presence != Presence::Null,
            None => !self.was_read(),
        }
    }

    /// Notes that a known member is `null`.
    pub(crate) fn note_null(&mut self, index: u8) {
        let order = self.order.as_slice();
        match order.iter().position(|code| MemberOrder::known(*code).is_some_and(|(own, _)| own == index)) {
            Some(place) => self.order.set(place, MemberOrder::code(index, Presence::Null)),
            None => self.order.push(MemberOrder::code(index, Presence::Null)),
        }
    }

    pub(crate) fn begin(&mut self) {
        self.order.begin();
    }

    pub(crate) fn push_unknown(&mut self, name: Text, value: RawJson) {
        self.order.push(MemberOrder::UNKNOWN);
        self.unknown.push((name, value));
    }

    /// Notes a known member that stands for the first time, and returns its place.
    #[inline]
    pub(crate) fn push_first(&mut self, index: u8, presence: Presence) -> usize {
        let place = self.order.as_slice().len();
        self.order.push(MemberOrder::code(index, presence));
        place
    }

    /// Notes a known member that stands again: it keeps its first place.
    pub(crate) fn push_again(&mut self, place: usize, index: u8, presence: Presence) {
        self.order.set(place, MemberOrder::code(index, presence));
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = OrderedMember<'_>> {
        let mut unknown = self.unknown.iter();
        self.order.as_slice().iter().filter_map(move |&code| match MemberOrder::known(code) {
            Some((index, presence)) => Some(OrderedMember::Known(index, presence)),
            None => unknown.next().map(|(name, value)| OrderedMember::Unknown(name, value)),
        })
    }
}

/// Equal when the unknown members are.
impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        say_the_same(&self.unknown, &other.unknown)
    }
}

impl Eq for Extra {}

/// The order of members, one byte each: two bits how it stood, six bits which one. Few need no allocation.
#[derive(Debug, Clone)]
enum MemberOrder {
    Inline { len: u8, read: bool, codes: [u8; 14] },
    Heap(Vec<u8>),
}

impl Default for MemberOrder {
    fn default() -> Self {
        Self::Inline { len: 0, read: false, codes: [0; 14] }
    }
}

impl MemberOrder {
    const UNKNOWN: u8 = 0x3f;

    fn known(code: u8) -> Option<(u8, Presence)> {
        let index = code & 0x3f;
        let presence = match code >> 6 {
            0 => Presence::Value,
            1 => Presence::Null,
            _ => Presence::Empty,
        };
        (index != Self::UNKNOWN).then_some((index, presence))
    }

    #[expect(clippy::indexing_slicing, reason = "so many codes are there")]
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Inline { len, codes, .. } => &codes[..usize::from(*len)],
            Self::Heap(codes) => codes,
        }
    }

    fn was_read(&self) -> bool {
        !matches!(self, Self::Inline { read: false, .. })
    }

    fn begin(&mut self) {
        if let Self::Inline { read, .. } = self {
            *read = true;
        }
    }

    #[inline]
    fn push(&mut self, code: u8) {
        match self {
            Self::Inline { len, codes, .. } => match codes.get_mut(usize::from(*len)) {
                Some(place) => {
                    *place = code;
                    *len += 1;
                }
                None => {
                    let mut heap = codes.to_vec();
                    heap.push(code);
                    *self = Self::Heap(heap);
                }
            },
            Self::Heap(codes) => codes.push(code),
        }
    }

    #[inline]
    fn code(index: u8, presence: Presence) -> u8 {
        index
            | match presence {
                Presence::Value => 0,
                Presence::Null => 1 << 6,
                Presence::Empty => 2 << 6,
            }
    }

    #[expect(clippy::indexing_slicing, reason = "so many codes are there")]
    fn set(&mut self, place: usize, code: u8) {
        let codes = match self {
            Self::Inline { len, codes, .. } => &mut codes[..usize::from(*len)],
            Self::Heap(codes) => codes,
        };
        if let Some(own) = codes.get_mut(place) {
            *own = code;
        }
    }

    fn remove_unknown(&mut self, nth: usize) {
        let Some(at) = self.as_slice().iter().enumerate().filter(|(_, c)| **c == Self::UNKNOWN).nth(nth) else {
            return;
        };
        let at = at.0;
        match self {
            Self::Inline { len, codes, .. } => {
                codes.copy_within(at + 1..usize::from(*len), at);
                *len -= 1;
            }
            Self::Heap(codes) => {
                codes.remove(at);
            }
        }
    }
}
