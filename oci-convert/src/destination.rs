use crate::{Error, ErrorKind, Part, Stage};
use oci_spec_types::Text;
use std::str::FromStr;

/// The repository name and tag that a schema 1 manifest holds.
///
/// The default has neither: both are written as `""`, as containers/image does where it does not know them.
///
/// ```
/// use oci_convert::Destination;
///
/// let destination: Destination = "busybox:1.36".parse()?;
/// assert_eq!((&*destination.name, &*destination.tag), ("library/busybox", "1.36"));
/// let destination: Destination = "localhost:5000/deep/name@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a".parse()?;
/// assert_eq!((&*destination.name, &*destination.tag), ("deep/name", ""));
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Destination {
    /// The repository, as it is to be written: containers/image writes the path without the host, distribution the name
    /// under which it serves the repository.
    pub name: Text,
    /// The tag; empty where there is none.
    pub tag: Text,
}

impl Destination {
    /// These texts, unchecked.
    #[must_use]
    pub fn new(name: impl Into<Text>, tag: impl Into<Text>) -> Self {
        Self { name: name.into(), tag: tag.into() }
    }
}

impl FromStr for Destination {
    type Err = Error;

    /// Takes a Docker reference apart (distribution/reference `ParseNormalizedNamed`): the path without the host, with
    /// `library/` for official images of Docker Hub, and the tag; a digest is left out.
    fn from_str(text: &str) -> Result<Self, Error> {
        let error = |why: &str| {
            let text = format!("{text:?}: {why}");
            Error::new(ErrorKind::InvalidReference, Stage::Provide, Part::Manifest, "", text)
        };
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        if digest.is_some_and(|digest| digest.parse::<oci_digest::Digest>().is_err()) {
            return Err(error("no digest after @"));
        }
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(error("no tag after the last colon"));
        }
        let host = name.split_once('/').filter(|(host, _)| {
            host.contains(['.', ':']) || *host == "localhost" || host.bytes().any(|byte| byte.is_ascii_uppercase())
        });
        let (host, path) = match host {
            Some((host, path)) => (host, path),
            None => ("docker.io", name),
        };
        if path.is_empty() || !path.split('/').all(is_component) {
            return Err(error("the name has characters that are not allowed"));
        }
        let official = matches!(host, "docker.io" | "index.docker.io") && !path.contains('/');
        let name = if official { format!("library/{path}") } else { path.to_owned() };
        Ok(Self::new(name, tag.unwrap_or_default()))
    }
}

/// `[\w][\w.-]{0,127}`
fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = text.as_bytes().first().is_some_and(plain) && text.as_bytes().last().is_some_and(plain);
    let gaps = text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    ends && gaps
        .filter(|gap| !gap.is_empty())
        .all(|gap| matches!(gap, "." | "_" | "__") || gap.bytes().all(|byte| byte == b'-'))
}
