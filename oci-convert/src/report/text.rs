//! The report for a terminal.

use super::{Change, Fate, Report};
use crate::Cause;
use oci_spec_types::{ClaimedDigest, printable};
use std::fmt;

/// Characters of a lost value that are shown; in the alternate form as many as of a pointer.
const SHOWN: usize = 24;
/// Losses and oddities that are shown; all of them are in the data.
const LISTED: usize = 20;
/// Characters of a pointer or digest that are shown.
const LONGEST: usize = 160;

/// Digests are shortened; the alternate form (`{:#}`) prints them whole.
///
/// ```text
/// Docker v2 schema 2 manifest -> OCI image manifest, as containers-image 5.39.3-0.20260427
///
/// ~ manifest  sha256:1a2b3c4d5e6f  sha256:6f5e4d3c2b1a  media types rewritten; config has another digest
/// = layer 0   sha256:77b1f0a8c2d3                       blob not touched
///
/// lost (1):
///   config /docker_version  "20.10"  (unknown to the tool)
///
/// way back: other bytes
///   the result lacks what was lost: 1 loss in the config
/// ```
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_level(f, "")?;
        // Children have no children of their own.
        for child in &self.children {
            f.write_str("\n")?;
            child.write_level(f, "    ")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_level(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        if self.from == self.to {
            writeln!(f, "{indent}{}, as {}", self.from, self.tool)?;
        } else {
            writeln!(f, "{indent}{} -> {}, as {}", self.from, self.to, self.tool)?;
        }
        self.write_digests(f, indent)?;
        self.write_losses(f, indent)?;
        self.write_oddities(f, indent)?;
        for encoder in &self.encoders {
            writeln!(f, "\n{indent}encoder: {} {} ({})", encoder.name, encoder.version, encoder.options)?;
        }
        let Some(way_back) = &self.way_back else { return Ok(()) };
        let verdict = match (way_back.manifest, way_back.config) {
            (true, None | Some(true)) => "the original bytes",
            (true, Some(false)) => "the original manifest, another config",
            (false, Some(true)) => "another manifest, the original config",
            (false, _) => "other bytes",
        };
        writeln!(f, "\n{indent}way back: {verdict}")?;
        for obstacle in &way_back.obstacles {
            writeln!(f, "{indent}  {}", with_detail(obstacle.code.text(), &obstacle.detail))?;
        }
        Ok(())
    }

    fn write_digests(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        if self.digests.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        write_changes(f, indent, &self.digests)
    }

    fn write_losses(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        if self.losses.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{indent}lost ({}):", self.losses.len())?;
        let place = |loss: &crate::Loss| format!("{} {}", loss.part, clean(&loss.pointer, LONGEST));
        let most = if f.alternate() { LONGEST } else { SHOWN };
        let value = |loss: &crate::Loss| clean(&loss.value, most);
        let listed = self.losses.get(..LISTED).unwrap_or(&self.losses);
        let widest = |text: &dyn Fn(&crate::Loss) -> String, most: usize| {
            listed.iter().map(|loss| text(loss).chars().count()).filter(|width| *width <= most).max().unwrap_or(0)
        };
        let (width, shown) = (widest(&place, 48), widest(&value, 32));
        for loss in listed {
            writeln!(f, "{indent}  {:width$}  {:shown$}  ({})", place(loss), value(loss), loss.reason)?;
        }
        more(f, indent, self.losses.len())
    }

    fn write_oddities(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        if self.oddities.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{indent}odd ({}):", self.oddities.len())?;
        for oddity in self.oddities.iter().take(LISTED) {
            let text = with_detail(oddity.code.text(), &oddity.detail);
            let pointer = clean(&oddity.pointer, LONGEST);
            let gap = if pointer.is_empty() { "" } else { " " };
            writeln!(f, "{indent}  {}{gap}{pointer}  {text}", oddity.part)?;
        }
        more(f, indent, self.oddities.len())
    }
}

/// The rows of digests, aligned.
pub(crate) fn write_changes(f: &mut fmt::Formatter<'_>, indent: &str, changes: &[Change]) -> fmt::Result {
    let digest = if f.alternate() { whole } else { short };
    let rows: Vec<[String; 3]> = changes.iter().map(|change| columns(change, digest)).collect();
    let mut widths = [0; 3];
    for row in &rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = text.chars().count().max(*width);
        }
    }
    let [first, second, third] = widths;
    for (change, [name, before, after]) in changes.iter().zip(&rows) {
        let causes: Vec<&str> = change.causes.iter().map(|cause| cause.text()).collect();
        let line = format!(
            "{} {name:first$}  {before:second$}  {after:third$}  {}",
            change.fate(),
            with_detail(&causes.join("; "), &change.label)
        );
        writeln!(f, "{indent}{}", line.trim_end())?;
    }
    Ok(())
}

fn more(f: &mut fmt::Formatter<'_>, indent: &str, count: usize) -> fmt::Result {
    match count.checked_sub(LISTED) {
        Some(left @ 1..) => writeln!(f, "{indent}  … and {left} more"),
        _ => Ok(()),
    }
}

/// Name, before, after. A digest that stayed is printed once.
fn columns(change: &Change, digest: fn(&ClaimedDigest) -> String) -> [String; 3] {
    let name = match change.position {
        Some(position) => format!("{} {position}", change.role),
        None => change.role.to_string(),
    };
    let before = change.before.as_ref().map(digest).unwrap_or_default();
    let after = match change.fate() {
        Fate::Same if !change.causes.contains(&Cause::Given) => String::new(),
        _ => change.after.as_ref().map(digest).unwrap_or_default(),
    };
    [name, before, after]
}

/// The first 12 digits, with the algorithm where there is one.
pub(crate) fn short(claimed: &ClaimedDigest) -> String {
    let text = claimed.as_str();
    match (claimed.valid(), text.get(..12).filter(|_| text.len() == 64)) {
        (Some(digest), _) => clean(&digest.short().to_string(), 64),
        (None, _) if text.is_empty() => "\"\"".to_owned(),
        (None, Some(short)) => clean(short, 12),
        (None, None) => clean(text, 24),
    }
}

fn with_detail(text: &str, detail: &str) -> String {
    if detail.is_empty() { text.to_owned() } else { format!("{text}: {}", clean(detail, 200)) }
}

/// As the document states it.
fn whole(claimed: &ClaimedDigest) -> String {
    clean(claimed.as_str(), LONGEST)
}

/// Text from a document: at most `most` characters, nothing that a terminal would obey.
pub(crate) fn clean(text: &str, most: usize) -> String {
    printable(text).longest(most).to_string()
}
