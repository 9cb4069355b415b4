//! What happens to the digests if this image is converted to another format?
//!
//! `cargo run --example convert -- MANIFEST [CONFIG] --to oci|v2s2|v2s1 [--profile NAME] [--name REPOSITORY] [--tag TAG]
//! [--diff-ids DIGEST,…] [--sizes BYTES,…] [--out FILE] [--config-out FILE] [--report text|json]`
//!
//! Prints the report: every digest before and after, why it changed, and what was lost. Without arguments it converts an
//! embedded Docker image to OCI.

use oci_convert::{Conversion, Converted, Destination, Edition, Format, Need, Plan, Profile, Source};
use oci_examples::{Args, Input, data, in_file, run};
use oci_spec_types::Kind;
use std::process::ExitCode;

const USAGE: &str = "\
convert [MANIFEST [CONFIG]] --to oci|v2s2|v2s1
  --profile NAME       whose bytes are made: containers-image (default), containers-image/1.0, containers-image/1.1,
                       distribution, minimal
  --name REPOSITORY    repository and tag that a schema 1 manifest holds: none by default
  --tag TAG
  --diff-ids DIGEST,…  of the layers of a schema 1 manifest, base first
  --sizes BYTES,…      likewise
  --out FILE           writes the manifest
  --config-out FILE    writes the config, if there is a new one
  --report text|json   (- reads standard input)";

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
        let target = args.option("--to")?;
        let profile =
            args.option("--profile")?.map_or(Ok(Profile::default()), |name| named(PROFILES, "profile", &name))?;
        let name = args.option("--name")?.unwrap_or_default();
        let destination = Destination::new(name, args.option("--tag")?.unwrap_or_default());
        let known = Known { diff_ids: list(args.option("--diff-ids")?), sizes: list(args.option("--sizes")?) };
        let (out, config_out) = (args.option("--out")?, args.option("--config-out")?);
        let as_json = match args.option("--report")?.as_deref() {
            None | Some("text") => args.flag("--json"),
            Some("json") => true,
            Some(other) => return Err(format!("--report {other}: expected text or json")),
        };
        let (manifest, config) = match &args.rest()?[..] {
            [] => (Input::embedded(data::FEDORA), Some(Input::embedded(data::FEDORA_CONFIG))),
            [manifest] => (Input::read(manifest)?, None),
            [manifest, config] => (Input::read(manifest)?, Some(Input::read(config)?)),
            _ => return Err(format!("a manifest and its config are wanted:\n{USAGE}")),
        };
        let document = manifest.document()?;
        let target = match target {
            Some(name) => named(FORMATS, "format", &name)?,
            None if document.kind() == Kind::OciManifest => Format::DockerV2S2,
            None => Format::Oci,
        };
        let conversion = Conversion::to(target).profile(profile).destination(destination);
        let mut plan = conversion.plan(Source::from(&document)).map_err(in_file(&manifest.name))?;
        if let Some(config) = &config {
            plan.provide_config(config.bytes.clone()).map_err(in_file(&config.name))?;
        }
        known.provide(&mut plan)?;
        let converted = plan.finish().map_err(in_file(&manifest.name))?;
        write(&converted, out.as_deref(), config_out.as_deref())?;
        if as_json {
            println!("{}", serde_json::to_string_pretty(&converted.report).map_err(|error| error.to_string())?);
        } else {
            print!("{}", converted.report);
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// What a schema 1 manifest does not say about its layers.
struct Known {
    diff_ids: Vec<String>,
    sizes: Vec<String>,
}

impl Known {
    /// Answers the needs of a plan that the command line has answers for.
    fn provide(self, plan: &mut Plan) -> Result<(), String> {
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

fn write(converted: &Converted, out: Option<&str>, config_out: Option<&str>) -> Result<(), String> {
    if let Some(path) = out {
        std::fs::write(path, &converted.manifest).map_err(in_file(path))?;
    }
    let config = converted.config.as_ref().and_then(|config| config.bytes.as_ref());
    if let (Some(path), Some(bytes)) = (config_out, config) {
        std::fs::write(path, bytes).map_err(in_file(path))?;
    }
    Ok(())
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
