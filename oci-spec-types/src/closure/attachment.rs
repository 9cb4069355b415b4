use super::graph::{Attached, Graph, Id, Presence};
use super::tags::Tags;
use crate::MediaType;
use oci_digest::Digest;
use std::collections::HashSet;

/// A document that is about another one: a referrer, an attestation, a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// What it is about.
    pub subject: &'a Digest,
    /// Its own digest.
    pub digest: &'a Digest,
    /// How it is known to be about that.
    pub how: How<'a>,
    /// Its artifact type, if it was read or listed: for an image manifest without one the type of its config.
    pub artifact_type: Option<&'a MediaType>,
    /// Whether it is there; `None` if nobody said so.
    pub is_there: Option<bool>,
}

/// How a document is known to be about another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum How<'a> {
    /// It has that one as its `subject`.
    Subject,
    /// The list of referrers says so: [`Closure::referrers`](super::Closure::referrers).
    Listed,
    /// It stands under this tag, which goes with the digest. Under a referrers tag there is an index of referrers.
    Tag(&'a str),
    /// Its entry in this index says so, by an annotation.
    Entry(&'a Digest),
}

/// What is about a digest, first met first.
pub(super) fn about<'a>(graph: &'a Graph, tags: &'a Tags, subject: Id) -> Vec<Attachment<'a>> {
    // A digest that was checked is made of all that its document names: none of that can name the document in turn, whatever
    // a registry says.
    let needed = if graph.node(subject).is_unverified { &[] } else { graph.needed(subject) };
    let needed: HashSet<Id> = needed.iter().map(|needed| needed.to).chain(graph.ring(subject)).collect();
    let mut seen = HashSet::new();
    let mut found: Vec<_> = graph.attached(subject).filter(|own| !needed.contains(&own.from)).collect();
    found.reverse();
    found.retain(|attachment| seen.insert((attachment.from, attachment.how)));
    let attachment = |attachment: super::graph::Attachment| {
        let node = graph.node(attachment.from);
        Attachment {
            subject: &graph.node(subject).digest,
            digest: &node.digest,
            how: match attachment.how {
                Attached::Subject => How::Subject,
                Attached::Listed => How::Listed,
                Attached::Tag(tag) => How::Tag(tags.name(tag)),
                Attached::Entry(index) => How::Entry(&graph.node(index).digest),
            },
            artifact_type: graph.media_type(node.artifact_type),
            is_there: match graph.presence(attachment.from) {
                Presence::Unknown => None,
                presence => Some(presence == Presence::There),
            },
        }
    };
    found.into_iter().map(attachment).collect()
}
