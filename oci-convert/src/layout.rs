//! Whether two documents are laid out alike.

use oci_digest::json::{self, Scanner, Token, Walk};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whether what both documents have is written alike: no blanks, the escapes of Go, and members in the same order.
///
/// `after` is what a tool has written.
pub(crate) fn is_kept(before: &[u8], after: &[u8]) -> bool {
    let mut compact = Vec::with_capacity(before.len());
    json::compact(&mut compact, before, true);
    if compact != before {
        return false;
    }
    let (Some(before), Some(after)) = (names(before), names(after)) else { return false };
    let (in_before, in_after): (BTreeSet<u64>, BTreeSet<u64>) =
        (before.iter().copied().collect(), after.iter().copied().collect());
    if in_before.len() != before.len() {
        // Duplicates: one of them is not written again.
        return false;
    }
    let left = before.iter().filter(|path| in_after.contains(path));
    let right = after.iter().filter(|path| in_before.contains(path));
    left.eq(right)
}

/// The path of every member in the order of the text, each as a hash; `None` when the text is no JSON.
fn names(text: &[u8]) -> Option<Vec<u64>> {
    let mut scanner = Scanner::new(text);
    let mut walk = Walk::new();
    let mut paths = Vec::new();
    // For each open container its path, and for arrays how many elements were read.
    let mut open: Vec<(u64, Option<usize>)> = Vec::new();
    let mut here = 0u64;
    while let Some(token) = walk.next(&mut scanner).ok()? {
        match token {
            Token::Name(name) => {
                let container = open.last().map_or(0, |(path, _)| *path);
                here = below(container, &name.decode_go());
                paths.push(here);
                continue;
            }
            Token::EndObject | Token::EndArray => {
                open.pop();
                continue;
            }
            _ => {}
        }
        // A value: in an array its path is that of the element.
        if let Some((path, Some(count))) = open.last_mut() {
            here = below(*path, &count.to_string());
            *count += 1;
        }
        match token {
            Token::BeginObject => open.push((here, None)),
            Token::BeginArray => open.push((here, Some(0))),
            _ => {}
        }
    }
    Some(paths)
}

fn below(path: u64, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path, name).hash(&mut hasher);
    hasher.finish()
}
