use crate::Text;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

/// A map with text keys in the order of the document: annotations, labels, ports, volumes.
///
/// A key that stands twice is kept twice, so that nothing is lost; looking up answers with the last, as Go and JavaScript
/// do, and so does comparing: two maps are equal when every key has the same value in both, in whatever order. Writers whose
/// language sorts maps (Go) sort by the bytes of the key.
///
/// ```
/// use oci_spec_types::Annotations;
///
/// let mut annotations = Annotations::default();
/// annotations.insert("org.opencontainers.image.title", "demo");
/// assert_eq!(annotations.get("org.opencontainers.image.title").unwrap(), "demo");
///
/// annotations.extend([("a", "1"), ("b", "2")]);
/// assert_eq!(annotations, Annotations::from([("b", "2"), ("a", "1"), ("org.opencontainers.image.title", "demo")]));
/// let sorted: std::collections::BTreeMap<String, String> = annotations.into();
/// assert_eq!(sorted["b"], "2");
/// ```
// `indexmap` keeps a key once; here one that stands twice is kept twice.
#[derive(Clone)]
pub struct Map<V> {
    entries: Vec<(Text, V)>,
    /// The last place of each key, where there are more than a few entries.
    places: Option<Box<Places>>,
}

/// The place of each key. Boxed: few maps have one, and every descriptor has a map.
#[derive(Clone)]
struct Places(BTreeMap<Text, usize>);

/// As many entries are looked through one by one.
const FEW: usize = 24;

/// Annotations and labels: text to text.
pub type Annotations = Map<Text>;

impl<V> Map<V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), places: None }
    }

    /// The value of a key; the last one where the key stands twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(self.place(key)?).map(|(_, value)| value)
    }

    /// The value of a key, to be changed; the last one where the key stands twice.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let at = self.place(key)?;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets a key, in place where it stands already, else after all others; returns the value before.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<V>) -> Option<V> {
        let (key, value) = (key.into(), value.into());
        match self.get_mut(&key) {
            Some(own) => Some(std::mem::replace(own, value)),
            None => {
                self.push(key, value);
                None
            }
        }
    }

    /// Removes a key wherever it stands and returns its last value. The entries after it move up: of many keys, [`Map::retain`]
    /// removes all in one pass.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.place(key)?;
        let gone: Vec<usize> =
            self.entries.iter().enumerate().filter(|(_, (own, _))| own == key).map(|(at, _)| at).collect();
        if let Some(places) = &mut self.places {
            places.0.remove(key);
            places.0.values_mut().for_each(|at| *at -= gone.partition_point(|gone| gone < at));
        }
        self.entries.extract_if(.., |(own, _)| own == key).last().map(|(_, value)| value)
    }

    /// Removes the entries of which `keep` is false, in one pass.
    ///
    /// ```
    /// use oci_spec_types::Annotations;
    ///
    /// let mut annotations = Annotations::from([("org.example.a", "1"), ("other", "2"), ("org.example.b", "3")]);
    /// annotations.retain(|key, _| !key.starts_with("org.example."));
    /// assert_eq!(annotations, Annotations::from([("other", "2")]));
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &V) -> bool) {
        let mut entries = std::mem::take(self).entries;
        entries.retain(|(key, value)| keep(key, value));
        *self = Self::of(entries);
    }

    /// The entries in their order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &V)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in their order.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// The values in the order of their keys.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.entries.iter().map(|(_, value)| value)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sorts the entries by the bytes of their keys, as Go writes maps.
    pub fn sort(&mut self) {
        let order = by_key(&self.entries);
        let mut entries: Vec<_> = std::mem::take(self).entries.into_iter().map(Some).collect();
        *self = Self::of(order.into_iter().filter_map(|at| entries.get_mut(at)?.take()).collect());
    }

    /// A map of these entries, keys that stand twice included.
    fn of(entries: Vec<(Text, V)>) -> Self {
        let mut map = Self { entries: Vec::with_capacity(entries.len()), places: None };
        entries.into_iter().for_each(|(key, value)| map.push(key, value));
        map
    }

    /// Adds an entry after all others, also where its key is there.
    pub(crate) fn push(&mut self, key: Text, value: V) {
        let at = self.entries.len();
        if let Some(places) = &mut self.places {
            places.0.insert(key.clone(), at);
        } else if at >= FEW {
            let mut places = Places(BTreeMap::new());
            let all = self.entries.iter().map(|(own, _)| own).chain([&key]).cloned();
            // Not collected, which would sort them first: insertion is compiled anyway.
            for (key, at) in all.zip(0..) {
                places.0.insert(key, at);
            }
            self.places = Some(Box::new(places));
        }
        self.entries.push((key, value));
    }

    /// The last place of a key.
    fn place(&self, key: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.0.get(key).copied(),
            None => self.entries.iter().rposition(|(own, _)| own == key),
        }
    }

    /// Whether the keys ascend, none twice: what Go writes.
    pub(crate) fn is_sorted(&self) -> bool {
        self.entries.is_sorted_by(|(a, _), (b, _)| a.as_bytes() < b.as_bytes())
    }

    /// Whether a key stands more than once.
    pub(crate) fn has_duplicates(&self) -> bool {
        !self.is_sorted() && self.sorted().windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b))
    }

    pub(crate) fn sorted(&self) -> Vec<&(Text, V)> {
        by_key(&self.entries).into_iter().filter_map(|at| self.entries.get(at)).collect()
    }

    pub(crate) fn entries(&self) -> &[(Text, V)] {
        &self.entries
    }
}

/// Whether each name has the same last value in both.
pub(crate) fn say_the_same<V: PartialEq>(a: &[(Text, V)], b: &[(Text, V)]) -> bool {
    fn last<V>(entries: &[(Text, V)]) -> Vec<&(Text, V)> {
        let mut kept: Vec<&(Text, V)> = Vec::new();
        for entry in by_key(entries).into_iter().filter_map(|at| entries.get(at)) {
            match kept.last_mut() {
                Some(last) if last.0 == entry.0 => *last = entry,
                _ => kept.push(entry),
            }
        }
        kept
    }
    a == b || last(a) == last(b)
}

/// The places of entries in the order of the bytes of their keys; where a key stands twice, in the order of the entries.
fn by_key<V>(entries: &[(Text, V)]) -> Vec<usize> {
    // Compiled once for all kinds of values.
    fn sort(mut keys: Vec<(&[u8], usize)>) -> Vec<usize> {
        keys.sort_unstable();
        keys.into_iter().map(|(_, at)| at).collect()
    }
    sort(entries.iter().zip(0..).map(|((key, _), at)| (key.as_bytes(), at)).collect())
}

impl<V: PartialEq> PartialEq for Map<V> {
    fn eq(&self, other: &Self) -> bool {
        say_the_same(&self.entries, &other.entries)
    }
}

impl<V: Eq> Eq for Map<V> {}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for Map<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A key that comes twice has the last of its values, as in the maps of the standard library.
impl<K: Into<Text>, T: Into<V>, V> FromIterator<(K, T)> for Map<V> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<Text>, T: Into<V>, V> Extend<(K, T)> for Map<V> {
    fn extend<I: IntoIterator<Item = (K, T)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.entries.reserve(entries.size_hint().0.min(1 << 16));
        entries.for_each(|(key, value)| drop(self.insert(key, value)));
    }
}

impl<K: Into<Text>, T: Into<V>, V, const N: usize> From<[(K, T); N]> for Map<V> {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

/// In the order of the keys, so that the same map gives the same document.
impl<K: Into<Text>, T: Into<V>, V, S> From<HashMap<K, T, S>> for Map<V> {
    fn from(entries: HashMap<K, T, S>) -> Self {
        let mut map: Self = entries.into_iter().collect();
        map.sort();
        map
    }
}

impl<K: Into<Text>, T: Into<V>, V> From<BTreeMap<K, T>> for Map<V> {
    fn from(entries: BTreeMap<K, T>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: From<Text> + Eq + Hash, T: From<V>, V, S: BuildHasher + Default> From<Map<V>> for HashMap<K, T, S> {
    fn from(map: Map<V>) -> Self {
        map.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
    }
}

impl<K: From<Text> + Ord, T: From<V>, V> From<Map<V>> for BTreeMap<K, T> {
    fn from(map: Map<V>) -> Self {
        map.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
    }
}

impl<V> IntoIterator for Map<V> {
    type Item = (Text, V);
    type IntoIter = std::vec::IntoIter<(Text, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, V> IntoIterator for &'a Map<V> {
    type Item = &'a (Text, V);
    type IntoIter = std::slice::Iter<'a, (Text, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<V: Serialize> Serialize for Map<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, V: Deserialize<'de> + Default> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de> + Default> Visitor<'de> for Entries<V> {
            type Value = Map<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Map<V>, A::Error> {
                let mut map = Map::new();
                // `null` stands for a value that says nothing.
                while let Some((key, value)) = access.next_entry::<Text, Option<V>>()? {
                    map.push(key, value.unwrap_or_default());
                }
                Ok(map)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}
