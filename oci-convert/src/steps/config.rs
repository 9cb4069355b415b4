//! An image config: read into the types of a tool, and written again where the tool does.

use crate::go::{Form, RawMap, Shape, Struct};
use crate::held::{At, Held, Reader};
use crate::notes::{Notes, read as read_as_go};
use crate::rules::ConfigText;
use crate::steps::media_types;
use crate::{ConfigEdit, Error, ErrorKind, LossReason, OddityCode, Part, Stage, Tool, left_out};
use bytes::Bytes;
use oci_digest::json::push_segment;
use oci_spec_types::pair::{self, Mismatch};
use oci_spec_types::validate::Target;
use oci_spec_types::{ClaimedDigest, Descriptor, Model, Style, oci};

/// A config that was written again.
pub(crate) struct Rewritten {
    pub bytes: Bytes,
    /// Its diffIDs, which are those of the source.
    pub diff_ids: Vec<ClaimedDigest>,
}

/// Edits a config and writes it as the tool does; `None` where no edit changed something, and `always` is not set.
pub(crate) fn edit(
    config: &Bytes,
    edits: &[ConfigEdit],
    always: bool,
    tool: &Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Option<Rewritten>, Error> {
    let (table, part): (&'static Struct, _) = (tool.dialect.config, Part::Config);
    let at = At { stage: Stage::Edit, part };
    let in_place = tool.dialect.is_in_place();
    let mut noted = Notes::default();
    let mut held = match in_place {
        true => reader.read_plain::<oci::ImageConfig>(at, config, table, Target::Config)?,
        false => reader.read::<oci::ImageConfig>(at, config, table, &mut noted)?,
    };
    if tool.configs.is_some_and(|rules| rules.text == ConfigText::Members) {
        return edit_members(config, edits, held.model, noted, tool, notes);
    }
    let before = held.model.clone();
    ConfigEdit::apply_all(edits, &mut held.model);
    if held.model == before && !always {
        return Ok(None);
    }
    notes.losses.append(&mut noted.losses);
    notes.oddities.append(&mut noted.oddities);
    let bytes = if in_place {
        held.model.to_styled(Style::detect(config)).into()
    } else {
        write(config, &held, tool, part, notes)?
    };
    Ok(Some(Rewritten { bytes, diff_ids: held.model.rootfs.diff_ids }))
}

/// Edits single members of a config, whose other members keep their texts (containerd `convertConfig`,
/// `updateManifestPlatform`).
fn edit_members(
    config: &Bytes,
    edits: &[ConfigEdit],
    mut model: oci::ImageConfig,
    noted: Notes,
    tool: &Tool,
    notes: &mut Notes,
) -> Result<Option<Rewritten>, Error> {
    let (part, form) = (Part::Config, tool.dialect.form());
    let reading = read_as_go(Stage::Edit, part, config, Shape::RAW_MAP)?;
    let (mut members, reading) = RawMap::from_reading(reading);
    if members.is_nil() {
        let text = "found null, expected an object";
        return Err(Error::new(ErrorKind::InvalidJson, Stage::Edit, part, "", text));
    }
    let mut changed = false;
    for edit in edits {
        match edit {
            ConfigEdit::OsFeatures(features) => {
                changed = true;
                edit.apply(&mut model);
                members.insert("os.features", serde_json::to_vec(features).unwrap_or_default());
            }
            ConfigEdit::DiffIds(ids) if model.rootfs.kind != "layers" || model.rootfs.diff_ids == *ids => {}
            ConfigEdit::DiffIds(_) => {
                changed = true;
                edit.apply(&mut model);
                for (name, old) in std::mem::take(&mut model.rootfs.extra).iter() {
                    let mut pointer = "/rootfs".to_owned();
                    push_segment(&mut pointer, name);
                    notes.lose(part, pointer, old.as_str().as_bytes(), LossReason::NotCarried);
                }
                let of_rootfs = noted.losses.iter().filter(|loss| loss.pointer.starts_with("/rootfs/"));
                notes.losses.extend(of_rootfs.cloned());
                members.insert("rootfs", model.rootfs.to_json());
                forget_image_ids(&mut members, &form, notes)?;
            }
            ConfigEdit::Label { .. } | ConfigEdit::RemoveLabel(_) => {
                return Err(tool.lacks("edit the labels of configs"));
            }
        }
    }
    if !changed {
        return Ok(None);
    }
    notes.take(part, reading);
    Ok(Some(Rewritten { bytes: members.to_bytes(&form).into(), diff_ids: model.rootfs.diff_ids }))
}

/// IDs of images before Docker 1.10 are of other layers (containerd `clearDockerV1DummyID`).
fn forget_image_ids(members: &mut RawMap, form: &Form, notes: &mut Notes) -> Result<(), Error> {
    for name in ["config", "container_config"] {
        let Some(text) = members.get(name).filter(|text| *text != b"null") else { continue };
        let mut own = RawMap::from_reading(read_as_go(Stage::Edit, Part::Config, text, Shape::RAW_MAP)?).0;
        if let Some(id) = own.remove("Image") {
            notes.lose(Part::Config, format!("/{name}/Image"), &id, LossReason::NotCarried);
        }
        members.insert(name, own.to_bytes(form));
    }
    Ok(())
}

/// Writes a config as the tool does. `part`: the document of the source that it comes from; `layers`: those
/// of its manifest, to be compared with it.
pub(crate) fn rewrite(
    config: &Bytes,
    layers: Option<&[Descriptor]>,
    tool: &Tool,
    part: Part,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Rewritten, Error> {
    let table: &'static Struct = tool.dialect.config;
    let held = reader.read::<oci::ImageConfig>(At { stage: Stage::Convert, part }, config, table, notes)?;
    let bytes = write(config, &held, tool, part, notes)?;
    if let (Part::Config, Some(layers)) = (part, layers) {
        note_pair(layers, &held, notes);
    }
    Ok(Rewritten { bytes, diff_ids: held.model.rootfs.diff_ids })
}

/// The text of a config as the tool writes it; notes what it does not say.
fn write(
    config: &Bytes,
    held: &Held<oci::ImageConfig>,
    tool: &Tool,
    part: Part,
    notes: &mut Notes,
) -> Result<Bytes, Error> {
    held.note_unwritten(tool.dialect.config, part, true, notes);
    let written = text(held, tool, config.len())?;
    if held.odd {
        left_out::note(part, config, &written, notes);
    }
    Ok(written.into())
}

/// A config that stays, as the tool reads it; `None` where it cannot be read.
pub(crate) fn look(
    config: &Bytes,
    manifest: &oci::Manifest,
    tool: &Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Option<Held<oci::ImageConfig>> {
    let at = At { stage: Stage::Convert, part: Part::Config };
    // What is odd in a config that nobody writes again is not told.
    let read = reader.read::<oci::ImageConfig>(at, config, tool.dialect.config, &mut Notes::default());
    match read {
        Ok(held) => {
            note_pair(&manifest.layers, &held, notes);
            Some(held)
        }
        Err(error) => {
            if media_types::is_image_config(&manifest.config.media_type) {
                notes.odd(Part::Config, error.pointer(), OddityCode::ConfigMismatch, error.to_string());
            }
            None
        }
    }
}

/// The text of a config as the tool writes it.
pub(crate) fn text(held: &Held<oci::ImageConfig>, tool: &Tool, capacity: usize) -> Result<Vec<u8>, Error> {
    held.write(tool.dialect.config, tool.dialect.style(), Part::Config, capacity)
}

/// Notes in what a manifest and its config do not agree.
fn note_pair(layers: &[Descriptor], held: &Held<oci::ImageConfig>, notes: &mut Notes) {
    for mismatch in pair::check(layers, &held.model, None) {
        let pointer = if matches!(mismatch, Mismatch::History { .. }) { "/history" } else { "/rootfs/diff_ids" };
        notes.odd(Part::Config, pointer, OddityCode::ConfigMismatch, mismatch.to_string());
    }
}
