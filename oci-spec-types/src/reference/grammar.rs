//! The grammar of distribution/reference, as state machines: each reads its text once and never goes back.
//!
//! ```text
//! reference  ::= name [ ":" tag ] [ "@" digest ]
//! name       ::= [ host "/" ] component ( "/" component )*
//! host       ::= ( label ( "." label )* | "[" [0-9a-fA-F:]+ "]" ) [ ":" [0-9]+ ]
//! label      ::= [a-zA-Z0-9] | [a-zA-Z0-9] [a-zA-Z0-9-]* [a-zA-Z0-9]
//! component  ::= [a-z0-9]+ ( ( "." | "_" | "__" | "-"+ ) [a-z0-9]+ )*
//! tag        ::= [a-zA-Z0-9_] [a-zA-Z0-9_.-]{0,127}
//! digest     ::= algorithm ":" [0-9a-fA-F]{32,}
//! algorithm  ::= [a-zA-Z] [a-zA-Z0-9]* ( [+._-] [a-zA-Z] [a-zA-Z0-9]* )*
//! ```
//!
//! No crate: `oci-spec`'s `distribution::Reference` matches a regular expression and owns its parts; here they
//! are borrowed, and the first byte that does not fit is told.
//!
//! No part holds the delimiter that ends it, so the places of all parts are known before any of them is checked.

use super::lower;

/// A part of a text, and where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) at: usize,
    pub(super) bytes: &'a [u8],
}

/// The first byte that does not fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) expected: &'static str,
}

/// A reference cut at its delimiters; the parts are not checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split<'a> {
    pub(super) name: Piece<'a>,
    pub(super) tag: Option<Piece<'a>>,
    pub(super) digest: Option<Piece<'a>>,
}

/// How the bytes of a text are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// As they stand.
    Exact,
    /// In lower case.
    Folded,
}

impl<'a> Piece<'a> {
    /// The parts before and after a delimiter at `place`.
    fn cut(self, place: usize) -> (Self, Self) {
        let (before, rest) = self.bytes.split_at(place);
        let after = rest.get(1..).unwrap_or_default();
        (Self { at: self.at, bytes: before }, Self { at: self.at + place + 1, bytes: after })
    }

    /// The parts before and after the first `delimiter`.
    pub(super) fn split_first(self, delimiter: u8) -> Option<(Self, Self)> {
        self.bytes.iter().position(|&b| b == delimiter).map(|place| self.cut(place))
    }

    fn check<S: Copy>(self, case: Case, machine: &Machine<S>) -> Result<(), Fault> {
        match case {
            Case::Exact => machine.run(self, self.bytes.iter().copied().enumerate()),
            Case::Folded => machine.run(self, lower::folded(self.bytes)),
        }
    }

    pub(super) fn host(self, ip_literals: bool, case: Case) -> Result<(), Fault> {
        let start = if ip_literals { Host::Start } else { Host::LabelStart };
        self.check(case, &Machine { start, ..HOST })
    }

    pub(super) fn path(self, case: Case) -> Result<(), Fault> {
        self.check(case, &PATH)
    }

    pub(super) fn tag(self, case: Case) -> Result<(), Fault> {
        self.check(case, &TAG)
    }

    pub(super) fn digest(self, case: Case) -> Result<(), Fault> {
        self.check(case, &DIGEST)
    }
}

impl<'a> Split<'a> {
    /// Cuts a text: at its first `@`, and before that at the first `:` of the last component.
    pub(super) fn of(text: Piece<'a>) -> Self {
        let (head, digest) = text.split_first(b'@').map_or((text, None), |(head, digest)| (head, Some(digest)));
        let last = head.bytes.iter().rposition(|&b| b == b'/').map_or(0, |slash| slash + 1);
        let colon = head.bytes.iter().skip(last).position(|&b| b == b':');
        let (name, tag) = colon.map_or((head, None), |place| {
            let (name, tag) = head.cut(last + place);
            (name, Some(tag))
        });
        Self { name, tag, digest }
    }

    /// Checks tag and digest.
    pub(super) fn check_ends(&self, case: Case) -> Result<(), Fault> {
        self.tag.map_or(Ok(()), |tag| tag.tag(case))?;
        self.digest.map_or(Ok(()), |digest| digest.digest(case))
    }
}

/// Whether a text is a tag.
pub(crate) fn is_tag(text: &str) -> bool {
    Piece { at: 0, bytes: text.as_bytes() }.tag(Case::Exact).is_ok()
}

/// A deterministic automaton over bytes.
struct Machine<S> {
    start: S,
    step: fn(S, u8) -> Option<S>,
    accepts: fn(S) -> bool,
    expected: &'static str,
}

impl<S: Copy> Machine<S> {
    fn run(&self, piece: Piece<'_>, bytes: impl Iterator<Item = (usize, u8)>) -> Result<(), Fault> {
        let mut state = self.start;
        for (place, byte) in bytes {
            let Some(next) = (self.step)(state, byte) else {
                return Err(Fault { at: piece.at + place, expected: self.expected });
            };
            state = next;
        }
        if (self.accepts)(state) {
            return Ok(());
        }
        Err(Fault { at: piece.at + piece.bytes.len(), expected: self.expected })
    }
}

#[derive(Clone, Copy)]
enum Host {
    /// Where an IP literal may begin.
    Start,
    LabelStart,
    Label,
    Hyphen,
    IpStart,
    Ip,
    IpEnd,
    PortStart,
    Port,
}

const HOST: Machine<Host> = Machine {
    start: Host::Start,
    step: |state, byte| {
        Some(match (state, byte) {
            (Host::Start, b'[') => Host::IpStart,
            (Host::Start | Host::LabelStart | Host::Label | Host::Hyphen, b) if b.is_ascii_alphanumeric() => {
                Host::Label
            }
            (Host::Label, b'.') => Host::LabelStart,
            (Host::Label | Host::Hyphen, b'-') => Host::Hyphen,
            (Host::Label | Host::IpEnd, b':') => Host::PortStart,
            (Host::IpStart | Host::Ip, b) if b == b':' || b.is_ascii_hexdigit() => Host::Ip,
            (Host::Ip, b']') => Host::IpEnd,
            (Host::PortStart | Host::Port, b) if b.is_ascii_digit() => Host::Port,
            _ => return None,
        })
    },
    accepts: |state| matches!(state, Host::Label | Host::IpEnd | Host::Port),
    expected: "a host: labels of letters, digits and inner hyphens, joined by dots, and perhaps a port",
};

#[derive(Clone, Copy)]
enum Path {
    Start,
    Run,
    Underscore,
    Hyphen,
    /// After a separator that is complete.
    Separator,
}

const PATH: Machine<Path> = Machine {
    start: Path::Start,
    step: |state, byte| {
        Some(match (state, byte) {
            (_, b'a'..=b'z' | b'0'..=b'9') => Path::Run,
            (Path::Run, b'/') => Path::Start,
            (Path::Run, b'_') => Path::Underscore,
            (Path::Run, b'.') | (Path::Underscore, b'_') => Path::Separator,
            (Path::Run | Path::Hyphen, b'-') => Path::Hyphen,
            _ => return None,
        })
    },
    accepts: |state| matches!(state, Path::Run),
    expected: "a path: runs of a-z and 0-9, joined by one of `.`, `_`, `__`, hyphens or `/`",
};

/// State: how many characters there were.
const TAG: Machine<u8> = Machine {
    start: 0,
    step: |count, byte| match byte {
        b'.' | b'-' if count == 0 => None,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' if count < 128 => Some(count + 1),
        _ => None,
    },
    accepts: |count| count > 0,
    expected: "a tag: 1 to 128 letters, digits, `_`, `.` and `-`, neither `.` nor `-` first",
};

#[derive(Clone, Copy)]
enum Digest {
    AlgorithmStart,
    Algorithm,
    /// How many hex digits there were, counted to 32.
    Hex(u8),
}

const DIGEST: Machine<Digest> = Machine {
    start: Digest::AlgorithmStart,
    step: |state, byte| {
        Some(match (state, byte) {
            (Digest::AlgorithmStart | Digest::Algorithm, b) if b.is_ascii_alphabetic() => Digest::Algorithm,
            (Digest::Algorithm, b'0'..=b'9') => Digest::Algorithm,
            (Digest::Algorithm, b'+' | b'.' | b'_' | b'-') => Digest::AlgorithmStart,
            (Digest::Algorithm, b':') => Digest::Hex(0),
            (Digest::Hex(count), b) if b.is_ascii_hexdigit() => Digest::Hex(count.saturating_add(1).min(32)),
            _ => return None,
        })
    },
    accepts: |state| matches!(state, Digest::Hex(32)),
    expected: "a digest: an algorithm, `:`, and at least 32 hex digits",
};
