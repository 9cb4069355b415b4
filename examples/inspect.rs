//! What is this document, what are its digests called, and what lies below it?
//!
//! `cargo run --example inspect -- [FILE…] [--json]`
//!
//! Without files it runs on embedded documents. Of several files, those that another one names by digest (the children
//! of an index, the config of a manifest) are shown in their place below it.

use oci_digest::{ChainId, Digest};
use oci_examples::{Args, Input, Table, bytes, data, print, run};
use oci_spec_types::validate::{self, Level};
use oci_spec_types::{Descriptor, Document, Kind, View, pair, printable};
use serde_json::{Value, json};
use std::process::ExitCode;

const USAGE: &str = "inspect [FILE…] [--json]   (- reads standard input)";

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let as_json = args.flag("--json");
        let files = args.rest()?;
        let inputs = if files.is_empty() {
            [data::MULTI_ARCH, data::MULTI_ARCH_AMD64, data::FEDORA, data::FEDORA_CONFIG].map(Input::embedded).to_vec()
        } else {
            files.iter().map(|file| Input::read(file)).collect::<Result<_, _>>()?
        };
        let given = inputs.iter().map(Given::read).collect::<Result<Vec<_>, _>>()?;
        let roots: Vec<Node> =
            given.iter().filter(|one| !is_named(one, &given)).map(|one| Node::of_document(one, &given)).collect();
        if as_json {
            let roots: Vec<Value> = roots.iter().map(Node::json).collect();
            print(format_args!("{:#}\n", json!({ "documents": roots, "findings": findings(&given) })));
        } else {
            for (at, root) in roots.iter().enumerate() {
                print(format_args!("{}{}", if at > 0 { "\n" } else { "" }, root.table()));
            }
            let findings = findings(&given);
            if !findings.is_empty() {
                print("\nfindings\n");
                findings.iter().for_each(|line| print(format_args!("  {line}\n")));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// A document that was given, with its digest.
struct Given {
    name: String,
    document: Document,
    digest: Result<Digest, String>,
}

impl Given {
    fn read(input: &Input) -> Result<Self, String> {
        let document = input.document()?;
        let digest = document.digest().map_err(|error| error.to_string());
        Ok(Self { name: input.name.clone(), document, digest })
    }
}

/// What the specifications say against the documents, alone and as pairs; mere notes are left out.
fn findings(given: &[Given]) -> Vec<String> {
    let of = |one: &Given| {
        let mut findings = one.document.findings();
        findings.retain(|finding| finding.level() > Level::Note);
        let located = validate::locate(&findings, one.document.bytes());
        let alone = located.iter().map(ToString::to_string);
        let lines = alone.chain(mixed(&one.document)).chain(mismatches(one, given));
        lines.map(|line| format!("{}: {line}", printable(&one.name))).collect::<Vec<_>>()
    };
    given.iter().flat_map(of).collect()
}

/// The config and the layers of the manifest of an image.
fn parts(document: &Document) -> Option<(&Descriptor, &[Descriptor])> {
    match document.view() {
        View::OciManifest(manifest) if !manifest.is_artifact() => Some((&manifest.config, &manifest.layers)),
        View::DockerManifest(manifest) => Some((&manifest.config, &manifest.layers)),
        _ => None,
    }
}

/// Types of both families in one manifest, which registries refuse.
fn mixed(document: &Document) -> Option<String> {
    let (config, layers) = parts(document)?;
    let own = document.media_type()?.family();
    let odd = std::iter::once(config).chain(layers).map(|part| &part.media_type);
    let mut odd = odd.filter(|part| (part.is_config() || part.is_layer()) && part.family() != own);
    odd.next().map(|part| {
        format!("mixed media types: {} of another family than the manifest", printable(part.as_str()).quoted())
    })
}

/// In what a manifest does not agree with the config and the index that were given with it.
fn mismatches(one: &Given, all: &[Given]) -> Vec<String> {
    let Some((config, layers)) = parts(&one.document) else { return Vec::new() };
    let named =
        |descriptor: &Descriptor, other: &Given| other.digest.as_ref().is_ok_and(|digest| descriptor.digest.is(digest));
    let config = all.iter().find(|other| named(config, other)).map(|other| other.document.view());
    let Some(View::ImageConfig(config)) = config else { return Vec::new() };
    let entry = all.iter().filter(|other| other.document.kind().is_index()).find_map(|index| {
        descriptors(&index.document).into_iter().map(|(_, entry)| entry).find(|entry| named(entry, one))
    });
    pair::check(layers, config, entry).iter().map(ToString::to_string).collect()
}

/// Whether another document names this one.
fn is_named(one: &Given, all: &[Given]) -> bool {
    let Ok(digest) = &one.digest else { return false };
    all.iter().any(|other| descriptors(&other.document).iter().any(|(_, descriptor)| descriptor.digest.is(digest)))
}

/// What a document points at, with the role of each.
fn descriptors(document: &Document) -> Vec<(String, &Descriptor)> {
    match document.view() {
        View::OciManifest(manifest) => {
            let mut all = image(&manifest.config, &manifest.layers);
            if manifest.is_artifact() {
                "config".clone_into(&mut all[0].0);
            }
            all.extend(manifest.subject.iter().map(|subject| ("subject".to_owned(), &**subject)));
            all
        }
        View::DockerManifest(manifest) => image(&manifest.config, &manifest.layers),
        View::OciIndex(index) => index.manifests.iter().map(|entry| (entry_role(entry), entry)).collect(),
        View::DockerList(list) => list.manifests.iter().map(|entry| (entry_role(entry), entry)).collect(),
        View::ArtifactManifest(manifest) => manifest.blobs.iter().map(|blob| ("blob".to_owned(), blob)).collect(),
        _ => Vec::new(),
    }
}

/// The config and the layers of an image.
fn image<'a>(config: &'a Descriptor, layers: &'a [Descriptor]) -> Vec<(String, &'a Descriptor)> {
    let role = |at: usize| format!("layer {}/{}", at + 1, layers.len());
    let layers = layers.iter().enumerate().map(|(at, layer)| (role(at), layer));
    std::iter::once(("config = image ID".to_owned(), config)).chain(layers).collect()
}

fn entry_role(entry: &Descriptor) -> String {
    if let Some(kind) = entry.annotations.get("vnd.docker.reference.type") {
        return kind.to_string();
    }
    entry.platform.as_ref().map_or_else(|| "no platform".to_owned(), ToString::to_string)
}

/// A line of the tree.
struct Node {
    role: String,
    digest: String,
    size: Option<i64>,
    what: String,
    children: Vec<Node>,
}

impl Node {
    fn of_document(one: &Given, all: &[Given]) -> Self {
        let kind = one.document.kind();
        let role = match kind {
            Kind::OciIndex => "index digest",
            Kind::DockerList => "list digest",
            Kind::ImageConfig => "config = image ID",
            kind if kind.is_manifest() => "manifest digest",
            _ => "digest",
        };
        Self {
            role: role.to_owned(),
            digest: one.digest.as_ref().map_or_else(|error| format!("no digest: {error}"), ToString::to_string),
            size: i64::try_from(one.document.bytes().len()).ok(),
            what: format!("{} ({})", kind, one.name),
            children: Self::below(one, all),
        }
    }

    fn below(one: &Given, all: &[Given]) -> Vec<Self> {
        if let View::ImageConfig(config) = one.document.view() {
            return layers_of(config);
        }
        let named = descriptors(&one.document);
        named.into_iter().map(|(role, descriptor)| Self::of_descriptor(role, descriptor, all)).collect()
    }

    fn of_descriptor(role: String, descriptor: &Descriptor, all: &[Given]) -> Self {
        let given = all.iter().find(|one| one.digest.as_ref().is_ok_and(|digest| descriptor.digest.is(digest)));
        let mut what = descriptor.media_type.to_string();
        if let Some(subject) = descriptor.annotations.get("vnd.docker.reference.digest") {
            what.push_str(&format!(", about {}", subject.get(..19).unwrap_or(subject)));
        }
        if given.is_none() && (descriptor.media_type.is_manifest() || descriptor.media_type.is_index()) {
            what.push_str(", not given");
        }
        if let Some(one) = given {
            what = format!("{} ({})", one.document.kind(), one.name);
        }
        Self {
            role,
            digest: descriptor.digest.to_string(),
            size: Some(descriptor.size),
            what,
            children: given.map_or_else(Vec::new, |one| Self::below(one, all)),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::with_right(&[2]);
        self.rows(&mut table, "", "");
        table
    }

    fn rows(&self, table: &mut Table, first: &str, rest: &str) {
        let size = self.size.map(bytes).unwrap_or_default();
        // Digests, types and names are what others wrote.
        let text = |text: &str| printable(text).to_string();
        let digest = printable(&self.digest).longest(140).to_string();
        table.row([format!("{first}{}", text(&self.role)), digest, size, text(&self.what)]);
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
}

/// The diffIDs and chainIDs of a config: the layers as they are on disk.
fn layers_of(config: &oci_spec_types::oci::ImageConfig) -> Vec<Node> {
    let Ok(diff_ids) = config.diff_ids() else { return Vec::new() };
    let chain = ChainId::all(&diff_ids);
    let count = diff_ids.len();
    let node = |role: &str, at: usize, digest: String, what: &str| Node {
        role: format!("{role} {}/{count}", at + 1),
        digest,
        size: None,
        what: what.to_owned(),
        children: Vec::new(),
    };
    diff_ids
        .iter()
        .zip(&chain)
        .enumerate()
        .flat_map(|(at, (diff_id, chain_id))| {
            [
                node("diffID", at, diff_id.to_string(), "the layer's tar, not compressed"),
                node("chainID", at, chain_id.to_string(), "this layer and all below it"),
            ]
        })
        .collect()
}
