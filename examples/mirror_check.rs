//! I mirrored an image by digest, and pulls fail: which pinned digests resolve in the mirror, and why do the others not?
//!
//! `cargo run --example mirror_check -- [FILE | LAYOUT]… --pin DIGEST… [--source FILE]… [--blobs FILE]`
//!
//! Without arguments it runs on an embedded case: a list is pinned, and only its child for one platform was copied.

use clap::Parser;
use oci_convert::mirror::Mirror;
use oci_digest::Digest;
use oci_examples::{Answer, Failure, Input, Repository, Screen, data, in_file, run};
use oci_spec_types::Document;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which pinned digests resolve in a mirror, and why do the others not?
///
/// The answer is a bad one where a pin does not resolve, or is not known to.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifests and indexes that the mirror holds, all of them; or folders of OCI layouts; - reads standard input
    #[arg(value_name = "FILE | LAYOUT", requires = "pins")]
    held: Vec<PathBuf>,
    /// A digest that is pinned; may be repeated
    #[arg(long = "pin", value_name = "DIGEST")]
    pins: Vec<Digest>,
    /// A document of the source, such as the list that is pinned, or a config: it tells what a digest stands for; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    source: Vec<PathBuf>,
    /// A file with the digests of all blobs of the mirror, one a line; those of layouts are known
    #[arg(long, value_name = "FILE")]
    blobs: Option<PathBuf>,
    /// The digest of a manifest that the mirror holds, without its bytes; may be repeated
    #[arg(long, value_name = "DIGEST")]
    present: Vec<Digest>,
}

/// What the mirror holds.
#[derive(Debug, Default)]
struct Held {
    documents: Vec<Document>,
    blobs: Vec<Digest>,
    tags: Vec<(String, Digest)>,
    /// Whether there are blobs that nobody listed.
    is_open: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let is_embedded = ask.held.is_empty() && ask.pins.is_empty();
    let mut held = Held::default();
    let mut source = Vec::new();
    let mut pins = ask.pins.clone();
    if is_embedded {
        held.is_open = true;
        held.documents.push(Input::embedded(data::MULTI_ARCH_AMD64).document()?);
        source.push(Input::embedded(data::MULTI_ARCH).document()?);
        pins.extend(source.iter().filter_map(|document| document.digest().ok()));
    }
    for path in &ask.held {
        held.add(path)?;
    }
    for path in &ask.source {
        source.push(Input::read(path)?.document()?);
    }
    if let Some(path) = &ask.blobs {
        held.blobs.extend(digests(&Input::read(path)?)?);
        held.is_open = false;
    }
    let mirror = Mirror {
        documents: &held.documents,
        present: &ask.present,
        blobs: (!held.is_open).then_some(&held.blobs),
        tags: &held.tags,
        source: &source,
    };
    let check = mirror.check(&pins);
    // The embedded case is to fail: that is what it shows.
    Ok(screen.answer(&check, &check).good_if(is_embedded || check.resolves()))
}

impl Held {
    fn add(&mut self, path: &Path) -> Result<(), Failure> {
        if !path.is_dir() {
            self.documents.push(Input::read(path)?.document()?);
            self.is_open = true;
            return Ok(());
        }
        let layout = Repository::layout(path)?;
        self.tags.extend(layout.tags.iter().cloned());
        for digest in layout.digests() {
            self.blobs.push(digest.clone());
            if layout.is_document(digest) {
                let parsed = layout.read(digest)?.map(Document::parse);
                // Configs name nothing; what cannot be read is there as a blob.
                self.documents.extend(parsed.and_then(Result::ok));
            }
        }
        Ok(())
    }
}

fn digests(input: &Input) -> Result<Vec<Digest>, Failure> {
    let text = std::str::from_utf8(&input.bytes).map_err(in_file(&input.name))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.parse().map_err(in_file(&input.name))).collect()
}
