mod entry;

pub use entry::{EntryPlatform, EntryRef};

use crate::utf8::offset_in;
use crate::validate::Rule;
use crate::{Descriptor, Error, ErrorKind, Limits, Model, Text, model, oci};
use bytes::Bytes;
use entry::Light;
use oci_digest::json;

/// An index or list whose entries are read one by one, when they are asked for.
///
/// For indexes with very many entries. Opening it is one pass over the text that checks all of it, syntax and types of
/// members alike: what the typed reader would refuse is refused here too, wherever it stands. Of each entry only its
/// place is kept, 8 bytes; a look at it is borrowed from the text. Choosing an entry can be part of the same pass, see
/// [`LazyIndex::open_with`].
///
/// Limits hold as everywhere: for more than 4 MiB or 16,384 entries they have to be raised.
///
/// ```
/// use oci_spec_types::{LazyIndex, Limits};
///
/// let bytes = br#"{"schemaVersion":2,"manifests":[
///     {"mediaType":"a/b","digest":"sha256:x","size":1,"platform":{"os":"linux","architecture":"arm64"}}]}"#;
/// let limits = Limits::default().with_max_document(64 << 20).with_max_descriptors(1 << 20);
/// let index = LazyIndex::open(&bytes[..], &limits)?;
/// let arm64 = index.iter().position(|entry| entry.platform.is_some_and(|p| p.architecture == "arm64"));
/// assert_eq!(index.entry(arm64.unwrap()).unwrap().size, 1);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LazyIndex {
    text: Text,
    /// Offset and length of each entry. A document of 4 GiB or more is refused.
    spans: Vec<(u32, u32)>,
    head: oci::Index,
}

impl LazyIndex {
    /// Checks the document and notes where its entries are.
    ///
    /// What kind of document it is, is not looked at, as in [`Model::parse`]: one without `manifests`, such as the error body of
    /// a registry, opens as an index without entries. [`Document`](crate::Document) tells kinds apart.
    ///
    /// # Errors
    /// When the bytes are no index, a limit is exceeded, or `manifests` stands twice, so that there are two lists.
    pub fn open(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Self, Error> {
        Self::open_with(bytes, limits, |_, _| {})
    }

    /// The same, showing every entry and its number to the caller in the same pass.
    ///
    /// What the caller concludes from the entries is worth something only if this function succeeds:
    /// until the end is reached, the document may turn out to be none.
    ///
    /// ```
    /// use oci_spec_types::{LazyIndex, Limits};
    ///
    /// let bytes = br#"{"manifests":[{"platform":{"os":"linux"}},{"platform":{"os":"windows"}}]}"#;
    /// let mut windows = None;
    /// let index = LazyIndex::open_with(&bytes[..], &Limits::default(), |at, entry| {
    ///     if entry.platform.as_ref().is_some_and(|p| p.os == "windows") {
    ///         windows.get_or_insert(at);
    ///     }
    /// })?;
    /// assert_eq!(windows, Some(1));
    /// assert_eq!(index.entry(1).unwrap().platform.unwrap().os, "windows");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`LazyIndex::open`].
    pub fn open_with(
        bytes: impl Into<Bytes>,
        limits: &Limits,
        mut each: impl FnMut(usize, &EntryRef<'_>),
    ) -> Result<Self, Error> {
        let limits = limits.with_max_document(limits.max_document.min(u32::MAX as usize));
        let bytes = bytes.into();
        let text = model::text_of(bytes.clone(), &limits)?;
        Self::open_text(text, &bytes, &limits, &mut each).map_err(|error| error.in_bytes(&bytes))
    }

    fn open_text(
        text: Text,
        bytes: &[u8],
        limits: &Limits,
        each: &mut impl FnMut(usize, &EntryRef<'_>),
    ) -> Result<Self, Error> {
        let mut light = Light::new(&text, limits);
        let mut spans = Vec::new();
        let list = match read(&mut light, &mut spans, each) {
            Ok(list) => list,
            Err(error) => return Err(light.error(error)),
        };
        let head = match list {
            List::Absent => oci::Index::parse_with(text.clone().into_bytes(), limits)?,
            List::Twice(offset) => {
                let offset = offset_in(bytes, offset);
                let what = format!("a second list of entries at byte {offset}, expected one");
                return Err(Error::new(ErrorKind::Finding(Rule::Jsn04), offset, "/manifests".to_owned(), what));
            }
            List::At(start, end) => {
                #[expect(clippy::string_slice, reason = "the list is between brackets of the text")]
                let around = [&text[..start], "[]", &text[end..]].concat();
                // The whole text knows where the error is.
                oci::Index::parse_with(around, limits)
                    .map_err(|error| model::parse_value::<oci::Index>(&text, limits).err().unwrap_or(error))?
            }
        };
        Ok(Self { text, spans, head })
    }

    /// Everything but the entries: an index whose `manifests` are empty.
    #[must_use]
    pub fn head(&self) -> &oci::Index {
        &self.head
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// An entry, typed and with its unknown members, sharing the bytes of the document; `None` after the last one.
    #[must_use]
    pub fn entry(&self, at: usize) -> Option<Descriptor> {
        Some(entry::descriptor(&self.text.share(self.span(at)?)))
    }

    /// A look at every entry, borrowed from the document.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = EntryRef<'_>> {
        self.spans.iter().map(|span| EntryRef::checked(self.slice(*span)))
    }

    /// The JSON text of an entry; `None` after the last one.
    #[must_use]
    pub fn span(&self, at: usize) -> Option<&str> {
        self.spans.get(at).map(|span| self.slice(*span))
    }

    #[expect(clippy::string_slice, reason = "an entry is a part of the text")]
    fn slice(&self, (start, len): (u32, u32)) -> &str {
        &self.text[start as usize..start as usize + len as usize]
    }
}

/// Where the list of entries is.
enum List {
    Absent,
    At(usize, usize),
    Twice(usize),
}

fn read<'a>(
    light: &mut Light<'a>,
    spans: &mut Vec<(u32, u32)>,
    each: &mut impl FnMut(usize, &EntryRef<'a>),
) -> Result<List, json::JsonError> {
    let mut list = List::Absent;
    let mut object = light.scanner.begin_object()?;
    while let Some(name) = light.scanner.member(&mut object)? {
        if !name.is("manifests") {
            light.scanner.skip()?;
            continue;
        }
        if !matches!(list, List::Absent) {
            return Ok(List::Twice(name.offset() - 1));
        }
        light.scanner.peek()?;
        let start = light.scanner.offset();
        if !light.scanner.null()? {
            let mut array = light.scanner.begin_array()?;
            while light.scanner.element(&mut array)? {
                light.check_list(spans.len())?;
                light.scanner.peek()?;
                let start = light.scanner.offset();
                let mut entry = if light.scanner.null()? { EntryRef::default() } else { light.entry()? };
                let end = light.scanner.offset();
                entry.text = light.between(start, end);
                each(spans.len(), &entry);
                // The document is shorter than 4 GiB.
                spans.push((start as u32, (end - start) as u32));
            }
        }
        list = List::At(start, light.scanner.offset());
    }
    light.scanner.end()?;
    Ok(list)
}
