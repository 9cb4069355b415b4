//! What happens to the digests if this image, or this index, is converted to another format?
//!
//! `cargo run --example convert -- DOCUMENT [FILE…] --to oci|v2s2|v2s1 [--profile NAME] [--out FILE] [--report text|json]`
//!
//! Prints the report: every digest before and after, why it changed, and what was lost. The further files are what the
//! document names by digest: the config of a manifest; the children of an index, which are converted with it then, and
//! their configs. Without arguments it converts an embedded Docker image to OCI.

use oci_convert::index::{ConvertedIndex, IndexConversion, IndexFormat, IndexNeed, WholeIndex};
use oci_convert::{Conversion, Converted, Destination, Edition, Format, Need, Plan, Profile, Report, Source};
use oci_digest::Digest;
use oci_examples::{Args, Input, data, in_file, print, run};
use oci_spec_types::{ClaimedDigest, Document, Kind, Platform};
use std::process::ExitCode;

const USAGE: &str = "\
convert [DOCUMENT [FILE…]] --to oci|v2s2|v2s1
  --profile NAME            whose bytes are made: containers-image (default), containers-image/1.0,
                            containers-image/1.1, distribution, minimal
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

const PROFILES: &[(&str, Profile)] = &[
    ("containers-image", Profile::CONTAINERS_IMAGE),
    ("containers-image/main", Profile::ContainersImage { edition: Edition::Main }),
    ("containers-image/1.1", Profile::ContainersImage { edition: Edition::V1_1 }),
    ("containers-image/1.0", Profile::ContainersImage { edition: Edition::V1_0 }),
    ("distribution", Profile::Distribution),
    ("minimal", Profile::Minimal),
];

fn main() -> ExitCode {
    run(|| {
        let Some(mut args) = Args::of_process(USAGE) else { return Ok(ExitCode::SUCCESS) };
        let job = Job {
            target: args.option("--to")?.map(|name| named(FORMATS, "format", &name)).transpose()?,
            profile: args
                .option("--profile")?
                .map_or(Ok(Profile::default()), |name| named(PROFILES, "profile", &name))?,
            destination: Destination::new(
                args.option("--name")?.unwrap_or_default(),
                args.option("--tag")?.unwrap_or_default(),
            ),
            known: Known { diff_ids: list(args.option("--diff-ids")?), sizes: list(args.option("--sizes")?) },
            default_platform: args.option("--default-platform")?,
        };
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
        let made = if document.kind().is_index() {
            job.index(&document, &inputs).map_err(in_file(&source.name))?
        } else {
            job.image(&document, &inputs).map_err(in_file(&source.name))?
        };
        for (path, bytes) in [(out, Some(&made.document)), (config_out, made.config.as_ref())] {
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

/// What the command line asks for.
struct Job {
    target: Option<Format>,
    profile: Profile,
    destination: Destination,
    known: Known,
    default_platform: Option<String>,
}

/// What is written.
struct Made {
    document: bytes::Bytes,
    config: Option<bytes::Bytes>,
    report: Report,
}

impl Job {
    fn image(&self, document: &Document, files: &[Input]) -> Result<Made, String> {
        let target = match self.target {
            Some(target) => target,
            None if document.kind() == Kind::OciManifest => Format::DockerV2S2,
            None => Format::Oci,
        };
        let conversion = Conversion::to(target).profile(self.profile).destination(self.destination.clone());
        let mut plan = conversion.plan(Source::from(document)).map_err(text)?;
        provide(&mut plan, files)?;
        self.known.provide(&mut plan)?;
        let Converted { manifest, config, report, .. } = plan.finish().map_err(text)?;
        Ok(Made { document: manifest, config: config.and_then(|config| config.bytes), report })
    }

    fn index(&self, document: &Document, files: &[Input]) -> Result<Made, String> {
        let target = match (self.target, document.kind()) {
            (Some(Format::Oci), _) | (None, Kind::DockerList) => IndexFormat::Oci,
            (Some(Format::DockerV2S2), _) | (None, _) => IndexFormat::Docker,
            (Some(other), _) => return Err(format!("there is no index for {other}")),
        };
        let ConvertedIndex { bytes, report, .. } = if files.is_empty() {
            self.index_alone(document, target)?
        } else {
            self.whole_index(document, target, files)?
        };
        Ok(Made { document: bytes, config: None, report })
    }

    /// The index, its children untouched.
    fn index_alone(&self, document: &Document, target: IndexFormat) -> Result<ConvertedIndex, String> {
        let mut conversion = IndexConversion::to(target).profile(self.profile);
        if let Some(platform) = self.default_platform()? {
            conversion = conversion.default_platform(platform);
        }
        conversion.convert(document).map_err(text)
    }

    /// The index with its children, as far as they are given.
    fn whole_index(&self, document: &Document, target: IndexFormat, files: &[Input]) -> Result<ConvertedIndex, String> {
        let mut whole = WholeIndex::to(target, self.profile, document).map_err(text)?;
        if let Some(platform) = self.default_platform()? {
            whole.default_platform(platform);
        }
        for need in whole.needs() {
            let IndexNeed::Child { position, digest, .. } = need else { continue };
            if let Some(file) = with_digest(files, &digest) {
                whole.provide_child(position, file.bytes.clone()).map_err(in_file(&file.name))?;
            }
            if let Some(plan) = whole.child(position) {
                provide(plan, files)?;
            }
        }
        Ok(whole.finish().map_err(text)?.index)
    }

    fn default_platform(&self) -> Result<Option<Platform>, String> {
        let Some(specifier) = &self.default_platform else { return Ok(None) };
        let platform: oci_platform::Platform = specifier.parse().map_err(in_file("--default-platform"))?;
        Ok(Some(Platform::from(&platform)))
    }
}

/// Gives a plan its config, if it is among the files.
fn provide(plan: &mut Plan, files: &[Input]) -> Result<(), String> {
    for need in plan.needs() {
        let Need::Config { digest, .. } = need else { continue };
        // A lone file is meant to be the config: if it is not, the plan says what differs.
        if let Some(file) = with_digest(files, &digest).or(files.first().filter(|_| files.len() == 1)) {
            plan.provide_config(file.bytes.clone()).map_err(in_file(&file.name))?;
        }
    }
    Ok(())
}

fn with_digest<'a>(files: &'a [Input], digest: &ClaimedDigest) -> Option<&'a Input> {
    files.iter().find(|file| digest.is(&Digest::sha256(&file.bytes)))
}

fn text(error: oci_convert::Error) -> String {
    error.to_string()
}

/// What a schema 1 manifest does not say about its layers.
struct Known {
    diff_ids: Vec<String>,
    sizes: Vec<String>,
}

impl Known {
    /// Answers the needs of a plan that the command line has answers for.
    fn provide(&self, plan: &mut Plan) -> Result<(), String> {
        for need in plan.needs() {
            match need {
                Need::DiffIds { .. } if !self.diff_ids.is_empty() => {
                    plan.provide_diff_ids(self.diff_ids.clone()).map_err(in_file("--diff-ids"))?;
                }
                Need::LayerSizes { .. } if !self.sizes.is_empty() => {
                    let sizes: Result<Vec<i64>, _> = self.sizes.iter().map(|size| size.parse()).collect();
                    plan.provide_layer_sizes(sizes.map_err(in_file("--sizes"))?).map_err(in_file("--sizes"))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
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
