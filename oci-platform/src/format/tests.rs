use super::join_path;

#[test]
fn paths_are_cleaned_like_go() {
    for (parts, expected) in [
        (["linux", "amd64", "v2"], "linux/amd64/v2"),
        (["linux", "", "v7"], "linux/v7"),
        (["linux", "..", "x"], "x"),
        (["linux", "..", ".."], ".."),
        (["linux", "..", ""], "."),
        (["linux", "a//b", "."], "linux/a/b"),
        (["/linux", "..", ".."], "/"),
        (["..", "..", "x"], "../../x"),
        (["", "", ""], ""),
    ] {
        assert_eq!(join_path(parts), expected, "{parts:?}");
    }
}
