//! The language in which the documents are described: tables of members with their types and rules.

use std::borrow::Cow;

use oci_digest::json::JsonString;

use super::checker::Checker;
use super::facts::Count;
use super::part::Part;
use super::rule::Rule;
use crate::model::{Model, check_members};

/// How binding a check of a text is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    Must,
    Should,
}

/// A check of the content of a string.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Any,
    /// Exactly this.
    Is(&'static str),
    MediaType,
    Digest,
    /// A digest, and sha256.
    Sha256,
    Timestamp,
    Url,
    Env,
    Signal,
    Os,
    Architecture,
    OsFeature,
    RefName(Binding),
    V1Compatibility,
}

/// An object with known members.
pub(super) struct Object {
    pub(super) members: &'static [Member],
    /// The members without which it is incomplete, one bit each.
    pub(super) required: u64,
    /// The rule for a document that is no object.
    pub(super) rule: Rule,
    /// Members that tools know and no rule speaks of: only other spellings of them are looked for (JSN-06).
    pub(super) tools: &'static [&'static str],
    /// Names that belong to other kinds of documents (SEC-01), and how grave they are here.
    pub(super) foreign: &'static [&'static str],
    pub(super) foreign_part: Part,
    /// What depends on several members.
    pub(super) finish: fn(&mut Checker<'_, '_>, &Seen<'_>),
}

pub(super) struct Member {
    pub(super) name: &'static str,
    /// The rule that asks for the type.
    pub(super) rule: Rule,
    pub(super) need: Need,
    pub(super) value: Value,
    /// Where [`Seen::texts`] keeps the value.
    pub(super) keep: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Need {
    /// Its absence breaks the rule.
    Rule(Rule),
    /// Its absence breaks a part of the rule.
    Part(Rule, Part),
    Optional,
}

pub(super) enum Value {
    /// A string; the rule is the one about its content.
    Text(Text, Rule),
    Integer(Integer),
    Bool,
    Object(&'static Object),
    /// A descriptor in its role.
    Descriptor(&'static Object, &'static Role),
    List(&'static List),
    Map(&'static Map),
    /// An object of whatever members.
    AnyObject,
    /// Anything; its presence is worth a note.
    Remark(Rule, &'static str),
    /// Anything; looked at elsewhere.
    Any,
}

pub(super) enum Integer {
    /// Exactly this.
    Is(i64),
    /// A size: not negative (DSC-05).
    Size,
    Any,
}

pub(super) struct List {
    pub(super) item: Value,
    /// The rule that asks for the type of the elements.
    pub(super) rule: Rule,
    /// The rule about an empty list, and how grave it is.
    pub(super) empty: Option<(Rule, Part)>,
    /// Under which [`Count`] the number of elements is kept.
    pub(super) count: Option<Count>,
}

pub(super) struct Map {
    pub(super) key: Key,
    pub(super) value: Value,
    /// The rule that asks for the type of the values.
    pub(super) rule: Rule,
    /// The rule about a key that stands twice.
    pub(super) unique: Rule,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Any,
    Annotation,
    Port,
}

/// What the media type of a descriptor should be where it stands, and other things that depend on the place.
pub(super) struct Role {
    /// None where any type is as good.
    pub(super) media_types: &'static [&'static str],
    /// These types, for messages.
    pub(super) expected: &'static str,
    pub(super) rule: Rule,
    pub(super) part: Part,
    pub(super) kind: RoleKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleKind {
    Plain,
    Config,
    Layer,
    Entry,
}

/// The members of an object that were there.
pub(super) struct Seen<'a> {
    object: &'static Object,
    /// Offset of the `{`.
    pub(super) start: usize,
    /// One bit a member of the table.
    pub(super) present: u64,
    /// One bit a member that is `true` or has another value than `null`.
    pub(super) set: u64,
    /// Texts that were kept, by [`Member::keep`].
    pub(super) texts: [Option<JsonString<'a>>; KEPT],
    pub(super) size: Option<i64>,
    pub(super) role: Option<&'static Role>,
}

/// How many texts of an object are kept.
pub(super) const KEPT: usize = 3;
/// A text that is not kept.
pub(super) const NOT_KEPT: usize = usize::MAX;

impl<'a> Seen<'a> {
    /// Nothing yet, of an object that begins at this offset.
    pub(super) fn new(object: &'static Object, role: Option<&'static Role>, start: usize) -> Self {
        Self { object, start, present: 0, set: 0, texts: [None; KEPT], size: None, role }
    }

    /// Whether the member of this name was there with a value other than `null` (and `false`).
    pub(super) fn has(&self, name: &str) -> bool {
        self.object.find(name.as_bytes()).is_some_and(|index| self.set >> index & 1 == 1)
    }

    /// Whether the member of this name was there, also as `null`.
    pub(super) fn stands(&self, name: &str) -> bool {
        self.object.find(name.as_bytes()).is_some_and(|index| self.present >> index & 1 == 1)
    }

    /// Whether it is a descriptor in this role.
    pub(super) fn is_role(&self, kind: RoleKind) -> bool {
        self.role.is_some_and(|role| role.kind == kind)
    }

    /// Keeps the text of a member that is asked for later.
    #[inline]
    pub(super) fn keep(&mut self, member: &Member, text: JsonString<'a>) {
        if let Some(slot) = self.texts.get_mut(member.keep) {
            *slot = Some(text);
        }
    }
}

impl Object {
    #[expect(clippy::indexing_slicing, reason = "`i` is below the length")]
    pub(super) const fn new(rule: Rule, members: &'static [Member]) -> Self {
        let mut required = 0;
        let mut i = 0;
        while i < members.len() {
            if !matches!(members[i].need, Need::Optional) {
                required |= 1 << i;
            }
            i += 1;
        }
        Self { members, required, rule, tools: &[], foreign: &[], foreign_part: Part::Whole, finish: |_, _| {} }
    }

    /// The same table; a name that the model does not have does not compile.
    #[expect(clippy::indexing_slicing, reason = "`i` is below the length")]
    pub(super) const fn of<T: Model>(self) -> Self {
        let mut i = 0;
        while i < self.members.len() {
            // A remark is about a member that another kind has; what is looked at elsewhere needs no model.
            if !matches!(self.members[i].value, Value::Remark(..) | Value::Any) {
                check_members::<T>(&[self.members[i].name]);
            }
            i += 1;
        }
        check_members::<T>(self.tools);
        self
    }

    pub(super) const fn tools(mut self, names: &'static [&'static str]) -> Self {
        self.tools = names;
        self
    }

    pub(super) const fn foreign(mut self, names: &'static [&'static str], part: Part) -> Self {
        self.foreign = names;
        self.foreign_part = part;
        self
    }

    pub(super) const fn finish(mut self, finish: fn(&mut Checker<'_, '_>, &Seen<'_>)) -> Self {
        self.finish = finish;
        self
    }

    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        self.members.iter().position(|member| member.name.len() == name.len() && member.name.as_bytes() == name)
    }
}

impl Member {
    pub(super) const fn optional(name: &'static str, rule: Rule, value: Value) -> Self {
        Self { name, rule, need: Need::Optional, value, keep: NOT_KEPT }
    }

    /// Required by this rule.
    pub(super) const fn must(mut self, rule: Rule) -> Self {
        self.need = Need::Rule(rule);
        self
    }

    /// Required by a part of this rule.
    pub(super) const fn needed(mut self, rule: Rule, part: Part) -> Self {
        self.need = Need::Part(rule, part);
        self
    }

    pub(super) const fn keep(mut self, slot: usize) -> Self {
        self.keep = slot;
        self
    }
}

impl Text {
    pub(super) fn expected(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Text::Is(text) => return format!("\"{text}\"").into(),
            Text::MediaType => "a media type",
            Text::Digest => "a digest",
            Text::Sha256 => "a sha256 digest",
            Text::Timestamp => "a time of RFC 3339",
            Text::Url => "a URI",
            Text::Env => "a string NAME=VALUE",
            Text::V1Compatibility => "a string that holds a JSON object",
            _ => "a string",
        })
    }
}

impl Value {
    /// The type, for messages.
    pub(super) fn expected(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Value::Text(check, _) => return check.expected(),
            Value::Integer(Integer::Is(version)) => return format!("the integer {version}").into(),
            Value::Integer(_) => "an integer",
            Value::Bool => "a boolean",
            Value::Object(_) | Value::AnyObject => "an object",
            Value::Descriptor(..) => "a descriptor",
            Value::List(_) => "an array",
            Value::Map(_) => "an object",
            Value::Remark(..) | Value::Any => "a value",
        })
    }
}
