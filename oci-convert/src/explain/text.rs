//! The explanation for a terminal.

use super::{Difference, Explanation, Relation, Side, Spelling, Which};
use crate::report::text::{clean, write_changes};
use oci_spec_types::Text;
use std::fmt;

/// Differences that are shown; all of them are in the data.
const LISTED: usize = 12;
/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// ```text
/// A  OCI image manifest  sha256:66ade3f1…  769 bytes
/// B  OCI image manifest  sha256:76535c50…  776 bytes
///
/// The same image; 2 of 2 layers are compressed otherwise.
/// B is to the byte what containers-image/main makes of A.
///
/// ~ manifest  sha256:66ade3f1bcad  sha256:76535c50bcad  other layers
/// = config    sha256:81b91103bcad                       same bytes
/// ~ layer 0   sha256:a3ede86005c1  sha256:9e167103aefa  compressed: tar of 26085888 bytes -> tar+gzip of 7686605 bytes
/// ```
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_sides(f)?;
        writeln!(f, "\n{}", self.relation)?;
        if let Some(made) = &self.made_by {
            writeln!(f, "{} is to the byte what {} makes of {}.", made.from.other(), made.tool, made.from)?;
        }
        f.write_str("\n")?;
        write_changes(f, "", &self.digests)?;
        if !self.notes.is_empty() {
            f.write_str("\n")?;
        }
        for note in &self.notes {
            writeln!(f, "- {note}")?;
        }
        self.write_differences(f)
    }
}

impl Explanation {
    fn write_sides(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = |side: &Side| side.digest.as_ref().map_or_else(|| "no digest".to_owned(), ToString::to_string);
        let width = self.a.kind.to_string().len().max(self.b.kind.to_string().len());
        let digest_width = digest(&self.a).len().max(digest(&self.b).len());
        for (name, side) in [("A", &self.a), ("B", &self.b)] {
            let kind = side.kind.to_string();
            writeln!(f, "{name}  {kind:width$}  {:digest_width$}  {} bytes", digest(side), side.size)?;
        }
        Ok(())
    }

    fn write_differences(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.differences.len() + self.more_differences;
        if all == 0 {
            return Ok(());
        }
        writeln!(f, "\ndiffers in {all} {}:", if all == 1 { "place" } else { "places" })?;
        let shown = &self.differences[..self.differences.len().min(LISTED)];
        let pointer = |own: &Difference| clean(&own.pointer, 48);
        let value = |text: &Option<Text>| match text {
            None => "-".to_owned(),
            Some(text) => {
                let mut compact = Vec::new();
                oci_digest::json::compact(&mut compact, text.as_bytes(), false);
                clean(&String::from_utf8_lossy(&compact), SHOWN)
            }
        };
        let width = |column: &dyn Fn(&Difference) -> String| {
            shown.iter().map(|own| column(own).chars().count()).max().unwrap_or(0)
        };
        let (first, second) = (width(&pointer), width(&|own| value(&own.a)));
        for own in shown {
            writeln!(f, "  {:first$}  {:second$}  {}", pointer(own), value(&own.a), value(&own.b))?;
        }
        match all - shown.len() {
            0 => Ok(()),
            left => writeln!(f, "  … and {left} more"),
        }
    }
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
            Self::Child { index, entry, platform, of } => {
                let (index, child) = (index, index.other());
                write!(f, "{child} is entry {} of {of} in {index}, the one for {}.", entry + 1, clean(platform, 80))
            }
            Self::ConfigOf { config } => {
                write!(f, "{config} is the config of {}: its digest is the image ID.", config.other())
            }
            Self::Refers { subject } => {
                write!(f, "{} is about {subject}: it names it as its subject.", subject.other())
            }
            Self::IndexConverted => f.write_str("The same children, in the schemas of two families."),
            Self::IndexEdited => f.write_str("The same children; order or what is said about them differs."),
            Self::SharedChildren { shared, only_a, only_b } => {
                write!(
                    f,
                    "{shared} shared {}; {only_a} only in A, {only_b} only in B.",
                    plural(*shared, "child", "children")
                )
            }
            Self::ChildrenChanged { platforms } => write!(
                f,
                "The same {platforms} {}, other images: no child has the same digest.",
                plural(*platforms, "platform", "platforms")
            ),
            Self::Converted { same_config } => {
                f.write_str("The same image, converted to another schema: the layers are the same")?;
                match same_config {
                    Some(true) => f.write_str(", config and image ID too."),
                    Some(false) => f.write_str("; the config was rewritten, so the image ID is another one."),
                    None => f.write_str("."),
                }
            }
            Self::Recompressed { layers, of } => {
                write!(f, "The same image; {layers} of {of} {} compressed otherwise.", layers_are(*of))
            }
            Self::ConvertedAndRecompressed { layers, of } => write!(
                f,
                "The same image, converted to another schema; {layers} of {of} {} compressed otherwise.",
                layers_are(*of)
            ),
            Self::Renamed => f.write_str("The same image under another name or tag."),
            Self::ManifestEdited => {
                f.write_str("The same config and layers; the manifests say other things about them.")
            }
            Self::ConfigChanged => f.write_str("The same layers with another config: another image ID."),
            Self::SharesBase { layers, parent: None } => {
                write!(f, "Two images on the same base: the first {} the same.", first_layers(*layers))
            }
            Self::SharesBase { layers, parent: Some(parent) } => write!(
                f,
                "{parent} is a parent image of {}: all its layers ({layers}) are the first ones there.",
                parent.other()
            ),
            Self::Different => f.write_str("Different content."),
        }
    }
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn layers_are(of: usize) -> &'static str {
    plural(of, "layer is", "layers are")
}

fn first_layers(count: usize) -> String {
    if count == 1 { "layer is".to_owned() } else { format!("{count} layers are") }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::B => "B",
        })
    }
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.blanks, "blanks"),
            (self.order, "order of members"),
            (self.escapes, "escapes"),
            (self.duplicates, "members that stand twice"),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|(differs, _)| *differs).map(|(_, text)| text).collect();
        f.write_str(&parts.join(", "))
    }
}
