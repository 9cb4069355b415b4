//! The value of `org.opencontainers.image.ref.name`: image-spec annotations.md.
//!
//! ```text
//! ref       ::= component ("/" component)*
//! component ::= alphanum (separator alphanum)*
//! alphanum  ::= [A-Za-z0-9]+
//! separator ::= [-._:@+] | "--"
//! ```

const EXPECTED: &str = "letters and digits joined by '/', one of -._:@+ or \"--\"";

pub(in crate::validate) fn check(text: &[u8]) -> Result<(), &'static str> {
    let mut rest = text;
    loop {
        let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if word == 0 {
            return Err(EXPECTED);
        }
        rest = match rest.split_at(word).1 {
            [] => return Ok(()),
            [b'-', b'-', rest @ ..] | [b'/' | b'-' | b'.' | b'_' | b':' | b'@' | b'+', rest @ ..] => rest,
            _ => return Err(EXPECTED),
        };
    }
}
