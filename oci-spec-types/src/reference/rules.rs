use super::any::AnyReference;
use super::digest;
use super::error::{ReferenceError, ReferenceErrorKind};
use super::grammar::{Case, Fault, Piece, Split};
use super::lower;
use super::named::{DOCKER_HUB, LONGEST_NAME, ReferenceRef, too_long};
use oci_digest::Digest;
use std::fmt::{self, Write};

/// The two implementations of the grammar, and the ways in which they read a text.
///
/// They differ in three places: containers/image has no IP literals (`[::1]/a`), its limit of 255 bytes holds for the
/// name with its host, and it does not take a word for a host because of its upper case (`EXAMPLE/a`).
///
/// Text is anything that has bytes; what is not UTF-8 is refused.
///
/// ```
/// use oci_spec_types::reference::{ReferenceErrorKind, Rules};
///
/// assert_eq!(Rules::Distribution.normalized("EXAMPLE/a")?.registry(), "EXAMPLE");
/// let error = Rules::ContainersImage.normalized("EXAMPLE/a").unwrap_err();
/// assert_eq!(error.kind(), ReferenceErrorKind::RepositoryUppercase);
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rules {
    /// distribution/reference: Docker, BuildKit, containerd's clients, Kubernetes.
    Distribution,
    /// containers/image and its continuation: podman, skopeo, buildah, CRI-O.
    ContainersImage,
}

impl Rules {
    /// By the grammar alone (`Parse`): nothing is put in front, and whatever can be a host is one.
    ///
    /// ```
    /// # use oci_spec_types::reference::Rules;
    /// assert_eq!(Rules::Distribution.exact("user/repo")?.registry(), "user");
    /// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
    /// ```
    ///
    /// # Errors
    /// When the text does not fit the grammar, the name is too long, or the digest is none.
    pub fn exact<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<ReferenceRef<'a>, ReferenceError> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Empty, "a name"));
        }
        let split = Split::of(Piece { at: 0, bytes: text });
        let name = match split.name.split_first(b'/') {
            Some((host, path)) => Name { host: Some(Host::Written(host)), official: false, path, whole: split.name },
            None => Name { host: None, official: false, path: split.name, whole: split.name },
        };
        self.checked(text, &name, &split)
    }

    /// With registry and `library/` put in front where they are missing (`ParseNormalizedNamed`).
    ///
    /// # Errors
    /// As [`exact`](Self::exact), and when the repository has upper case or the text is 64 hex digits.
    pub fn normalized<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<ReferenceRef<'a>, ReferenceError> {
        let text = text.as_ref();
        if is_identifier(text) {
            return Err(ReferenceError::at(
                text,
                0,
                ReferenceErrorKind::Identifier,
                "a name, which cannot be 64 hex digits",
            ));
        }
        let (host, rest) = self.split_host(Piece { at: 0, bytes: text });
        let hub = matches!(host, Host::DockerHub)
            || matches!(host, Host::Written(host) if host.bytes == DOCKER_HUB.as_bytes());
        let official = hub && !rest.bytes.contains(&b'/');
        let before_colon = rest.split_first(b':').map_or(rest, |(before, _)| before);
        if let Some(at) = lower::first_change(before_colon.bytes) {
            let kind = ReferenceErrorKind::RepositoryUppercase;
            return Err(ReferenceError::at(text, rest.at + at, kind, "a repository in lower case"));
        }
        let split = Split::of(rest);
        let whole = Piece { at: 0, bytes: text.get(..split.name.at + split.name.bytes.len()).unwrap_or_default() };
        self.checked(text, &Name { host: Some(host), official, path: split.name, whole }, &split)
    }

    /// A reference or a digest (`ParseAnyReference`): 64 hex digits are a sha256 digest, and so is a text that is one.
    ///
    /// # Errors
    /// As [`normalized`](Self::normalized).
    pub fn any<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<AnyReference<'a>, ReferenceError> {
        let bytes = text.as_ref();
        let digest = if is_identifier(bytes) {
            let mut digest = *b"sha256:0000000000000000000000000000000000000000000000000000000000000000";
            digest[7..].copy_from_slice(bytes);
            Digest::parse_bytes(&digest).ok()
        } else if digest::check(bytes).is_ok() {
            Digest::parse_bytes(bytes).ok()
        } else {
            None
        };
        digest.map_or_else(|| self.normalized(text).map(AnyReference::Named), |digest| Ok(AnyReference::Digest(digest)))
    }

    /// As Docker pulls (`ParseDockerRef`): of a tag and a digest the digest counts, and without both it is `latest`.
    ///
    /// # Errors
    /// As [`normalized`](Self::normalized).
    pub fn docker<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<ReferenceRef<'a>, ReferenceError> {
        let reference = self.normalized(text)?;
        let tag = if reference.digest.is_some() { None } else { reference.tag };
        Ok(ReferenceRef { tag, ..reference }.or_latest())
    }

    /// A text that is already in the canonical form (`ParseNamed`).
    ///
    /// # Errors
    /// As [`normalized`](Self::normalized), and [`ReferenceErrorKind::NotCanonical`].
    pub fn canonical<'a, T: AsRef<[u8]> + ?Sized>(self, text: &'a T) -> Result<ReferenceRef<'a>, ReferenceError> {
        let reference = self.normalized(text)?;
        let mut rest = Remaining(text.as_ref());
        if write!(rest, "{reference}").is_ok() && rest.0.is_empty() {
            return Ok(reference);
        }
        let at = text.as_ref().len() - rest.0.len();
        Err(ReferenceError::at(
            text.as_ref(),
            at,
            ReferenceErrorKind::NotCanonical,
            "the canonical form, with registry and whole path",
        ))
    }

    /// Host and rest, by what stands before the first slash.
    fn split_host(self, text: Piece<'_>) -> (Host<'_>, Piece<'_>) {
        let Some((head, rest)) = text.split_first(b'/') else { return (Host::DockerHub, text) };
        let upper = self == Self::Distribution && lower::changes(head.bytes);
        match head.bytes {
            b"index.docker.io" => (Host::DockerHub, rest),
            b"localhost" => (Host::Written(head), rest),
            bytes if upper || bytes.iter().any(|b| matches!(b, b'.' | b':')) => (Host::Written(head), rest),
            _ => (Host::DockerHub, text),
        }
    }

    /// The common end of all ways: grammar, length, digest.
    fn checked<'a>(self, text: &[u8], name: &Name<'a>, ends: &Split<'a>) -> Result<ReferenceRef<'a>, ReferenceError> {
        let checked = name.check(self, Case::Exact).and_then(|host| ends.check_ends(Case::Exact).map(|()| host));
        let registry = checked.map_err(|fault| {
            let folded = name.check(self, Case::Folded).and_then(|_| ends.check_ends(Case::Folded));
            let kind = if folded.is_ok() { ReferenceErrorKind::Uppercase } else { ReferenceErrorKind::Format };
            ReferenceError::at(text, fault.at, kind, fault.expected)
        })?;
        let (registry, path) = match registry {
            Some(Host::DockerHub) => (DOCKER_HUB.as_bytes(), name.path),
            Some(Host::Written(host)) => (host.bytes, name.path),
            None => (&b""[..], name.whole),
        };
        let reference = ReferenceRef::of_parts(registry, name.official, path.bytes, ends);
        let len = match self {
            Self::Distribution => reference.path_len(),
            Self::ContainersImage => reference.name_len(),
        };
        if len > LONGEST_NAME {
            return Err(too_long(text, path.at));
        }
        reference.check_digest(text, ends.digest.map_or(0, |digest| digest.at))?;
        Ok(reference)
    }
}

#[derive(Clone, Copy)]
enum Host<'a> {
    /// `docker.io`, which the text does not say.
    DockerHub,
    Written(Piece<'a>),
}

/// A name whose host is chosen and not yet checked.
struct Name<'a> {
    host: Option<Host<'a>>,
    official: bool,
    path: Piece<'a>,
    /// Written host and path together: the path, if the host is none.
    whole: Piece<'a>,
}

impl<'a> Name<'a> {
    /// The host, if it is one by the grammar. Otherwise all of the name is the path.
    fn check(&self, rules: Rules, case: Case) -> Result<Option<Host<'a>>, Fault> {
        let Some(host) = self.host else { return self.whole.path(case).map(|()| None) };
        let Host::Written(written) = host else { return self.path.path(case).map(|()| Some(host)) };
        match written.host(rules == Rules::Distribution, case) {
            Ok(()) => self.path.path(case).map(|()| Some(host)),
            Err(fault) => self.whole.path(case).map(|()| None).map_err(|_| fault),
        }
    }
}

/// An image ID: 64 hex digits.
fn is_identifier(text: &[u8]) -> bool {
    text.len() == 64 && text.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What is left of a text while another is written beside it.
struct Remaining<'a>(&'a [u8]);

impl Write for Remaining<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let same = self.0.iter().zip(text.as_bytes()).take_while(|(a, b)| a == b).count();
        self.0 = self.0.get(same..).unwrap_or_default();
        if same == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}
