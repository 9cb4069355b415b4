//! Platforms as text.

use std::fmt;

use crate::platform::Platform;
use crate::platform_ref::PlatformRef;

impl Platform {
    /// Prints `os(version+feature)/architecture/variant`, containerd's `FormatAll`: features sorted, duplicates and
    /// empty ones left out, `% + ( ) /` escaped.
    ///
    /// Parsing the text gives this platform again only when its features are sorted and without duplicates, and every
    /// part is made of characters of the grammar.
    #[must_use]
    pub fn all_fields(&self) -> impl fmt::Display {
        containerd_all(self.into())
    }

    /// Prints `os/architecture/variant:os.version`, the text of go-containerregistry (crane).
    ///
    /// ```
    /// use oci_platform::Platform;
    ///
    /// let platform = Platform::new("windows", "amd64").with_os_version("10.0.20348");
    /// assert_eq!(platform.crane_text().to_string(), "windows/amd64:10.0.20348");
    /// ```
    #[must_use]
    pub fn crane_text(&self) -> impl fmt::Display {
        crane(self.into())
    }

    /// Prints the text of regclient: containerd's, of the platform as regclient normalises it.
    #[must_use]
    pub fn regclient_text(&self) -> impl fmt::Display {
        containerd((&self.normalized_regclient()).into())
    }
}

impl fmt::Display for Platform {
    /// containerd's `Format`: `os/architecture/variant` without the empty parts, cleaned like a path;
    /// `unknown` without an operating system.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&containerd(self.into()))
    }
}

/// What containerd prints for a platform without an operating system.
const UNKNOWN: &str = "unknown";

/// containerd/platforms `Format`.
pub(crate) fn containerd(platform: PlatformRef<'_>) -> String {
    if platform.os.is_empty() {
        return UNKNOWN.to_owned();
    }
    join_path([platform.os, platform.architecture, platform.variant])
}

/// containerd/platforms `FormatAll`.
pub(crate) fn containerd_all(platform: PlatformRef<'_>) -> String {
    if platform.os.is_empty() {
        return UNKNOWN.to_owned();
    }
    let mut options = escape(platform.os_version);
    let mut features: Vec<&str> = platform.os_features.iter().filter(|feature| !feature.is_empty()).collect();
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
    join_path([&os, platform.architecture, platform.variant])
}

/// go-containerregistry `Platform.String`.
pub(crate) fn crane(platform: PlatformRef<'_>) -> String {
    let mut text = platform.os.to_owned();
    if text.is_empty() {
        return text;
    }
    for (separator, part) in [('/', platform.architecture), ('/', platform.variant), (':', platform.os_version)] {
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
mod tests;
