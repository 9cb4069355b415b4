//! The shell patterns of Go's `path.Match`.

use super::error::{ReferenceError, ReferenceErrorKind};

/// A class that is not closed, or an escape of nothing: so many bytes before the end of the chunk.
struct Malformed(usize);

/// Whether the pattern matches all of the text.
pub(super) fn matches(pattern: &str, text: &str) -> Result<bool, ReferenceError> {
    let whole = pattern;
    let error = |chunk: &Chunk<'_>, left: Malformed| {
        let position = whole.len() - chunk.after.len() - left.0;
        ReferenceError::at(
            whole.as_bytes(),
            position,
            ReferenceErrorKind::Pattern,
            "the rest of a class, or a character that is escaped",
        )
    };
    let (mut pattern, mut text) = (pattern, text);
    while !pattern.is_empty() {
        let chunk = Chunk::first(pattern);
        pattern = chunk.after;
        if chunk.star && chunk.text.is_empty() {
            return Ok(!text.contains('/'));
        }
        let last = pattern.is_empty();
        let Some(rest) = chunk.find(text, last).map_err(|left| error(&chunk, left))? else {
            // A fault further on is one, too.
            while !pattern.is_empty() {
                let chunk = Chunk::first(pattern);
                pattern = chunk.after;
                chunk.match_prefix("").map_err(|left| error(&chunk, left))?;
            }
            return Ok(false);
        };
        text = rest;
    }
    Ok(text.is_empty())
}

/// A part of a pattern up to the next `*`.
struct Chunk<'a> {
    /// Whether a `*` stands before it.
    star: bool,
    text: &'a str,
    after: &'a str,
}

impl<'a> Chunk<'a> {
    fn first(pattern: &'a str) -> Self {
        let rest = pattern.trim_start_matches('*');
        let mut in_class = false;
        let mut escaped = false;
        let end = rest.bytes().position(|byte| {
            if std::mem::take(&mut escaped) {
                return false;
            }
            match byte {
                b'\\' => escaped = true,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'*' => return !in_class,
                _ => {}
            }
            false
        });
        let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
        Self { star: rest.len() < pattern.len(), text, after }
    }

    /// What is left of the text after the chunk, at the first place where it matches. The last chunk ends the text.
    fn find<'t>(&self, text: &'t str, last: bool) -> Result<Option<&'t str>, Malformed> {
        let fits = |rest: Option<&'t str>| rest.filter(|rest| !last || rest.is_empty());
        if let Some(rest) = fits(self.match_prefix(text)?) {
            return Ok(Some(rest));
        }
        if !self.star {
            return Ok(None);
        }
        let mut chars = text.chars();
        let mut ends = std::iter::from_fn(|| chars.next().filter(|c| *c != '/').map(|_| chars.as_str()));
        ends.find_map(|end| self.match_prefix(end).map(fits).transpose()).transpose()
    }

    /// What is left of the text after the chunk. A chunk is read to its end even when it no longer matches, because of
    /// the faults in it.
    fn match_prefix<'t>(&self, text: &'t str) -> Result<Option<&'t str>, Malformed> {
        let mut pattern = self.text.chars();
        let mut text = Some(text);
        while let Some(token) = pattern.next() {
            let mut rest = text.map(str::chars);
            let next = rest.as_mut().and_then(Iterator::next);
            let fits = match token {
                '[' => class(&mut pattern, next)?,
                '?' => next.is_some_and(|c| c != '/'),
                '\\' => next == Some(pattern.next().ok_or(Malformed(0))?),
                literal => next == Some(literal),
            };
            text = rest.filter(|_| fits && next.is_some()).map(|rest| rest.as_str());
        }
        Ok(text)
    }
}

/// Reads a class after its `[`; whether the character is in it.
fn class(pattern: &mut std::str::Chars<'_>, next: Option<char>) -> Result<bool, Malformed> {
    let negated = pattern.as_str().starts_with('^');
    if negated {
        pattern.next();
    }
    let mut found = false;
    let mut empty = true;
    loop {
        if !empty && pattern.as_str().starts_with(']') {
            pattern.next();
            return Ok(found != negated);
        }
        let low = class_bound(pattern)?;
        let high = if pattern.as_str().starts_with('-') {
            pattern.next();
            class_bound(pattern)?
        } else {
            low
        };
        found |= next.is_some_and(|c| low <= c && c <= high);
        empty = false;
    }
}

/// A character of a class; something must come after it.
fn class_bound(pattern: &mut std::str::Chars<'_>) -> Result<char, Malformed> {
    let left = pattern.as_str().len();
    let bound = match pattern.next() {
        None | Some('-' | ']') => return Err(Malformed(left)),
        Some('\\') => pattern.next().ok_or(Malformed(0))?,
        Some(c) => c,
    };
    if pattern.as_str().is_empty() { Err(Malformed(0)) } else { Ok(bound) }
}
