/// Whether Go's `encoding/json` takes a member called `name` for the field `known`, which is ASCII.
///
/// Letters match without case; beyond ASCII, U+017F (long s) matches `s` and U+212A (Kelvin sign) `k`: `foldName` in
/// `encoding/json/fold.go`.
pub(crate) fn folds_to(name: &str, known: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    name.chars().map(fold).eq(known.chars().map(|c| c.to_ascii_lowercase()))
}
