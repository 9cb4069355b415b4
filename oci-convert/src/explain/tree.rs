//! Two JSON texts, compared as values: where they differ, or how the same is spelt otherwise.

use oci_digest::json::{self, JsonString, Scanner, Token, Walk, push_segment};
use oci_spec_types::Text;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// A place where two documents say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The RFC 6901 pointer to it.
    pub pointer: String,
    /// The JSON text in the first document; `None` where it has nothing there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<Text>,
    /// The JSON text in the second document; `None` where it has nothing there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<Text>,
}

/// How two texts of the same value are spelt otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Spelling {
    /// Whitespace between the tokens.
    pub whitespace: bool,
    /// The order of members.
    pub order: bool,
    /// Escapes in strings.
    pub escapes: bool,
    /// Members that stand twice; the last one counts.
    pub duplicates: bool,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) spelling: Spelling,
    pub(super) differences: Vec<Difference>,
    /// How many more differences there are than are listed.
    pub(super) more: usize,
}

/// Differences that are listed.
const LISTED: usize = 100;

/// Compares two JSON texts; `None` where one of them breaks the grammar.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Option<Comparison> {
    let [a_text, b_text] = [a, b].map(text);
    let a = Tree::read(&a_text).ok()?;
    let b = Tree::read(&b_text).ok()?;
    let mut comparing = Comparing { a: &a, b: &b, found: Comparison::default(), places: Vec::new(), order: Vec::new() };
    comparing.run();
    let mut found = comparing.finish();
    let respelt = found.spelling.order || found.spelling.escapes || found.spelling.duplicates;
    found.spelling.whitespace = a.whitespace != b.whitespace || (!respelt && a_text != b_text);
    Some(found)
}

/// The text of bytes; the standard library's lossy reading alone is slow.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// A value and all below it, in the order of the text.
struct Tree<'t> {
    text: &'t str,
    items: Vec<Item<'t>>,
    /// Bytes that are no part of a token.
    whitespace: usize,
}

struct Item<'t> {
    /// Of a member.
    name: Option<JsonString<'t>>,
    kind: ItemKind<'t>,
    /// Where its text begins and ends.
    start: usize,
    end: usize,
    /// The item after this one and all below it.
    next: usize,
}

enum ItemKind<'t> {
    Object,
    Array,
    String(JsonString<'t>),
    Other,
}

impl<'t> Tree<'t> {
    fn read(text: &'t str) -> Result<Self, json::JsonError> {
        let mut scanner = Scanner::new(text.as_bytes());
        let mut walk = Walk::new();
        let mut items: Vec<Item<'t>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut name = None;
        while let Some(token) = walk.next(&mut scanner)? {
            let kind = match token {
                Token::Name(own) => {
                    name = Some(own);
                    continue;
                }
                Token::EndObject | Token::EndArray => {
                    let next = items.len();
                    if let Some(item) = open.pop().and_then(|at| items.get_mut(at)) {
                        (item.end, item.next) = (scanner.offset(), next);
                    }
                    continue;
                }
                Token::BeginObject => ItemKind::Object,
                Token::BeginArray => ItemKind::Array,
                Token::String(string) => ItemKind::String(string),
                Token::Number(_) | Token::Bool(_) | Token::Null => ItemKind::Other,
            };
            if matches!(kind, ItemKind::Object | ItemKind::Array) {
                open.push(items.len());
            }
            let next = items.len() + 1;
            items.push(Item { name: name.take(), kind, start: walk.start(), end: scanner.offset(), next });
        }
        scanner.end()?;
        let mut compact = Vec::with_capacity(text.len());
        json::compact(&mut compact, text.as_bytes(), false);
        Ok(Self { text, items, whitespace: text.len().saturating_sub(compact.len()) })
    }

    #[expect(clippy::indexing_slicing, reason = "places are those of its items")]
    fn item(&self, at: usize) -> &Item<'t> {
        &self.items[at]
    }

    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.item(of).next;
        let mut at = of + 1;
        std::iter::from_fn(move || {
            let child = at;
            (child < end).then(|| {
                at = self.item(child).next;
                child
            })
        })
    }

    fn text_of(&self, at: usize) -> Text {
        let item = self.item(at);
        self.text.get(item.start..item.end).unwrap_or_default().into()
    }

    fn name_of(&self, at: usize) -> Cow<'t, str> {
        self.item(at).name.as_ref().map(JsonString::decode_go).unwrap_or_default()
    }
}

/// A pair of values still to be compared, and where it stands.
struct Place {
    /// The place above, as an index into the places.
    above: usize,
    segment: Segment,
}

enum Segment {
    Root,
    /// The item of the first (else the second) tree with this name.
    Name {
        in_a: bool,
        item: usize,
    },
    Index(usize),
}

struct Comparing<'c, 't> {
    a: &'c Tree<'t>,
    b: &'c Tree<'t>,
    found: Comparison,
    places: Vec<Place>,
    /// Where each difference begins.
    order: Vec<(usize, usize)>,
}

impl<'t> Comparing<'_, 't> {
    fn run(&mut self) {
        self.places.push(Place { above: 0, segment: Segment::Root });
        let mut pairs = vec![(0, 0, 0)];
        while let Some((a, b, place)) = pairs.pop() {
            match (&self.a.item(a).kind, &self.b.item(b).kind) {
                (ItemKind::Object, ItemKind::Object) => self.members(a, b, place, &mut pairs),
                (ItemKind::Array, ItemKind::Array) => self.elements(a, b, place, &mut pairs),
                (ItemKind::String(own), ItemKind::String(other)) => {
                    if own.raw() == other.raw() {
                        continue;
                    }
                    if own.decode_go() == other.decode_go() {
                        self.found.spelling.escapes = true;
                    } else {
                        self.differs(place, Some(a), Some(b));
                    }
                }
                _ if self.a.text_of(a) == self.b.text_of(b) => {}
                _ => self.differs(place, Some(a), Some(b)),
            }
        }
    }

    fn members(&mut self, a: usize, b: usize, place: usize, pairs: &mut Vec<(usize, usize, usize)>) {
        let (tree_a, tree_b) = (self.a, self.b);
        let (own, own_twice) = by_name(tree_a, a);
        let (others, others_twice) = by_name(tree_b, b);
        self.found.spelling.duplicates |= own_twice || others_twice;
        let mut below = Vec::new();
        let mut furthest = 0;
        for item in tree_a.children(a) {
            let name = tree_a.name_of(item);
            if own.get(&name) != Some(item) {
                continue;
            }
            let here = self.place(place, Segment::Name { in_a: true, item });
            let Some(other) = others.get(&name) else {
                self.differs(here, Some(item), None);
                continue;
            };
            self.found.spelling.order |= other < furthest;
            furthest = furthest.max(other);
            let raw = |tree: &Tree<'t>, at: usize| tree.item(at).name.map(|name| name.raw());
            self.found.spelling.escapes |= raw(tree_a, item) != raw(tree_b, other);
            below.push((item, other, here));
        }
        for item in tree_b.children(b) {
            let name = tree_b.name_of(item);
            if others.get(&name) == Some(item) && own.get(&name).is_none() {
                let here = self.place(place, Segment::Name { in_a: false, item });
                self.differs(here, None, Some(item));
            }
        }
        // What stands first is compared first.
        pairs.extend(below.into_iter().rev());
    }

    fn elements(&mut self, a: usize, b: usize, place: usize, pairs: &mut Vec<(usize, usize, usize)>) {
        let (tree_a, tree_b) = (self.a, self.b);
        let (mut own, mut others) = (tree_a.children(a), tree_b.children(b));
        let mut below = Vec::new();
        for index in 0.. {
            let (item, other) = (own.next(), others.next());
            if item.is_none() && other.is_none() {
                break;
            }
            let here = self.place(place, Segment::Index(index));
            match (item, other) {
                (Some(item), Some(other)) => below.push((item, other, here)),
                (item, other) => self.differs(here, item, other),
            }
        }
        pairs.extend(below.into_iter().rev());
    }

    fn place(&mut self, above: usize, segment: Segment) -> usize {
        self.places.push(Place { above, segment });
        self.places.len() - 1
    }

    fn differs(&mut self, place: usize, a: Option<usize>, b: Option<usize>) {
        if self.found.differences.len() == LISTED {
            self.found.more += 1;
            return;
        }
        let pointer = self.pointer(place);
        self.order.push((a.map_or(usize::MAX, |at| self.a.item(at).start), b.map_or(0, |at| self.b.item(at).start)));
        let (a, b) = (a.map(|at| self.a.text_of(at)), b.map(|at| self.b.text_of(at)));
        self.found.differences.push(Difference { pointer, a, b });
    }

    /// What was found, in the order of the first text; what only the second has stands at the end.
    fn finish(self) -> Comparison {
        let Self { mut found, order, .. } = self;
        let mut sorted: Vec<_> = order.into_iter().zip(found.differences).collect();
        sorted.sort_by_key(|(order, _)| *order);
        found.differences = sorted.into_iter().map(|(_, difference)| difference).collect();
        found
    }

    #[expect(clippy::indexing_slicing, reason = "numbers are those of `place`")]
    fn pointer(&self, mut place: usize) -> String {
        let mut way = Vec::new();
        while place != 0 {
            way.push(place);
            place = self.places[place].above;
        }
        let mut pointer = String::new();
        for place in way.into_iter().rev() {
            match self.places[place].segment {
                Segment::Root => {}
                Segment::Name { in_a, item } => {
                    let tree = if in_a { self.a } else { self.b };
                    push_segment(&mut pointer, &tree.name_of(item));
                }
                Segment::Index(index) => {
                    // Writing to a string does not fail.
                    let _ = write!(pointer, "/{index}");
                }
            }
        }
        pointer
    }
}

/// The members of an object by name, the last of each; and whether a name stands twice.
fn by_name<'t>(tree: &Tree<'t>, object: usize) -> (Members<'t>, bool) {
    let mut members: Vec<_> = tree.children(object).map(|item| (tree.name_of(item), item)).collect();
    let len = members.len();
    members.sort_by(|(own, at), (other, place)| own.cmp(other).then(place.cmp(at)));
    members.dedup_by(|next, first| next.0 == first.0);
    let twice = members.len() != len;
    (Members(members), twice)
}

/// Sorted by name.
struct Members<'t>(Vec<(Cow<'t, str>, usize)>);

impl Members<'_> {
    fn get(&self, name: &str) -> Option<usize> {
        let at = self.0.binary_search_by(|(own, _)| (**own).cmp(name)).ok()?;
        self.0.get(at).map(|(_, item)| *item)
    }
}

#[cfg(test)]
mod tests;
