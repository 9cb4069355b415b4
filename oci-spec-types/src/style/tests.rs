use super::*;

#[test]
fn whitespace_beyond_counting() {
    assert_eq!(whitespace(b"[[],{\"a\":0}]", 2), 18);
    assert_eq!(whitespace(b"[[],{\"a\":0}]", usize::MAX), usize::MAX);
}
