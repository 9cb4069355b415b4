//! What happens to the digests if this image, or this index, is converted to another format?
//!
//! `cargo run --example convert -- DOCUMENT [FILE…] --to oci|v2s2|v2s1 [--tool NAME | --all] [--out FILE]`
//!
//! Prints the report: every digest before and after, why it changed, and what was lost. The further files are what the
//! document names by digest: the config of a manifest; the children of an index, which are converted with it then, and
//! their configs. Without arguments it converts an embedded Docker image to OCI.

use clap::{Parser, ValueEnum};
use oci_convert::{
    Converted, Destination, Error, ErrorKind, Format, Need, Plan, Provided, Request, Source, Tool, tools,
};
use oci_digest::Digest;
use oci_examples::{Answer, Cell, Failure, Input, Screen, Table, data, in_file, run};
use oci_spec_types::{ClaimedDigest, Document, Kind, Platform};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What happens to the digests if this image, or this index, is converted to another format?
///
/// Prints every digest before and after, why it changed, and what was lost.
#[derive(Debug, Parser)]
struct Ask {
    /// The manifest, list or index; then what it names: the config, the children and their configs; - reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format; without it OCI for what is Docker's, and v2s2 for what is OCI
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Whose bytes are made; containers-image by default
    #[arg(long, visible_alias = "profile", value_name = "NAME", value_parser = tool)]
    tool: Option<&'static Tool>,
    /// List the tools
    #[arg(long)]
    tools: bool,
    /// What every tool makes of it: the digest and how much is lost, or why it refuses
    #[arg(long, conflicts_with_all = ["tool", "out", "config_out"])]
    all: bool,
    /// The repository that a schema 1 manifest states
    #[arg(long, value_name = "REPOSITORY", default_value = "", hide_default_value = true)]
    name: String,
    /// The tag that a schema 1 manifest states
    #[arg(long, default_value = "", hide_default_value = true)]
    tag: String,
    /// The diffIDs of the layers of a schema 1 manifest, base first
    #[arg(long, value_name = "DIGEST,…", value_delimiter = ',')]
    diff_ids: Vec<String>,
    /// The sizes of the layers of a schema 1 manifest in bytes, base first
    #[arg(long, value_name = "BYTES,…", value_delimiter = ',')]
    sizes: Vec<i64>,
    /// The platform of entries without one, in a Docker list
    #[arg(long, value_name = "OS/ARCH")]
    default_platform: Option<oci_platform::Platform>,
    /// Write the document here
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the config here, if there is a new one
    #[arg(long, value_name = "FILE")]
    config_out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    /// OCI image manifest or index
    Oci,
    /// Docker schema 2 manifest or list
    #[value(alias = "docker")]
    V2s2,
    /// Docker schema 1 manifest
    V2s1,
}

impl From<To> for Format {
    fn from(to: To) -> Self {
        match to {
            To::Oci => Self::Oci,
            To::V2s2 => Self::DockerV2S2,
            To::V2s1 => Self::DockerV2S1,
        }
    }
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    if ask.tools {
        return Ok(list_tools(screen));
    }
    let mut inputs: Vec<Input> = match ask.files.as_slice() {
        [] => [data::FEDORA, data::FEDORA_CONFIG].map(Input::embedded).to_vec(),
        files => files.iter().map(|file| Input::read(file)).collect::<Result<_, _>>()?,
    };
    let source = inputs.remove(0);
    let document = source.document()?;
    if ask.all {
        return Ok(compare_tools(ask, &document, &inputs, screen));
    }
    let tool = ask.tool.unwrap_or(&tools::CONTAINERS_IMAGE);
    let made = ask.convert(&document, &inputs, tool).map_err(in_file(&source.name))?;
    let config = made.config.and_then(|config| config.bytes);
    for (path, bytes) in [(&ask.out, Some(&made.bytes)), (&ask.config_out, config.as_ref())] {
        if let (Some(path), Some(bytes)) = (path, bytes) {
            write(path, bytes)?;
        }
    }
    Ok(screen.answer(&made.report, &made.report))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::Output(path.display().to_string(), error))
}

fn tool(name: &str) -> Result<&'static Tool, String> {
    tools::named(name).ok_or_else(|| "no such tool; --tools lists them".to_owned())
}

fn list_tools(screen: &Screen) -> Answer {
    let mut table = Table::default();
    for tool in tools::ALL {
        table.row([Cell::text(tool.id()), Cell::text(tool.about())]);
    }
    let json: Vec<_> = tools::ALL.iter().map(|tool| json!({ "tool": tool.id(), "about": tool.about() })).collect();
    screen.answer(screen.table(&table), &json)
}

/// What each tool makes of a document.
fn compare_tools(ask: &Ask, document: &Document, files: &[Input], screen: &Screen) -> Answer {
    let mut table = Table::default();
    let (mut without, mut json) = (Vec::new(), Vec::new());
    for tool in tools::ALL {
        match ask.convert(document, files, tool) {
            Ok(made) => {
                let lost = made.report.losses.len();
                table.row([Cell::text(tool.id()), Cell::digest(&made.digest), Cell::text(format!("{lost} lost"))]);
                json.push(json!({ "tool": tool.id(), "digest": made.digest, "lost": lost }));
            }
            Err(error) => {
                // With a place in the document it is this document that cannot be converted.
                if error.kind() == ErrorKind::UnsupportedConversion && error.pointer().is_empty() {
                    without.push(tool.id());
                } else {
                    table.row([Cell::text(tool.id()), Cell::text(format!("refuses: {error}"))]);
                }
                json.push(json!({ "tool": tool.id(), "refused": error.to_string() }));
            }
        }
    }
    let mut text = screen.table(&table);
    if !without.is_empty() {
        text += &format!("\nwithout this conversion: {}\n", without.join(", "));
    }
    screen.answer(text, &json)
}

impl Ask {
    fn convert(&self, document: &Document, files: &[Input], tool: &'static Tool) -> Result<Converted, Error> {
        let target = match (self.to, document.kind()) {
            (Some(target), _) => target.into(),
            (None, Kind::OciManifest | Kind::OciIndex) => Format::DockerV2S2,
            (None, _) => Format::Oci,
        };
        let name = Destination::new(self.name.clone(), self.tag.clone());
        let mut request = Request::convert(target).as_tool(tool).name(name).way_back();
        if document.kind().is_index() && files.is_empty() {
            // Without its children it is converted alone.
            request = request.index_alone();
        }
        if let Some(platform) = &self.default_platform {
            request = request.default_platform(Platform::from(platform));
        }
        let mut plan = request.plan(Source::from(document))?;
        // What is provided may bring new needs.
        while self.provide(&mut plan, files)? {}
        plan.finish()
    }

    /// Answers the needs of a plan that the command line has answers for. Whether there were some.
    fn provide(&self, plan: &mut Plan, files: &[Input]) -> Result<bool, Error> {
        let mut answered = false;
        for need in plan.needs() {
            let provided: Provided = match &need {
                Need::Config { descriptor, .. } | Need::Child { descriptor, .. } => {
                    // A lone file is meant to be the config: if it is not, the plan says what differs.
                    let lone = files.first().filter(|_| files.len() == 1 && need.child().is_none());
                    let Some(file) = with_digest(files, &descriptor.digest).or(lone) else { continue };
                    file.bytes.clone().into()
                }
                Need::DiffIds { .. } if !self.diff_ids.is_empty() => {
                    let ids: Vec<ClaimedDigest> = self.diff_ids.iter().map(|id| id.as_str().into()).collect();
                    ids.into()
                }
                Need::LayerSizes { .. } if !self.sizes.is_empty() => self.sizes.clone().into(),
                _ => continue,
            };
            plan.provide(&need, provided)?;
            answered = true;
        }
        Ok(answered)
    }
}

fn with_digest<'a>(files: &'a [Input], digest: &ClaimedDigest) -> Option<&'a Input> {
    files.iter().find(|file| digest.is(&Digest::sha256(&file.bytes)))
}
