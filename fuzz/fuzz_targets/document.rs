//! Any bytes: a document or an error. What was read is written back as something that reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_spec_types::{Document, Kind};

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes.to_vec()) else { return };
    assert_eq!(document.bytes(), bytes);
    let _ = document.digest();
    if document.kind() == Kind::Schema1Signed {
        // The signatures say which bytes of the original are the manifest: written anew, they say something else.
        return;
    }
    let written = document.view().to_styled(document.style());
    let again = Document::parse_as(written.clone(), document.kind()).expect("reads what it wrote");
    assert_eq!(again.view().to_styled(document.style()), written);
});
