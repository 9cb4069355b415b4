//! Any bytes: a document or an error. What was read is written back as something that reads the same.

use super::shown::check_shown;
use oci_spec_types::closure::links;
use oci_spec_types::{Document, Kind, ParseOptions};

pub(super) fn body(bytes: &[u8]) {
    if let Err(error) = Document::parse_with(bytes.to_vec(), &ParseOptions::hardened()) {
        check_shown(&error);
    }
    let document = match Document::parse(bytes.to_vec()) {
        Ok(document) => document,
        Err(error) => return check_shown(&error),
    };
    assert_eq!(document.bytes(), bytes);
    let _ = (document.digest(), document.artifact(), document.image_id(), links(&document));
    if let Some(misfit) = document.misfit() {
        check_shown(misfit);
    }
    if document.kind() == Kind::Schema1Signed {
        // The signatures say which bytes of the original are the manifest: written anew, they say something else.
        return;
    }
    let written = document.view().to_styled(document.style());
    let again = Document::parse_as(written.clone(), document.kind()).expect("reads what it wrote");
    assert_eq!(again.view().to_styled(document.style()), written);
}
