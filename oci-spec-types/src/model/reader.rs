use super::Member;
use crate::extra::Stood;
use crate::{Error, ErrorKind, Limits, MediaType, RawJson, Text};
use oci_digest::json::{self, JsonString, Scanner};

/// A scanner over a document, and what values are cut out of.
pub(crate) struct Reader<'a> {
    pub(crate) scanner: Scanner<'a>,
    document: &'a Text,
    limits: &'a Limits,
    /// The limit that was exceeded, behind an error of kind [`json::ErrorKind::Range`].
    exceeded: Option<String>,
    /// The last media type read, and how it was spelt: layers mostly repeat it.
    media_type: Option<(JsonString<'a>, MediaType)>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Text, limits: &'a Limits) -> Self {
        Self {
            scanner: Scanner::new(document.as_bytes()).with_max_depth(limits.max_depth),
            document,
            limits,
            exceeded: None,
            media_type: None,
        }
    }

    /// Reads the value of a member, which is the default one, `null` being nothing.
    #[inline]
    pub(crate) fn member<T: Member>(&mut self, into: &mut T) -> Result<Stood, json::Error> {
        if self.scanner.null()? {
            return Ok(Stood::Null);
        }
        into.read_into(self)?;
        Ok(if into.is_absent() { Stood::Empty } else { Stood::Value })
    }

    /// The text of a string: a part of the document where nothing is escaped.
    #[inline]
    pub(crate) fn text(&self, string: &JsonString<'a>) -> Text {
        if string.is_escaped() { string.decode_go().into() } else { self.document.share(self.spelt(string)) }
    }

    /// The text between the quotes, as spelt.
    #[inline]
    pub(crate) fn spelt(&self, string: &JsonString<'a>) -> &'a str {
        let document: &'a str = self.document.as_str();
        &document[string.offset()..string.offset() + string.raw().len()]
    }

    /// Any value, as raw text.
    #[inline]
    pub(crate) fn raw(&mut self) -> Result<RawJson, json::Error> {
        let value = self.scanner.skip()?;
        let end = self.scanner.offset();
        let document: &'a str = self.document.as_str();
        Ok(RawJson::checked(self.document.share(&document[end - value.len()..end])))
    }

    #[inline]
    pub(crate) fn media_type(&mut self) -> Result<MediaType, json::Error> {
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
    pub(crate) fn check_list(&mut self, len: usize) -> Result<(), json::Error> {
        self.check(len, self.limits.max_descriptors, "entries in a list (max_descriptors)")
    }

    /// Fails when a map has more entries than the limit.
    #[inline]
    pub(crate) fn check_map(&mut self, len: usize) -> Result<(), json::Error> {
        self.check(len, self.limits.max_map_entries, "entries in a map (max_map_entries)")
    }

    #[inline]
    fn check(&mut self, len: usize, most: usize, what: &str) -> Result<(), json::Error> {
        if len < most {
            return Ok(());
        }
        self.exceeded = Some(format!("more than {most} {what}"));
        Err(json::Error::new(self.scanner.offset(), json::ErrorKind::Range))
    }

    /// The error of this crate for an error of the scanner.
    pub(crate) fn error(&mut self, error: json::Error) -> Error {
        let document = self.document.as_bytes();
        match (self.exceeded.take(), error.kind()) {
            (Some(text), json::ErrorKind::Range) => {
                Error::new(ErrorKind::Limit, error.offset(), json::pointer_at(document, error.offset()), text)
            }
            _ => Error::json(error, document),
        }
    }
}
