//! Taking a signed document apart: libtrust `ParsePrettySignature`, and the checks it lacks.
//!
//! Written here, because crates for JOSE read the serialisations of RFC 7515; this form is libtrust's own.

use crate::fold::folds_to;

use bytes::Bytes;
use oci_digest::json::{self, JsonString, Scanner, pointer_at};

use super::document::{Jws, Signature, Uncovered};
use super::error::JwsError;
use super::error::excerpt;
use super::jwk::Jwk;
use super::member::{Known, is_blank, string};
use super::mode::Mode;
use super::protected::{Protected, within};

/// The member that holds the signatures.
const SIGNATURES: &str = "signatures";

/// Where the payload of a document is.
#[derive(Default)]
struct Format {
    length: usize,
    tail: Vec<u8>,
}

impl Jws {
    /// Takes a signed document apart. Verifies nothing but the form, and that each `kid` is the id of its key.
    ///
    /// # Errors
    /// When the document is not a signed schema 1 manifest by the rules of `mode`.
    pub fn parse(document: &[u8], mode: Mode) -> Result<Self, JwsError> {
        parse(document, mode)
    }

    /// Begins a signed document with this payload and no signatures yet: libtrust `NewJSONSignature`.
    ///
    /// The digest of the signed document is that of `payload`, to the last whitespace after its last `}`.
    /// Mode decides about a payload that has a member `signatures`: [`Mode::Libtrust`] lets it be.
    ///
    /// # Errors
    /// When the payload is not a JSON object with at least one member, or is signed already.
    pub fn new(payload: impl Into<Bytes>, mode: Mode) -> Result<Self, JwsError> {
        begin(payload.into(), mode)
    }
}

fn parse(document: &[u8], mode: Mode) -> Result<Jws, JwsError> {
    if mode == Mode::Strict {
        str::from_utf8(document).map_err(|error| JwsError::Utf8 { offset: error.valid_up_to() })?;
    }
    let found = find_signatures(document, mode).map_err(|problem| problem.within(document))?;
    let Member { name, value, start } = found.ok_or(JwsError::Unsigned)?;
    // Offsets of errors inside are those of the document.
    let (signatures, format) = read_signatures(value, document.len(), mode).map_err(|problem| match problem {
        Problem::Json(error) => Problem::Json(error.shifted(start)).within(document),
        Problem::Other(error) => error,
    })?;

    let Some(prefix) = document.get(..format.length) else {
        let (found, expected) = (format.length.to_string(), within(document.len()));
        return Err(JwsError::FormatLength { index: 0, found, expected });
    };
    let payload = Bytes::from([prefix, &format.tail].concat());
    if mode == Mode::Strict {
        if name < format.length {
            return Err(JwsError::SignaturesInPayload { offset: name, format_length: format.length });
        }
        check_boundary(document, format.length)?;
        check_payload(&payload)?;
    }
    let uncovered = find_uncovered(document, format.length).map_err(|problem| problem.within(document))?;
    Ok(Jws { payload, format_length: format.length, signatures, uncovered })
}

fn begin(payload: Bytes, mode: Mode) -> Result<Jws, JwsError> {
    let mut members = 0usize;
    let mut signatures = None;
    members_of(&payload, &mut |name, _| {
        members += 1;
        if name.is(SIGNATURES) {
            signatures = Some(name.offset() - 1);
        }
    })
    .map_err(|error| JwsError::Payload { error })?;
    if members == 0 {
        return Err(JwsError::EmptyObject);
    }
    if let (Mode::Strict, Some(offset)) = (mode, signatures) {
        return Err(JwsError::AlreadySigned { offset });
    }
    // An object with members: its last byte that is no blank is '}', and some byte stands before that.
    let mut backwards = payload.iter().enumerate().rev().filter(|(_, byte)| !is_blank(**byte));
    let format_length = backwards.nth(1).map_or(0, |(before, _)| before + 1);
    Ok(Jws { payload, format_length, signatures: Vec::new(), uncovered: None })
}

/// An error without its place, or a complete one.
enum Problem {
    Json(json::JsonError),
    Other(JwsError),
}

impl Problem {
    fn within(self, document: &[u8]) -> JwsError {
        match self {
            Self::Json(error) => JwsError::Json { pointer: pointer_at(document, error.offset()), error },
            Self::Other(error) => error,
        }
    }
}

impl From<json::JsonError> for Problem {
    fn from(error: json::JsonError) -> Self {
        Self::Json(error)
    }
}

impl From<JwsError> for Problem {
    fn from(error: JwsError) -> Self {
        Self::Other(error)
    }
}

/// Calls `each` with name and value of all members of the one object in this text.
fn members_of<'a>(text: &'a [u8], each: &mut dyn FnMut(JsonString<'a>, &'a [u8])) -> Result<(), json::JsonError> {
    let mut scanner = Scanner::new(text);
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        each(name, scanner.skip()?);
    }
    scanner.end()
}

/// The member `signatures` of a document.
struct Member<'a> {
    /// Where its name begins.
    name: usize,
    /// The text of its value.
    value: &'a [u8],
    /// Where that begins.
    start: usize,
}

/// Finds `signatures`. The last one counts, as in a Go map.
fn find_signatures(document: &[u8], mode: Mode) -> Result<Option<Member<'_>>, Problem> {
    let mut scanner = Scanner::new(document);
    let mut found = None;
    let mut named = 0usize;
    let mut second = None;
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        let offset = name.offset() - 1;
        let value = scanner.skip()?;
        if !folds_to(&name.decode_go(), SIGNATURES) {
            continue;
        }
        named += 1;
        if named == 2 {
            second = Some(offset);
        }
        if name.is(SIGNATURES) {
            found = Some(Member { name: offset, value, start: scanner.offset() - value.len() });
        }
    }
    scanner.end()?;
    match second {
        Some(offset) if mode == Mode::Strict => Err(JwsError::SecondSignatures { offset }.into()),
        _ => Ok(found),
    }
}

/// The first member after the payload that is not `signatures`.
fn find_uncovered(document: &[u8], format_length: usize) -> Result<Option<Uncovered>, Problem> {
    let mut uncovered = None;
    members_of(document, &mut |name, _| {
        let offset = name.offset() - 1;
        if uncovered.is_none() && offset >= format_length && !name.is(SIGNATURES) {
            uncovered = Some(Uncovered { name: name.decode_go().into_owned(), offset });
        }
    })?;
    Ok(uncovered)
}

/// Reads the value of `signatures`. `available` is the length of the whole document.
fn read_signatures(text: &[u8], available: usize, mode: Mode) -> Result<(Vec<Signature>, Format), Problem> {
    let mut scanner = Scanner::new(text);
    let mut signatures = Vec::new();
    let mut format = Format::default();
    if scanner.null()? {
        return match mode {
            Mode::Strict => Err(JwsError::NoSignatures { found: "null" }.into()),
            Mode::Libtrust => Ok((signatures, format)),
        };
    }
    let mut array = scanner.begin_array()?;
    while scanner.element(&mut array)? {
        let index = signatures.len();
        let mut entry = read_entry(&mut scanner, index, mode)?;
        let header = Protected::read(&entry.protected, index, mode)?;
        let length = header.length(index, available, mode)?;
        let tail = header.tail(index, mode)?;
        // libtrust takes zero and empty for "not set yet"; strictly, neither comes this far.
        if format.length == 0 {
            format.length = length;
        } else if format.length != length {
            return Err(JwsError::Conflict { index, member: "formatLength" }.into());
        }
        if format.tail.is_empty() {
            format.tail = tail;
        } else if format.tail != tail {
            return Err(JwsError::Conflict { index, member: "formatTail" }.into());
        }
        entry.time = header.time;
        signatures.push(entry);
    }
    if signatures.is_empty() && mode == Mode::Strict {
        return Err(JwsError::NoSignatures { found: "an empty array" }.into());
    }
    Ok((signatures, format))
}

/// Reads one element of `signatures`, all but its time.
fn read_entry(scanner: &mut Scanner<'_>, index: usize, mode: Mode) -> Result<Signature, Problem> {
    let mut entry = Signature {
        algorithm: String::new(),
        jwk: None,
        x5c: Vec::new(),
        signature: String::new(),
        protected: String::new(),
        time: None,
    };
    // Of several the last one counts, and the others are not looked at.
    let mut jwk = None;
    let place = format!("/signatures/{index}");
    each_member(
        scanner,
        &mut Known::new(&["header", "protected", "signature"], &place, mode),
        &mut |scanner, member| match member {
            "header" => {
                let place = format!("{place}/header");
                each_member(scanner, &mut Known::new(&["alg", "jwk", "x5c"], &place, mode), &mut |scanner, member| {
                    match member {
                        "alg" => set(scanner, mode, &mut entry.algorithm),
                        "jwk" => {
                            jwk = Some(scanner.skip()?);
                            Ok(())
                        }
                        _ => certificates(scanner, mode, &mut entry.x5c),
                    }
                })
            }
            "protected" => set(scanner, mode, &mut entry.protected),
            _ => set(scanner, mode, &mut entry.signature),
        },
    )?;
    entry.jwk = jwk
        .map(|text| Jwk::parse(text, mode))
        .transpose()
        .map_err(|error| error.of_key(|| format!("{place}/header/jwk")))?;
    Ok(entry)
}

/// Reads the value of `x5c`.
fn certificates(scanner: &mut Scanner<'_>, mode: Mode, list: &mut Vec<String>) -> Result<(), Problem> {
    list.clear();
    if mode == Mode::Libtrust && scanner.null()? {
        return Ok(());
    }
    let mut array = scanner.begin_array()?;
    while scanner.element(&mut array)? {
        let mut certificate = String::new();
        set(scanner, mode, &mut certificate)?;
        list.push(certificate);
    }
    Ok(())
}

/// Calls `each` with the cursor at the value of every known member. Go reads `null` as an object without members.
fn each_member<'a>(
    scanner: &mut Scanner<'a>,
    known: &mut Known<'_>,
    each: &mut dyn FnMut(&mut Scanner<'a>, &'static str) -> Result<(), Problem>,
) -> Result<(), Problem> {
    if known.mode == Mode::Libtrust && scanner.null()? {
        return Ok(());
    }
    let mut object = scanner.begin_object()?;
    while let Some(name) = scanner.member(&mut object)? {
        match known.find(&name.decode_go())? {
            Some(member) => each(scanner, member)?,
            None => drop(scanner.skip()?),
        }
    }
    Ok(())
}

/// Reads a string into a place. Go leaves the place alone when `null` stands there.
fn set(scanner: &mut Scanner<'_>, mode: Mode, place: &mut String) -> Result<(), Problem> {
    if mode == Mode::Strict || !scanner.null()? {
        *place = string(scanner.string()?, mode)?.into_owned();
    }
    Ok(())
}

/// The document is UTF-8 here.
fn check_boundary(document: &[u8], length: usize) -> Result<(), JwsError> {
    // Bytes 10xxxxxx continue a character.
    if document.get(length).is_some_and(|byte| byte & 0xc0 == 0x80) {
        let expected = "a length that cuts no character in two".to_owned();
        return Err(JwsError::FormatLength { index: 0, found: length.to_string(), expected });
    }
    Ok(())
}

/// The payload must be a JSON object with `"schemaVersion": 1`.
fn check_payload(payload: &[u8]) -> Result<(), JwsError> {
    let mut version = None;
    members_of(payload, &mut |name, value| {
        if name.is("schemaVersion") {
            version = Some(value);
        }
    })
    .map_err(|error| JwsError::Payload { error })?;
    match version {
        Some(b"1") => Ok(()),
        Some(other) => Err(JwsError::SchemaVersion { found: excerpt(&String::from_utf8_lossy(other)) }),
        None => Err(JwsError::SchemaVersion { found: "missing".to_owned() }),
    }
}
