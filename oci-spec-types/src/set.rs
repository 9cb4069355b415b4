use crate::map::Map;
use crate::raw::RawJson;
use crate::text::Text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A set of text, which documents spell as a map to (normally empty) objects: exposed ports, volumes.
///
/// It keeps the order of the document, and what the objects hold as raw text.
///
/// ```
/// use oci_spec_types::Set;
///
/// let mut ports = Set::from(["80/tcp"]);
/// assert!(ports.insert("443/tcp") && !ports.insert("80/tcp"));
/// assert!(ports.contains("443/tcp"));
/// assert_eq!(ports.iter().collect::<Vec<_>>(), ["80/tcp", "443/tcp"]);
/// assert_eq!(serde_json::to_string(&ports)?, r#"{"80/tcp":{},"443/tcp":{}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Set(Map<RawJson>);

impl Set {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Map::new())
    }

    /// Whether the text is in the set.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains_key(text)
    }

    /// Adds a text after all others, with an empty object; whether it was not there.
    pub fn insert(&mut self, text: impl Into<Text>) -> bool {
        let text = text.into();
        let is_new = !self.0.contains_key(&text);
        if is_new {
            self.0.push(text, RawJson::checked(Text::from_static("{}")));
        }
        is_new
    }

    /// Removes a text; whether it was there.
    pub fn remove(&mut self, text: &str) -> bool {
        self.0.remove(text).is_some()
    }

    /// The texts in their order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.0.keys()
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The map that the document has, with what its objects hold.
    #[must_use]
    pub const fn as_map(&self) -> &Map<RawJson> {
        &self.0
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl From<Map<RawJson>> for Set {
    fn from(map: Map<RawJson>) -> Self {
        Self(map)
    }
}

impl<T: Into<Text>> FromIterator<T> for Set {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut set = Self::new();
        set.extend(texts);
        set
    }
}

impl<T: Into<Text>> Extend<T> for Set {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        for text in texts {
            self.insert(text);
        }
    }
}

impl<T: Into<Text>, const N: usize> From<[T; N]> for Set {
    fn from(texts: [T; N]) -> Self {
        texts.into_iter().collect()
    }
}

impl IntoIterator for Set {
    type Item = Text;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(Text, RawJson)>, fn((Text, RawJson)) -> Text>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(text, _)| text)
    }
}

impl Serialize for Set {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Set {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self)
    }
}
