use super::{Columns, shown};

#[test]
fn texts_are_clipped() {
    assert_eq!(shown("a\nb\u{202e}c").to_string(), "a\\nb\\u{202e}c");
    assert_eq!(shown(&"x".repeat(100_000)).to_string().chars().count(), 60);
}

#[test]
fn a_cell_of_any_width_is_no_panic() {
    let mut columns = Columns::default();
    columns.row(["x".repeat(70_000), String::new()]);
    columns.row(["y".to_owned(), "z".to_owned()]);
    assert_eq!(columns.to_string().lines().count(), 2);
}
