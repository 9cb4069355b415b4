/// Whether Go's `encoding/json` takes a member called `name` for the field `known`, which is ASCII.
///
/// Letters match without case; beyond ASCII, U+017F (long s) matches `s` and U+212A (Kelvin sign) `k`: `foldName` in
/// `encoding/json/fold.go`. Which name wins where several fold to one field is not decided here.
///
/// ```
/// use oci_spec_types::folds_to;
///
/// assert!(folds_to("MediaType", "mediaType"));
/// assert!(folds_to("dige\u{17f}t", "digest"));
/// assert!(!folds_to("media_type", "mediaType"));
/// ```
#[must_use]
pub fn folds_to(name: &str, known: &str) -> bool {
    if name.is_ascii() {
        return name.eq_ignore_ascii_case(known);
    }
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    name.chars().map(fold).eq(known.chars().map(|c| c.to_ascii_lowercase()))
}
