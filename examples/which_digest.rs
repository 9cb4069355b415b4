//! Which of these sha256 is the image? All names of an image, and where each is shown.
//!
//! `cargo run --example which_digest -- MANIFEST [CONFIG] [INDEX] [--digest DIGEST]`
//!
//! Manifest, config and index are told apart, and belong together by their digests. Without files it runs on an embedded
//! image.

use clap::Parser;
use oci_convert::identity::{Identity, Known, Name};
use oci_examples::{Answer, Failure, Held, Screen, Shelf, data, run};
use oci_spec_types::{Document, View, printable};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which of these sha256 is the image?
///
/// Prints all names of an image (digests of the list, of the manifest and of the config, of the layers packed and unpacked),
/// and where each is shown.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifest; for more names its config, and the list or index that names it; - reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What is this digest the name of? The first few digits are enough
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let shelf = Shelf::read_or(&ask.files, &[data::FEDORA, data::FEDORA_CONFIG])?;
    let images: Vec<(&Held, Identity)> =
        shelf.all.iter().filter(|held| is_image(held, &shelf)).map(|held| (held, identity(held, &shelf))).collect();
    if images.is_empty() {
        return Err(Failure::Input("there is neither a manifest of an image nor a config among the files".to_owned()));
    }
    let wanted = ask.digest.as_deref().map(digits).transpose()?;
    let (mut text, mut json, mut found) = (String::new(), Vec::new(), 0);
    for (held, identity) in &images {
        let names = identity.names.iter().filter(|name| wanted.as_ref().is_none_or(|wanted| is(name, wanted)));
        let names: Vec<&Name> = names.collect();
        found += names.len();
        text += &format!("{}\n", screen.heading(&format!("{}: {}", held.name, held.document.kind())));
        for (value, same) in by_value(&names) {
            let labels: Vec<String> = same.iter().map(|name| label(name)).collect();
            let mut shown: Vec<String> = same.iter().flat_map(|name| name.shown).map(ToString::to_string).collect();
            shown.dedup();
            text += &format!("{}\n  {}\n", labels.join(", "), printable(value).longest(160));
            if !shown.is_empty() {
                text += &format!("  shown by {}\n", shown.join("; "));
            }
        }
        if names.is_empty() {
            text += "no name of it\n";
        }
        text += "\n";
        json.push(json!({ "document": held.name, "names": names }));
    }
    Ok(screen.answer(text.trim_end().to_owned() + "\n", &json).good_if(found > 0))
}

/// Manifests of images, and configs that none of them names.
fn is_image(held: &Held, shelf: &Shelf) -> bool {
    match held.document.view() {
        View::OciManifest(_) | View::DockerManifest(_) | View::Schema1(_) => true,
        View::ImageConfig(_) => !shelf.is_named(held),
        _ => false,
    }
}

fn identity(held: &Held, shelf: &Shelf) -> Identity {
    let config = match held.document.view() {
        View::OciManifest(manifest) => Some(&manifest.config),
        View::DockerManifest(manifest) => Some(&manifest.config),
        _ => None,
    };
    let config = config.and_then(|config| shelf.find(&config.digest)).map(|config| config.document.bytes());
    let names_it = |index: &&Held| match index.document.view() {
        View::OciIndex(list) => list.manifests.iter().any(|entry| held.is(&entry.digest)),
        View::DockerList(list) => list.manifests.iter().any(|entry| held.is(&entry.digest)),
        _ => false,
    };
    let index: Option<&Document> = shelf.all.iter().find(names_it).map(|index| &index.document);
    Identity::of(&Known { config, index, ..Known::new(&held.document) })
}

/// What a name is the name of.
fn label(name: &Name) -> String {
    match (name.layer, name.format) {
        (Some(layer), _) => format!("{} of layer {layer}", name.kind).replace("layer of layer", "layer"),
        (None, Some(format)) => {
            format!("manifest digest {} {format}, as {} writes it", name.kind, name.tool.as_deref().unwrap_or("a tool"))
        }
        (None, None) => match name.kind.to_string().as_str() {
            kind @ ("index" | "manifest") => format!("{kind} digest"),
            kind => kind.to_owned(),
        },
    }
}

/// The names with the same value, in their order.
fn by_value<'n>(names: &[&'n Name]) -> Vec<(&'n str, Vec<&'n Name>)> {
    let mut groups: Vec<(&str, Vec<&Name>)> = Vec::new();
    for name in names {
        match groups.iter_mut().find(|(value, _)| *value == name.value.as_str()) {
            Some((_, same)) => same.push(name),
            None => groups.push((&name.value, vec![name])),
        }
    }
    groups
}

/// The digits that are asked for.
fn digits(digest: &str) -> Result<String, Failure> {
    let digits = digest.rsplit(':').next().unwrap_or(digest).to_ascii_lowercase();
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.len() < 4 || !is_hex {
        return Err(Failure::usage("--digest: expected at least 4 hex digits"));
    }
    Ok(digits)
}

fn is(name: &Name, digits: &str) -> bool {
    name.value.rsplit(':').next().is_some_and(|own| own.starts_with(digits))
}
