//! An image config, read into the types of a tool and written again.

use crate::go::{self, Field, Omit, Shape, Struct};
use crate::held::{At, Reader};
use crate::notes::Notes;
use crate::{ConfigEdit, Error, Part, Stage, Tool, unwritten};
use bytes::Bytes;
use oci_spec_types::{ClaimedDigest, Model, Style, oci};

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

/// Writes a config as the tool does. `part`: the document of the source that it comes from.
pub(crate) fn rewrite(
    config: &Bytes,
    tool: &Tool,
    part: Part,
    reader: &Reader,
    notes: &mut Notes,
) -> Result<Rewritten, Error> {
    let table: &'static Struct = tool.dialect.config;
    let at = At { stage: Stage::Convert, part };
    let held = reader.read::<oci::ImageConfig>(at, config, table, notes)?;
    let in_go = held.odd;
    held.note_unwritten(table, part, true, notes);
    let written = held.write(table, tool.dialect.style(), part, config.len())?;
    if in_go {
        unwritten::note(part, config, &written, notes);
    }
    Ok(Rewritten { bytes: written.into(), diff_ids: held.model.rootfs.diff_ids })
}

/// What is read of a config that stays.
static CONFIG: Struct = Struct::new(
    "config",
    &[Field { name: "rootfs", shape: Shape::Pointer(&Shape::Struct(&ROOT_FS)), omit: Omit::Empty }],
);
static ROOT_FS: Struct = Struct::new("rootfs", &[Field { name: "diff_ids", shape: Shape::STRINGS, omit: Omit::Empty }]);

/// The diffIDs that a config states; empty where it cannot be read.
pub(crate) fn diff_ids(config: &[u8]) -> Vec<ClaimedDigest> {
    let Ok(reading) = go::read(config, &CONFIG) else { return Vec::new() };
    reading.value.get("rootfs").get("diff_ids").iter_strs().map(ClaimedDigest::from).collect()
}
