//! Documents made at random after the tables.

use super::tables;
use crate::go::{Form, Shape, Struct, Value, read};
use proptest::prelude::*;

/// Choices taken from random bytes; zeros when they are used up, so that every document ends.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn next(&mut self, below: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % below
    }
}

const STRINGS: &[&str] =
    &["\"\"", "\"sha256:0123\"", "\"<&>\u{2028}\"", r#""\u0041\ud800\/\b""#, "\"\u{1f600}\"", "\"a b\""];
const TIMES: &[&str] =
    &["\"0001-01-01T00:00:00Z\"", "\"2015-10-31T22:22:56.120+02:00\"", "\"2000-02-29T1:00:00,5-00:00\""];
const RAWS: &[&str] = &["null", "[ 1.50E+3 ]", r#"{"b":{},"a":"\u003c<","b":-0}"#, "\"x\""];
const HASH: &str = "\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"";

/// Writes a document that Go reads into this shape.
fn document(shape: Shape, choices: &mut Choices<'_>, out: &mut String) {
    let pick = |list: &[&str], choices: &mut Choices<'_>| list[choices.next(list.len())].to_owned();
    if !matches!(shape, Shape::Hash) && choices.next(8) == 7 {
        out.push_str(" null ");
        return;
    }
    match shape {
        Shape::Bool => out.push_str(&pick(&["false", "true"], choices)),
        Shape::Int => out.push_str(&pick(&["0", "-0", "7", "9223372036854775807"], choices)),
        Shape::Bytes => out.push_str(&pick(&["\"\"", "\"e30=\"", "\"e3\\n1=\"", "[1,null,255]"], choices)),
        Shape::Time => out.push_str(&pick(TIMES, choices)),
        Shape::Raw => out.push_str(&pick(RAWS, choices)),
        Shape::Hash => out.push_str(HASH),
        Shape::StrSlice if choices.next(2) == 1 => out.push_str(&pick(STRINGS, choices)),
        Shape::StrSlice => document(Shape::STRINGS, choices, out),
        Shape::Slice(element) => {
            out.push('[');
            for index in 0..choices.next(4) {
                out.push_str(if index > 0 { ", " } else { "" });
                document(*element, choices, out);
            }
            out.push(']');
        }
        Shape::Map(element) => object(choices, out, |choices, out| {
            out.push_str(&pick(STRINGS, choices));
            out.push_str(": ");
            document(*element, choices, out);
        }),
        Shape::Set => object(choices, out, |choices, out| {
            out.push_str(&pick(STRINGS, choices));
            out.push_str(&pick(&[":{}", ":null", ":{\"x\":1}"], choices));
        }),
        Shape::Struct(table) => object(choices, out, |choices, out| member(table, choices, out)),
        Shape::Pointer(inner) => document(*inner, choices, out),
        Shape::String => out.push_str(&pick(STRINGS, choices)),
    }
}

fn object(choices: &mut Choices<'_>, out: &mut String, mut entry: impl FnMut(&mut Choices<'_>, &mut String)) {
    out.push('{');
    for index in 0..choices.next(7) {
        out.push_str(if index > 0 { "," } else { " " });
        entry(choices, out);
    }
    out.push('}');
}

/// A member of the table, exact or folded, or an unknown one.
fn member(table: &'static Struct, choices: &mut Choices<'_>, out: &mut String) {
    let field = &table.fields[choices.next(table.fields.len())];
    match choices.next(6) {
        4 => {
            out.push_str("\"unknown\":[{}]");
            return;
        }
        5 => out.push_str(&format!("\"{}\":", field.name.to_uppercase().replace('S', "\u{17f}"))),
        _ => out.push_str(&format!("\"{}\":", field.name)),
    }
    document(field.shape, choices, out);
}

fn table() -> impl Strategy<Value = &'static Struct> {
    prop::sample::select(tables())
}

fn compact(value: &Value) -> Vec<u8> {
    value.to_bytes(&Form::COMPACT).expect("a value that Go writes")
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(table in table(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut text = String::new();
        document(table.into(), &mut Choices(&bytes), &mut text);
        let value = read(text.as_bytes(), table).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?.value;
        prop_assert!(Shape::from(table).holds(&value));
        let first = compact(&value);
        if first.windows(12).any(|piece| piece == br#""digest":":""#) {
            // The zero hash of go-containerregistry, which it cannot read back.
            prop_assert!(read(&first, table).is_err());
            return Ok(());
        }
        let again = read(&first, table).unwrap();
        prop_assert_eq!(&again.dropped, &[]);
        // An `omitzero` struct that holds nothing but empty lists and maps is written as `{}`; that is read as the zero
        // struct, which is left out from then on.
        let settled = compact(&again.value);
        if !first.windows(3).any(|piece| piece == b":{}") {
            prop_assert_eq!(&settled, &first, "{}", text);
        }
        prop_assert_eq!(compact(&read(&settled, table).unwrap().value), settled.clone(), "{}", text);
        for form in [Form::INDENT2, Form::INDENT3] {
            let indented = value.to_bytes(&form).unwrap();
            prop_assert_eq!(&compact(&read(&indented, table).unwrap().value), &settled);
        }
    }

    #[test]
    fn damaged_documents_do_no_harm(
        table in table(),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut text = String::new();
        document(table.into(), &mut Choices(&bytes), &mut text);
        let mut text = text.into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        match read(&text, table) {
            // A time may have been damaged into one that cannot be written.
            Ok(reading) => drop(reading.value.to_bytes(&Form::COMPACT)),
            Err(error) => {
                prop_assert!(error.pointer(&text).is_empty() || error.pointer(&text).starts_with('/'));
            }
        }
    }
}
