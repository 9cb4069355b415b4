//! Whether a serializer is that of `serde_json`: it alone knows what a `RawValue` is, others would write its inner workings.
//!
//! Nothing but the name of its type tells. Were that spelt otherwise one day, the same values would be written member by
//! member, in the spelling of the serializer: tests hold the text.

/// What a writer of JSON text is, up to its parameters.
const NAME: &str = "&mut serde_json::ser::Serializer<";

/// Whether a serializer writes JSON text, laid out in any way.
pub(crate) fn writes_json<S>() -> bool {
    std::any::type_name::<S>().starts_with(NAME)
}

/// Whether a serializer is the one behind `serde_json::to_string` and `to_vec`: it has no formatter but the one that is not
/// named, and so no layout of its own.
pub(crate) fn writes_compact_json<S>() -> bool {
    let Some(parameters) = std::any::type_name::<S>().strip_prefix(NAME) else { return false };
    let mut depth = 0_usize;
    for character in parameters.chars() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return false,
            _ => {}
        }
    }
    true
}
