//! Is this file the layer that the manifest means? All its digests, in one pass over a file of any size.
//!
//! `cargo run --release --example verify_layer -- [FILE] [--digest DIGEST] [--diff-id DIGEST] [--size BYTES]`
//!
//! Without a file it runs on an embedded layer.

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use oci_convert::EMPTY_LAYER;
use oci_digest::layer::{LayerDigests, LayerErrorKind, LayerHasher, LayerOptions};
use oci_digest::{Algorithm, ChainId, Digest, MultiHasher};
use oci_examples::{Answer, Failure, Screen, in_file, run};
use oci_spec_types::{MediaType, printable};
use serde_json::json;
use std::error::Error;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

/// Is this file the layer that the manifest means?
///
/// Prints the digest of the file, and that of what it unpacks to (the diffID), in one pass over a file of any size. The
/// answer is a bad one where one of them is another one than is stated, or the file is no well-formed layer.
#[derive(Debug, Parser)]
struct Ask {
    /// The layer: a tar, plain or compressed with gzip or zstd; - reads standard input
    file: Option<PathBuf>,
    /// What the manifest states: the digest of the file
    #[arg(long)]
    digest: Option<Digest>,
    /// What the config states: the digest of what it unpacks to
    #[arg(long, value_name = "DIGEST")]
    diff_id: Option<Digest>,
    /// The size in bytes, as the manifest states it
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,
    /// The media type, which may state the compression
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
    /// The chainID of the layers below: prints that of this layer on them
    #[arg(long, value_name = "CHAINID")]
    on: Option<Digest>,
    /// Print the digest of the file by every algorithm
    #[arg(long)]
    all: bool,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

const ALL: [Algorithm; 3] = [Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3];

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let (name, length, input): (String, Option<u64>, Box<dyn Read>) = match &ask.file {
        None => ("an embedded layer".to_owned(), None, Box::new(&EMPTY_LAYER[..])),
        Some(path) if path.as_os_str() == "-" => ("standard input".to_owned(), None, Box::new(io::stdin().lock())),
        Some(path) => {
            let name = printable(&path.display().to_string()).longest(400).to_string();
            let file = File::open(path).map_err(in_file(&name))?;
            let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
            (name, length, Box::new(file))
        }
    };
    let algorithm = |stated: &Option<Digest>| stated.as_ref().map_or(Algorithm::Sha256, Digest::algorithm);
    let declared = ask.media_type.as_deref().map(MediaType::from).and_then(|own| own.blob_compression());
    let options = LayerOptions::default()
        .with_declared(declared)
        .with_algorithms(algorithm(&ask.digest), algorithm(&ask.diff_id));
    let others = if ask.all { &ALL[..] } else { &[] };
    let mut others = MultiHasher::new(others).map_err(in_file("--all"))?;
    let read = Watched { input, others: &mut others, bar: bar(length) };
    // Types that say nothing of the bytes: unknown ones, encrypted layers.
    let unsaid = ask.media_type.as_deref().filter(|_| declared.is_none());
    let layer = match LayerHasher::with_options(options).digest_reader(read) {
        Ok(layer) => layer,
        Err(error) if matches!(error.kind(), LayerErrorKind::Read) => {
            let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            return Err(in_file(&name)(cause));
        }
        Err(error) => {
            let text = format!("{}\n", screen.bad(&format!("{name}: {error}")));
            return Ok(screen.answer(text, &json!({ "file": name, "error": error.to_string() })).good_if(false));
        }
    };
    let others = others.finalize();
    Ok(report(ask, &name, &layer, unsaid, &others, screen))
}

fn report(
    ask: &Ask,
    name: &str,
    layer: &LayerDigests,
    unsaid: Option<&str>,
    others: &[Digest],
    screen: &Screen,
) -> Answer {
    let chain = ask.on.clone().map(|below| ChainId::new(below).then(&layer.diff_id));
    let (blob, diff_id) = (layer.digest.digest(), layer.diff_id.digest());
    let digest_agrees = ask.digest.as_ref().map(|stated| stated == blob);
    let diff_id_agrees = ask.diff_id.as_ref().map(|stated| stated == diff_id);
    let size_agrees = ask.size.map(|stated| stated == layer.size);
    let is_good = [digest_agrees, diff_id_agrees, size_agrees].iter().all(|agrees| *agrees != Some(false));
    let mark = |agrees: Option<bool>| match agrees {
        None => String::new(),
        Some(true) => format!("  {}", screen.good("as stated")),
        Some(false) => format!("  {}", screen.bad("not what is stated")),
    };
    let (size, unpacked) = (layer.size, layer.uncompressed_size);
    let mut text = format!("{}\n", screen.heading(name));
    text += &format!("layer digest: of the {size} bytes of the file{}\n  {blob}\n", mark(digest_agrees));
    text += &format!("diffID: of the {unpacked} bytes that it unpacks to{}\n  {diff_id}\n", mark(diff_id_agrees));
    if let Some(chain) = &chain {
        text += &format!("chainID: of it and the layers below\n  {chain}\n");
    }
    others.iter().for_each(|digest| text += &format!("of the file, {}\n  {digest}\n", digest.algorithm_str()));
    let parts = match layer.members {
        0 => String::new(),
        1 => ", one member".to_owned(),
        members => format!(", {members} members"),
    };
    text += &format!("compression: {}{parts}\n", layer.compression);
    if let Some(media_type) = unsaid {
        let media_type = printable(media_type).quoted();
        text += &format!("media type: {media_type} states no compression of the file, its first bytes were believed\n");
    }
    if let Some(stated) = ask.size {
        text += &format!("size: {size} bytes, {stated} stated{}\n", mark(size_agrees));
    }
    let json = json!({
        "file": name,
        "digest": layer.digest,
        "size": size,
        "diff_id": layer.diff_id,
        "uncompressed_size": unpacked,
        "compression": layer.compression.to_string(),
        "members": layer.members,
        "chain_id": chain,
        "others": others,
        "agrees": is_good,
    });
    screen.answer(text, &json).good_if(is_good)
}

/// A reader that shows how far it is, and feeds more hashes.
struct Watched<'a> {
    input: Box<dyn Read>,
    others: &'a mut MultiHasher,
    bar: ProgressBar,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.others.update(&into[..read]);
        self.bar.inc(read as u64);
        if read == 0 {
            self.bar.finish_and_clear();
        }
        Ok(read)
    }
}

/// A bar on standard error, which shows itself on terminals only.
fn bar(length: Option<u64>) -> ProgressBar {
    let Some(length) = length else { return ProgressBar::no_length() };
    let template = "{bar:30} {percent:>3} %  {binary_bytes_per_sec}  {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}
