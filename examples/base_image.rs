//! Is this image built on that one, and why is the parent's digest nowhere in it?
//!
//! `cargo run --example base_image -- IMAGE BASE [--config FILE]…`
//!
//! Without files it runs on embedded manifests: redis, and the alpine below it.

use bytes::Bytes;
use clap::Parser;
use oci_convert::explain::{Explanation, Given, Grade, Relation, Which, explain};
use oci_examples::{Answer, Cell, Failure, Held, Input, Screen, Shelf, Table, bytes, data, run};
use oci_spec_types::{Annotations, Descriptor, Document, View, printable};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// The annotation in which a builder may name the base (image-spec annotations.md).
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

/// Is this image built on that one?
///
/// An image names layers, not the image that they come from: it is built on another one if the layers of that are its first
/// ones. The answer is a bad one where it is not, or is not known.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifest of the image, and that of what may be its base; - reads standard input
    #[arg(num_args = 2, value_names = ["IMAGE", "BASE"])]
    files: Vec<PathBuf>,
    /// A config of either: it tells whether layers with other digests hold the same
    #[arg(long = "config", value_name = "FILE")]
    configs: Vec<PathBuf>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let shelf = Shelf::read_or(&ask.files, &[data::REDIS, data::ALPINE])?;
    let [image, base] = shelf.all.as_slice() else { return Err(Failure::usage("expected an image and a base")) };
    let layers = |held: &'_ Held| {
        let why = || Failure::Input(format!("{}: {}, no manifest of an image", held.name, held.document.kind()));
        layers_of(&held.document).map(<[Descriptor]>::to_vec).ok_or_else(why)
    };
    let (own, others) = (layers(image)?, layers(base)?);
    let configs: Vec<Bytes> =
        ask.configs.iter().map(|path| Ok(Input::read(path)?.bytes)).collect::<Result<_, Failure>>()?;
    let why = explain(&Given { configs: &configs, ..Given::new(&image.document, &base.document) });
    let shared = shared(&why);
    let is_base = matches!(why.relation, Relation::SharesBase { parent: Some(Which::B), .. });
    let mut text = format!("{}\n", screen.heading(&verdict(&why, image, base, others.len())));
    if why.grade == Grade::ConsistentWith {
        text += &format!("{}\n", why.grade);
        why.missing.iter().for_each(|missing| text += &format!("  to know more: {missing}\n"));
    }
    let mut table = Table::with_right(&[2]);
    for (at, layer) in own.iter().enumerate() {
        let whose = if at < shared { format!("layer {at} of {}", base.name) } else { String::new() };
        table.row([
            Cell::text(format!("layer {at}")),
            Cell::digest(&layer.digest),
            Cell::text(bytes(layer.size)),
            Cell::text(whose),
        ]);
    }
    text += &format!("\n{}\n{}", screen.table(&table), mentions(image, base));
    let json = json!({
        "image": image.name,
        "base": base.name,
        "is_base": is_base,
        "shared_layers": shared,
        "relation": why.relation,
        "grade": why.grade,
        "missing": why.missing,
    });
    Ok(screen.answer(text, &json).good_if(is_base))
}

/// How many layers at the beginning are the same.
fn shared(why: &Explanation) -> usize {
    match why.relation {
        Relation::SharesBase { layers, .. } => layers,
        _ => 0,
    }
}

fn verdict(why: &Explanation, image: &Held, base: &Held, of: usize) -> String {
    let (image, base) = (&image.name, &base.name);
    match &why.relation {
        Relation::SharesBase { parent: Some(Which::B), .. } if of == 1 => {
            format!("{image} is built on {base}: the only layer of that is the first one here.")
        }
        Relation::SharesBase { parent: Some(Which::B), .. } => {
            format!("{image} is built on {base}: all {of} layers of that are the first ones here.")
        }
        Relation::SharesBase { parent: Some(Which::A), .. } => {
            format!("The other way round: {base} is built on {image}.")
        }
        Relation::SharesBase { layers, parent: None } => {
            format!("{image} is not built on {base}; the first layers are the same: {layers}.")
        }
        Relation::Rebased { layers } => {
            format!("{image} is not built on {base}: the last layers are the same ({layers}), those below are not.")
        }
        relation => format!("{image} is not known to be built on {base}: {relation}"),
    }
}

/// Whether the image names the base by a digest: why people do not find it.
fn mentions(image: &Held, base: &Held) -> String {
    let bytes = image.document.bytes();
    let holds = |digest: &str| !digest.is_empty() && bytes.windows(digest.len()).any(|own| own == digest.as_bytes());
    let digest = base.digest.as_ref().map(ToString::to_string).unwrap_or_default();
    let config = config_of(&base.document).map(|config| config.digest.to_string()).unwrap_or_default();
    let mut text = String::new();
    for (what, digest) in [("manifest digest", &digest), ("image ID", &config)] {
        if digest.is_empty() {
            continue;
        }
        let stands = if holds(digest) { "is" } else { "is not" };
        text += &format!("The {what} of {} {stands} in {}.\n", base.name, image.name);
    }
    match annotations(&image.document).and_then(|own| own.get(BASE_DIGEST)) {
        Some(named) => {
            let agrees = if named.as_str() == digest { "that is this one" } else { "that is another one" };
            text += &format!("The annotation {BASE_DIGEST} names\n{}: {agrees}.\n", printable(named).longest(160));
        }
        None => text += "A manifest names its layers, and no parent.\n",
    }
    text
}

fn layers_of(document: &Document) -> Option<&[Descriptor]> {
    match document.view() {
        View::OciManifest(manifest) => Some(&manifest.layers),
        View::DockerManifest(manifest) => Some(&manifest.layers),
        _ => None,
    }
}

fn config_of(document: &Document) -> Option<&Descriptor> {
    match document.view() {
        View::OciManifest(manifest) => Some(&manifest.config),
        View::DockerManifest(manifest) => Some(&manifest.config),
        _ => None,
    }
}

fn annotations(document: &Document) -> Option<&Annotations> {
    match document.view() {
        View::OciManifest(manifest) => Some(&manifest.annotations),
        _ => None,
    }
}
