use crate::{Error, ErrorKind, Part, Stage};
use oci_spec_types::Text;
use oci_spec_types::reference::Rules;
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
/// let destination: Destination = "index.docker.io/busybox".parse()?;
/// assert_eq!((&*destination.name, &*destination.tag), ("library/busybox", ""));
/// // What Docker takes for the digest of an image is no name.
/// assert!("a".repeat(64).parse::<Destination>().is_err());
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
        let reference = Rules::Distribution.normalized(text).map_err(|error| {
            let text = format!("{text:?}: {error}");
            Error::new(ErrorKind::InvalidReference, Stage::Provide, Part::Manifest, "", text)
        })?;
        Ok(Self::new(reference.repository().into_owned(), reference.tag().unwrap_or_default()))
    }
}
