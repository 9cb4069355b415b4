use super::reading::{Cause, Dropped, Oddity, OddityKind, Reading};
use super::write::for_report;
use super::{Error, ErrorKind, Record, Shape, Struct, Time, Value};
use oci_digest::json::{self, JsonString, Scanner, ValueKind, push_segment};
use oci_spec_types::Limits;
use oci_spec_types::base64::decode_as_go;
use std::borrow::Cow;
use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write;

/// Reads JSON into a Go type, as `json.Unmarshal` into a new variable does.
///
/// # Errors
/// When the text is no JSON, nests deeper than 10,000 levels, or does not fit the type. As in Go, text that is no JSON is
/// reported before anything that does not fit.
pub(crate) fn read(text: &[u8], shape: impl Into<Shape>) -> Result<Reading<'_>, Error> {
    ReadOptions::default().read(text, shape)
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadOptions {
    /// How many values (fields, elements, entries) the result may have; 32 bytes each. Go has no such limit: `{}` in a
    /// list of descriptors costs it hundreds of bytes.
    pub(crate) max_values: usize,
    /// How many elements a list may have.
    pub(crate) max_list: usize,
    /// How many entries a map may have.
    pub(crate) max_map: usize,
    /// How many entries [`Reading::dropped`] and [`Reading::oddities`] may have together; more are only counted.
    /// Default: 65,536.
    pub(crate) max_reports: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self::within(&Limits::default())
    }
}

impl ReadOptions {
    /// What the models take within these limits, Go's types do, too.
    pub(crate) const fn within(limits: &Limits) -> Self {
        Self {
            // Fewer values than that in a descriptor are no element.
            max_values: limits.max_elements.saturating_mul(8),
            max_list: limits.max_descriptors,
            max_map: limits.max_map_entries,
            max_reports: 1 << 16,
        }
    }

    /// Reads JSON into a Go type.
    ///
    /// # Errors
    /// As [`read`], and when there are more values than a limit allows.
    pub(crate) fn read(self, text: &[u8], shape: impl Into<Shape>) -> Result<Reading<'_>, Error> {
        let shape = shape.into();
        self.read_into(text, shape.zero(), shape)
    }

    /// Reads JSON into a Go variable that holds `value` already.
    ///
    /// # Errors
    /// As [`ReadOptions::read`].
    pub(crate) fn read_into<'a>(
        self,
        text: &'a [u8],
        value: Value<'a>,
        shape: impl Into<Shape>,
    ) -> Result<Reading<'a>, Error> {
        let shape = shape.into();
        let mut reader = Reader {
            scanner: Scanner::new(text),
            path: Vec::new(),
            spare: BTreeMap::new(),
            left: self.max_values,
            options: self,
            reading: Reading { value: Value::Nil, dropped: Vec::new(), oddities: Vec::new(), unreported: 0 },
        };
        let mut value = value;
        let whole = reader.value(shape, &mut value, false);
        let whole = whole.and_then(|()| reader.scanner.end().map_err(Error::from));
        match whole {
            Ok(()) => {
                reader.reading.value = value;
                Ok(reader.reading)
            }
            // Go checks the grammar of the whole text first.
            Err(error) if !error.is_syntax() => Err(check(text).err().map_or(error, Error::from)),
            Err(error) => Err(error),
        }
    }
}

/// Whether it is JSON.
fn check(text: &[u8]) -> Result<(), json::JsonError> {
    let mut scanner = Scanner::new(text);
    scanner.skip()?;
    scanner.end()
}

/// One step from a container to what it holds.
enum Step<'a> {
    /// A field by its index, under the name it has in the text.
    Field(usize, Cow<'a, str>),
    /// A key of a map.
    Key(Cow<'a, str>),
    /// An element of a slice.
    Index(usize),
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    path: Vec<Step<'a>>,
    /// What stands after the end of a slice that a duplicate cut short: Go reuses it when the slice grows again.
    spare: BTreeMap<Vec<usize>, VecDeque<Value<'a>>>,
    left: usize,
    options: ReadOptions,
    reading: Reading<'a>,
}

impl<'a> Reader<'a> {
    /// Reads the next value into `slot`. `again`: an earlier duplicate was read into it. Recursion ends with the table.
    fn value(&mut self, shape: Shape, slot: &mut Value<'a>, again: bool) -> Result<(), Error> {
        if self.scanner.peek()? == ValueKind::Null && !matches!(shape, Shape::Raw | Shape::Hash) {
            self.scanner.null()?;
            match shape {
                Shape::String | Shape::Bool | Shape::Int | Shape::Time | Shape::Struct(_) => self.odd(OddityKind::Null),
                _ => {
                    self.forget_spares();
                    self.replace(shape, slot, Value::Nil, again);
                }
            }
            return Ok(());
        }
        match shape {
            Shape::Pointer(inner) => {
                if slot.is_nil() {
                    *slot = self.zero(*inner)?;
                }
                self.value(*inner, slot, again)
            }
            Shape::Struct(table) => self.structure(table, slot, again),
            Shape::Slice(element) => self.slice(*element, slot, again),
            Shape::Map(element) => self.map(*element, slot),
            Shape::Set => self.set(slot),
            _ => {
                let value = self.scalar(shape, slot)?;
                self.replace(shape, slot, value, again);
                Ok(())
            }
        }
    }

    /// Reads a value that takes the place of what was there.
    fn scalar(&mut self, shape: Shape, slot: &Value<'a>) -> Result<Value<'a>, Error> {
        Ok(match shape {
            Shape::Bool => Value::Bool(self.scanner.boolean()?),
            Shape::Int => Value::Int(self.scanner.number()?.to_i64()?),
            Shape::Raw => Value::Raw(Cow::Borrowed(self.scanner.skip()?)),
            Shape::Time if self.scanner.peek()? != ValueKind::String => {
                return Err(Error::new(self.scanner.offset(), ErrorKind::Time));
            }
            Shape::Time => {
                let text = self.scanner.string()?;
                // Go looks at the text between the quotes, without decoding its escapes.
                let time = Time::parse_bytes(text.raw());
                Value::Time(time.ok_or(Error::new(text.offset() - 1, ErrorKind::Time))?)
            }
            Shape::Bytes if self.scanner.peek()? == ValueKind::Array => Value::Bytes(self.byte_array(slot)?),
            Shape::Bytes => {
                let text = self.scanner.string()?;
                let bytes = decode_as_go(text.decode_go().as_bytes());
                Value::Bytes(bytes.ok_or(Error::new(text.offset() - 1, ErrorKind::Base64))?)
            }
            Shape::StrSlice => Value::List(self.string_or_strings()?),
            Shape::Hash => {
                let text = self.scanner.string()?;
                let digest = text.decode_go();
                let hex = digest.strip_prefix("sha256:").unwrap_or_default();
                if hex.len() != 64 || !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                    return Err(Error::new(text.offset() - 1, ErrorKind::Hash));
                }
                Value::String(digest)
            }
            _ => {
                let text = self.scanner.string()?;
                Value::String(self.text(&text))
            }
        })
    }

    /// The elements of an array of numbers: the other way to spell a `[]byte`. `null` keeps the byte that was there.
    fn byte_array(&mut self, slot: &Value<'a>) -> Result<Vec<u8>, Error> {
        let before = slot.as_bytes().unwrap_or_default();
        let mut bytes = Vec::new();
        let mut array = self.scanner.begin_array()?;
        while self.scanner.element(&mut array)? {
            if self.scanner.null()? {
                bytes.push(before.get(bytes.len()).copied().unwrap_or_default());
                continue;
            }
            let number = self.scanner.number()?;
            let byte = u8::try_from(number.to_i64()?).ok();
            // An unsigned integer has no sign, not even that of -0.
            let byte = byte.filter(|_| !number.text().starts_with('-'));
            bytes.push(byte.ok_or(json::JsonError::new(number.offset(), json::JsonErrorKind::Range))?);
        }
        Ok(bytes)
    }

    /// Docker's `StrSlice`: always made anew.
    fn string_or_strings(&mut self) -> Result<Vec<Value<'a>>, Error> {
        let mut list = Vec::new();
        match self.scanner.peek()? {
            ValueKind::String => {
                let text = self.scanner.string()?;
                list.push(Value::String(self.text(&text)));
            }
            ValueKind::Array => {
                let mut array = self.scanner.begin_array()?;
                while self.scanner.element(&mut array)? {
                    self.check(list.len(), self.options.max_list, "entries in a list (max_descriptors)")?;
                    let mut element = self.zero(Shape::String)?;
                    self.path.push(Step::Index(list.len()));
                    self.value(Shape::String, &mut element, false)?;
                    self.path.pop();
                    list.push(element);
                }
            }
            _ => return Err(self.scanner.wrong_type("a string or an array of strings").into()),
        }
        Ok(list)
    }

    fn structure(&mut self, table: &'static Struct, slot: &mut Value<'a>, again: bool) -> Result<(), Error> {
        if slot.record().is_none() {
            *slot = Value::Struct(Record::zero(table));
        }
        let Value::Struct(record) = slot else { return Ok(()) };
        let mut seen = 0u128;
        let mut object = self.scanner.begin_object()?;
        while let Some(name) = self.scanner.member(&mut object)? {
            // Most are spelt as in the table.
            let raw = if name.is_escaped() { &[][..] } else { name.raw() };
            let exact = table.fields.iter().position(|field| field.name.as_bytes() == raw);
            let (index, name) = match exact.and_then(|index| Some((index, table.fields.get(index)?.name))) {
                Some((index, name)) => (index, Cow::Borrowed(name)),
                None => {
                    let name = name.decode_go();
                    let Some(index) = table.index_folded(&name) else {
                        let text = self.scanner.skip()?;
                        self.dropped(Some(&name), Cow::Borrowed(text), Cause::Unknown);
                        continue;
                    };
                    (index, name)
                }
            };
            #[expect(clippy::indexing_slicing, reason = "it is the index of a field")]
            let field = &table.fields[index];
            let folded = field.name != name;
            let duplicate = seen >> index & 1 == 1;
            seen |= 1 << index;
            self.path.push(Step::Field(index, name));
            if folded {
                self.odd(OddityKind::Folded { field: field.name });
            }
            if duplicate {
                self.odd(OddityKind::Duplicate);
            }
            self.value(field.shape, record.slot(index), again || duplicate)?;
            self.path.pop();
        }
        Ok(())
    }

    fn slice(&mut self, element: Shape, slot: &mut Value<'a>, again: bool) -> Result<(), Error> {
        if !matches!(slot, Value::List(_)) {
            *slot = Value::List(Vec::new());
        }
        let Value::List(list) = slot else { return Ok(()) };
        let mut array = self.scanner.begin_array()?;
        let mut count = 0;
        while self.scanner.element(&mut array)? {
            let mut kept = again;
            self.check(count, self.options.max_list, "entries in a list (max_descriptors)")?;
            if count == list.len() {
                kept = false;
                list.push(match self.unspare() {
                    Some(value) => value,
                    None => self.zero(element)?,
                });
            }
            self.path.push(Step::Index(count));
            #[expect(clippy::indexing_slicing, reason = "at the end, one was appended")]
            self.value(element, &mut list[count], kept)?;
            self.path.pop();
            count += 1;
        }
        let cut = list.split_off(count);
        if again {
            for (at, value) in cut.iter().enumerate() {
                self.path.push(Step::Index(count + at));
                self.dropped(None, Cow::Owned(for_report(value)), Cause::Overwritten);
                self.path.pop();
            }
        }
        if count == 0 {
            // Go makes a new, empty slice.
            self.forget_spares();
        } else if !cut.is_empty()
            && let Some(key) = self.key()
        {
            let spare = self.spare.entry(key).or_default();
            cut.into_iter().rev().for_each(|value| spare.push_front(value));
        }
        Ok(())
    }

    fn map(&mut self, element: Shape, slot: &mut Value<'a>) -> Result<(), Error> {
        if !matches!(slot, Value::Map(_)) {
            *slot = Value::Map(BTreeMap::new());
        }
        let Value::Map(map) = slot else { return Ok(()) };
        let mut object = self.scanner.begin_object()?;
        while let Some(name) = self.scanner.member(&mut object)? {
            let key = self.text(&name);
            self.check(map.len(), self.options.max_map, "entries in a map (max_map_entries)")?;
            let mut value = self.zero(element)?;
            self.path.push(Step::Key(key.clone()));
            self.value(element, &mut value, false)?;
            // Not merged with the earlier value of the key, but put in its place.
            match map.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(mut place) => {
                    self.odd(OddityKind::Duplicate);
                    self.replace(element, place.get_mut(), value, true);
                }
            }
            self.path.pop();
        }
        Ok(())
    }

    fn set(&mut self, slot: &mut Value<'a>) -> Result<(), Error> {
        if !matches!(slot, Value::Set(_)) {
            *slot = Value::Set(BTreeSet::new());
        }
        let Value::Set(set) = slot else { return Ok(()) };
        let mut object = self.scanner.begin_object()?;
        while let Some(name) = self.scanner.member(&mut object)? {
            let key = self.text(&name);
            self.check(set.len(), self.options.max_map, "entries in a map (max_map_entries)")?;
            self.spend(1)?;
            if !matches!(self.scanner.peek()?, ValueKind::Object | ValueKind::Null) {
                return Err(self.scanner.wrong_type("an object").into());
            }
            let text = self.scanner.skip()?;
            let hollow = text.iter().all(|byte| matches!(byte, b'{' | b'}' | b' ' | b'\t' | b'\n' | b'\r'));
            if !hollow && text != b"null" {
                self.dropped(Some(&key), Cow::Borrowed(text), Cause::SetMember);
            }
            set.insert(key);
        }
        Ok(())
    }

    /// Decodes a string, and tells when that lost something.
    fn text(&mut self, text: &JsonString<'a>) -> Cow<'a, str> {
        text.decode().unwrap_or_else(|_| {
            self.odd(OddityKind::Replaced);
            text.decode_go()
        })
    }

    fn zero(&mut self, shape: Shape) -> Result<Value<'a>, Error> {
        self.spend(shape.width())?;
        Ok(shape.zero())
    }

    fn spend(&mut self, values: usize) -> Result<(), Error> {
        let limit = self.options.max_values;
        let too_many = ErrorKind::TooMany { limit, what: "values (8 for each of max_elements)" };
        self.left = self.left.checked_sub(values).ok_or_else(|| Error::new(self.scanner.offset(), too_many))?;
        Ok(())
    }

    /// Fails when there are as many of something as a limit allows, and one more comes.
    fn check(&self, len: usize, limit: usize, what: &'static str) -> Result<(), Error> {
        if len < limit { Ok(()) } else { Err(Error::new(self.scanner.offset(), ErrorKind::TooMany { limit, what })) }
    }

    /// Puts a value in the place of another, which is lost if it was read before.
    fn replace(&mut self, shape: Shape, slot: &mut Value<'a>, value: Value<'a>, again: bool) {
        if again && *slot != value && !shape.is_zero(slot) {
            self.dropped(None, Cow::Owned(for_report(slot)), Cause::Overwritten);
        }
        *slot = value;
    }

    fn dropped(&mut self, leaf: Option<&str>, text: Cow<'a, [u8]>, cause: Cause) {
        if self.reports() {
            let pointer = self.pointer(leaf);
            self.reading.dropped.push(Dropped { pointer, text, cause });
        }
    }

    fn odd(&mut self, kind: OddityKind) {
        if self.reports() {
            let pointer = self.pointer(None);
            self.reading.oddities.push(Oddity { pointer, kind });
        }
    }

    /// Whether there is room for one more report.
    fn reports(&mut self) -> bool {
        let room = self.reading.dropped.len() + self.reading.oddities.len() < self.options.max_reports;
        self.reading.unreported += usize::from(!room);
        room
    }

    fn pointer(&self, leaf: Option<&str>) -> String {
        let mut pointer = String::with_capacity(32);
        for step in &self.path {
            match step {
                Step::Field(_, name) => push_segment(&mut pointer, name),
                Step::Key(key) => push_segment(&mut pointer, key),
                Step::Index(index) => {
                    // Writing to a string does not fail.
                    let _ = write!(pointer, "/{index}");
                }
            }
        }
        if let Some(leaf) = leaf {
            push_segment(&mut pointer, leaf);
        }
        pointer
    }

    /// The place of the value in the variable; `None` inside a map, whose elements are always made anew.
    fn key(&self) -> Option<Vec<usize>> {
        self.path
            .iter()
            .map(|step| match step {
                Step::Field(index, _) | Step::Index(index) => Some(*index),
                Step::Key(_) => None,
            })
            .collect()
    }

    /// The value that stands right after the end of the slice, if there is one.
    fn unspare(&mut self) -> Option<Value<'a>> {
        if self.spare.is_empty() {
            return None;
        }
        self.spare.get_mut(&self.key()?)?.pop_front()
    }

    /// The value is made anew: nothing stands after the slices in it.
    fn forget_spares(&mut self) {
        if !self.spare.is_empty()
            && let Some(key) = self.key()
        {
            let within = self.spare.range(key.clone()..).map(|(place, _)| place);
            let within = within.take_while(|place| place.starts_with(&key)).cloned().collect::<Vec<_>>();
            within.iter().for_each(|place| drop(self.spare.remove(place)));
        }
    }
}
