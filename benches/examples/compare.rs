//! This family beside oci-spec 0.10 and oci-client 0.18 on a directory of documents, as a Markdown table.
//!
//! `cargo run --release -p oci-benches --example compare -- DIR`
//!
//! Every file below DIR that is a JSON document of one of the kinds is read and written back by each crate:
//! - read: the crate has a type for the kind, and reads the document into it;
//! - same bytes: what it writes are the bytes it read (the peers may write compact or pretty, whichever fits);
//! - same meaning: what it writes is the same JSON value, whatever its bytes.

use oci_client::config::ConfigFile;
use oci_client::manifest::OciManifest;
use oci_spec::image as peer;
use oci_spec_types::{Document, Kind, oci};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What a crate made of a document.
type Written = Option<Vec<Vec<u8>>>;

fn own(document: &Document) -> Written {
    Some(vec![document.view().to_styled(document.style())])
}

fn through<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Written {
    let value: T = serde_json::from_slice(bytes).ok()?;
    Some(vec![serde_json::to_vec(&value).ok()?, serde_json::to_vec_pretty(&value).ok()?])
}

fn oci_spec(document: &Document) -> Written {
    let bytes = document.bytes();
    match document.kind() {
        Kind::OciManifest | Kind::DockerManifest => through::<peer::ImageManifest>(bytes),
        Kind::OciIndex | Kind::DockerList => through::<peer::ImageIndex>(bytes),
        Kind::ImageConfig => through::<peer::ImageConfiguration>(bytes),
        Kind::ArtifactManifest => through::<peer::ArtifactManifest>(bytes),
        Kind::Layout => through::<peer::OciLayout>(bytes),
        _ => None,
    }
}

fn oci_client(document: &Document) -> Written {
    let bytes = document.bytes();
    match document.kind() {
        Kind::OciManifest | Kind::DockerManifest | Kind::OciIndex | Kind::DockerList => through::<OciManifest>(bytes),
        Kind::ImageConfig => through::<ConfigFile>(bytes),
        _ => None,
    }
}

/// What became of the documents of one kind in one crate.
#[derive(Default, Clone, Copy)]
struct Count {
    read: usize,
    same_bytes: usize,
    same_meaning: usize,
}

impl Count {
    fn add(&mut self, document: &Document, written: &Written) {
        let Some(written) = written else { return };
        let meaning = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        self.read += 1;
        self.same_bytes += usize::from(written.iter().any(|bytes| bytes == document.bytes()));
        self.same_meaning +=
            usize::from(written.first().is_some_and(|bytes| meaning(bytes) == meaning(document.bytes())));
    }
}

/// Name, what it makes of a document, package for `cargo tree`, sizes of manifest and descriptor.
struct Contender(&'static str, fn(&Document) -> Written, &'static str, [usize; 2]);

const CONTENDERS: [Contender; 3] = [
    Contender("oci-spec-types", own, "oci-spec-types", [size_of::<oci::Manifest>(), size_of::<oci::Descriptor>()]),
    Contender("oci-spec 0.10", oci_spec, "oci-spec", [size_of::<peer::ImageManifest>(), size_of::<peer::Descriptor>()]),
    Contender(
        "oci-client 0.18",
        oci_client,
        "oci-client",
        [size_of::<oci_client::manifest::OciImageManifest>(), size_of::<oci_client::manifest::OciDescriptor>()],
    ),
];

fn collect(dir: &Path, documents: &mut Vec<Document>) -> std::io::Result<()> {
    let mut paths: Vec<_> =
        std::fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, documents)?;
        } else if let Ok(document) = Document::parse(std::fs::read(&path)?)
            && document.kind() != Kind::Unknown
        {
            documents.push(document);
        }
    }
    Ok(())
}

/// How many packages a crate brings with it, itself left out, with the features that are used here.
fn dependencies(package: &str) -> String {
    // Only members of the workspace have a tree of their own; the others are looked up in that of the benchmarks.
    let count = below(package, "normal", package).or_else(|| below("oci-benches", "normal,dev", package));
    count.map_or_else(|| "?".to_owned(), |count| count.to_string())
}

/// How many packages are below `package` in the tree of `root`.
fn below(root: &str, edges: &str, package: &str) -> Option<usize> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--quiet", "--prefix", "depth", "--no-dedupe", "--edges", edges, "--package", root])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    // Each line is the depth and, without a blank between, the name.
    let parse = |line: &'_ str| -> Option<(usize, String)> {
        let digits = line.find(|c: char| !c.is_ascii_digit())?;
        Some((line[..digits].parse().ok()?, line[digits..].split(' ').next()?.to_owned()))
    };
    let mut lines = text.lines().filter_map(parse).skip_while(|(_, name)| name != package);
    let (top, _) = lines.next()?;
    Some(lines.take_while(|(depth, _)| *depth > top).map(|(_, name)| name).collect::<BTreeSet<_>>().len())
}

fn main() -> std::io::Result<()> {
    let Some(dir) = std::env::args().nth(1) else {
        eprintln!("usage: compare DIR");
        std::process::exit(2);
    };
    let mut documents = Vec::new();
    collect(dir.as_ref(), &mut documents)?;
    println!("| {} documents | {} |", documents.len(), CONTENDERS.map(|each| each.0).join(" | "));
    println!("|---|{}", "---|".repeat(CONTENDERS.len()));
    let counts = CONTENDERS.map(|Contender(_, make, ..)| {
        let mut count = Count::default();
        documents.iter().for_each(|document| count.add(document, &make(document)));
        count
    });
    let row = |name: &str, cells: [String; 3]| println!("| {name} | {} |", cells.join(" | "));
    row("read", counts.map(|count| count.read.to_string()));
    row("same meaning after parse and write", counts.map(|count| count.same_meaning.to_string()));
    row("same bytes, written from the types", counts.map(|count| count.same_bytes.to_string()));
    row("`size_of` manifest / descriptor", CONTENDERS.map(|each| format!("{} / {}", each.3[0], each.3[1])));
    row("packages it depends on", CONTENDERS.map(|each| dependencies(each.2)));
    let by_hand =
        documents.iter().filter(|document| document.view().to_styled(document.style()) != *document.bytes()).count();
    println!("\n{by_hand} of the documents are laid out as no writer does it. `Document` keeps the bytes of all.");
    Ok(())
}
