//! What a policy is made of. The values stand in `policies.rs`; nothing here knows a tool.

use crate::matcher::Matching;
use crate::outcome::Failure;
use crate::parse::Grammar;
use crate::request::{Reads, Unasked};

/// A policy as data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    /// What people run, or which rule of a library it is.
    pub(crate) command: &'static str,
    /// The version that was measured.
    pub(crate) measured: &'static str,
    /// How the text of a request is read.
    pub(crate) grammar: Grammar,
    /// What becomes of the platform that is asked.
    pub(crate) reads: Reads,
    /// Who is asked.
    pub(crate) asks: Asks,
    /// What is asked when nothing is asked.
    pub(crate) unasked: Unasked,
    /// What fits.
    pub(crate) fits: Matching,
    /// What fits when nothing is asked, where that differs.
    pub(crate) fits_unasked: Option<Matching>,
    /// What becomes of an entry without a platform.
    pub(crate) platformless: Platformless,
    /// What `"platform": {}` is.
    pub(crate) empty: Empty,
    /// Which entries are no images at all.
    pub(crate) pseudo: Pseudo,
    /// What becomes of an entry that is no manifest and no index.
    pub(crate) types: Types,
    /// What becomes of an index inside the index.
    pub(crate) nested: Nested,
    /// How many are taken.
    pub(crate) takes: Takes,
    /// Which of entries that fit equally well.
    pub(crate) tie: Tie,
    /// Several wanted platforms are all alike.
    pub(crate) unordered: bool,
    /// Only what is in the local store counts.
    pub(crate) present_only: bool,
    /// Only what this fits is there to choose from: fetched before, all of it.
    pub(crate) fetches: Option<Matching>,
    /// The config of the choice must fit, too.
    pub(crate) config: Option<ConfigCheck>,
    /// Entries without a platform, and ties, on a Docker manifest list, where that differs.
    pub(crate) docker_list: Option<(Platformless, Tie)>,
    /// Nothing is chosen from anything but a Docker manifest list.
    pub(crate) docker_list_only: bool,
    /// What is asked is read when an entry is compared with it, not before.
    pub(crate) reads_late: bool,
    /// The operating system of a platform without one, where that is not the machine's.
    pub(crate) own_os: Option<&'static str>,
}

/// What kind of thing a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// People run it to get an image.
    Command,
    /// It keeps entries of an index.
    Filter,
    /// A rule of a library.
    Rule,
}

/// Who says which platform is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Who runs the command, or else the machine.
    Caller,
    /// The machine alone: a platform that is wanted describes it.
    Machine,
    /// Nobody: the platform is always the same.
    Nobody,
}

/// What becomes of an entry without a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platformless {
    Skipped,
    /// After all others, without a look.
    LastUnseen,
    /// After all others; of the first one the config must fit.
    LastChecked,
    /// The config's platform stands in.
    FromConfig,
    /// `linux/amd64` stands in.
    LinuxAmd64,
    /// The platform whose every member is empty stands in.
    Empty,
    /// Fits when an empty platform is among the wanted ones, and only then.
    EmptyWanted,
    /// Fits always.
    Kept,
    /// The tool fails when it comes to one.
    Fails(Failure),
}

/// What `"platform": {}` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Empty {
    Platform,
    /// The same as no platform.
    None,
    /// Any platform without an operating system is the same as none.
    NoneWithoutOs,
    /// The tool fails when it comes to one.
    Fails(Failure),
    /// The tool cannot read the index at all.
    Unreadable(Failure),
}

/// Which entries are no images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pseudo {
    /// None are told from others.
    Unknown,
    /// `unknown/unknown`.
    BothUnknown,
    /// `unknown` as operating system or architecture.
    EitherUnknown,
    /// `unknown/unknown`, or annotated as being about another entry.
    Annotated,
    /// The same, or of layers of which none is a layer of an image.
    Layers,
    /// Annotated ones go with the entry before them that they are about.
    WithSubject,
}

/// What becomes of an entry that is no manifest and no index, by what it says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Types {
    pub(crate) schema1: Fate,
    /// Configs and layers.
    pub(crate) blob: Fate,
    pub(crate) unknown: Fate,
    /// No media type.
    pub(crate) empty: Fate,
    /// Docker's manifests and lists.
    pub(crate) docker: Fate,
}

/// What becomes of an entry because of its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is chosen and used like others, if its digest names a manifest.
    Used,
    /// It is kept unseen.
    Kept,
    /// It is no candidate.
    PassedOver,
    /// When it is chosen, nothing is found.
    NotFound,
    /// When it is chosen, the tool fails.
    Fails(Failure),
    /// When the tool comes to it, chosen or not, it fails.
    Met(Failure),
}

/// What becomes of an index inside the index.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Nested {
    /// When it is chosen, chosen again from its entries.
    Again,
    /// The same; when that fails, though not for want of an entry, the next entry is tried.
    AgainOrNext,
    /// When it is chosen, entered as by this row when nothing is asked; when nothing is found inside, the tool fails.
    Unasked(&'static Row, Failure),
    /// Its entries stand in its place, down to any depth.
    Flat,
    /// Its entries stand in its place; an index inside it is a failure when the tool comes to it.
    FlatOnce(Failure),
    /// It is an entry like others.
    Kept,
    /// When it is chosen, the tool fails.
    Fails(Failure),
    /// When the tool comes to it, it fails.
    Met(Failure),
}

/// How many entries are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// The best.
    One,
    /// The only one: several are a failure. Nothing asked: the index, when all of it is there.
    Only,
    /// All that fit; there may be none.
    All,
    /// All that fit; none is nothing found.
    AllOrNothing,
}

/// Which of entries that fit equally well is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    Position,
    /// Those with the zstd annotation.
    Zstd,
    /// Those without it.
    Gzip,
    /// One pass that replaces the entry by a better one.
    OnePass,
}

/// What the config of the choice must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConfigCheck {
    pub(crate) fits: Matching,
    /// The failure; `None`: nothing is found.
    pub(crate) fails: Option<Failure>,
    /// Whether the names alone are compared, without version and features.
    pub(crate) names_only: bool,
    /// Also when nothing was asked.
    pub(crate) unasked: bool,
}
