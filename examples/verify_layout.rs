//! Verifies an image layout: every document, every blob.
//!
//! `cargo run --example verify_layout -- [LAYOUT] [--unpack]`
//!
//! Without arguments it verifies a small layout that it makes itself.

use clap::Parser;
use oci_digest::layer::{LayerHasher, LayerOptions};
use oci_digest::{DiffId, Digest, LayerDigest, Verifier, verify_readers};
use oci_examples::{Answer, Cell, Counted, Failure, Layout, Progress, Screen, Table, bytes, images, in_file, run};
use oci_spec_types::{Descriptor, Document, Kind, Limits, MediaType, Model, ParseOptions, View, oci, pair, printable};
use serde_json::json;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Verifies an image layout: every document, every blob
///
/// Follows index.json to all images and artifacts, checks each document against the descriptor that names it and each
/// manifest against its config, and reads every blob once, several at a time. Blobs that nothing names are held against the
/// digest that is their file's name. The answer is a bad one where something is wrong or missing.
#[derive(Debug, Parser)]
struct Ask {
    /// The folder of the layout; without it, a small one is made
    #[arg(value_name = "LAYOUT")]
    layout: Option<PathBuf>,
    /// Unpack the layers, too, and hold them against the diffIDs of their configs; encrypted ones are passed over
    #[arg(long)]
    unpack: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let layout = match &ask.layout {
        Some(folder) if folder.is_dir() => Layout::open(folder),
        Some(folder) => return Err(in_file(&shown(folder))("expected a folder")),
        None => {
            let layout = Layout::temporary("verified")?;
            images::demonstration("latest", &layout)?;
            layout
        }
    };
    let mut walk = Walk::new(&layout);
    walk.header();
    walk.documents();
    let strays = walk.strays();
    let (count, size) = walk.blobs(&strays);
    if ask.unpack {
        walk.unpack();
    }
    let mut table = Table::default();
    for problem in &walk.problems {
        table.row([Cell::text(&problem.place), Cell::text(&problem.text)]);
    }
    let said = format!("{count} blobs, {}", bytes(i64::try_from(size).unwrap_or(i64::MAX)));
    let is_good = walk.problems.is_empty();
    let verdict = match walk.problems.len() {
        0 => screen.good("all as they are named"),
        1 => screen.bad("1 problem"),
        many => screen.bad(&format!("{many} problems")),
    };
    let unnamed = if strays.is_empty() { String::new() } else { format!("; {} named by nothing", strays.len()) };
    let text = format!("{}: {said}{unnamed}: {verdict}\n{}", shown(layout.folder()), screen.table(&table));
    let problems: Vec<_> = walk.problems.iter().map(|own| json!({ "place": own.place, "problem": own.text })).collect();
    let unnamed: Vec<_> = strays.iter().map(Digest::to_string).collect();
    let json = json!({ "blobs": count, "bytes": size, "unnamed": unnamed, "problems": problems });
    Ok(screen.answer(text, &json).good_if(is_good))
}

/// Something that is wrong, and where it is named.
struct Problem {
    place: String,
    text: String,
}

/// What is known of a layout while it is verified.
struct Walk<'l> {
    layout: &'l Layout,
    problems: Vec<Problem>,
    /// What was met, documents included, with the size that was stated first.
    met: HashMap<Digest, i64>,
    /// What is still to be read: where it is named, and its descriptor.
    blobs: Vec<(String, Descriptor)>,
    /// Layers whose content is known.
    layers: Vec<(String, Descriptor, DiffId)>,
}

impl<'l> Walk<'l> {
    fn new(layout: &'l Layout) -> Self {
        Self { layout, problems: Vec::new(), met: HashMap::new(), blobs: Vec::new(), layers: Vec::new() }
    }

    fn wrong(&mut self, place: &str, text: impl Display) {
        self.problems.push(Problem { place: place.to_owned(), text: text.to_string() });
    }

    /// The file `oci-layout`.
    fn header(&mut self) {
        let file = File::open(self.layout.folder().join("oci-layout"));
        match file.and_then(oci::Layout::from_reader) {
            Ok(header) if header.image_layout_version == oci::Layout::VERSION => {}
            Ok(header) => {
                let found = printable(&header.image_layout_version).quoted();
                self.wrong("oci-layout", format!("version {found}, expected {}", oci::Layout::VERSION));
            }
            Err(error) => self.wrong("oci-layout", error),
        }
    }

    /// All documents, from `index.json` on. Each is read whole; none is larger than the limit of documents.
    fn documents(&mut self) {
        let index = fs::read(self.layout.folder().join("index.json")).map_err(|error| error.to_string());
        let options = ParseOptions::gate().kind(Kind::OciIndex);
        let index = index.and_then(|bytes| Document::parse_with(bytes, &options).map_err(|error| error.to_string()));
        let index = match index {
            Ok(index) => index,
            Err(error) => return self.wrong("index.json", error),
        };
        let mut queue: VecDeque<(String, Descriptor)> = numbered("index.json", index.view().entries()).collect();
        // Once for each kind that it is named as: what a first descriptor calls a blob is a document all the same.
        let mut seen = HashSet::new();
        while let Some((place, entry)) = queue.pop_front() {
            let digest = match entry.digest() {
                Ok(digest) => digest,
                Err(error) => {
                    self.wrong(&place, error);
                    continue;
                }
            };
            let size = *self.met.entry(digest.clone()).or_insert(entry.size);
            if size != entry.size {
                self.wrong(&place, format!("{} bytes, expected {size}, as another descriptor states", entry.size));
                continue;
            }
            let is_document = entry.media_type.is_manifest() || entry.media_type.is_index();
            if !seen.insert((digest.clone(), is_document.then(|| entry.media_type.clone()))) {
                continue;
            }
            if !is_document {
                self.blobs.push((place, entry));
                continue;
            }
            let options = ParseOptions::gate().media_type(entry.media_type.clone());
            let Some(document) = self.document(&place, &entry, &options) else { continue };
            let view = document.view();
            self.pair(&place, view, &entry);
            let name = format!("{place} {}", digest.short());
            queue.extend(numbered(&name, view.entries()));
            queue.extend(view.config().map(|config| (format!("{name} config"), config.clone())));
            queue.extend(numbered(&format!("{name} layer"), view.layers()));
        }
    }

    /// A document that a descriptor names, if it is what it should be.
    fn document(&mut self, place: &str, entry: &Descriptor, options: &ParseOptions) -> Option<Document> {
        let read = || -> io::Result<Document> {
            let mut bytes = Vec::new();
            let file = File::open(self.layout.path(&entry.digest()?))?;
            file.take(Limits::default().max_document as u64 + 1).read_to_end(&mut bytes)?;
            entry.verify(&bytes)?;
            Ok(Document::parse_with(bytes, options)?)
        };
        match read() {
            Ok(document) => Some(document),
            Err(error) => {
                self.wrong(place, error);
                None
            }
        }
    }

    /// Whether manifest and config are of one image; what the layers hold.
    fn pair(&mut self, place: &str, view: &View, entry: &Descriptor) {
        let Some(config) = view.config().filter(|config| config.media_type.is_config()) else { return };
        let mut bytes = Vec::new();
        let file = config.digest().ok().and_then(|digest| File::open(self.layout.path(&digest)).ok());
        let Some(file) = file else { return }; // told when the blobs are read
        let most = Limits::default().max_document as u64 + 1;
        if file.take(most).read_to_end(&mut bytes).is_err() || config.verify(&bytes).is_err() {
            return;
        }
        let config = match oci::ImageConfig::parse(bytes) {
            Ok(config) => config,
            Err(error) => return self.wrong(&format!("{place} config"), error),
        };
        let found = pair::check(view.layers(), &config, Some(entry));
        found.iter().for_each(|mismatch| self.wrong(place, mismatch));
        if let (Ok(diff_ids), []) = (config.diff_ids(), &found[..]) {
            let layers = numbered(&format!("{place} layer"), view.layers()).zip(diff_ids);
            self.layers.extend(layers.map(|((place, layer), diff_id)| (place, layer, diff_id)));
        }
    }

    /// Blobs that nothing names.
    fn strays(&mut self) -> Vec<Digest> {
        let mut strays = Vec::new();
        for (algorithm, folder) in files(&self.layout.folder().join("blobs")) {
            for (encoded, _) in files(&folder) {
                let name = format!("{algorithm}:{encoded}");
                match name.parse::<Digest>() {
                    Ok(digest) if self.met.contains_key(&digest) => {}
                    Ok(digest) => strays.push(digest),
                    Err(error) => self.wrong("blobs", error),
                }
            }
        }
        strays
    }

    /// Reads all blobs that were not read yet: how many there are with the documents, and how many bytes.
    fn blobs(&mut self, strays: &[Digest]) -> (usize, u64) {
        let size = |digest: &Digest| fs::metadata(self.layout.path(digest)).map_or(0, |file| file.len());
        let total: u64 = self.met.keys().chain(strays).map(size).sum();
        let (progress, layout) = (Progress::new(total), self.layout);
        let open = |digest: &Digest| File::open(layout.path(digest)).map(|file| Counted::new(file, &progress));
        let named = std::mem::take(&mut self.blobs);
        let named = named.iter().filter_map(|(place, blob)| {
            let (digest, verifier) = (blob.digest().ok()?, blob.verifier());
            let reader = match (verifier.as_ref(), open(&digest)) {
                (Err(error), _) => Err(error.clone().into()),
                (Ok(_), Err(error)) if error.kind() == io::ErrorKind::NotFound && is_elsewhere(blob) => return None,
                (Ok(_), reader) => reader,
            };
            Some((place.clone(), verifier.unwrap_or_else(|_| Verifier::new(&digest, None)), reader))
        });
        let unnamed = strays
            .iter()
            .map(|digest| (format!("blobs {}", digest.short()), Verifier::new(digest, None), open(digest)));
        let wrong: Vec<_> =
            verify_readers(named.chain(unnamed)).filter_map(|(place, result)| Some((place, result.err()?))).collect();
        drop(progress);
        wrong.iter().for_each(|(place, error)| self.wrong(place, error));
        (self.met.len() + strays.len(), total)
    }

    /// Holds the content of layers against the diffIDs; that of encrypted ones cannot be had.
    fn unpack(&mut self) {
        let mut done = HashSet::new();
        for (place, layer, diff_id) in std::mem::take(&mut self.layers) {
            let Ok(digest) = layer.digest() else { continue };
            let Ok(file) = File::open(self.layout.path(&digest)) else { continue };
            if layer.media_type.is_encrypted() || !done.insert((digest.clone(), diff_id.clone())) {
                continue;
            }
            let options = LayerOptions::default()
                .with_declared(layer.media_type.blob_compression())
                .expect_digest(LayerDigest::new(digest))
                .expect_diff_id(diff_id);
            if let Err(error) = LayerHasher::with_options(options).digest_reader(file) {
                self.wrong(&place, error);
            }
        }
    }
}

/// Whether a layer is not for layouts: fetched from its urls.
fn is_elsewhere(blob: &Descriptor) -> bool {
    !MediaType::is_distributable(&blob.media_type) && !blob.urls.is_empty()
}

fn numbered<'d>(place: &str, all: &'d [Descriptor]) -> impl Iterator<Item = (String, Descriptor)> + use<'d> {
    let place = place.to_owned();
    all.iter().enumerate().map(move |(at, one)| (format!("{place} {at}"), one.clone()))
}

/// What stands in a folder, by name; nothing where it is none.
fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect();
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).longest(200).to_string()
}
