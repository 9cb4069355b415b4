use super::{Error, Form, Reading, Shape, Value, read, write::finish};
use std::collections::BTreeMap;

/// Go's `map[string]*json.RawMessage`: the top-level members of an object, each as its text.
///
/// Writing sorts the names, compacts the text and escapes `<`, `>` and `&` in it, but keeps everything else: number
/// spellings, escapes, order and duplicates further down. That is how Docker and containers/image edit image configs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RawMap {
    members: BTreeMap<String, Vec<u8>>,
    nil: bool,
}

impl RawMap {
    /// Reads an object; names count exactly, of duplicates the last.
    ///
    /// # Errors
    /// When the text is no JSON, or neither an object nor `null`.
    pub(crate) fn read(text: &[u8]) -> Result<Self, Error> {
        Ok(Self::from_reading(read(text, Shape::RAW_MAP)?).0)
    }

    /// The map in a reading of [`Shape::RAW_MAP`], and the rest of the reading: for its duplicates.
    pub(crate) fn from_reading(mut reading: Reading<'_>) -> (Self, Reading<'_>) {
        let map = match core::mem::replace(&mut reading.value, Value::Nil) {
            Value::Map(map) => Self {
                members: map
                    .into_iter()
                    .filter_map(|(name, value)| match value {
                        Value::Raw(text) => Some((name.into_owned(), text.into_owned())),
                        _ => None,
                    })
                    .collect(),
                nil: false,
            },
            _ => Self { members: BTreeMap::new(), nil: true },
        };
        (map, reading)
    }

    /// Whether the text was `null`: Go has a nil map then, and panics when a member is set in it.
    pub(crate) const fn is_nil(&self) -> bool {
        self.nil
    }

    /// The text of a member.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.members.get(name).map(Vec::as_slice)
    }

    /// Sets a member to JSON text, which must be well-formed; returns the text it had.
    pub(crate) fn insert(&mut self, name: &str, text: impl Into<Vec<u8>>) -> Option<Vec<u8>> {
        self.nil = false;
        self.members.insert(name.to_owned(), text.into())
    }

    /// Removes a member; returns its text.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Vec<u8>> {
        self.members.remove(name)
    }

    /// What Go writes for it; not UTF-8 where the text that was read is not.
    pub(crate) fn to_bytes(&self, form: &Form) -> Vec<u8> {
        if self.nil {
            return finish(b"null".to_vec(), form);
        }
        let mut out = vec![b'{'];
        for (index, (name, text)) in self.members.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            oci_digest::json::write_string(&mut out, name, &form.escapes());
            out.push(b':');
            oci_digest::json::compact(&mut out, text, form.html);
        }
        out.push(b'}');
        finish(out, form)
    }
}
