//! Any bytes as an image reference, by the rules of every tool; what is printed in the canonical form reads as the same.

use oci_spec_types::Reference;
use oci_spec_types::reference::{Dialect, DockerTransport, Rules};

pub(super) fn body(bytes: &[u8]) {
    for rules in [Rules::Distribution, Rules::ContainersImage] {
        if let Ok(exact) = rules.exact(bytes) {
            assert_eq!(exact.to_string().as_bytes(), bytes);
            assert_eq!(Reference::from(exact).as_ref(), exact);
        }
        if let Ok(reference) = rules.normalized(bytes) {
            let text = reference.to_string();
            assert_eq!(rules.canonical(&text), Ok(reference));
            assert_eq!(rules.docker(bytes).map(|docker| docker.is_name_only()), Ok(false));
        }
    }
    if let Ok(transport) = DockerTransport::parse(bytes) {
        let text = transport.to_string();
        // The familiar form of a few names is that of others.
        if let Some(again) = DockerTransport::parse(&text).ok().filter(|again| again.reference == transport.reference) {
            assert_eq!(again.to_string(), text);
        }
    }
    for dialect in Dialect::ALL {
        let _ = dialect.read(bytes);
    }
    if let (Ok(reference), Ok(text)) = (Rules::Distribution.normalized(bytes), std::str::from_utf8(bytes)) {
        let _ = reference.matches(text);
    }
}
