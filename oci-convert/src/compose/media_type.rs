//! How media types are spelt, where a tool looks.

/// The longest part on each side of the slash, in bytes.
const LONGEST: usize = 127;

/// The pattern of image-spec 1.1.0 (`schema/defs-descriptor.json`), `[A-Za-z0-9][A-Za-z0-9!#$&-^_.+]{0,126}` on both sides of
/// a slash. Its `&-^` is a range: everything from `&` to `^` is let through, the slash included.
pub(super) fn is_well_spelt(text: &str) -> bool {
    let bytes = text.as_bytes();
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    // Either side is short: so few slashes matter.
    slashes
        .take(LONGEST + 1)
        .map(|at| bytes.split_at(at))
        .any(|(main, rest)| is_part(main) && rest.strip_prefix(b"/").is_some_and(is_part))
}

fn is_part(part: &[u8]) -> bool {
    let inner =
        |byte: &u8| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'!' | b'#' | b'$' | b'&'..=b'^' | b'_');
    match part {
        [first, rest @ ..] => first.is_ascii_alphanumeric() && rest.len() < LONGEST && rest.iter().all(inner),
        [] => false,
    }
}

#[cfg(test)]
mod tests;
