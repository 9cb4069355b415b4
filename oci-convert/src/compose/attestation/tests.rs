use super::{Descriptor, MediaType, unknown_platform};

#[test]
fn statements_are_layers() {
    let layer = Descriptor::of(MediaType::IN_TOTO, b"{}");
    let text = unknown_platform(std::slice::from_ref(&layer));
    assert!(text.ends_with(format!(r#""diff_ids":["{}"]}}}}"#, layer.digest).as_bytes()));
    assert!(unknown_platform(&[]).ends_with(br#""diff_ids":null}}"#));
}
