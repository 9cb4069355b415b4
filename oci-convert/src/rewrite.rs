//! What a tool writes for a document.

use crate::go::{Form, Struct};
use crate::held::{At, Reader};
use crate::notes::{Notes, read as read_as_go, write};
use crate::{Error, ErrorKind, Loss, Oddity, Part, Stage, Tool};
use bytes::Bytes;
use oci_spec_types::{Kind, Model, oci};

/// A document as a tool writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rewritten {
    /// The text.
    pub bytes: Bytes,
    /// What the types of the tool do not hold of the document.
    pub losses: Vec<Loss>,
    /// What they read otherwise than one would expect.
    pub oddities: Vec<Oddity>,
}

impl Tool {
    /// What the tool writes for a document that it reads: everything that its types hold, in its layout. Nothing is checked
    /// or converted, and no type is changed; to edit a document, or to read one that is larger than
    /// [`oci_spec_types::Limits::default`] says, see [`crate::Request::edit`].
    ///
    /// `kind`: which of its types the tool reads it into. Manifests, indexes and configs have one in every tool, schema 1
    /// without its signatures and v1 images in those that know schema 1.
    ///
    /// # Errors
    /// When the tool has no type for such documents, cannot read this one, or would refuse to write it.
    ///
    /// ```
    /// use oci_convert::tools;
    /// use oci_spec_types::Kind;
    ///
    /// let config = br#"{"os":"linux", "architecture":"arm64", "rootfs":{"type":"layers","diff_ids":null}, "x":1}"#;
    /// let written = tools::REGCLIENT.rewrite(Kind::ImageConfig, &config[..])?;
    /// assert_eq!(
    ///     written.bytes,
    ///     &br#"{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":null}}"#[..]
    /// );
    /// assert_eq!(written.losses[0].pointer, "/x");
    /// # Ok::<(), oci_convert::Error>(())
    /// ```
    pub fn rewrite(&self, kind: Kind, document: impl Into<Bytes>) -> Result<Rewritten, Error> {
        let (document, dialect) = (document.into(), self.dialect);
        let part = if kind == Kind::ImageConfig { Part::Config } else { Part::Manifest };
        match (kind, dialect.schema1) {
            (Kind::OciManifest | Kind::DockerManifest, _) if dialect.is_in_place() => {
                kept::<oci::Manifest>(document, part)
            }
            (Kind::OciIndex | Kind::DockerList, _) if dialect.is_in_place() => kept::<oci::Index>(document, part),
            (Kind::ImageConfig, _) if dialect.is_in_place() => kept::<oci::ImageConfig>(document, part),
            (Kind::OciManifest, _) => self.typed::<oci::Manifest>(document, dialect.oci_manifest, part),
            (Kind::DockerManifest, _) => self.typed::<oci::Manifest>(document, dialect.docker_manifest, part),
            (Kind::OciIndex, _) => self.typed::<oci::Index>(document, dialect.oci_index, part),
            (Kind::DockerList, _) => self.typed::<oci::Index>(document, dialect.docker_list, part),
            (Kind::ImageConfig, _) => self.typed::<oci::ImageConfig>(document, dialect.config, part),
            (Kind::Schema1, Some(types)) => valued(&document, types.manifest, &types.form, part),
            (Kind::V1Image, Some(types)) => valued(&document, types.v1_image, &types.text, part),
            _ => {
                let text = format!("{self} has no type for this kind of document: {kind}");
                Err(Error::new(ErrorKind::UnsupportedConversion, Stage::Parse, part, "", text))
            }
        }
    }

    /// By a model.
    fn typed<T: Model>(&self, document: Bytes, table: &'static Struct, part: Part) -> Result<Rewritten, Error> {
        let mut notes = Notes::default();
        let held = Reader::default().read::<T>(At { stage: Stage::Parse, part }, &document, table, &mut notes)?;
        held.note_unwritten(table, part, false, &mut notes);
        let bytes = held.write(table, self.dialect.style(), part, document.len())?.into();
        Ok(Rewritten { bytes, losses: notes.losses, oddities: notes.oddities })
    }
}

/// In its own text, if it can be read.
fn kept<T: Model>(document: Bytes, part: Part) -> Result<Rewritten, Error> {
    Reader::default().check_size(Stage::Parse, part, document.len())?;
    Reader::default().read_whole::<T>(At { stage: Stage::Parse, part }, &document)?;
    Ok(Rewritten { bytes: document, losses: Vec::new(), oddities: Vec::new() })
}

/// By values: of schema 1 there is no model, because its texts can be anything.
fn valued(document: &Bytes, table: &'static Struct, form: &Form, part: Part) -> Result<Rewritten, Error> {
    Reader::default().check_size(Stage::Parse, part, document.len())?;
    let mut notes = Notes::default();
    let reading = read_as_go(Stage::Parse, part, document, table)?;
    let value = notes.take(part, reading);
    let bytes = write(part, &value, form)?.into();
    Ok(Rewritten { bytes, losses: notes.losses, oddities: notes.oddities })
}
