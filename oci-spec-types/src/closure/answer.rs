use super::attachment::{Attachment, about};
use super::collectable::{Collectable, collectable};
use super::gap::{self, Gap};
use super::graph::{Graph, Id, NONE, Presence};
use super::tags::Tags;
use oci_digest::Digest;
use serde::Serialize;

/// Whether everything that an image needs is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// Everything is there.
    Complete,
    /// Something is missing: [`Answer::gaps`].
    Incomplete,
    /// Nothing is known to be missing, and something was not read, looked for, or verified.
    Undecided,
}

/// The answers for what a [`Closure`](super::Closure) was fed.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    graph: &'a Graph,
    tags: &'a Tags,
    /// A verdict for each digest.
    verdicts: Vec<Completeness>,
}

impl<'a> Answer<'a> {
    #[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
    pub(super) fn new(graph: &'a Graph, tags: &'a Tags) -> Self {
        let needed_by = NeededBy::new(graph);
        let mut verdicts = vec![Completeness::Complete; graph.len()];
        // What is open first, then what is certain, which overrides it.
        for (is_certain, verdict) in [(false, Completeness::Undecided), (true, Completeness::Incomplete)] {
            let has_gap = |id: &Id| {
                let own = gap::of(graph, *id).is_some_and(|kind| kind.is_certain() == is_certain);
                own || (is_certain && graph.needed(*id).iter().any(|needed| needed.to == NONE))
            };
            let mut stack: Vec<Id> = graph.ids().filter(has_gap).collect();
            stack.iter().for_each(|id| verdicts[*id as usize] = verdict);
            while let Some(id) = stack.pop() {
                for by in needed_by.of(id) {
                    if verdicts[*by as usize] != verdict {
                        verdicts[*by as usize] = verdict;
                        stack.push(*by);
                    }
                }
            }
        }
        Self { graph, tags, verdicts }
    }

    /// Whether a digest and everything that it needs is there. What is about it is not needed.
    ///
    /// [`Completeness::Undecided`] for a digest that was never met.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
    pub fn verdict(&self, digest: &Digest) -> Completeness {
        self.graph.id(digest).map_or(Completeness::Undecided, |id| self.verdicts[id as usize])
    }

    /// What a digest needs and is missing, or not known to be there: what is wrong with itself first, then in the order of
    /// the documents. Empty if the verdict is [`Completeness::Complete`], or if the digest was never met.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_spec_types::closure::{Closure, GapKind, LinkKind};
    /// use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
    ///
    /// let arm64 = Descriptor::of(MediaType::OCI_MANIFEST, b"not in the mirror");
    /// let index = oci::Index::new(vec![arm64.clone()]).to_json();
    /// let pinned = Digest::sha256(&index);
    ///
    /// let mut mirror = Closure::new();
    /// mirror.keep(&pinned);
    /// mirror.provide(&pinned, &Document::parse(index)?)?;
    /// mirror.lacks_rest();
    /// let answer = mirror.answer();
    /// let gaps = answer.gaps(&pinned);
    /// assert_eq!((gaps[0].kind, &gaps[0].digest), (GapKind::Missing, &arm64.digest));
    /// assert_eq!(gaps[0].needed_by, Some((&pinned, LinkKind::Entry, 0)));
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
    pub fn gaps(&self, digest: &Digest) -> Vec<Gap<'a>> {
        let is_open = |id: Id| self.verdicts[id as usize] != Completeness::Complete;
        self.graph.id(digest).map_or_else(Vec::new, |id| gap::below(self.graph, id, is_open))
    }

    /// What may be deleted: everything that is there and not reached. It comes in an order in which whatever names or is
    /// about something else goes first.
    ///
    /// `None` while there are documents to be read ([`Closure::needs`](super::Closure::needs)): each of them may name
    /// anything, or be about something that is kept.
    #[must_use]
    pub fn collectable(&self) -> Option<Vec<Collectable<'a>>> {
        let is_open = self.graph.ids().any(|id| self.graph.is_to_be_read(id));
        (!is_open).then(|| collectable(self.graph, self.tags))
    }

    /// What is about a document that is known not to be there: an attestation of an entry that the index lost, a signature
    /// of a deleted image. In the order in which the subjects were met.
    #[must_use]
    pub fn dangling(&self) -> Vec<Attachment<'a>> {
        let gone = self.graph.ids().filter(|id| self.graph.presence(*id) == Presence::Missing);
        gone.flat_map(|id| about(self.graph, self.tags, id)).collect()
    }
}

/// By which documents a digest is needed: the links turned round.
struct NeededBy {
    starts: Vec<u32>,
    documents: Vec<Id>,
}

impl NeededBy {
    #[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
    fn new(graph: &Graph) -> Self {
        let links = || graph.ids().flat_map(|by| graph.needed(by).iter().map(move |needed| (by, needed.to)));
        let links = || links().filter(|(_, to)| *to != NONE);
        let mut starts = vec![0u32; graph.len() + 1];
        for (_, to) in links() {
            starts[to as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut documents = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for (by, to) in links() {
            documents[next[to as usize] as usize] = by;
            next[to as usize] += 1;
        }
        Self { starts, documents }
    }

    #[expect(clippy::indexing_slicing, reason = "every number of the graph has its value")]
    fn of(&self, id: Id) -> &[Id] {
        &self.documents[self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize]
    }
}
