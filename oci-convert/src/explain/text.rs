//! The explanation for a terminal. All text of documents is escaped and clipped.

use super::Explanation;
use super::grade::Grade;
use super::made_by::MadeBy;
use super::relation::{Contained, Relation};
use super::tree::{Difference, Spelling};
use super::which::Which;
use crate::report::text::write_changes;
use oci_spec_types::artifact::ArtifactKind;
use oci_spec_types::{Printable, Text, printable};
use std::fmt;

/// Rows of a list that are shown; all of them are in the data.
const LISTED: usize = 12;
/// Things to provide that are shown.
const MISSING: usize = 6;
/// Characters of a value that are shown.
const SHOWN: usize = 60;
/// Columns of a pointer and its two values in one line, without what separates them.
const ROW: usize = 60;
/// Characters of a pointer that are shown.
const POINTER: usize = 48;

/// Digests in rows are shortened; the alternate form (`{:#}`) prints them whole.
///
/// ```text
/// A  sha256:66ade3f15bca773a0227d4ff479bb1191b5e5bb94da88bab7307284129bb1733
///    OCI image manifest, 769 bytes
/// B  sha256:76535c50cab1708ff17dc67e93d2a06dea01978f7201d17fd6b28b32f8ce9555
///    OCI image manifest, 776 bytes
///
/// The same image; 2 of 2 layers are compressed otherwise.
/// consistent with what was given, not proven by it; to prove it, provide
///   the config of A, sha256:81b91103bcad946edabad074db3e3eefcbfccd307587b6b40257bb0932a31705
/// B is to the byte what containers-image 5.39.3 and 1 other tool make of A, with 2 layers as they are in B.
///
/// ~ manifest  sha256:66ade3f15bca  sha256:76535c50cab1  other layers
/// = config    sha256:81b91103bcad                       same bytes
/// ~ layer 0   sha256:a3ede86005c1  sha256:9e167103aefa  compressed: tar of 26085888 bytes -> tar+gzip of 7686605 bytes
/// ```
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_sides(f)?;
        writeln!(f, "\n{}", self.relation)?;
        self.write_grade(f)?;
        self.write_makers(f)?;
        f.write_str("\n")?;
        write_changes(f, "", &self.digests)?;
        if !self.notes.is_empty() {
            f.write_str("\n")?;
        }
        for note in &self.notes {
            writeln!(f, "- {note}")?;
        }
        write_differences(f, "differs", &self.differences, self.more_differences)?;
        write_differences(f, "the configs differ", &self.config_differences, 0)
    }
}

impl Explanation {
    fn write_sides(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, side) in [("A", &self.a), ("B", &self.b)] {
            let digest = side.digest.as_ref().map_or_else(|| "no digest".to_owned(), ToString::to_string);
            writeln!(f, "{name}  {}\n   {}, {} bytes", printable(&digest).longest(160), side.kind, side.size)?;
            // A document that is what its kind says needs no other word.
            if let Some(artifact) = &side.artifact
                && !matches!(artifact.kind, ArtifactKind::Image | ArtifactKind::IndexOfImages)
            {
                writeln!(f, "   {artifact}: {}", artifact.reason)?;
            }
        }
        Ok(())
    }

    /// The grade goes without saying where the relation says it.
    fn write_grade(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_open = matches!(self.relation, Relation::Undecided { .. });
        match self.grade {
            Grade::Proven | Grade::Contradicted => return Ok(()),
            Grade::ConsistentWith if self.missing.is_empty() => return writeln!(f, "{}", self.grade),
            Grade::ConsistentWith if is_open => writeln!(f, "to decide it, provide")?,
            Grade::ConsistentWith => writeln!(f, "{}; to prove it, provide", self.grade)?,
        }
        for missing in self.missing.iter().take(MISSING) {
            writeln!(f, "  {missing}")?;
        }
        match self.missing.len().checked_sub(MISSING) {
            Some(left @ 1..) => writeln!(f, "  … and {left} more"),
            _ => Ok(()),
        }
    }

    /// One sentence for all tools that made the same of the same.
    fn write_makers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for from in [Which::A, Which::B] {
            let made: Vec<&MadeBy> = self.made_by.iter().filter(|made| made.from == from).collect();
            let Some(first) = made.first() else { continue };
            let with = match first.replaced {
                0 => String::new(),
                layers => format!(", with {} as they are in {}", count(layers, "layer", "layers"), from.other()),
            };
            let makers = match made.len() - 1 {
                0 => format!("{} makes", first.tool),
                others => format!("{} and {} make", first.tool, count(others, "other tool", "other tools")),
            };
            writeln!(f, "{} is to the byte what {makers} of {from}{with}.", from.other())?;
        }
        Ok(())
    }
}

fn write_differences(f: &mut fmt::Formatter<'_>, what: &str, differences: &[Difference], more: usize) -> fmt::Result {
    let all = differences.len() + more;
    if all == 0 {
        return Ok(());
    }
    writeln!(f, "\n{what} in {all} {}:", plural(all, "place", "places"))?;
    let shown: Vec<(&str, String, String)> = differences
        .iter()
        .take(LISTED)
        .map(|own| (own.pointer.as_str(), value(own.a.as_ref()), value(own.b.as_ref())))
        .collect();
    // What does not fit beside its pointer stands below it.
    let is_short =
        |(own, a, b): &&(&str, String, String)| pointer(own).columns() + clip(a).columns() + clip(b).columns() <= ROW;
    let short = || shown.iter().filter(is_short);
    let first = short().map(|(own, ..)| pointer(own).columns()).max().unwrap_or(0);
    let second = short().map(|(_, a, _)| clip(a).columns()).max().unwrap_or(0);
    for row in &shown {
        let (own, a, b) = row;
        if is_short(&row) {
            writeln!(f, "  {}  {}  {}", pointer(own).padded(first), clip(a).padded(second), clip(b))?;
        } else {
            writeln!(f, "  {}\n    A {}\n    B {}", pointer(own), clip(a), clip(b))?;
        }
    }
    match all - shown.len() {
        0 => Ok(()),
        left => writeln!(f, "  … and {left} more"),
    }
}

fn pointer(text: &str) -> Printable<'_> {
    printable(text).longest(POINTER).from_both_ends()
}

fn clip(text: &str) -> Printable<'_> {
    printable(text).longest(SHOWN)
}

/// JSON text without the whitespace.
fn value(text: Option<&Text>) -> String {
    let Some(text) = text else { return "-".to_owned() };
    let mut compact = Vec::new();
    oci_digest::json::compact(&mut compact, text.as_bytes(), false);
    String::from_utf8_lossy(&compact).into_owned()
}

/// One sentence.
impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identical => f.write_str("The same bytes."),
            Self::Signatures => {
                f.write_str("The same schema 1 manifest with other signatures, or without: the digest is the same.")
            }
            Self::Respelt(spelling) => write!(f, "The same document, spelt otherwise: {spelling}."),
            Self::Child { index, entry, platform, of, how } => {
                let (index, child) = (index, index.other());
                let platform = printable(platform).longest(80);
                match how {
                    Contained::Entry => write!(f, "{child} is entry {entry} of {index}, the one for {platform}")?,
                    Contained::Nested => write!(f, "{child} is in entry {entry} of {index}, which is an index itself")?,
                    Contained::Config => {
                        write!(f, "{child} is the config of entry {entry} of {index}, the one for {platform}")?;
                    }
                }
                match of {
                    1 => f.write_str("; there are no others."),
                    of => write!(f, "; {index} has {of}, counted from 0."),
                }
            }
            Self::ConfigOf { config } => {
                write!(f, "{config} is the config of {}: its digest is the image ID.", config.other())
            }
            Self::Refers { subject } => {
                write!(f, "{} is about {subject}: it names it as its subject.", subject.other())
            }
            Self::IndexConverted => f.write_str("The same children, in the schemas of two families."),
            Self::IndexEdited => f.write_str("The same children; their order or what is said about them differs."),
            Self::SharedChildren { shared, only_a, only_b } => {
                write!(
                    f,
                    "{shared} shared {}; {only_a} only in A, {only_b} only in B.",
                    plural(*shared, "child", "children")
                )
            }
            Self::ChildrenConverted { platforms } => {
                write!(f, "The same images for {} in another schema.", these(*platforms))
            }
            Self::ChildrenRecompressed { platforms } => {
                write!(f, "The same images for {} with layers that are compressed otherwise.", these(*platforms))
            }
            Self::ChildrenChanged { platforms } => {
                write!(f, "The same {}; no child has the same digest.", count(*platforms, "platform", "platforms"))
            }
            Self::Converted { same_config } => {
                f.write_str("The same image in another schema: the layers are the same")?;
                match same_config {
                    Some(true) => f.write_str(", config and image ID too."),
                    Some(false) => f.write_str("; the config was rewritten, so the image ID is another one."),
                    None => f.write_str("."),
                }
            }
            Self::Recompressed { layers, of } => {
                write!(f, "The same image; {layers} of {of} {} compressed otherwise.", layers_are(*of))
            }
            Self::ConvertedAndRecompressed { layers, of } => {
                write!(
                    f,
                    "The same image in another schema; {layers} of {of} {} compressed otherwise.",
                    layers_are(*of)
                )
            }
            Self::Encrypted { layers } => {
                write!(f, "The same image; B has {} of A encrypted.", count(*layers, "layer", "layers"))
            }
            Self::Decrypted { layers } => {
                write!(f, "The same image; B has {} of A decrypted.", count(*layers, "layer", "layers"))
            }
            Self::Renamed => f.write_str("The same image under another name or tag."),
            Self::ManifestEdited => {
                f.write_str("The same config and layers; the manifests say other things about them.")
            }
            Self::ConfigChanged => f.write_str("The same layers with another config: another image ID."),
            Self::ConfigChangedAndRecompressed { layers, of } => write!(
                f,
                "The same layers with another config: another image ID; {layers} of {of} {} compressed otherwise.",
                layers_are(*of)
            ),
            Self::SharesBase { layers, parent: None } => {
                write!(f, "Two images on the same base: the first {} the same.", first_layers(*layers))
            }
            Self::SharesBase { layers, parent: Some(parent) } => write!(
                f,
                "{parent} is a parent image of {}: all its layers ({layers}) are the first ones there.",
                parent.other()
            ),
            Self::Rebased { layers } => write!(
                f,
                "The same layers on another base: the last {} the same, those below are not.",
                first_layers(*layers)
            ),
            Self::LayerRemoved { fewer, layers } => {
                write!(f, "{fewer} has the layers of {} without {layers} of them.", fewer.other())
            }
            Self::LayersReordered => f.write_str("The same layers in another order: another image."),
            Self::SameBlobs => f.write_str("The same blobs, named by digests of another algorithm."),
            Self::SameConfig => {
                f.write_str("The same config, which says nothing of the layers; the layers are other blobs.")
            }
            Self::Contradiction => f.write_str("What was given cannot all be true."),
            Self::Undecided { could_be } => {
                f.write_str("Not decided by what was given. It could be: ")?;
                for (at, code) in could_be.iter().enumerate() {
                    write!(f, "{}{code}", if at > 0 { "; " } else { "" })?;
                }
                f.write_str(".")
            }
            Self::Different => f.write_str("Different content."),
        }
    }
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn count(count: usize, one: &'static str, many: &'static str) -> String {
    format!("{count} {}", plural(count, one, many))
}

fn these(platforms: usize) -> String {
    count(platforms, "platform", "platforms")
}

fn layers_are(of: usize) -> &'static str {
    plural(of, "layer is", "layers are")
}

fn first_layers(count: usize) -> String {
    if count == 1 { "layer is".to_owned() } else { format!("{count} layers are") }
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.whitespace, "whitespace"),
            (self.order, "order of members"),
            (self.escapes, "escapes"),
            (self.duplicates, "members that stand twice"),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|(differs, _)| *differs).map(|(_, text)| text).collect();
        f.write_str(&parts.join(", "))
    }
}
