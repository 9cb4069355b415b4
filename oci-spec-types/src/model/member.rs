use super::layout::{LayoutRow, WriterLayout};
use super::place::{Place, Tell};
use super::reader::Reader;
use super::writer::{Order, Writer};
use crate::claimed_digest::ClaimedDigest;
use crate::extra::Presence;
use crate::map::Map;
use crate::media_type::MediaType;
use crate::raw::RawJson;
use crate::set::Set;
use crate::style::Style;
use crate::text::Text;
use oci_digest::json;

/// The value of a member: read, written, and known to be absent.
pub(crate) trait Member: Default {
    /// Whether `null` says something: raw text.
    const NULL_IS_A_VALUE: bool = false;

    /// A value that says nothing: what stands where a document has none. (The default of a document is a valid one.)
    fn blank() -> Self {
        Self::default()
    }

    /// Reads a value that is not `null`.
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError>;

    /// The same into a blank value: large values are not moved then.
    #[inline]
    fn read_into(&mut self, reader: &mut Reader<'_>) -> Result<(), json::JsonError> {
        *self = Self::read(reader)?;
        Ok(())
    }

    /// Writes the value, an absent one in its empty form.
    fn write(&self, writer: &mut Writer);

    /// Whether the value says nothing.
    fn is_absent(&self) -> bool;

    /// Whether the value is nothing, or there and empty: `""`, 0, `false`, no elements. An object never is.
    fn is_empty(&self) -> bool {
        self.is_absent()
    }

    /// Whether the value, an object in this layout, has nothing but zero values.
    fn is_zero(&self, _layout: Option<&'static WriterLayout>) -> bool {
        self.is_empty()
    }

    /// Writes the value where nothing is no value of the type: an object without members then.
    fn write_held(&self, writer: &mut Writer) {
        self.write(writer);
    }

    /// Walks the objects in the value: see [`walk`](super::walk::walk).
    fn walk(&self, _layout: &'static WriterLayout, _place: &Place<'_>, _tell: Tell<'_>) -> bool {
        true
    }
}

impl Member for Text {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        let string = reader.scanner.string()?;
        Ok(reader.text(&string))
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }

    fn is_absent(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Member for MediaType {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        reader.media_type()
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self.as_str());
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Member for ClaimedDigest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        Text::read(reader).map(Self::from)
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self.as_str());
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Member for Set {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        Map::read(reader).map(Self::from)
    }

    fn write(&self, writer: &mut Writer) {
        writer.map(self.as_map());
    }

    fn is_absent(&self) -> bool {
        Set::is_empty(self)
    }
}

impl Member for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        if reader.scanner.peek()? != json::ValueKind::Number {
            return Err(reader.scanner.wrong_type("an integer"));
        }
        reader.scanner.integer()
    }

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }

    fn is_absent(&self) -> bool {
        *self == 0
    }
}

impl Member for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        reader.scanner.boolean()
    }

    fn write(&self, writer: &mut Writer) {
        writer.literal(if *self { "true" } else { "false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

impl Member for RawJson {
    const NULL_IS_A_VALUE: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        reader.raw()
    }

    fn write(&self, writer: &mut Writer) {
        writer.raw(self);
    }

    fn is_absent(&self) -> bool {
        self.as_str() == RawJson::NULL.as_str()
    }
}

impl<T: Member> Member for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        T::read(reader).map(Some)
    }

    #[inline]
    fn read_into(&mut self, reader: &mut Reader<'_>) -> Result<(), json::JsonError> {
        self.insert(T::blank()).read_into(reader)
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.literal("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn is_empty(&self) -> bool {
        self.as_ref().is_none_or(T::is_empty)
    }

    fn is_zero(&self, layout: Option<&'static WriterLayout>) -> bool {
        self.as_ref().is_none_or(|value| value.is_zero(layout))
    }

    fn write_held(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => T::blank().write(writer),
        }
    }

    fn walk(&self, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool {
        self.as_ref().is_none_or(|value| value.walk(layout, place, tell))
    }
}

impl<T: Member> Member for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        let mut value = Self::blank();
        value.read_into(reader)?;
        Ok(value)
    }

    #[inline]
    fn read_into(&mut self, reader: &mut Reader<'_>) -> Result<(), json::JsonError> {
        self.as_mut().read_into(reader)
    }

    fn write(&self, writer: &mut Writer) {
        self.as_ref().write(writer);
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_absent()
    }

    fn is_empty(&self) -> bool {
        T::is_empty(self)
    }

    fn is_zero(&self, layout: Option<&'static WriterLayout>) -> bool {
        T::is_zero(self, layout)
    }

    fn walk(&self, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool {
        T::walk(self, layout, place, tell)
    }
}

/// Bytes of memory that are taken for elements of a list before they are read, for each byte of the first one.
const PAID: usize = 8;

impl<T: Member> Member for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        let mut array = reader.scanner.begin_array()?;
        let mut list = Self::new();
        while reader.scanner.element(&mut array)? {
            reader.check_list(list.len())?;
            let start = reader.scanner.offset();
            // `null` in a list is an element that says nothing.
            let null = reader.scanner.null()?;
            reader.mark(null);
            if list.is_empty() {
                let first = if null { T::blank() } else { T::read(reader)? };
                // As many more as there may be when the others are as long, if the document pays for them: a list of very many,
                // or of short ones, may grow as it is read.
                let (end, all) = (reader.scanner.offset(), reader.scanner.text().len());
                let len = (end - start).max(1);
                let paid = PAID.saturating_mul(len) / size_of::<T>().max(1);
                list.reserve_exact(1 + ((all - end) / len).min(paid));
                list.push(first);
                continue;
            }
            list.push(T::blank());
            if !null && let Some(element) = list.last_mut() {
                element.read_into(reader)?;
            }
        }
        Ok(list)
    }

    fn write(&self, writer: &mut Writer) {
        writer.array(self);
    }

    fn is_absent(&self) -> bool {
        self.as_slice().is_empty()
    }

    fn walk(&self, layout: &'static WriterLayout, place: &Place<'_>, tell: Tell<'_>) -> bool {
        let mut in_order = true;
        for (index, element) in self.iter().enumerate() {
            in_order &= element.walk(layout, &place.element(index), tell);
        }
        in_order
    }
}

impl<V: Member> Member for Map<V> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        let mut object = reader.scanner.begin_object()?;
        let mut map = Self::new();
        while let Some(key) = reader.scanner.member(&mut object)? {
            reader.check_map(map.len())?;
            let null = reader.scanner.null()?;
            reader.mark(null && !V::NULL_IS_A_VALUE);
            let value = if null { V::blank() } else { V::read(reader)? };
            map.push(reader.text(&key), value);
        }
        if reader.is_held() && map.has_duplicates() {
            reader.mark(true);
        }
        Ok(map)
    }

    fn write(&self, writer: &mut Writer) {
        writer.map(self);
    }

    fn is_absent(&self) -> bool {
        Map::is_empty(self)
    }
}

/// A member stands again: the last one counts.
#[cold]
#[inline(never)]
fn forget<T: Member>(value: &mut T) {
    *value = T::blank();
}

impl Reader<'_> {
    /// Reads the value of a member, which is blank, `null` being nothing.
    #[inline]
    pub(crate) fn member<T: Member>(
        &mut self,
        row: Option<&'static LayoutRow>,
        again: bool,
        into: &mut T,
    ) -> Result<Presence, json::JsonError> {
        if again {
            self.mark(true);
            forget(into);
        }
        if let Some(row) = row {
            return self.member_held(row, into);
        }
        if self.scanner.null()? {
            return Ok(Presence::Null);
        }
        into.read_into(self)?;
        Ok(if into.is_absent() { Presence::Empty } else { Presence::Value })
    }

    /// Reads the value of a member that the layout holds. What does not depend on the type stands in functions of its own:
    /// this one is compiled for every type.
    fn member_held<T: Member>(&mut self, row: &'static LayoutRow, into: &mut T) -> Result<Presence, json::JsonError> {
        let Some(start) = self.begin_held(row)? else { return Ok(Presence::Null) };
        into.read_into(self)?;
        self.end_held(row, start, into.is_empty());
        Ok(if into.is_absent() { Presence::Empty } else { Presence::Value })
    }

    /// Goes on with the layout of a member that the layout holds: where its value begins, if it is not `null`.
    #[inline(never)]
    fn begin_held(&mut self, row: &'static LayoutRow) -> Result<Option<usize>, json::JsonError> {
        if self.scanner.null()? {
            self.mark(!row.is_nilable());
            return Ok(None);
        }
        self.set_layout(row.inner());
        Ok(Some(self.scanner.offset()))
    }

    /// Notes whether the value of a member that the layout holds would be written as it was read.
    #[inline(never)]
    fn end_held(&mut self, row: &'static LayoutRow, start: usize, is_empty: bool) {
        let text = self.scanner.text().get(start..self.scanner.offset()).unwrap_or_default();
        self.mark(!row.passes(text));
        if is_empty {
            self.mark(!matches!(text, b"\"\"" | b"[]" | b"{}" | b"0" | b"false"));
        }
    }
}

impl Writer {
    /// The text of any value, in the order in which it was read.
    pub(crate) fn value<T: Member>(value: &T, style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, Order::AsRead, Vec::with_capacity(1024));
        value.write(&mut writer);
        writer.finish()
    }

    /// The text of a list of models, in the order in which they were read.
    pub(crate) fn list<T: Member>(items: &[T], style: Style) -> Vec<u8> {
        let mut writer = Self::new(style, Order::AsRead, Vec::with_capacity(1024));
        writer.array(items);
        writer.finish()
    }

    pub(crate) fn array<T: Member>(&mut self, items: &[T]) {
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            item.write(self);
        }
        self.out.push(b']');
    }

    pub(crate) fn map<V: Member>(&mut self, map: &Map<V>) {
        self.out.push(b'{');
        let mut first = true;
        let mut entry = |writer: &mut Self, (key, value): &(Text, V)| {
            writer.name(&mut first, key);
            value.write(writer);
        };
        match self.order {
            Order::AsRead if !self.is_fresh => map.entries().iter().for_each(|each| entry(self, each)),
            _ if map.is_sorted() => map.entries().iter().for_each(|each| entry(self, each)),
            _ => map.sorted().into_iter().for_each(|each| entry(self, each)),
        }
        self.out.push(b'}');
    }
}
