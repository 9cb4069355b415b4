//! Makes an image layout for several platforms of a folder of layers.
//!
//! `cargo run --example build_layout -- [LAYERS] [LAYOUT] [--tag TAG]`
//!
//! Without arguments it makes a small one in a temporary folder.

use clap::Parser;
use oci_examples::{Answer, Cell, Failure, Layout, Screen, Table, bytes, images, run};
use oci_spec_types::Descriptor;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes an image layout for several platforms of a folder of layers
///
/// LAYERS holds a folder for each platform, named as linux-amd64 or linux-arm-v7, with the layers of its image as files: tars,
/// plain or compressed with gzip or zstd, base first in the order of their names. Plain ones are compressed with gzip. The
/// same layers always make the same layout.
#[derive(Debug, Parser)]
struct Ask {
    /// The folder of layers; without it, a small one is made
    #[arg(value_name = "LAYERS")]
    layers: Option<PathBuf>,
    /// The folder of the layout, which must be empty or not there yet; without it, one that goes again
    #[arg(value_name = "LAYOUT")]
    layout: Option<PathBuf>,
    /// The name of the image in the layout
    #[arg(long, default_value = "latest")]
    tag: String,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let layout = match &ask.layout {
        Some(folder) => Layout::create(folder)?,
        None => Layout::temporary("built")?,
    };
    let made = match &ask.layers {
        Some(layers) => images::make(layers, &ask.tag, &layout)?,
        None => images::demonstration(&ask.tag, &layout)?,
    };
    let mut table = Table::with_right(&[3]);
    let mut row = |what: &str, of: &Descriptor| {
        table.row([Cell::text(what), Cell::digest(&of.digest), Cell::text(&of.media_type), Cell::text(bytes(of.size))]);
    };
    row("index", &made.index);
    for (image, layers) in &made.images {
        row(&image.platform.as_ref().map(ToString::to_string).unwrap_or_default(), image);
        layers.iter().for_each(|layer| row("  layer", layer));
    }
    let json = json!({
        "layout": ask.layout,
        "index": made.index,
        "images": made.images.iter().map(|(image, layers)| json!({ "manifest": image, "layers": layers })).collect::<Vec<_>>(),
    });
    Ok(screen.answer(screen.table(&table), &json))
}
