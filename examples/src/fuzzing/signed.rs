//! Any bytes as a signed schema 1 manifest: what is strictly read has a payload inside the document.

use oci_spec_types::docker::jws::{Jws, Mode};

pub(super) fn body(bytes: &[u8]) {
    let lenient = Jws::parse(bytes, Mode::Libtrust);
    if let Ok(jws) = Jws::parse(bytes, Mode::Strict) {
        assert!(jws.format_length() <= bytes.len());
        assert!(bytes.starts_with(&jws.payload()[..jws.format_length()]));
        let lenient = lenient.expect("what is strictly read is read leniently too");
        assert_eq!(lenient.payload(), jws.payload());
        let _ = jws.verify();
    }
}
