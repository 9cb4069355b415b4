use super::named::ReferenceRef;
use std::borrow::Cow;

/// What a tool finds in a reference.
///
/// The parts are bytes: some tools decode escapes, or take what is not UTF-8. They borrow from the text as far as they
/// stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading<'a> {
    /// The host that the tool talks to, with its port.
    pub registry: Cow<'a, [u8]>,
    /// The repository there; empty where the tool does without one.
    pub repository: Cow<'a, [u8]>,
    /// The tag, or `latest` where the tool puts it in.
    pub tag: Option<Cow<'a, [u8]>>,
    /// The digest, which not every tool checks.
    pub digest: Option<Cow<'a, [u8]>>,
}

impl<'a> From<ReferenceRef<'a>> for Reading<'a> {
    fn from(reference: ReferenceRef<'a>) -> Self {
        let bytes = |text: &'a str| Cow::Borrowed(text.as_bytes());
        let repository = match reference.repository() {
            Cow::Borrowed(text) => bytes(text),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Self {
            registry: bytes(reference.registry()),
            repository,
            tag: reference.tag().map(bytes),
            digest: reference.digest().map(bytes),
        }
    }
}
