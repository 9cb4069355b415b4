//! Makes an OCI 1.1 artifact about an image: its manifest, and how a registry lists it among the referrers.
//!
//! `cargo run --example artifact -- FILE… --type TYPE [--subject MANIFEST] [--annotation KEY=VALUE]… [--out FILE]`
//!
//! Without arguments it attaches a short SPDX document to an embedded image.

use clap::Parser;
use oci_convert::compose::{Compose, ImageParts, LayerPart};
use oci_convert::tools;
use oci_digest::{Algorithm, Digest};
use oci_examples::{Answer, Failure, Held, Input, Screen, data, in_file, run};
use oci_spec_types::{Annotations, Descriptor, Document, MediaType, Referrer, Text, referrers_tag};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is attached without arguments.
const SBOM: &[u8] = br#"{"spdxVersion":"SPDX-2.3","name":"fedora"}"#;
const SPDX: &str = "application/spdx+json";
/// The annotation with the name of a file (image-spec annotations.md).
const TITLE: &str = "org.opencontainers.image.title";

/// Makes an OCI 1.1 artifact about an image
///
/// Prints its manifest as oras packs it, its digest, and the descriptor under which a registry lists it among the referrers
/// of the subject. Files may be of any size; nothing is pushed.
#[derive(Debug, Parser)]
struct Ask {
    /// The files that the artifact holds, one layer each
    #[arg(value_name = "FILE", requires = "artifact_type")]
    files: Vec<PathBuf>,
    /// The type of the artifact, such as application/spdx+json
    #[arg(long = "type", value_name = "TYPE")]
    artifact_type: Option<String>,
    /// The media type of the files; that of the artifact without it
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
    /// The manifest that the artifact is about
    #[arg(long, value_name = "FILE")]
    subject: Option<PathBuf>,
    /// An annotation of the artifact; may be repeated
    #[arg(long = "annotation", value_name = "KEY=VALUE", value_parser = pair)]
    annotations: Vec<(String, String)>,
    /// When it was made, as its manifest states it (RFC 3339)
    #[arg(long, value_name = "TIME", default_value = "1970-01-01T00:00:00Z")]
    created: String,
    /// Write the manifest here
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    run(|ask: Ask, screen| answer(&ask, screen))
}

fn answer(ask: &Ask, screen: &Screen) -> Result<Answer, Failure> {
    let artifact_type = ask.artifact_type.as_deref().unwrap_or(SPDX);
    let media_type = MediaType::from(ask.media_type.as_deref().unwrap_or(artifact_type));
    let subject = match (&ask.subject, ask.files.is_empty()) {
        (Some(path), _) => Some(Held::new(&Input::read(path)?)?),
        (None, true) => Some(Held::new(&Input::embedded(data::FEDORA))?),
        (None, false) => None,
    };
    let layers: Vec<LayerPart> = match ask.files.as_slice() {
        [] => vec![Descriptor::of(media_type, SBOM).with_annotation(TITLE, "fedora.spdx.json").into()],
        files => files.iter().map(|path| layer(path, &media_type)).collect::<Result<_, _>>()?,
    };
    let mut annotations = Annotations::new();
    for (key, value) in &ask.annotations {
        annotations.insert(key.as_str(), value.as_str());
    }
    let parts = ImageParts {
        artifact_type: Some(MediaType::from(artifact_type)),
        layers,
        subject: subject.as_ref().map(descriptor).transpose()?,
        annotations,
        now: Some(Text::from(ask.created.as_str())),
        ..ImageParts::default()
    };
    let made = Compose::image(parts).as_tool(&tools::ORAS_1_1).make().map_err(in_file("the artifact"))?;
    if let Some(path) = &ask.out {
        std::fs::write(path, &made.bytes).map_err(|error| Failure::Output(path.display().to_string(), error))?;
    }
    let document = Document::parse(made.bytes.clone()).map_err(in_file("the artifact"))?;
    let referrer = Referrer::of(&document).map_err(in_file("the artifact"))?;
    let tag = referrer.as_ref().and_then(|own| own.subject.digest.valid()).map(|subject| referrers_tag(&subject));
    let entry = referrer.as_ref().map(|own| json!(own.entry));

    let manifest: Value = serde_json::from_slice(&made.bytes).map_err(in_file("the artifact"))?;
    let mut text = format!("{}\n{}\n\n", screen.heading("digest of the artifact"), made.descriptor.digest);
    let size = made.bytes.len();
    text += &format!("{}\n{manifest:#}\n", screen.heading(&format!("its manifest (indented here; {size} bytes)")));
    match (&entry, &tag) {
        (Some(entry), Some(tag)) => {
            text += &format!("\n{}\n{entry:#}\n", screen.heading("how a registry lists it among the referrers"));
            text += &format!("\nWithout a referrers API the list is kept under the tag\n{tag}\n");
        }
        _ => text += "\nIt has no subject: no registry lists it among the referrers of an image.\n",
    }
    let json = json!({
        "digest": made.descriptor.digest,
        "size": size,
        "manifest": manifest,
        "referrer": entry,
        "referrers_tag": tag,
    });
    Ok(screen.answer(text, &json))
}

fn descriptor(subject: &Held) -> Result<Descriptor, Failure> {
    let digest = subject.digest.clone().map_err(in_file(&subject.name))?;
    let media_type = subject.document.media_type();
    let media_type =
        media_type.ok_or_else(|| in_file(&subject.name)(format!("{}, no manifest", subject.document.kind())))?;
    Ok(Descriptor::new(media_type, digest, subject.document.bytes().len() as u64))
}

/// A file as a layer. It is read in pieces: it may be larger than the memory.
fn layer(path: &Path, media_type: &MediaType) -> Result<LayerPart, Failure> {
    let name = path.display().to_string();
    let (digest, size) = File::open(path).and_then(hash).map_err(in_file(&name))?;
    let title = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok(Descriptor::new(media_type.clone(), digest, size).with_annotation(TITLE, &*title).into())
}

fn hash(mut file: impl Read) -> io::Result<(Digest, u64)> {
    let mut hasher = Algorithm::Sha256.hasher().map_err(io::Error::other)?;
    let mut piece = vec![0; 1 << 18];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => hasher.update(&piece[..read]),
        }
    }
    let size = hasher.position();
    Ok((hasher.finalize(), size))
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}
