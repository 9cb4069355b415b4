//! An image config: read into the types of a tool, and written again where the tool does.

use crate::go::Struct;
use crate::held::{At, Held, Reader};
use crate::notes::Notes;
use crate::{ConfigEdit, Error, OddityCode, Part, Stage, Tool, unwritten};
use bytes::Bytes;
use oci_spec_types::pair::{self, Mismatch};
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
) -> Result<Option<Bytes>, Error> {
    let (table, part): (&'static Struct, _) = (tool.dialect.config, Part::Config);
    let at = At { stage: Stage::Edit, part };
    let in_place = tool.dialect.is_in_place();
    let mut noted = Notes::default();
    let mut held = match in_place {
        true => reader.read_whole::<oci::ImageConfig>(at, config)?,
        false => reader.read::<oci::ImageConfig>(at, config, table, &mut noted)?,
    };
    let before = held.model.clone();
    edits.iter().for_each(|edit| edit.apply(&mut held.model));
    if held.model == before && !always {
        return Ok(None);
    }
    notes.losses.append(&mut noted.losses);
    notes.oddities.append(&mut noted.oddities);
    if in_place {
        return Ok(Some(held.model.to_styled(Style::detect(config)).into()));
    }
    held.note_unwritten(table, part, true, notes);
    let written = held.write(table, tool.dialect.style(), part, config.len())?;
    if held.odd {
        unwritten::note(part, config, &written, notes);
    }
    Ok(Some(written.into()))
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
    held.note_unwritten(table, part, true, notes);
    let written = held.write(table, tool.dialect.style(), part, config.len())?;
    if held.odd {
        unwritten::note(part, config, &written, notes);
    }
    if let (Part::Config, Some(layers)) = (part, layers) {
        note_pair(layers, &held, notes);
    }
    Ok(Rewritten { bytes: written.into(), diff_ids: held.model.rootfs.diff_ids })
}

/// A config that stays, as the tool reads it; `None` where it cannot be read.
pub(crate) fn look(
    config: &Bytes,
    layers: &[Descriptor],
    tool: &Tool,
    reader: &Reader,
    notes: &mut Notes,
) -> Option<Held<oci::ImageConfig>> {
    let at = At { stage: Stage::Convert, part: Part::Config };
    // What is odd in a config that nobody writes again is not told.
    let read = reader.read::<oci::ImageConfig>(at, config, tool.dialect.config, &mut Notes::default());
    let held = read.ok()?;
    note_pair(layers, &held, notes);
    Some(held)
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
