use super::Value;
use std::borrow::Cow;

/// What reading gives: the value, and what it could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading<'a> {
    /// The value.
    pub value: Value,
    /// What the value does not hold, in the order of the text.
    pub dropped: Vec<Dropped<'a>>,
    /// What was read otherwise than a plain JSON reader would.
    pub oddities: Vec<Oddity>,
    /// How many entries `dropped` and `oddities` lack because of [`super::ReadOptions::max_reports`].
    pub unreported: usize,
    /// The byte offset at which the value ended: the length of the text without trailing blanks, unless
    /// [`super::ReadOptions::trailing`] let more follow.
    pub end: usize,
}

/// A piece of the text that the value does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped<'a> {
    /// The JSON pointer of the member or element.
    pub pointer: String,
    /// Its JSON text: as it was when [`Cause::Unknown`] or [`Cause::SetMember`], else written again.
    pub text: Cow<'a, [u8]>,
    /// Why.
    pub cause: Cause,
}

/// Why a piece of the text was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The type has no such member.
    Unknown,
    /// A later duplicate replaced it. Zero values (`""`, `0`, `false`) that were replaced are not told.
    Overwritten,
    /// The members of a value in a `map[string]struct{}`, of which only the key counts.
    SetMember,
}

/// A place that Go reads otherwise than a plain JSON reader does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Oddity {
    /// The JSON pointer of the place.
    pub pointer: String,
    /// What is odd.
    pub kind: OddityKind,
}

/// What is odd about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OddityKind {
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
