use super::graph::{Graph, Id, NONE, Presence};
use super::tags::Tags;
use oci_digest::Digest;

/// Something that may be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collectable<'a> {
    /// Its digest.
    pub digest: &'a Digest,
    /// Why nothing keeps it.
    pub why: Unkept<'a>,
    /// Tags that go with a digest and name it: they lose what they name.
    pub tags: Vec<&'a str>,
}

/// Why nothing keeps a digest that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unkept<'a> {
    /// No tag names it, and no document.
    Unnamed,
    /// The document that names it, the first of them, may be deleted, too.
    NamedBy(&'a Digest),
    /// It is about this document, which may be deleted, too.
    About(&'a Digest),
    /// It is about this document, which is not there.
    AboutNothing(&'a Digest),
}

#[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
pub(super) fn collectable<'a>(graph: &'a Graph, tags: &'a Tags) -> Vec<Collectable<'a>> {
    let of = |id: Id| &graph.node(id).digest;
    let why = reasons(graph);
    let names = tags.by_target();
    let is_there = |id: &Id| graph.presence(*id) == Presence::There;
    let collectable = |id: Id| Collectable {
        digest: of(id),
        why: match why[id as usize] {
            Some(Reason::NamedBy(by)) => Unkept::NamedBy(of(by)),
            Some(Reason::About(subject)) if is_there(&subject) => Unkept::About(of(subject)),
            Some(Reason::About(subject)) => Unkept::AboutNothing(of(subject)),
            None => Unkept::Unnamed,
        },
        tags: names.get(&id).cloned().unwrap_or_default(),
    };
    sorted(graph).into_iter().filter(is_there).map(collectable).collect()
}

#[derive(Clone, Copy)]
enum Reason {
    NamedBy(Id),
    About(Id),
}

fn is_unkept(graph: &Graph, id: Id) -> bool {
    graph.node(id).via.is_none()
}

/// Why what is not reached was there: it is named by a document that is there, or else about something.
#[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
fn reasons(graph: &Graph) -> Vec<Option<Reason>> {
    let mut reasons = vec![None; graph.len()];
    for id in graph.ids().filter(|id| is_unkept(graph, *id)) {
        for attachment in graph.attached(id) {
            reasons[attachment.from as usize].get_or_insert(Reason::About(id));
        }
    }
    for by in graph.ids().filter(|id| is_unkept(graph, *id) && graph.presence(*id) == Presence::There) {
        for needed in graph.needed(by).iter().filter(|needed| needed.to != NONE && needed.to != by) {
            let reason = &mut reasons[needed.to as usize];
            if !matches!(reason, Some(Reason::NamedBy(_))) {
                *reason = Some(Reason::NamedBy(by));
            }
        }
    }
    reasons
}

/// What is not reached, so that a document comes before what it names and what it is about. What needs itself comes last.
#[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
fn sorted(graph: &Graph) -> Vec<Id> {
    let mut waits = vec![0u32; graph.len()];
    // The subjects of each.
    let mut about: Vec<Vec<Id>> = vec![Vec::new(); graph.len()];
    let unkept = || graph.ids().filter(|id| is_unkept(graph, *id));
    for id in unkept() {
        for after in needed(graph, id) {
            waits[after as usize] += 1;
        }
        for attachment in graph.attached(id).filter(|own| own.from != id && is_unkept(graph, own.from)) {
            about[attachment.from as usize].push(id);
            waits[id as usize] += 1;
        }
    }
    let mut sorted: Vec<Id> = unkept().filter(|id| waits[*id as usize] == 0).collect();
    let mut at = 0;
    while let Some(&id) = sorted.get(at) {
        at += 1;
        for after in needed(graph, id).chain(about[id as usize].iter().copied()) {
            waits[after as usize] -= 1;
            if waits[after as usize] == 0 && is_unkept(graph, after) {
                sorted.push(after);
            }
        }
    }
    let is_left: Vec<Id> = unkept().filter(|id| waits[*id as usize] > 0).collect();
    sorted.extend(is_left);
    sorted
}

fn needed(graph: &Graph, id: Id) -> impl Iterator<Item = Id> {
    graph.needed(id).iter().map(|needed| needed.to).filter(move |to| *to != NONE && *to != id)
}
