use super::graph::{Graph, Id, NONE, Presence};
use super::link::LinkKind;
use crate::{ClaimedDigest, MediaType, printable};
use oci_digest::Digest;
use serde::Serialize;
use std::fmt;

/// Why something is not known to be complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GapKind {
    /// It was looked for, and is not there.
    Missing,
    /// A layer that registries do not store: it is not here, and has to be fetched from elsewhere.
    Foreign,
    /// What stands in the place of the digest is none.
    Invalid,
    /// A document that was not read: what it needs is unknown.
    Unread,
    /// Nobody said whether it is there.
    Unchecked,
    /// Its digest is of an algorithm that this build does not compute: it may be anything.
    Unverified,
}

/// A table of the kinds: whether they make what needs it incomplete, and how that is said.
static KINDS: [(GapKind, bool, &str); 6] = [
    (GapKind::Missing, true, "missing"),
    (GapKind::Foreign, true, "foreign layer, not here"),
    (GapKind::Invalid, true, "not a digest"),
    (GapKind::Unread, false, "not read"),
    (GapKind::Unchecked, false, "not looked for"),
    (GapKind::Unverified, false, "not verified"),
];

impl GapKind {
    fn row(self) -> &'static (Self, bool, &'static str) {
        KINDS.iter().find(|row| row.0 == self).unwrap_or(&KINDS[0])
    }

    /// Whether what needs it is certainly incomplete.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self.row().1
    }
}

impl fmt::Display for GapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().2)
    }
}

/// Something that an image needs and that is missing, or not known to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap<'a> {
    /// Why it is a gap.
    pub kind: GapKind,
    /// Its digest, as the document states it.
    pub digest: ClaimedDigest,
    /// The media type under which it is named first.
    pub media_type: Option<&'a MediaType>,
    /// Its size in bytes, as stated there.
    pub size: Option<i64>,
    /// The document that needs it, as what, and at which position of its list, from 0; `None` for what was asked about.
    pub needed_by: Option<(&'a Digest, LinkKind, usize)>,
}

/// For people: `missing: sha256:… at /manifests/1 of sha256:…`.
impl fmt::Display for Gap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, printable(self.digest.as_str()))?;
        match self.needed_by {
            Some((by, kind, place)) => write!(f, " at {} of {by}", kind.pointer(place)),
            None => Ok(()),
        }
    }
}

/// What is wrong with a digest itself, whatever it needs.
pub(super) fn of(graph: &Graph, id: Id) -> Option<GapKind> {
    let node = graph.node(id);
    let is_unread = node.is_document && !node.is_read;
    match graph.presence(id) {
        Presence::Missing | Presence::Unknown if node.is_foreign => Some(GapKind::Foreign),
        Presence::Missing => Some(GapKind::Missing),
        _ if is_unread => Some(GapKind::Unread),
        Presence::Unknown => Some(GapKind::Unchecked),
        Presence::There if node.is_unverified => Some(GapKind::Unverified),
        Presence::There => None,
    }
}

/// The gaps among what a digest needs, itself first; `is_open` tells of which digests there are any.
pub(super) fn below(graph: &Graph, top: Id, is_open: impl Fn(Id) -> bool) -> Vec<Gap<'_>> {
    let gap = |id: Id, kind, needed_by| {
        let node = graph.node(id);
        let media_type = graph.media_type(node.media_type);
        Gap { kind, digest: (&node.digest).into(), media_type, size: node.size, needed_by }
    };
    let mut gaps: Vec<_> = of(graph, top).map(|kind| gap(top, kind, None)).into_iter().collect();
    let mut seen = std::collections::HashSet::from([top]);
    let mut stack = vec![top];
    while let Some(by) = stack.pop() {
        let mut deeper = Vec::new();
        for (at, needed) in graph.needed(by).iter().enumerate() {
            let place = Some((&graph.node(by).digest, needed.kind, needed.place as usize));
            if needed.to == NONE {
                let digest = graph.broken(by, at).cloned().unwrap_or_default().into();
                gaps.push(Gap { kind: GapKind::Invalid, digest, media_type: None, size: None, needed_by: place });
            } else if is_open(needed.to) && seen.insert(needed.to) {
                gaps.extend(of(graph, needed.to).map(|kind| gap(needed.to, kind, place)));
                deeper.push(needed.to);
            }
        }
        stack.extend(deeper.into_iter().rev());
    }
    gaps
}
