//! The conversion itself: containers/image `UpdatedImage`.

use crate::go::Form;
use crate::image::Image;
use crate::job::{Job, Made};
use crate::ledger::{Ledger, write};
use crate::schema1::Builder;
use crate::{
    Blob, Cause, Config, Conversion, Converted, Destination, EMPTY_LAYER, Error, Format, LossReason, Part, Profile,
    account, layers, minimal, schema1, schema2,
};
use bytes::Bytes;
use oci_digest::ManifestDigest;
use oci_spec_types::MediaType;

pub(crate) fn run(job: Job) -> Result<Converted, Error> {
    let mut made = make(&job)?;
    let digest = ManifestDigest::of(&made.payload);
    let (manifest, media_type) = match made.image.format {
        Format::DockerV2S1 => sign(&job.conversion, &mut made)?,
        format => (made.payload.clone(), format.media_type()),
    };
    let config = config(&job, &made);
    let needs_empty = made.image.layers.iter().any(|link| link.causes.contains(&Cause::EmptyLayerAdded));
    let extra_blobs = if needs_empty { vec![Blob::new(&EMPTY_LAYER[..])] } else { Vec::new() };
    let mut converted = Converted {
        manifest,
        media_type,
        digest,
        config,
        extra_blobs,
        report: crate::Report::new(job.image.format.kind(), made.image.format.kind(), String::new()),
    };
    converted.report = account::report(&job, made, &converted);
    Ok(converted)
}

fn make(job: &Job) -> Result<Made, Error> {
    let mut ledger = job.ledger.clone();
    let mut image = job.image.clone();
    if job.conversion.profile == Profile::Minimal
        && let Some(payload) = minimal::convert(job, &mut image, &mut ledger)?
    {
        return Ok(Made { image, ledger, payload: payload.into(), signed: false });
    }
    let payload = go_types(job, &mut image, &mut ledger)?;
    Ok(Made { image, ledger, payload: payload.into(), signed: false })
}

/// Converts through the Go types of the formats; returns what they write.
fn go_types(job: &Job, image: &mut Image, ledger: &mut Ledger) -> Result<Vec<u8>, Error> {
    let conversion = &job.conversion;
    let edition = conversion.profile.edition();
    let target = conversion.target.unwrap_or(image.format);
    let given = || job.config.clone().unwrap_or_default();
    let builder = Builder::of(conversion.profile == Profile::Distribution);
    let default = Destination::default();
    let destination = conversion.destination.as_ref();
    let mut updates = conversion.updates.clone();
    match (image.format, target) {
        (Format::DockerV2S1, Format::DockerV2S1) => {
            if let Some(destination) = destination {
                embed(image, destination, ledger);
            }
        }
        (Format::DockerV2S1, _) => {
            updates = schema1::to_schema2(image, &job.known, updates, ledger)?;
            if target == Format::Oci && conversion.profile == Profile::Minimal {
                // The config that was made is one for OCI too.
                let text = write(Part::Manifest, &image.manifest, &Form::COMPACT)?;
                return minimal::rewrite(&text, target, updates.as_deref(), image, ledger);
            }
            if target == Format::Oci {
                let config = image.config.take().unwrap_or_default();
                schema2::to_oci(image, edition, &config, Part::V1Image(0), ledger)?;
            }
        }
        (Format::DockerV2S2, Format::Oci) => schema2::to_oci(image, edition, &given(), Part::Config, ledger)?,
        (Format::Oci, Format::DockerV2S2 | Format::DockerV2S1) => {
            if let Some(asked) = updates {
                updates = Some(schema2::edit_before_docker(image, edition, &asked, ledger)?);
            }
            schema2::to_docker(image, ledger)?;
        }
        (Format::DockerV2S2 | Format::Oci, _) => {}
    }
    if image.format == Format::DockerV2S2 && target == Format::DockerV2S1 {
        let destination = destination.unwrap_or(&default);
        updates = schema1::to_schema1(image, builder, &given(), destination, updates, ledger)?;
    }
    if let Some(updates) = updates {
        layers::apply(image, &updates, ledger)?;
        if image.format == Format::DockerV2S1 {
            account::note_old_ids(image, ledger);
        }
    }
    let form = if image.format == Format::DockerV2S1 { &builder.form } else { &Form::COMPACT };
    write(Part::Manifest, &image.manifest, form)
}

/// containers/image: option `EmbeddedDockerReference`.
fn embed(image: &mut Image, destination: &Destination, ledger: &mut Ledger) {
    for (member, new) in [("name", &destination.name), ("tag", &destination.tag)] {
        if image.manifest.get(member).as_str() != &**new {
            let old = image.manifest.get(member);
            ledger.lose_value(Part::Manifest, format!("/{member}"), old, LossReason::Asked);
            image.manifest.set(member, &**new);
        }
    }
}

/// The config that the result names.
fn config(job: &Job, made: &Made) -> Option<Config> {
    if made.image.format == Format::DockerV2S1 {
        return None;
    }
    let descriptor = made.image.manifest.get("config");
    let is_new = made.image.config.is_some();
    Some(Config {
        media_type: descriptor.get("mediaType").as_str().into(),
        digest: descriptor.get("digest").as_str().into(),
        size: descriptor.get("size").as_i64(),
        bytes: made.image.config.clone().map(Bytes::from).or_else(|| job.config.clone()),
        is_new,
    })
}

#[cfg(feature = "signatures")]
fn sign(conversion: &Conversion, made: &mut Made) -> Result<(Bytes, MediaType), Error> {
    use oci_spec_types::docker::jws::{Jws, Mode};
    let Some((key, time)) = &conversion.signer else { return Ok(unsigned(made)) };
    let error = |text: String| Error::convert(crate::ErrorKind::NotSignable, Part::Manifest, "", text);
    let mut jws = Jws::new(made.payload.clone(), Mode::Libtrust).map_err(|problem| error(problem.to_string()))?;
    jws.sign(key, *time).map_err(|problem| error(problem.to_string()))?;
    let document = jws.to_document().map_err(|problem| error(problem.to_string()))?;
    made.signed = true;
    Ok((document.into(), MediaType::DOCKER_SCHEMA1_SIGNED))
}

#[cfg(not(feature = "signatures"))]
fn sign(_: &Conversion, made: &mut Made) -> Result<(Bytes, MediaType), Error> {
    Ok(unsigned(made))
}

fn unsigned(made: &Made) -> (Bytes, MediaType) {
    (made.payload.clone(), MediaType::DOCKER_SCHEMA1)
}
