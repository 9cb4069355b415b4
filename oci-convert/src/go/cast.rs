use super::write::for_report;
use super::{Shape, Value};
use oci_digest::json::push_segment;
use std::fmt::Write;

/// A value as another type holds it, field by field of the same name.
///
/// This is what converters do by hand: a Docker descriptor becomes an OCI one, a platform loses what the other has not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cast {
    /// The value of the new type.
    pub value: Value,
    /// What it does not hold, zero values aside: JSON pointers and compact JSON text.
    pub lost: Vec<(String, Vec<u8>)>,
}

impl Value {
    /// The same value in another type; what that type cannot hold is told.
    ///
    /// A nil pointer becomes a zero struct where the type holds the struct by value.
    ///
    /// ```
    /// use oci_convert::go::{Form, shapes::{containers_image, specs_go}};
    ///
    /// let docker = containers_image::DESCRIPTOR.with([("digest", "sha256:44".into()), ("size", 2.into())]);
    /// let oci = docker.cast(&specs_go::DESCRIPTOR);
    /// assert_eq!(oci.value.to_bytes(&Form::COMPACT)?, br#"{"mediaType":"","digest":"sha256:44","size":2}"#);
    /// assert_eq!(oci.lost, []);
    /// # Ok::<(), oci_convert::go::WriteError>(())
    /// ```
    #[must_use]
    pub fn cast(&self, shape: impl Into<Shape>) -> Cast {
        let mut pointer = String::new();
        let mut lost = Vec::new();
        let value = cast(self, shape.into(), &mut pointer, &mut lost);
        Cast { value, lost }
    }
}

fn cast(value: &Value, shape: Shape, pointer: &mut String, lost: &mut Vec<(String, Vec<u8>)>) -> Value {
    let start = pointer.len();
    match (shape, value) {
        (Shape::Pointer(inner), value) if !value.is_nil() => cast(value, *inner, pointer, lost),
        (Shape::Struct(table), Value::Struct(record)) => {
            let mut new = table.zero();
            for (field, value) in record.iter() {
                push_segment(pointer, field.name);
                match table.index_of(field.name) {
                    Some(index) => {
                        let value = cast(value, table.fields[index].shape, pointer, lost);
                        new.set(field.name, value);
                    }
                    None if field.shape.is_zero(value) => {}
                    None => lost.push((pointer.clone(), for_report(value))),
                }
                pointer.truncate(start);
            }
            new
        }
        (Shape::Slice(element), Value::List(list)) => {
            let new = list.iter().enumerate().map(|(index, value)| {
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
                let value = cast(value, *element, pointer, lost);
                pointer.truncate(start);
                value
            });
            Value::List(new.collect())
        }
        (Shape::Map(element), Value::Map(map)) => {
            let new = map.iter().map(|(key, value)| {
                push_segment(pointer, key);
                let value = cast(value, *element, pointer, lost);
                pointer.truncate(start);
                (key.clone(), value)
            });
            Value::Map(new.collect())
        }
        (shape, value) if value.is_nil() => shape.zero(),
        (shape, value) if shape.holds(value) => value.clone(),
        (shape, value) => {
            lost.push((pointer.clone(), for_report(value)));
            shape.zero()
        }
    }
}
