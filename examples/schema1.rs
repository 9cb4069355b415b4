//! What is in this old manifest (Docker schema 1), who signed it, and which digest is its own?
//!
//! `cargo run --example schema1 -- [FILE] [--key KEYID]`
//!
//! Without a file it runs on an embedded signed manifest.

use clap::Parser;
use oci_digest::Digest;
use oci_examples::{Answer, Cell, Failure, Held, Input, Screen, Table, data, in_file, run};
use oci_spec_types::docker::Schema1;
use oci_spec_types::docker::jws::{Jws, JwsError, KeyId, Mode};
use oci_spec_types::{View, printable};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is in this old manifest (Docker schema 1), who signed it, and which digest is its own?
///
/// A signed manifest has the digest of what is signed, not of the file. The answer is a bad one where a signature does not
/// hold, or the key that is asked for did not sign.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifest; - reads standard input
    file: Option<PathBuf>,
    /// The key that must have signed, as libtrust names it: AAAA:BBBB:…
    #[arg(long, value_name = "KEYID")]
    key: Option<KeyId>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let input = match &ask.file {
        Some(path) => Input::read(path)?,
        None => Input::embedded(data::SIGNED_SCHEMA1),
    };
    let held = Held::new(&input)?;
    let View::Schema1(manifest) = held.document.view() else {
        return Err(in_file(&input.name)(format!("{}, no schema 1 manifest", held.document.kind())));
    };
    let payload = held.document.payload().map_err(in_file(&input.name))?;
    let file = Digest::sha256(&input.bytes);
    let (signatures, mut is_good) = signatures(&input, ask.key.as_ref());
    is_good &= held.digest.is_ok();

    let digest = held.digest.as_ref().map_or_else(|error| format!("none: {error}"), ToString::to_string);
    let mut text = format!("{}\n", screen.heading(&format!("{}: {}", input.name, held.document.kind())));
    text += &format!("digest: of the {} bytes that are signed\n  {digest}\n", payload.len());
    if payload.len() != input.bytes.len() {
        text += &format!("of the {} bytes of the file; no registry names it so\n  {file}\n", input.bytes.len());
    }
    let (name, tag) = (printable(&manifest.name).quoted(), printable(&manifest.tag).quoted());
    text += &format!("name {name}, tag {tag}: a part of the digest\n");
    text += &format!("\n{}\n", screen.heading("signatures"));
    signatures.iter().for_each(|(line, _)| text += &format!("  {line}\n"));
    let (table, layers) = layers(manifest);
    text += &format!("\n{}\n{}", screen.heading("layers, base first"), screen.table(&table));
    let json = json!({
        "digest": held.digest.as_ref().ok(),
        "payload_size": payload.len(),
        "file_digest": file,
        "name": manifest.name.as_str(),
        "tag": manifest.tag.as_str(),
        "signatures": signatures.iter().map(|(_, json)| json).collect::<Vec<_>>(),
        "layers": layers,
    });
    Ok(screen.answer(text, &json).good_if(is_good))
}

/// A line for each signature, and whether they hold.
fn signatures(input: &Input, wanted: Option<&KeyId>) -> (Vec<(String, Value)>, bool) {
    let verified = Jws::parse(&input.bytes, Mode::Libtrust).map_err(|error| error.to_string());
    let verified = verified.map(|jws| jws.verify());
    let mut lines = Vec::new();
    let is_good = match &verified {
        Ok(Ok(verification)) => {
            for signer in &verification.signers {
                let key = signer.key.key_id();
                let time = signer.time.as_deref().unwrap_or("at a time that it does not state");
                let line = format!("holds: {} by {key}, {}", signer.algorithm, printable(time));
                lines.push((line, json!({ "key": key.to_string(), "time": signer.time, "holds": true })));
            }
            let known = wanted.is_none_or(|key| verification.signed_by(key));
            if !known {
                lines.push(("none is by the key that is asked for".to_owned(), json!({ "holds": false })));
            }
            if wanted.is_none() {
                lines.push(("the keys stand in the file: who owns them is not proven".to_owned(), Value::Null));
            }
            known
        }
        Ok(Err(JwsError::NoSignatures { .. })) | Err(_) if !has_signatures(input) => {
            lines.push(("none".to_owned(), Value::Null));
            wanted.is_none()
        }
        Ok(Err(error)) => {
            lines.push((format!("does not hold: {error}"), json!({ "holds": false, "error": error.to_string() })));
            false
        }
        Err(error) => {
            lines.push((format!("cannot be read: {error}"), json!({ "holds": false, "error": error })));
            false
        }
    };
    (lines, is_good)
}

fn has_signatures(input: &Input) -> bool {
    input.document().is_ok_and(|document| document.kind() == oci_spec_types::Kind::Schema1Signed)
}

/// The layers with their v1 images.
fn layers(manifest: &Schema1) -> (Table, Vec<Value>) {
    let mut table = Table::default();
    let mut json = Vec::new();
    let pairs = manifest.fs_layers.iter().zip(&manifest.history).rev().enumerate();
    for (at, (layer, history)) in pairs {
        let image = history.image().ok();
        let id: String = image.as_ref().map_or("", |image| image.id.as_str()).chars().take(12).collect();
        let command = image.as_ref().and_then(|image| image.container_config.as_ref()?.cmd.as_ref());
        let command = command.map(|command| json!(command).to_string()).unwrap_or_default();
        let holds = if image.as_ref().is_some_and(|image| image.throw_away) { "empty" } else { "" };
        table.row([
            Cell::text(format!("layer {at}")),
            Cell::digest(&layer.blob_sum),
            Cell::text(format!("v1 ID {id}")),
            Cell::text(holds),
            Cell::text(&command),
        ]);
        json.push(json!({
            "digest": layer.blob_sum.to_string(),
            "v1_id": image.as_ref().map(|image| image.id.as_str()),
            "empty": image.as_ref().is_some_and(|image| image.throw_away),
        }));
    }
    (table, json)
}
