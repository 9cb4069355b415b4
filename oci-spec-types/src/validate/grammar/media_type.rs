//! The name of a media type: RFC 6838 section 4.2.

/// "SHOULD be shorter than 64 characters", of the whole name.
pub(in crate::validate) const SHOULD_BE_SHORTER: usize = 64;

const LONGEST: usize = 127;

/// The characters of a restricted name.
#[expect(clippy::indexing_slicing, reason = "`byte` is below 128")]
const NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = matches!(byte as u8,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'!' | b'#' | b'$' | b'&' | b'-' | b'^' | b'_' | b'.' | b'+');
        byte += 1;
    }
    table
};

#[inline]
pub(in crate::validate) fn check(text: &[u8]) -> Result<(), &'static str> {
    let slash = text.iter().position(|&byte| byte == b'/').ok_or("type, '/' and subtype")?;
    let (name, subtype) = text.split_at(slash);
    check_name(name)?;
    check_name(subtype.get(1..).unwrap_or_default())
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is an index of 256 values")]
fn check_name(name: &[u8]) -> Result<(), &'static str> {
    match name.first() {
        None => return Err("a type and a subtype that are not empty"),
        Some(first) if !first.is_ascii_alphanumeric() => return Err("a name that begins with a letter or digit"),
        Some(_) => {}
    }
    if !name.iter().all(|&byte| NAME[usize::from(byte)]) {
        return Err("a media type of letters, digits and !#$&-^_.+ without parameters");
    }
    if name.len() > LONGEST {
        return Err("a type and a subtype of at most 127 characters");
    }
    Ok(())
}
