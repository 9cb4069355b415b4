//! Platforms as text.

use std::fmt::{self, Write};

use crate::Platform;

/// Text of a document for people: control characters escaped, so that it stays on its line and leaves the terminal
/// alone.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(
            |c| {
                if c.is_control() { write!(f, "{}", c.escape_default()) } else { f.write_char(c) }
            },
        )
    }
}

/// What containerd prints for a platform without an operating system.
const UNKNOWN: &str = "unknown";

/// containerd/platforms `Format`.
pub(crate) fn containerd(platform: &Platform) -> String {
    if platform.os.is_empty() {
        return UNKNOWN.to_owned();
    }
    join_path([&platform.os, &platform.architecture, &platform.variant])
}

/// containerd/platforms `FormatAll`.
pub(crate) fn containerd_all(platform: &Platform) -> String {
    if platform.os.is_empty() {
        return UNKNOWN.to_owned();
    }
    let mut options = escape(&platform.os_version);
    let mut features: Vec<&str> = platform.os_features.iter().map(String::as_str).filter(|f| !f.is_empty()).collect();
    features.sort_unstable();
    features.dedup();
    for feature in features {
        options.push('+');
        options.push_str(&escape(feature));
    }
    if options.is_empty() {
        return containerd(platform);
    }
    let os = format!("{}({options})", platform.os);
    join_path([&os, &platform.architecture, &platform.variant])
}

/// go-containerregistry `Platform.String`.
pub(crate) fn crane(platform: &Platform) -> String {
    let mut text = platform.os.clone();
    if text.is_empty() {
        return text;
    }
    for (separator, part) in [('/', &platform.architecture), ('/', &platform.variant), (':', &platform.os_version)] {
        if !part.is_empty() {
            text.push(separator);
            text.push_str(part);
        }
    }
    text
}

/// The characters that the grammar itself uses, percent-encoded.
fn escape(option: &str) -> String {
    let mut out = String::with_capacity(option.len());
    for c in option.chars() {
        match c {
            '%' => out.push_str("%25"),
            '+' => out.push_str("%2B"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '/' => out.push_str("%2F"),
            other => out.push(other),
        }
    }
    out
}

/// Go's `path.Join`: empty parts left out, the rest joined and cleaned (`.`, `..` and empty components resolved).
fn join_path<const N: usize>(parts: [&str; N]) -> String {
    let mut joined = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !joined.is_empty() {
            joined.push('/');
        }
        joined.push_str(part);
    }
    if joined.is_empty() {
        return joined;
    }
    let rooted = joined.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for component in joined.split('/') {
        match component {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            other => kept.push(other),
        }
    }
    let cleaned = kept.join("/");
    match (rooted, cleaned.is_empty()) {
        (true, _) => format!("/{cleaned}"),
        (false, true) => ".".to_owned(),
        (false, false) => cleaned,
    }
}

#[cfg(test)]
mod tests {
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
}
