//! Tags: which keep what they name, and which go with a digest.

use super::graph::{Attached, Graph, Id, Via};
use crate::tag::{DigestTag, TagKind, referrers_tag};
use oci_digest::Digest;
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
pub(super) struct Tags {
    list: Vec<Tag>,
    /// Tags that go with a digest only if they name an index, by what they name, which is not read yet.
    undecided: HashMap<Id, Vec<u32>>,
    /// Decided tags that hold a digest only in part, or may do so, by their text.
    parts: HashMap<Box<str>, Vec<u32>>,
    /// The digests to which such tags belong, by the text of the tag.
    digests: HashMap<Box<str>, Vec<Id>>,
}

#[derive(Debug, Clone)]
struct Tag {
    name: Box<str>,
    target: Id,
    rule: Rule,
    /// The digest with which it goes, where the tag holds all of it.
    subject: Option<Id>,
}

#[derive(Debug, Clone, Copy)]
enum Rule {
    Keeps,
    GoesWithSubject,
    GoesWithSubjectIfIndex,
}

impl Rule {
    fn of(tag: Option<&DigestTag<'_>>) -> Self {
        match tag.map(|tag| tag.kind) {
            Some(TagKind::Signature | TagKind::Attestation | TagKind::Sbom) => Self::GoesWithSubject,
            Some(TagKind::Referrers) => Self::GoesWithSubjectIfIndex,
            // Who knows what is kept under another suffix.
            _ => Self::Keeps,
        }
    }
}

impl Tags {
    /// Notes a tag, what it names, and the digest that it holds.
    pub(super) fn push(&mut self, name: &str, target: Id, tag: Option<&DigestTag<'_>>, subject: Option<Id>) -> u32 {
        let number = self.list.len() as u32;
        self.list.push(Tag { name: name.into(), target, rule: Rule::of(tag), subject });
        number
    }

    #[expect(clippy::indexing_slicing, reason = "numbers are places in the list")]
    fn tag(&self, number: u32) -> &Tag {
        &self.list[number as usize]
    }

    pub(super) fn name(&self, number: u32) -> &str {
        &self.tag(number).name
    }

    /// The names of the tags of each target.
    pub(super) fn by_target(&self) -> HashMap<Id, Vec<&str>> {
        let mut names: HashMap<Id, Vec<&str>> = HashMap::new();
        for tag in &self.list {
            names.entry(tag.target).or_default().push(&tag.name);
        }
        names
    }

    /// Decides what a new tag does.
    pub(super) fn settle(&mut self, number: u32, graph: &mut Graph) {
        let &Tag { ref name, target, rule, subject } = self.tag(number);
        // A tag that holds the digest of what it names is a name like others: nothing is about itself.
        let is_own_name = match subject {
            Some(subject) => subject == target,
            None => **name == referrers_tag(&graph.node(target).digest),
        };
        match rule {
            _ if is_own_name => graph.reach(target, Via::Tag(number)),
            Rule::GoesWithSubject => self.attach(number, graph),
            Rule::Keeps => {
                graph.reach(target, Via::Tag(number));
                self.attach(number, graph);
            }
            Rule::GoesWithSubjectIfIndex if graph.node(target).is_read => self.decide(number, graph),
            Rule::GoesWithSubjectIfIndex => {
                self.undecided.entry(target).or_default().push(number);
                graph.node_mut(target).is_wanted = true;
                graph.ask(target);
            }
        }
    }

    /// A document is read now: some tags waited for it.
    pub(super) fn learned(&mut self, id: Id, graph: &mut Graph) {
        for number in self.undecided.remove(&id).unwrap_or_default() {
            self.decide(number, graph);
        }
    }

    fn decide(&mut self, number: u32, graph: &mut Graph) {
        let target = self.tag(number).target;
        if !graph.node(target).is_index {
            graph.reach(target, Via::Tag(number));
        }
        self.attach(number, graph);
    }

    fn attach(&mut self, number: u32, graph: &mut Graph) {
        let &Tag { ref name, target, subject, .. } = self.tag(number);
        if let Some(subject) = subject {
            graph.attach(subject, target, Attached::Tag(number));
        } else if name.contains('-') {
            for subject in self.digests.get(name).into_iter().flatten() {
                graph.attach(*subject, target, Attached::Tag(number));
            }
            self.parts.entry(name.clone()).or_default().push(number);
        }
    }

    /// A digest is met for the first time. Those of sha256 stand whole in their tags.
    pub(super) fn met(&mut self, digest: &Digest, id: Id, graph: &mut Graph) {
        if digest.as_sha256().is_some() {
            return;
        }
        let name = referrers_tag(digest).into_boxed_str();
        for number in self.parts.get(&name).into_iter().flatten() {
            graph.attach(id, self.tag(*number).target, Attached::Tag(*number));
        }
        self.digests.entry(name).or_default().push(id);
    }
}
