//! From the bytes of a document to a model.

use super::ModelReading;
use super::layout::WriterLayout;
use super::member::Member;
use super::reader::Reader;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::text::Text;
use bytes::Bytes;

pub(crate) fn parse_bytes<T: Member>(bytes: Bytes, limits: &Limits) -> Result<T, Error> {
    parse_value(&text_of(bytes.clone(), limits)?, limits).map_err(|error| error.in_bytes(&bytes))
}

pub(crate) fn parse_value<T: Member>(text: &Text, limits: &Limits) -> Result<T, Error> {
    let mut reader = Reader::new(text, limits);
    let value = T::read(&mut reader).and_then(|value| reader.scanner.end().map(|()| value));
    value.map_err(|error| reader.error(error))
}

pub(crate) fn parse_bytes_in<T: Member>(
    bytes: Bytes,
    layout: &'static WriterLayout,
    limits: &Limits,
) -> Result<ModelReading<T>, Error> {
    let text = text_of(bytes.clone(), limits)?;
    let mut reader = Reader::new(&text, limits).in_layout(layout);
    // The text is the document itself, unless bytes of it were replaced.
    reader.mark(text.as_bytes().as_ptr() != bytes.as_ptr());
    let value = T::read(&mut reader).and_then(|value| reader.scanner.end().map(|()| value));
    match value {
        Ok(model) => Ok(ModelReading { model, is_plain: reader.is_plain() }),
        Err(error) => Err(reader.error(error).in_bytes(&bytes)),
    }
}

/// The bytes as text; bytes that are not UTF-8 as Go reads them.
pub(crate) fn text_of(bytes: Bytes, limits: &Limits) -> Result<Text, Error> {
    if bytes.len() > limits.max_document {
        return Err(Error::new(
            ErrorKind::Limit,
            limits.max_document,
            String::new(),
            format!("the document has {} bytes, expected at most {}", bytes.len(), limits.max_document),
        ));
    }
    Ok(Text::from_utf8(bytes.clone()).unwrap_or_else(|| crate::utf8::lossy_as_go(&bytes).into()))
}
