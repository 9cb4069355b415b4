use super::error::WriteError;
use super::value::Value;
use ::base64::Engine;
use ::base64::prelude::BASE64_STANDARD;
use oci_digest::json::{Escapes, Indent, compact, indent, write_string};
use oci_spec_types::Omit;
use oci_spec_types::{Style, Whitespace};

/// How Go was asked to write, and which Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// The indentation of each level (`json.MarshalIndent`, `Encoder.SetIndent`); `None` is compact.
    pub(crate) indent: Option<&'static str>,
    /// `<`, `>` and `&` are escaped; `Encoder.SetEscapeHTML(false)` turns it off.
    pub(crate) html: bool,
    /// A line break follows: `Encoder.Encode`.
    pub(crate) newline: bool,
    /// U+0008 and U+000C are written `\b` and `\f`, as since Go 1.22; before, as `\u0008` and `\u000c`.
    pub(crate) short_b_f: bool,
}

impl Form {
    /// `json.Marshal`
    pub(crate) const COMPACT: Self = Self { indent: None, html: true, newline: false, short_b_f: true };
    /// `json.MarshalIndent` with two spaces: `BuildKit`, buildx.
    pub(crate) const INDENT2: Self = Self { indent: Some("  "), ..Self::COMPACT };
    /// `json.MarshalIndent` with three spaces: Docker distribution.
    pub(crate) const INDENT3: Self = Self { indent: Some("   "), ..Self::COMPACT };

    /// The same for models.
    pub(crate) const fn style(&self) -> Style {
        let whitespace = match self.indent {
            Some(unit) => Whitespace::Spaces(unit.len() as u8),
            None => Whitespace::Compact,
        };
        Style { whitespace, html_escapes: self.html, trailing_newline: self.newline, short_escapes: self.short_b_f }
    }

    pub(super) fn escapes(&self) -> Escapes {
        Escapes { html: self.html, short_b_f: self.short_b_f, ..Escapes::GO }
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::COMPACT
    }
}

impl Value<'_> {
    /// What Go writes for it.
    ///
    /// # Errors
    /// When Go refuses to write it: [`WriteError`].
    pub(crate) fn to_bytes(&self, form: &Form) -> Result<Vec<u8>, WriteError> {
        let mut writer = Writer { out: Vec::new(), escapes: form.escapes(), form, failed: None, empties: false };
        writer.value(self);
        match writer.failed {
            Some(error) => Err(error),
            None => Ok(finish(writer.out, form)),
        }
    }
}

/// The compact text of a value, even of one that Go refuses to write: for reports.
pub(super) fn for_report(value: &Value<'_>) -> Vec<u8> {
    let form = &Form { html: false, ..Form::COMPACT };
    let mut writer = Writer { out: Vec::new(), escapes: form.escapes(), form, failed: None, empties: false };
    writer.value(value);
    writer.out
}

/// The compact text of a value with everything in it that is not zero, and why Go would refuse to write it: for readers that
/// take the place of Go's.
///
/// `capacity`: how long the text is, about.
pub(crate) fn lossless(value: &Value<'_>, capacity: usize) -> (Vec<u8>, Option<WriteError>) {
    let form = &Form { html: false, ..Form::COMPACT };
    let mut writer =
        Writer { out: Vec::with_capacity(capacity), escapes: form.escapes(), form, failed: None, empties: true };
    writer.value(value);
    (writer.out, writer.failed)
}

/// Go indents what it has written in compact form.
pub(super) fn finish(mut out: Vec<u8>, form: &Form) -> Vec<u8> {
    if let Some(unit) = form.indent {
        let text = core::mem::take(&mut out);
        indent(&mut out, &text, Indent { prefix: "", unit });
    }
    if form.newline {
        out.push(b'\n');
    }
    out
}

struct Writer<'f> {
    out: Vec<u8>,
    escapes: Escapes,
    form: &'f Form,
    failed: Option<WriteError>,
    /// Lists and maps that are empty, but not nil, are written always.
    empties: bool,
}

impl Writer<'_> {
    /// Recursion ends with the value, which is as deep as its table.
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Nil => self.out.extend_from_slice(b"null"),
            Value::Bool(value) => self.out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Value::Int(value) => {
                // Writing to a vector does not fail.
                let _ = serde_json::to_writer(&mut self.out, value);
            }
            Value::String(text) => self.string(text),
            Value::BadString(bytes) => self.bad_string(bytes),
            Value::Bytes(bytes) => {
                self.out.push(b'"');
                self.out.extend_from_slice(BASE64_STANDARD.encode(bytes).as_bytes());
                self.out.push(b'"');
            }
            Value::Time(time) => {
                if !time.is_writable() {
                    self.failed = Some(WriteError::TimeZone { time: time.clone() });
                }
                self.string(time.as_str());
            }
            Value::Raw(text) => compact(&mut self.out, text, self.form.html),
            Value::List(list) => {
                self.out.push(b'[');
                for (index, element) in list.iter().enumerate() {
                    self.comma(index > 0);
                    self.value(element);
                }
                self.out.push(b']');
            }
            Value::Map(map) => {
                self.out.push(b'{');
                for (index, (key, element)) in map.iter().enumerate() {
                    self.comma(index > 0);
                    self.string(key);
                    self.out.push(b':');
                    self.value(element);
                }
                self.out.push(b'}');
            }
            Value::Set(set) => {
                self.out.push(b'{');
                for (index, key) in set.iter().enumerate() {
                    self.comma(index > 0);
                    self.string(key);
                    self.out.extend_from_slice(b":{}");
                }
                self.out.push(b'}');
            }
            Value::Struct(record) => {
                self.out.push(b'{');
                let mut first = true;
                for (field, value) in record.iter() {
                    let left_out = match field.omit {
                        Omit::Never => false,
                        _ if self.empties => field.shape.is_zero(value),
                        Omit::Empty => field.shape.is_empty(value),
                        Omit::Zero => field.shape.is_zero(value),
                    };
                    if left_out {
                        continue;
                    }
                    self.comma(!first);
                    first = false;
                    self.out.push(b'"');
                    self.out.extend_from_slice(field.name.as_bytes());
                    self.out.extend_from_slice(b"\":");
                    self.value(value);
                }
                self.out.push(b'}');
            }
        }
    }

    fn comma(&mut self, wanted: bool) {
        if wanted {
            self.out.push(b',');
        }
    }

    fn string(&mut self, text: &str) {
        write_string(&mut self.out, text, &self.escapes);
    }

    fn bad_string(&mut self, bytes: &[u8]) {
        let mut piece = Vec::new();
        self.out.push(b'"');
        for chunk in bytes.utf8_chunks() {
            piece.clear();
            write_string(&mut piece, chunk.valid(), &self.escapes);
            if let [_quote, text @ .., _] = piece.as_slice() {
                self.out.extend_from_slice(text);
            }
            for _ in chunk.invalid() {
                self.out.extend_from_slice(b"\\ufffd");
            }
        }
        self.out.push(b'"');
    }
}
