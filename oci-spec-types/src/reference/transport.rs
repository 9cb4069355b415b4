use super::error::{ReferenceError, ReferenceErrorKind};
use super::named::ReferenceRef;
use super::rules::Rules;
use std::fmt;

/// The end of a text that names an image by neither tag nor digest.
const UNKNOWN_DIGEST: &str = "@@unknown-digest@@";

/// A reference in the `docker:` transport of containers/image: `//alpine:3.20`, as skopeo takes it after `docker:`.
///
/// ```
/// use oci_spec_types::reference::DockerTransport;
///
/// let named = DockerTransport::parse("//alpine")?;
/// assert_eq!(named.to_string(), "//alpine:latest");
/// assert_eq!(named.reference.to_string(), "docker.io/library/alpine:latest");
/// # Ok::<(), oci_spec_types::reference::ReferenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DockerTransport<'a> {
    /// The reference, with a tag or a digest, never both. Printed, it is the identity that signature policies go by.
    pub reference: ReferenceRef<'a>,
    /// The digest is not known yet; the reference is a name only.
    pub unknown_digest: bool,
}

impl<'a> DockerTransport<'a> {
    /// Reads what stands after `docker:`. A name alone gets the tag `latest`.
    ///
    /// # Errors
    /// [`ReferenceErrorKind::Transport`] without `//`, [`ReferenceErrorKind::TagAndDigest`], [`ReferenceErrorKind::UnknownDigest`], and those of
    /// [`Rules::normalized`].
    pub fn parse<T: AsRef<[u8]> + ?Sized>(text: &'a T) -> Result<Self, ReferenceError> {
        let text = text.as_ref();
        let Some(name) = text.strip_prefix(b"//") else {
            return Err(ReferenceError::at(text, 0, ReferenceErrorKind::Transport, "`//`"));
        };
        let marked = name.strip_suffix(UNKNOWN_DIGEST.as_bytes());
        let reference =
            Rules::ContainersImage.normalized(marked.unwrap_or(name)).map_err(|error| error.moved(text, 2))?;
        let at = text.len() - marked.map_or(0, |_| UNKNOWN_DIGEST.len());
        match (marked.is_some(), reference.tag, reference.digest) {
            (true, None, None) => Ok(Self { reference, unknown_digest: true }),
            (true, ..) => {
                Err(ReferenceError::at(text, at, ReferenceErrorKind::UnknownDigest, "the end after a tag or a digest"))
            }
            (false, Some(_), Some(digest)) => {
                let at = text.len() - digest.len() - 1;
                Err(ReferenceError::at(text, at, ReferenceErrorKind::TagAndDigest, "the end after a tag"))
            }
            _ => Ok(Self { reference: reference.or_latest(), unknown_digest: false }),
        }
    }
}

/// The text after `docker:`, in the familiar form, which does not always read as the same: see
/// [`ReferenceRef::familiar`](super::ReferenceRef::familiar).
impl fmt::Display for DockerTransport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "//{}", self.reference.familiar())?;
        if self.unknown_digest { f.write_str(UNKNOWN_DIGEST) } else { Ok(()) }
    }
}
