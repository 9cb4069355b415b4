//! What is this document, what are its digests called, and what lies below it?
//!
//! `cargo run --example inspect -- [FILE…] [--tree | --mermaid]`
//!
//! Without files it runs on embedded documents. Of several files, those that another one names by digest (the children
//! of an index, the config of a manifest) are shown in their place below it.

use clap::Parser;
use oci_digest::ChainId;
use oci_examples::{Answer, Cell, Failure, Held, Screen, Shelf, Table, bytes, data, run};
use oci_spec_types::artifact::ArtifactKind;
use oci_spec_types::validate::{self, Level};
use oci_spec_types::{
    Compression, Descriptor, Document, Family, Kind, MediaType, Role, View, attestation, oci, pair, printable,
};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is this document, what are its digests called, and what lies below it?
///
/// Prints every digest in the document with its name, and what the specifications say against it. Of several files, those
/// that another one names by digest (children of an index, the config of a manifest) are shown below it, and are held
/// against it. The answer is a bad one where there are findings.
#[derive(Debug, Parser)]
struct Ask {
    /// Manifests, lists, indexes, configs; - reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The tree alone, without findings
    #[arg(long)]
    tree: bool,
    /// The tree as a Mermaid flowchart, for Markdown
    #[arg(long, conflicts_with_all = ["tree", "json"])]
    mermaid: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let embedded = [data::MULTI_ARCH, data::MULTI_ARCH_AMD64, data::FEDORA, data::FEDORA_CONFIG];
    let shelf = Shelf::read_or(&ask.files, &embedded)?;
    let trees = Trees { shelf: &shelf, shown: RefCell::default() };
    let roots: Vec<Node> = shelf.all.iter().filter(|one| !shelf.is_named(one)).map(|one| trees.document(one)).collect();
    if ask.mermaid {
        return Ok(screen.verbatim(mermaid(&roots)));
    }
    let findings = if ask.tree { Vec::new() } else { findings(&shelf) };
    let mut text = roots.iter().map(|root| screen.table(&root.table())).collect::<Vec<_>>().join("\n");
    if !findings.is_empty() {
        let lines = findings.iter().map(|line| format!("  {line}\n")).collect::<String>();
        text += &format!("\n{}\n{lines}", screen.bad("findings"));
    }
    let json = json!({ "documents": roots.iter().map(Node::json).collect::<Vec<_>>(), "findings": findings });
    Ok(screen.answer(text, &json).good_if(findings.is_empty()))
}

/// What the specifications say against the documents, alone and as pairs; mere notes are left out.
fn findings(shelf: &Shelf) -> Vec<String> {
    let of = |one: &Held| {
        let mut findings = one.document.findings();
        findings.retain(|finding| finding.level() > Level::Note);
        let located = validate::locate(&findings, one.document.bytes());
        let alone = located.iter().map(ToString::to_string);
        let lines = alone.chain(mixed(&one.document)).chain(mismatches(one, shelf));
        lines.map(|line| format!("{}: {line}", one.name)).collect::<Vec<_>>()
    };
    shelf.all.iter().flat_map(of).collect()
}

/// Types of both families in one manifest, which registries refuse.
fn mixed(document: &Document) -> Option<String> {
    let mixed = document.mixed_types();
    let part = mixed.first()?;
    let found = printable(part.media_type.as_str()).quoted();
    Some(format!("mixed media types: {found} of another family than the manifest"))
}

/// In what a manifest does not agree with the config and the index that were given with it.
fn mismatches(one: &Held, shelf: &Shelf) -> Vec<String> {
    let view = one.document.view();
    let is_image = one.document.artifact().is_some_and(|artifact| artifact.kind.is_image());
    let config = view.config().filter(|_| is_image).and_then(|config| shelf.find(&config.digest));
    let Some(View::ImageConfig(config)) = config.map(|held| held.document.view()) else { return Vec::new() };
    let mut entries = shelf.all.iter().flat_map(|index| index.document.view().entries());
    let entry = entries.find(|entry| one.is(&entry.digest));
    pair::check(view.layers(), config, entry).iter().map(ToString::to_string).collect()
}

/// A line of the tree.
struct Node {
    role: String,
    digest: String,
    size: Option<i64>,
    what: String,
    /// In fewer words; empty where there are none.
    short: String,
    children: Vec<Node>,
}

/// Makes the trees of all documents.
struct Trees<'a> {
    shelf: &'a Shelf,
    /// Documents whose parts have been listed: many may name one.
    shown: RefCell<HashSet<*const Held>>,
}

impl Trees<'_> {
    fn document(&self, one: &Held) -> Node {
        let kind = one.document.kind();
        let role = match kind {
            Kind::OciIndex => "index digest",
            Kind::DockerList => "list digest",
            Kind::ImageConfig => "config = image ID",
            kind if kind.is_manifest() => "manifest digest",
            _ => "digest",
        };
        Node {
            role: role.to_owned(),
            digest: one.digest.as_ref().map_or_else(|error| format!("no digest: {error}"), ToString::to_string),
            size: i64::try_from(one.document.bytes().len()).ok(),
            what: format!("{} ({})", described(&one.document), one.name),
            short: file_name(&one.name).to_owned(),
            children: self.below(one),
        }
    }

    fn below(&self, one: &Held) -> Vec<Node> {
        if !self.shown.borrow_mut().insert(one) {
            return Vec::new();
        }
        let named = |all: &[(String, &Descriptor)]| all.iter().map(|(role, own)| self.descriptor(role, own)).collect();
        match one.document.view() {
            View::OciManifest(manifest) => {
                let mut all = self.image(&manifest.config, &manifest.layers);
                all.extend(manifest.subject.iter().map(|subject| ("subject".to_owned(), &**subject)));
                named(&all)
            }
            View::DockerManifest(manifest) => named(&self.image(&manifest.config, &manifest.layers)),
            View::ArtifactManifest(manifest) => named(&numbered("blob", &manifest.blobs)),
            View::ImageConfig(config) => layers_of(config),
            view => view.entries().iter().map(|entry| self.descriptor(&entry_role(entry), entry)).collect(),
        }
    }

    /// The config and the layers of an image or artifact.
    fn image<'d>(&self, config: &'d Descriptor, layers: &'d [Descriptor]) -> Vec<(String, &'d Descriptor)> {
        let given = self.shelf.find(&config.digest);
        let is_image = config.media_type.is_config()
            && given.is_none_or(|held| matches!(held.document.view(), View::ImageConfig(_)));
        let role = if is_image { "config = image ID" } else { "config" };
        std::iter::once((role.to_owned(), config)).chain(numbered("layer", layers)).collect()
    }

    fn descriptor(&self, role: &str, descriptor: &Descriptor) -> Node {
        let given = self.shelf.find(&descriptor.digest);
        let (mut what, mut short) = match given {
            Some(one) => (format!("{} ({})", described(&one.document), one.name), file_name(&one.name).to_owned()),
            None => (descriptor.media_type.to_string(), in_words(&descriptor.media_type)),
        };
        if let Some(reference) = attestation::reference(descriptor) {
            let about = reference.about.valid().map_or_else(|| "nothing".to_owned(), |own| own.short().to_string());
            what.push_str(&format!(", about {about}"));
            short = format!("about {about}");
        }
        if given.is_none() && (descriptor.media_type.is_manifest() || descriptor.media_type.is_index()) {
            what.push_str(", not given");
            short.push_str(", not given");
        }
        Node {
            role: role.to_owned(),
            digest: descriptor.digest.to_string(),
            size: Some(descriptor.size),
            what,
            short,
            children: given.map_or_else(Vec::new, |one| self.below(one)),
        }
    }
}

/// The kind of a document, and what it carries where that is no image.
fn described(document: &Document) -> String {
    let kind = document.kind();
    match document.artifact() {
        Some(artifact) if !matches!(artifact.kind, ArtifactKind::Image | ArtifactKind::IndexOfImages) => {
            format!("{kind}: {artifact}, {}", artifact.reason)
        }
        _ => kind.to_string(),
    }
}

/// What a well-known media type means; others as they are.
fn in_words(media_type: &MediaType) -> String {
    let family = match media_type.family() {
        Family::Docker => "Docker ",
        Family::Oci => "OCI ",
        _ => return media_type.to_string(),
    };
    let what = match media_type.role() {
        Role::Index if media_type.family() == Family::Docker => "list",
        Role::Index => "index",
        Role::Manifest => "manifest",
        Role::Config => "image config",
        Role::Layer => "layer",
        _ => return media_type.to_string(),
    };
    let compression = match media_type.compression() {
        Some(Compression::Gzip) => ", gzip",
        Some(Compression::Zstd) => ", zstd",
        Some(Compression::None) => ", not compressed",
        _ => "",
    };
    let foreign = if media_type.is_layer() && !media_type.is_distributable() { ", foreign" } else { "" };
    let encrypted = if media_type.is_encrypted() { ", encrypted" } else { "" };
    format!("{family}{what}{compression}{foreign}{encrypted}")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn numbered<'d>(role: &str, all: &'d [Descriptor]) -> Vec<(String, &'d Descriptor)> {
    all.iter().enumerate().map(|(at, own)| (format!("{role} {at}"), own)).collect()
}

fn entry_role(entry: &Descriptor) -> String {
    match (attestation::reference(entry), &entry.platform) {
        (Some(reference), _) => reference.kind.to_string(),
        (None, Some(platform)) => platform.to_string(),
        (None, None) => "no platform".to_owned(),
    }
}

impl Node {
    fn table(&self) -> Table {
        let mut table = Table::with_right(&[2]);
        self.rows(&mut table, "", "");
        table
    }

    fn rows(&self, table: &mut Table, first: &str, rest: &str) {
        table.row([
            Cell::text(format!("{first}{}", self.role)),
            Cell::digest(&self.digest),
            Cell::text(self.size.map(bytes).unwrap_or_default()),
            Cell::text_or(&self.what, if self.short.is_empty() { &self.what } else { &self.short }),
        ]);
        for (at, child) in self.children.iter().enumerate() {
            let last = at + 1 == self.children.len();
            let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            child.rows(table, &format!("{rest}{branch}"), &format!("{rest}{below}"));
        }
    }

    fn json(&self) -> Value {
        json!({
            "role": self.role,
            "digest": self.digest,
            "size": self.size,
            "what": self.what,
            "below": self.children.iter().map(Node::json).collect::<Vec<_>>(),
        })
    }

    /// The box of this node and all below it. Returns its number.
    fn draw(&self, chart: &mut String, next: &mut usize) -> usize {
        let number = *next;
        *next += 1;
        let digest: String = self.digest.chars().take("sha256:".len() + 12).collect();
        let label = [&self.role, &digest, &self.what].map(|text| quoted(text)).join("<br/>");
        // Writing to text does not fail.
        let _ = writeln!(chart, "  n{number}[\"{label}\"]");
        for child in &self.children {
            let below = child.draw(chart, next);
            let _ = writeln!(chart, "  n{number} --> n{below}");
        }
        number
    }
}

/// The trees as a flowchart of Mermaid.
fn mermaid(roots: &[Node]) -> String {
    let mut chart = "flowchart LR\n".to_owned();
    let mut next = 0;
    for root in roots {
        root.draw(&mut chart, &mut next);
    }
    chart
}

/// Text for a label: what would end it, or is markup, as entities.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for c in printable(text).to_string().chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' => {
                let _ = write!(quoted, "#{};", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted
}

/// The diffIDs and chainIDs of a config: the layers as they are on disk.
fn layers_of(config: &oci::ImageConfig) -> Vec<Node> {
    let Ok(diff_ids) = config.diff_ids() else { return Vec::new() };
    let chain = ChainId::all(&diff_ids);
    let node = |role: &str, at: usize, digest: String, what: &str| Node {
        role: format!("{role} {at}"),
        digest,
        size: None,
        what: what.to_owned(),
        short: String::new(),
        children: Vec::new(),
    };
    let ids = diff_ids.iter().zip(&chain).enumerate();
    ids.flat_map(|(at, (diff_id, chain_id))| {
        [
            node("diffID", at, diff_id.to_string(), "the layer's tar, not compressed"),
            node("chainID", at, chain_id.to_string(), "this layer and all below it"),
        ]
    })
    .collect()
}
