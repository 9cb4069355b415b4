//! What happens to the digests if this image, or this index, is converted to another format?
//!
//! `cargo run --example convert -- DOCUMENT [FILE…] --to oci|v2s2|v2s1 [--tool NAME | --all] [--out FILE] [--report text|json]`
//!
//! Prints the report: every digest before and after, why it changed, and what was lost. The further files are what the
//! document names by digest: the config of a manifest; the children of an index, which are converted with it then, and
//! their configs. Without arguments it converts an embedded Docker image to OCI.

use oci_convert::{Destination, Format, Need, Plan, Provided, Request, Source, Tool, tools};
use oci_digest::Digest;
use oci_examples::{Args, Input, data, in_file, print, run};
use oci_spec_types::{ClaimedDigest, Document, Kind, Platform};
use std::process::ExitCode;

const USAGE: &str = "\
convert [DOCUMENT [FILE…]] --to oci|v2s2|v2s1
  --tool NAME               whose bytes are made; containers-image by default
  --tools                   lists the tools
  --all                     one line a tool: the digest, what is lost, or why it refuses
  --name REPOSITORY         repository and tag that a schema 1 manifest holds: none by default
  --tag TAG
  --diff-ids DIGEST,…       of the layers of a schema 1 manifest, base first
  --sizes BYTES,…           likewise
  --default-platform OS/ARCH  of entries without a platform, in a Docker list
  --out FILE                writes the document
  --config-out FILE         writes the config, if there is a new one
  --report text|json        (- reads standard input)";

const FORMATS: &[(&str, Format)] =
    &[("oci", Format::Oci), ("v2s2", Format::DockerV2S2), ("docker", Format::DockerV2S2), ("v2s1", Format::DockerV2S1)];

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        if args.flag("--tools") {
            list_tools();
            return Ok(ExitCode::SUCCESS);
        }
        let job = Job {
            target: args.option("--to")?.map(|name| named(FORMATS, "format", &name)).transpose()?,
            name: Destination::new(
                args.option("--name")?.unwrap_or_default(),
                args.option("--tag")?.unwrap_or_default(),
            ),
            diff_ids: list(args.option("--diff-ids")?),
            sizes: list(args.option("--sizes")?),
            default_platform: args.option("--default-platform")?,
        };
        let tool = args.option("--tool")?.map(|name| tool(&name)).transpose()?;
        let all = args.flag("--all");
        let (out, config_out) = (args.option("--out")?, args.option("--config-out")?);
        let as_json = match args.option("--report")?.as_deref() {
            None | Some("text") => args.flag("--json"),
            Some("json") => true,
            Some(other) => return Err(format!("--report {other}: expected text or json")),
        };
        let mut inputs: Vec<Input> = match &args.rest()?[..] {
            [] => [data::FEDORA, data::FEDORA_CONFIG].map(Input::embedded).to_vec(),
            files => files.iter().map(|file| Input::read(file)).collect::<Result<_, _>>()?,
        };
        let source = inputs.remove(0);
        let document = source.document()?;
        if all {
            print_all(&job, &document, &inputs);
            return Ok(ExitCode::SUCCESS);
        }
        let tool = tool.unwrap_or(&tools::CONTAINERS_IMAGE);
        let made = job.convert(&document, &inputs, tool).map_err(in_file(&source.name))?;
        let config = made.config.and_then(|config| config.bytes);
        for (path, bytes) in [(out, Some(&made.bytes)), (config_out, config.as_ref())] {
            if let (Some(path), Some(bytes)) = (path, bytes) {
                std::fs::write(&path, bytes).map_err(in_file(&path))?;
            }
        }
        if as_json {
            let report = serde_json::to_string_pretty(&made.report).map_err(|error| error.to_string())?;
            print(format_args!("{report}\n"));
        } else {
            print(&made.report);
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn tool(name: &str) -> Result<&'static Tool, String> {
    tools::named(name).ok_or_else(|| format!("{name} is no tool; --tools lists them"))
}

fn list_tools() {
    let width = tools::ALL.iter().map(|tool| tool.id().len()).max().unwrap_or(0);
    for tool in tools::ALL {
        print(format_args!("{:width$}  {}\n", tool.id(), tool.about()));
    }
}

/// What each tool makes of a document.
fn print_all(job: &Job, document: &Document, files: &[Input]) {
    let width = tools::ALL.iter().map(|tool| tool.id().len()).max().unwrap_or(0);
    for tool in tools::ALL {
        let line = match job.convert(document, files, tool) {
            Ok(made) => format!("{}  {} lost", made.digest, made.report.losses.len()),
            Err(error) => format!("refused: {error}"),
        };
        print(format_args!("{:width$}  {line}\n", tool.id()));
    }
}

/// What the command line asks for.
struct Job {
    target: Option<Format>,
    name: Destination,
    /// What a schema 1 manifest does not say about its layers.
    diff_ids: Vec<String>,
    sizes: Vec<String>,
    default_platform: Option<String>,
}

impl Job {
    fn convert(
        &self,
        document: &Document,
        files: &[Input],
        tool: &'static Tool,
    ) -> Result<oci_convert::Converted, String> {
        let target = match (self.target, document.kind()) {
            (Some(target), _) => target,
            (None, Kind::OciManifest | Kind::OciIndex) => Format::DockerV2S2,
            (None, _) => Format::Oci,
        };
        let mut request = Request::convert(target).as_tool(tool).name(self.name.clone()).way_back();
        if document.kind().is_index() && files.is_empty() {
            // Without its children it is converted alone.
            request = request.index_alone();
        }
        if let Some(specifier) = &self.default_platform {
            let platform: oci_platform::Platform = specifier.parse().map_err(in_file("--default-platform"))?;
            request = request.default_platform(Platform::from(&platform));
        }
        let mut plan = request.plan(Source::from(document)).map_err(text)?;
        // What is provided may bring new needs.
        while self.provide(&mut plan, files)? {}
        plan.finish().map_err(text)
    }

    /// Answers the needs of a plan that the command line has answers for. Whether there were some.
    fn provide(&self, plan: &mut Plan, files: &[Input]) -> Result<bool, String> {
        let mut answered = false;
        for need in plan.needs() {
            let (name, provided): (&str, Provided) = match &need {
                Need::Config { descriptor, .. } | Need::Child { descriptor, .. } => {
                    // A lone file is meant to be the config: if it is not, the plan says what differs.
                    let lone = files.first().filter(|_| files.len() == 1 && need.child().is_none());
                    let Some(file) = with_digest(files, &descriptor.digest).or(lone) else { continue };
                    (&file.name, file.bytes.clone().into())
                }
                Need::DiffIds { .. } if !self.diff_ids.is_empty() => {
                    let ids: Vec<ClaimedDigest> = self.diff_ids.iter().map(|id| id.as_str().into()).collect();
                    ("--diff-ids", ids.into())
                }
                Need::LayerSizes { .. } if !self.sizes.is_empty() => {
                    let sizes: Result<Vec<i64>, _> = self.sizes.iter().map(|size| size.parse()).collect();
                    ("--sizes", sizes.map_err(in_file("--sizes"))?.into())
                }
                _ => continue,
            };
            plan.provide(&need, provided).map_err(in_file(name))?;
            answered = true;
        }
        Ok(answered)
    }
}

fn with_digest<'a>(files: &'a [Input], digest: &ClaimedDigest) -> Option<&'a Input> {
    files.iter().find(|file| digest.is(&Digest::sha256(&file.bytes)))
}

fn text(error: oci_convert::Error) -> String {
    error.to_string()
}

fn named<T: Copy>(table: &[(&str, T)], what: &str, name: &str) -> Result<T, String> {
    table.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = table.iter().map(|(own, _)| *own).collect();
        format!("{name} is no {what}, expected one of {}", names.join(", "))
    })
}

fn list(text: Option<String>) -> Vec<String> {
    text.iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
}
