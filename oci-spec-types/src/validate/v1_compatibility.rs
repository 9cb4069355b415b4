//! The JSON inside of `v1Compatibility`.

use oci_digest::json::{JsonError, Scanner, ValueKind};

use super::checker::Checker;
use super::documents::V1_IMAGE;
use super::facts::V1;
use super::form::Form;
use super::level::Level;
use super::part::Part;
use super::rule::Rule;
use super::strings::quote;
use crate::fold::folds_to;

static FORM: Form = Form::Document(&V1_IMAGE);

/// The members that place an image in the chain.
const CHAIN: [&str; 2] = ["id", "parent"];

impl Checker<'_, '_> {
    /// Reads the text of a `v1Compatibility`, which begins at this offset of the document.
    pub(super) fn check_v1(&mut self, text: &[u8], at: usize) {
        match read_v1(text, at) {
            Ok(entry) => {
                if !is_id(&entry.id) {
                    self.raise(Rule::D2105, at, None, || {
                        format!("found the id {}, expected 64 lower-case hex digits", quote(entry.id.as_bytes())).into()
                    });
                }
                self.facts.v1.push(entry);
            }
            Err(error) => self.raise(Rule::D2104, at, None, || {
                format!("found text that is not a JSON object ({error} of it), expected one").into()
            }),
        }
        // What holds for all documents holds for the text, too; its place is that of the text.
        for finding in Checker::new(text, self.options).check(&FORM) {
            if finding.level() != Level::Syntax && finding.rule() != Rule::D2104 {
                let part = match finding.rule() {
                    Rule::Jsn02 => Part::InsideText,
                    Rule::Jsn06 if !is_of_the_chain(text, finding.offset()) => Part::FoldedInside,
                    _ => finding.part(),
                };
                self.raise((finding.rule(), part), at, finding.ambiguity(), || {
                    format!("inside of the text, {}", finding.detail()).into()
                });
            }
        }
    }
}

/// The chain as Go sees it: names in any case, the last one of several.
fn read_v1(text: &[u8], at: usize) -> Result<V1, JsonError> {
    let mut scanner = Scanner::new(text);
    let mut entry = V1 { at, id: String::new(), parent: String::new() };
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        let name = name.decode_go();
        let Some(known) = CHAIN.iter().position(|known| folds_to(&name, known)) else {
            scanner.skip()?;
            continue;
        };
        if scanner.peek()? == ValueKind::Null {
            scanner.null()?;
        } else {
            let field = if known == 0 { &mut entry.id } else { &mut entry.parent };
            *field = scanner.string()?.decode_go().into_owned();
        }
    }
    scanner.end()?;
    Ok(entry)
}

/// Whether the name at this offset is taken for one that places the image in the chain.
fn is_of_the_chain(text: &[u8], at: usize) -> bool {
    let name = text.get(at..).and_then(|text| Scanner::new(text).string().ok());
    name.is_some_and(|name| CHAIN.iter().any(|known| folds_to(&name.decode_go(), known)))
}

fn is_id(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
