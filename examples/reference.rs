//! What is this image reference, and what does each tool read in it?
//!
//! `cargo run --example reference -- [REFERENCE …]`

use clap::Parser;
use oci_examples::{Answer, Cell, Failure, Screen, Table, run};
use oci_spec_types::printable;
use oci_spec_types::reference::{AnyReference, Dialect, Rules};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What is this image reference, and what does each tool read in it?
///
/// Prints the canonical and the familiar form of image references, and how Docker, podman, crane, oras and containerd read
/// each of them, or where they stop. The answer is a bad one where Docker takes one of them for no reference.
#[derive(Debug, Parser)]
struct Ask {
    /// Image references
    #[arg(value_name = "REFERENCE", default_values = ["alpine", "user/repo:1.0", "my_registry.io/team/app:v1"])]
    texts: Vec<String>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let parts: Vec<_> = ask.texts.iter().map(|text| describe(text, screen)).collect();
    let text = parts.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>().join("\n");
    let json: Vec<&Value> = parts.iter().map(|(_, json, _)| json).collect();
    Ok(screen.answer(text, &json).good_if(parts.iter().all(|(.., is_good)| *is_good)))
}

/// As text, as JSON, and whether Docker takes it.
fn describe(text: &str, screen: &Screen) -> (String, Value, bool) {
    let any = Rules::Distribution.any(text);
    let (said, json) = match &any {
        Ok(AnyReference::Digest(digest)) => (format!("  a digest: {digest}\n"), json!({ "digest": digest })),
        Ok(AnyReference::Named(named)) => {
            let (canonical, familiar) = (named.to_string(), named.familiar().to_string());
            let said = format!("  canonical  {canonical}\n  familiar   {familiar}\n");
            (said, json!({ "canonical": canonical, "familiar": familiar }))
        }
        Err(error) => (format!("  {error}\n"), json!({ "error": error.to_string() })),
    };
    let mut table = Table::default();
    table.row(["  as", "registry", "repository", "tag", "digest"].map(Cell::text));
    let mut readings = Vec::new();
    for dialect in Dialect::ALL {
        let name = Cell::text(format!("  {dialect:?}"));
        let as_text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match dialect.read(text) {
            Ok(found) => {
                let repository = as_text(&found.repository);
                let [tag, digest] = [&found.tag, &found.digest].map(|own| own.as_deref().map(as_text));
                let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
                table.row([
                    name,
                    Cell::text(as_text(&found.registry)),
                    Cell::text(&repository),
                    Cell::text(shown(&tag)),
                    Cell::digest(shown(&digest)),
                ]);
                readings.push(json!({
                    "as": format!("{dialect:?}"),
                    "registry": as_text(&found.registry),
                    "repository": repository,
                    "tag": tag,
                    "digest": digest,
                }));
            }
            Err(error) => {
                let why = format!("refused at byte {}: expected {}", error.position(), error.expected());
                readings.push(json!({ "as": format!("{dialect:?}"), "error": why }));
                table.row([name, Cell::text(why)]);
            }
        }
    }
    let heading = screen.heading(&printable(text).longest(300).to_string());
    let json = json!({ "reference": text, "docker": json, "read": readings });
    (format!("{heading}\n{said}{}", screen.table(&table)), json, any.is_ok())
}
