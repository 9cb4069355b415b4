//! How grave a finding is: what its rule says, or the part of the rule that it is about.

use super::level::Level;
use super::rule::Rule;

/// The part of a rule that a finding is about. Each has its level here, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The rule itself.
    Whole,
    /// A text that is checked by itself, and not where documents may have any text.
    Alone,
    /// The bytes are not JSON.
    Syntax,
    NullList,
    NoPlatform,
    NoArtifactType,
    IllFormedType,
    IllFormedUrl,
    OtherDocumentType,
    OtherVersion,
    OtherAlgorithm,
    Carried,
    InsideText,
    /// A member of another kind, where it has no meaning.
    OtherMember,
    Unlisted,
    UnusualType,
    LongType,
    OddPort,
    ReservedKey,
    Null,
    Remark,
    EmptyList,
    OtherType,
    OtherAlgorithmFound,
    OddTime,
    OddSignal,
    LineBreak,
    FoldedInside,
    Twice,
}

struct Row {
    /// `None` for that of the rule.
    level: Option<Level>,
    why: &'static str,
}

const fn row(level: Level, why: &'static str) -> Row {
    Row { level: Some(level), why }
}

/// In the order of [`Part`].
const ROWS: [Row; 29] = [
    Row { level: None, why: "the rule says so" },
    row(Level::Must, "a text that is checked by itself keeps its grammar"),
    row(Level::Syntax, "no reader can read it"),
    row(Level::Tolerated, "Go writes a list that was never made as null, and every reader takes it for an empty one"),
    row(Level::Tolerated, "readers take an absent platform for an empty one, and tools add artifacts so"),
    row(Level::Tolerated, "readers show the media type of the config instead"),
    row(Level::Tolerated, "readers compare media types, and never parse one that they do not know"),
    row(Level::Tolerated, "the URI is used by clients of foreign layers alone, which refuse what they cannot fetch"),
    row(
        Level::Tolerated,
        "the type is none of another kind of document: readers go by the type under which it travels",
    ),
    row(Level::Tolerated, "the number is the version of no other kind of document, and readers do not look at it"),
    row(Level::Tolerated, "the digest is well-formed, and readers verify it as what it is"),
    row(Level::Tolerated, "tools carry the value over from their input; whoever uses it checks it against the content"),
    row(Level::Tolerated, "text of commands inside of a schema 1 manifest, which tools copy as it is"),
    row(Level::Policy, "the member means something in another kind of document"),
    row(Level::Should, "the value is in no list of the specification, and choosing a platform depends on it"),
    row(Level::Should, "tools that write this kind of document use other types"),
    row(Level::Should, "RFC 6838 asks for at most 64 characters"),
    row(Level::Should, "the specification gives a form that engines rely on"),
    row(Level::Should, "the prefix is kept for keys to come"),
    row(Level::Note, "null is as good as no member"),
    row(Level::Note, "allowed, but reserved, deprecated or without meaning here"),
    row(Level::Note, "allowed, but of no use"),
    row(Level::Note, "types that a reader does not know are no error"),
    row(Level::Note, "algorithms other than sha256 are allowed, but not every client has them"),
    row(Level::Note, "the time is one of RFC 3339, but Go reads it otherwise"),
    row(Level::Note, "engines take numbers, too"),
    row(Level::Note, "the value may be any text, though the validator of the image-spec refuses it"),
    row(Level::Note, "tools write the text of a config into schema 1 manifests as it is"),
    row(Level::Note, "the last value of a variable counts"),
];

impl Part {
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    pub(crate) fn level(self, rule: Rule) -> Level {
        ROWS[self as usize].level.unwrap_or_else(|| rule.level())
    }

    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    pub(crate) fn why(self) -> &'static str {
        ROWS[self as usize].why
    }
}

/// What is raised: a rule, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Raised {
    pub(super) rule: Rule,
    pub(super) part: Part,
}

impl From<Rule> for Raised {
    fn from(rule: Rule) -> Self {
        Self { rule, part: Part::Whole }
    }
}

impl From<(Rule, Part)> for Raised {
    fn from((rule, part): (Rule, Part)) -> Self {
        Self { rule, part }
    }
}
