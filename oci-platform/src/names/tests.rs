use super::go_lower;

#[test]
fn lower_maps_each_character_alone() {
    assert_eq!(go_lower("AMD64"), "amd64");
    assert_eq!(go_lower("\u{130}X"), "ix"); // U+0130 lowers to two characters elsewhere
    assert_eq!(go_lower("ΑΣ"), "ασ"); // no final sigma
}
