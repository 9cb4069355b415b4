//! Which digest will the registry show? A push compresses layers; the manifest that follows is known beforehand.
//!
//! `cargo run --example predict_push -- MANIFEST --layer DIGEST,SIZE[,gzip|zstd]… [--json] [--out FILE]`
//!
//! One `--layer` for each layer of the manifest, base first: the blob that is pushed in its place. Without arguments it
//! runs on two embedded images, whose pushed digests are known.

use oci_convert::{Algorithm, CompressionEdit, Converted, LayerUpdate, Request, Source};
use oci_examples::{Args, Input, data, in_file, print, run};
use serde_json::json;
use std::process::ExitCode;

const USAGE: &str = "predict_push [MANIFEST --layer DIGEST,SIZE[,gzip|zstd]…] [--json] [--out FILE]";

/// The blobs that were pushed for the embedded images.
const PUSHED: &[(data::Embedded, &[&str])] = &[
    (
        data::DEMO_LOCAL,
        &[
            "sha256:9e167103aefa56af4c39359687f54fdd263ca85bc946e770d92c054df7ada57c,7686605,gzip",
            "sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d,34,gzip",
        ],
    ),
    (
        data::DEMO_ARM_LOCAL,
        &[
            "sha256:76f837f08b7667f5c10d53f91ca4885797a2cfa13f195e9bd024ad9ad934d0d2,7099212,gzip",
            "sha256:bd9ddc54bea929a22b334e73e026d4136e5b73f5cc29942896c72e4ece69b13d,34,gzip",
        ],
    ),
];

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let as_json = args.flag("--json");
        let out = args.option("--out")?;
        let layers = args.options("--layer")?;
        let jobs: Vec<(Input, Vec<String>)> = match &args.rest()?[..] {
            [] if layers.is_empty() => PUSHED
                .iter()
                .map(|(local, layers)| (Input::embedded(*local), layers.iter().map(ToString::to_string).collect()))
                .collect(),
            [manifest] => vec![(Input::read(manifest)?, layers)],
            _ => return Err(format!("one manifest is wanted: {USAGE}")),
        };
        for (at, (input, layers)) in jobs.iter().enumerate() {
            let before = input.document()?.digest().map_err(in_file(&input.name))?;
            let pushed = predict(input, layers)?;
            if as_json {
                let answer = json!({ "manifest": input.name, "before": before, "after": pushed.digest, "report": pushed.report });
                print(format_args!("{answer:#}\n"));
            } else {
                let break_before = if at > 0 { "\n" } else { "" };
                print(format_args!(
                    "{break_before}{}\nlocal   {before}\npushed  {}\n\n{}\n",
                    input.name, pushed.digest, pushed.report
                ));
            }
            if let Some(path) = &out {
                std::fs::write(path, &pushed.bytes).map_err(in_file(path))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn predict(input: &Input, layers: &[String]) -> Result<Converted, String> {
    let updates = layers.iter().map(|layer| update(layer)).collect::<Result<Vec<_>, _>>()?;
    let plan = Request::edit().layers(updates).plan(Source::from(&input.document()?));
    plan.and_then(oci_convert::Plan::finish).map_err(in_file(&input.name))
}

/// `DIGEST,SIZE[,COMPRESSION]` as an update.
fn update(layer: &str) -> Result<LayerUpdate, String> {
    let mut parts = layer.split(',');
    let (Some(digest), Some(size)) = (parts.next(), parts.next()) else {
        return Err(format!("--layer {layer}: expected DIGEST,SIZE[,gzip|zstd]"));
    };
    let digest: oci_digest::Digest = digest.parse().map_err(in_file(digest))?;
    let size = size.parse().map_err(in_file(size))?;
    let update = LayerUpdate::new(digest.to_string(), size);
    Ok(match parts.next() {
        None => update,
        Some("gzip") => update.compression(CompressionEdit::Compress, Some(Algorithm::Gzip)),
        Some("zstd") => update.compression(CompressionEdit::Compress, Some(Algorithm::Zstd)),
        Some(other) => return Err(format!("--layer {layer}: {other} is no compression, expected gzip or zstd")),
    })
}
