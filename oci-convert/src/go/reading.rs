use super::Value;
use std::borrow::Cow;

/// What reading gives: the value, and what it could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading<'a> {
    /// The value.
    pub(crate) value: Value<'a>,
    /// What the value does not hold, in the order of the text.
    pub(crate) dropped: Vec<Dropped<'a>>,
    /// What was read otherwise than a plain JSON reader would.
    pub(crate) oddities: Vec<Oddity>,
    /// How many entries `dropped` and `oddities` lack because of [`super::ReadOptions::max_reports`].
    pub(crate) unreported: usize,
}

/// A piece of the text that the value does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dropped<'a> {
    /// The JSON pointer of the member or element.
    pub(crate) pointer: String,
    /// Its JSON text: as it was when [`Cause::Unknown`] or [`Cause::SetMember`], else written again.
    pub(crate) text: Cow<'a, [u8]>,
    /// Why.
    pub(crate) cause: Cause,
}

/// Why a piece of the text was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    /// The type has no such member.
    Unknown,
    /// A later duplicate replaced it. Zero values (`""`, `0`, `false`) that were replaced are not told.
    Overwritten,
    /// The members of a value in a `map[string]struct{}`, of which only the key counts.
    SetMember,
}

/// A place that Go reads otherwise than a plain JSON reader does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Oddity {
    /// The JSON pointer of the place.
    pub(crate) pointer: String,
    /// What is odd.
    pub(crate) kind: OddityKind,
}

/// What is odd about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OddityKind {
    /// The member's name differs in case from that of the field it was read into.
    Folded {
        /// The name of the field.
        field: &'static str,
    },
    /// The object has read this field before.
    Duplicate,
    /// `null`, where Go then leaves the value as it is.
    Null,
    /// The string had bytes that are not UTF-8, or lone surrogates; they became U+FFFD.
    Replaced,
}
