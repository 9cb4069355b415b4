//! What must hold for any bytes: the bodies of the fuzz targets, and inputs to begin with.
//!
//! A body takes the input of the fuzzer and panics where something does not hold. `tests/fuzzing.rs` runs each of them over the
//! seeds, `fuzz/` goes on from there.

mod convert;
mod document;
mod edit;
mod explain;
mod findings;
mod index;
mod json;
mod layer;
mod mirror;
mod picked;
mod platform;
mod reference;
mod seeds;
mod select;
mod shown;
mod signed;
mod toc;
mod tree;

pub use seeds::seeds;

/// A body.
pub type Body = fn(&[u8]);

/// All bodies, by the names of their targets.
pub const ALL: [(&str, Body); 15] = [
    ("convert", convert::body),
    ("document", document::body),
    ("edit", edit::body),
    ("explain", explain::body),
    ("findings", findings::body),
    ("index", index::body),
    ("json", json::body),
    ("layer", layer::body),
    ("mirror", mirror::body),
    ("platform", platform::body),
    ("reference", reference::body),
    ("select", select::body),
    ("signed", signed::body),
    ("toc", toc::body),
    ("tree", tree::body),
];

/// Runs the body of a name.
///
/// # Panics
/// When there is none, or something does not hold.
pub fn run(name: &str, input: &[u8]) {
    let (_, body) = ALL.iter().find(|(own, _)| *own == name).expect("a body of this name");
    body(input);
}
