use super::Sentence;

#[test]
fn nothing_in_a_sentence_moves_the_cursor() {
    assert_eq!(Sentence("a\u{202e}\n\"b\" \\c é").to_string(), "a\\u{202e}\\n\"b\" \\c é");
    let long = "x".repeat(2_000);
    assert_eq!(Sentence(&long).to_string().chars().count(), 400 + 1 + 200);
}
