//! Documents with bytes changed, put in or cut out: an error or a document, never anything else.

use oci_digest::json::{self, Indent, Scanner, Token, Walk};
use oci_spec_types::validate::{Level, Options, Rule, Target, validate};
use oci_spec_types::{Document, EntryPlatform, LazyIndex, Limits, MediaType, Model, oci, strategies as any};
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Copy(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let byte = prop_oneof![proptest::prelude::any::<u8>(), proptest::sample::select(b"{}[]\",:\\0-.enull ".to_vec())];
    let at = proptest::prelude::any::<Index>;
    prop_oneof![
        4 => (at(), byte.clone()).prop_map(|(at, byte)| Change::Set(at, byte)),
        3 => (at(), byte).prop_map(|(at, byte)| Change::Insert(at, byte)),
        3 => at().prop_map(Change::Remove),
        1 => at().prop_map(Change::Cut),
        1 => (at(), at()).prop_map(|(from, to)| Change::Copy(from, to)),
    ]
}

fn mutated(mut bytes: Vec<u8>, changes: Vec<Change>) -> Vec<u8> {
    for change in changes {
        let len = bytes.len();
        if len == 0 {
            break;
        }
        match change {
            Change::Set(at, byte) => bytes[at.index(len)] = byte,
            Change::Insert(at, byte) => bytes.insert(at.index(len), byte),
            Change::Remove(at) => drop(bytes.remove(at.index(len))),
            Change::Cut(at) => bytes.truncate(at.index(len)),
            Change::Copy(from, to) => {
                let piece = bytes[from.index(len)..].iter().take(40).copied().collect::<Vec<_>>();
                let at = to.index(len);
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn documents((kind, bytes) in any::odd_document(), changes in proptest::collection::vec(change(), 0..4)) {
        let bytes = mutated(bytes, changes);
        for parsed in [Document::parse(bytes.clone()), Document::parse_as(bytes.clone(), kind)] {
            match parsed {
                Ok(document) => {
                    prop_assert_eq!(document.bytes(), &bytes);
                    let _ = (document.digest().is_ok(), document.image_id(), document.media_type());
                    let written = document.view().to_styled(document.style());
                    let again = Document::parse_as(written.clone(), document.kind()).unwrap();
                    prop_assert_eq!(again.view().to_styled(document.style()), written);
                }
                Err(error) => {
                    // Bytes that are not UTF-8 are read as longer text.
                    prop_assert!(error.offset() <= 3 * bytes.len());
                    prop_assert!(!error.to_string().is_empty());
                }
            }
        }
    }

    /// The lazy reader refuses what the typed one refuses, and finds the same entries.
    #[test]
    fn lazy_and_typed_indexes(
        bytes in any::odd_document_of(oci_spec_types::Kind::OciIndex),
        changes in proptest::collection::vec(change(), 0..4),
    ) {
        let bytes = mutated(bytes, changes);
        let typed = oci::Index::parse(bytes.clone());
        match LazyIndex::open(bytes, &Limits::default()) {
            Ok(lazy) => {
                let typed = typed.unwrap();
                prop_assert_eq!(lazy.len(), typed.manifests.len());
                for (at, entry) in typed.manifests.iter().enumerate() {
                    prop_assert_eq!(&lazy.entry(at).unwrap(), entry);
                }
                prop_assert_eq!(lazy.entry(lazy.len()), None);
                for (look, entry) in lazy.iter().zip(&typed.manifests) {
                    prop_assert_eq!(&*look.media_type, entry.media_type.as_str());
                    prop_assert_eq!(&*look.digest, entry.digest.to_string());
                    prop_assert_eq!(look.size, entry.size);
                    prop_assert_eq!(look.annotated, !entry.annotations.is_empty());
                    prop_assert_eq!(look.artifact_type.as_deref(), entry.artifact_type.as_ref().map(MediaType::as_str));
                    let platform = entry.platform.as_ref().map(|own| {
                        let mut own = own.as_ref().clone();
                        own.extra = oci_spec_types::Extra::default();
                        own
                    });
                    prop_assert_eq!(look.platform.as_ref().map(EntryPlatform::to_platform), platform);
                    prop_assert_eq!(&look.to_descriptor(), entry);
                }
                let head = oci::Index { manifests: Vec::new(), ..typed };
                prop_assert_eq!(lazy.head(), &head);
            }
            Err(error) if error.to_string().contains("a second list") => {}
            // Of several errors the two may tell different ones first.
            Err(error) => prop_assert!(typed.is_err(), "{}", error),
        }
    }
}

/// What is found, wherever it stands. A signature says which bytes it covers, so that depends on the spelling.
fn told(text: &[u8], target: Target) -> Vec<(Rule, Level, String, String)> {
    let findings = validate(text, target, &Options::default());
    let findings = findings.iter().filter(|finding| finding.rule() != Rule::D2107);
    let mut told: Vec<_> = findings
        .map(|finding| {
            (finding.rule(), finding.level(), finding.pointer(text).to_string(), finding.detail().to_owned())
        })
        .collect();
    told.sort_by(|a, b| (a.0.code(), &a.2, &a.3).cmp(&(b.0.code(), &b.2, &b.3)));
    told
}

/// The same text with the first character of each name as an escape.
fn with_escaped_names(text: &[u8]) -> Vec<u8> {
    let (mut scanner, mut walk) = (Scanner::new(text), Walk::new());
    let (mut out, mut copied) = (Vec::new(), 0);
    while let Ok(Some(token)) = walk.next(&mut scanner) {
        if let Token::Name(name) = token
            && let Some(first) = name.raw().first().filter(|first| first.is_ascii() && **first != b'\\')
        {
            out.extend_from_slice(&text[copied..name.offset()]);
            out.extend_from_slice(format!("\\u{first:04X}").as_bytes());
            copied = name.offset() + 1;
        }
    }
    out.extend_from_slice(&text[copied..]);
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    /// Compact texts with their members in the usual order take another way than others.
    #[test]
    fn findings_do_not_depend_on_the_spelling((_, bytes) in any::odd_document(), changes in proptest::collection::vec(change(), 0..4)) {
        let bytes = mutated(bytes, changes);
        let mut scanner = Scanner::new(&bytes);
        prop_assume!(scanner.skip().is_ok() && scanner.end().is_ok());
        let (mut compact, mut indented) = (Vec::new(), Vec::new());
        json::compact(&mut compact, &bytes, false);
        json::indent(&mut indented, &bytes, Indent { prefix: "", unit: "  " });
        let escaped = with_escaped_names(&compact);
        for target in Target::ALL.into_iter().filter(|target| target.is_document()) {
            let expected = told(&indented, target);
            prop_assert_eq!(&told(&compact, target), &expected, "{}", target);
            prop_assert_eq!(&told(&escaped, target), &expected, "{}, with escapes", target);
        }
    }
}
