use super::{Scanner, Token, Walk};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

/// The RFC 6901 pointer of the value or member that stands at a byte offset.
///
/// Meant for errors and findings: nothing keeps track of pointers while reading; the text is walked again when one is
/// wanted. Text that is not JSON gives the pointer of the place up to which it is.
///
/// ```
/// use oci_digest::json::pointer_at;
///
/// let text = br#"{"layers":[{"size":1},{"size":"2"}]}"#;
/// assert_eq!(pointer_at(text, 30), "/layers/1/size");
/// ```
#[must_use]
pub fn pointer_at(text: &[u8], offset: usize) -> String {
    enum Step<'a> {
        Name(super::JsonString<'a>),
        Index(usize),
        /// An object before its first member.
        Fresh,
    }
    let mut path: Vec<Step<'_>> = Vec::new();
    let mut scanner = Scanner::new(text);
    let mut walk = Walk::new();
    let mut after_name = false;
    while let Ok(Some(token)) = walk.next(&mut scanner) {
        let ends = matches!(token, Token::EndObject | Token::EndArray);
        if ends {
            if walk.start() >= offset {
                break;
            }
            path.pop();
        } else if let Token::Name(name) = token {
            if let Some(step) = path.last_mut() {
                *step = Step::Name(name);
            }
            after_name = true;
        } else {
            if !after_name && let Some(Step::Index(index)) = path.last_mut() {
                *index = index.wrapping_add(1);
            }
            after_name = false;
        }
        // The token that holds the offset: it ends behind it.
        if !ends && scanner.offset() > offset {
            break;
        }
        match token {
            Token::BeginObject => path.push(Step::Fresh),
            Token::BeginArray => path.push(Step::Index(usize::MAX)),
            _ => {}
        }
    }
    let mut pointer = String::new();
    for step in &path {
        match step {
            Step::Name(name) => push_segment(&mut pointer, &name.decode_go()),
            Step::Index(usize::MAX) | Step::Fresh => {}
            Step::Index(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
    }
    pointer
}

/// Appends one reference token to a pointer, with `~` and `/` escaped (RFC 6901 section 3).
pub fn push_segment(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
