use super::layout::{LayoutRow, WriterLayout};
use crate::error::{Error, ErrorKind};
use crate::fold::folds_to;
use crate::limits::Limits;
use crate::media_type::MediaType;
use crate::raw::RawJson;
use crate::text::Text;
use oci_digest::json::{self, JsonString, Scanner};

/// A scanner over a document, and what values are cut out of.
pub(crate) struct Reader<'a> {
    pub(crate) scanner: Scanner<'a>,
    document: &'a Text,
    limits: &'a Limits,
    /// How many more elements may follow.
    left: usize,
    /// The limit that was exceeded, where the scanner fails with an error of kind [`json::JsonErrorKind::Range`].
    exceeded: Option<String>,
    /// The last media type read, and how it was spelt: layers mostly repeat it.
    media_type: Option<(JsonString<'a>, MediaType)>,
    /// The layout of the object that is read next.
    layout: Option<&'static WriterLayout>,
    /// Whether the document is read in a layout.
    held: bool,
    /// Whether something was met that the writer of the layout reads otherwise, or writes otherwise than it stands.
    odd: bool,
    /// Where strings with escapes are decoded: their length is known after it.
    decoded: String,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Text, limits: &'a Limits) -> Self {
        Self {
            scanner: Scanner::new(document.as_bytes()).with_max_depth(limits.max_depth),
            document,
            limits,
            left: limits.max_elements,
            exceeded: None,
            media_type: None,
            layout: None,
            held: false,
            odd: false,
            decoded: String::new(),
        }
    }

    /// The same reader for a document in a layout.
    pub(crate) fn in_layout(mut self, layout: &'static WriterLayout) -> Self {
        (self.layout, self.held) = (Some(layout), true);
        self
    }

    /// The layout of the object that begins here.
    #[inline]
    pub(crate) fn layout(&self) -> Option<&'static WriterLayout> {
        self.layout
    }

    /// Puts the layout back, for the next object in the same list.
    #[inline]
    pub(crate) fn set_layout(&mut self, layout: Option<&'static WriterLayout>) {
        self.layout = layout;
    }

    /// Whether the document is read in a layout.
    #[inline]
    pub(crate) fn is_held(&self) -> bool {
        self.held
    }

    /// Whether the writer of the layout reads everything as it was read here.
    pub(crate) fn is_plain(&self) -> bool {
        !self.odd
    }

    /// Notes something odd.
    #[inline]
    pub(crate) fn mark(&mut self, odd: bool) {
        self.odd |= odd;
    }

    /// Looks at the name of a member that the model does not have: Go takes it for one that it has, if only case differs.
    pub(crate) fn unknown(&mut self, members: &[&str], layout: Option<&'static WriterLayout>, name: &JsonString<'_>) {
        let Some(layout) = layout else { return };
        let decoded = name.decode_go();
        let folds = |row: &LayoutRow| members.get(usize::from(row.member())).is_some_and(|own| folds_to(&decoded, own));
        self.odd |= !decoded.is_ascii() || layout.rows().iter().any(folds);
    }

    /// The text of a string: a part of the document where nothing is escaped.
    #[inline]
    pub(crate) fn text(&mut self, string: &JsonString<'a>) -> Text {
        if !string.is_escaped() {
            return self.document.share(self.spelt(string));
        }
        self.decoded.clear();
        match string.decode_into(&mut self.decoded) {
            Ok(()) => Text::from(self.decoded.as_str()),
            Err(_) => {
                self.odd = true;
                string.decode_go().into()
            }
        }
    }

    /// The text between the quotes, as spelt.
    #[inline]
    #[expect(clippy::string_slice, reason = "what stands between quotes is a part of the text")]
    pub(crate) fn spelt(&self, string: &JsonString<'a>) -> &'a str {
        let document: &'a str = self.document.as_str();
        &document[string.offset()..string.offset() + string.raw().len()]
    }

    /// Any value, as raw text.
    #[inline]
    #[expect(clippy::string_slice, reason = "the scanner stops before and after values")]
    pub(crate) fn raw(&mut self) -> Result<RawJson, json::JsonError> {
        let value = self.scanner.skip()?;
        let end = self.scanner.offset();
        let document: &'a str = self.document.as_str();
        Ok(RawJson::checked(self.document.share(&document[end - value.len()..end])))
    }

    /// The value of a member that the model does not have, or the layout does not hold: one element of the document.
    pub(crate) fn unknown_value(&mut self) -> Result<RawJson, json::JsonError> {
        self.count()?;
        self.raw()
    }

    #[inline]
    pub(crate) fn media_type(&mut self) -> Result<MediaType, json::JsonError> {
        if let Some((spelt, media_type)) = &self.media_type
            && self.scanner.same_string(spelt).is_some()
        {
            return Ok(media_type.clone());
        }
        let string = self.scanner.string()?;
        let known = if string.is_escaped() { None } else { MediaType::interned(self.spelt(&string)) };
        let media_type = known.unwrap_or_else(|| self.text(&string).into());
        self.media_type = Some((string, media_type.clone()));
        Ok(media_type)
    }

    /// Fails when a list of descriptors is longer than the limit.
    #[inline]
    pub(crate) fn check_list(&mut self, len: usize) -> Result<(), json::JsonError> {
        self.check(len, self.limits.max_descriptors, "entries in a list (max_descriptors)")?;
        self.count()
    }

    /// Fails when a map has more entries than the limit.
    #[inline]
    pub(crate) fn check_map(&mut self, len: usize) -> Result<(), json::JsonError> {
        self.check(len, self.limits.max_map_entries, "entries in a map (max_map_entries)")?;
        self.count()
    }

    /// Fails when there are more elements than the limit.
    #[inline]
    fn count(&mut self) -> Result<(), json::JsonError> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => self.check(self.limits.max_elements, self.limits.max_elements, "elements (max_elements)"),
        }
    }

    #[inline]
    fn check(&mut self, len: usize, most: usize, what: &str) -> Result<(), json::JsonError> {
        if len < most {
            return Ok(());
        }
        self.exceeded = Some(format!("more than {most} {what}"));
        Err(json::JsonError::new(self.scanner.offset(), json::JsonErrorKind::Range))
    }

    /// The error of this crate for an error of the scanner.
    pub(crate) fn error(&mut self, error: json::JsonError) -> Error {
        let document = self.document.as_bytes();
        match (self.exceeded.take(), error.kind()) {
            (Some(text), json::JsonErrorKind::Range) => {
                Error::new(ErrorKind::Limit, error.offset(), json::pointer_at(document, error.offset()), text)
            }
            _ => Error::json(error, document),
        }
    }
}
