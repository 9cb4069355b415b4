use crate::{Failure, Input};
use oci_digest::Digest;
use oci_spec_types::closure::{Link, LinkKind, links};
use oci_spec_types::{ClaimedDigest, Document, ParseOptions};
use std::path::PathBuf;

/// A document that was given, with its digest.
#[derive(Debug)]
pub struct Held {
    /// The name of the file, fit for a terminal.
    pub name: String,
    /// The document.
    pub document: Document,
    /// Its digest, or why it has none.
    pub digest: Result<Digest, String>,
}

impl Held {
    /// Reads the document in an input.
    ///
    /// # Errors
    /// As [`Input::document`].
    pub fn new(input: &Input) -> Result<Self, Failure> {
        let document = input.document()?;
        let digest = document.digest().map_err(|error| error.to_string());
        Ok(Self { name: input.name.clone(), document, digest })
    }

    /// Whether a digest, of whatever algorithm, is that of the document.
    #[must_use]
    pub fn is(&self, claimed: &ClaimedDigest) -> bool {
        let Some(claimed) = claimed.valid() else { return false };
        self.digest.as_ref().is_ok_and(|own| *own == claimed)
            || (claimed.algorithm_str() != "sha256" && claimed.verify(self.document.bytes()).is_ok())
    }
}

/// All documents that were given: those that others name are found by their digests, in whatever order they come.
#[derive(Debug)]
pub struct Shelf {
    /// The documents, as they were given.
    pub all: Vec<Held>,
}

impl Shelf {
    /// Reads all files.
    ///
    /// # Errors
    /// As [`Input::read`] and [`Input::document`].
    pub fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        Self::of(&paths.iter().map(|path| Input::read(path)).collect::<Result<Vec<_>, _>>()?)
    }

    /// Reads all files, or takes these documents where there are none.
    ///
    /// # Errors
    /// As [`Shelf::read`].
    pub fn read_or(paths: &[PathBuf], embedded: &[crate::data::Embedded]) -> Result<Self, Failure> {
        if !paths.is_empty() {
            return Self::read(paths);
        }
        Self::of(&embedded.iter().copied().map(Input::embedded).collect::<Vec<_>>())
    }

    /// The documents in these inputs.
    ///
    /// # Errors
    /// As [`Input::document`].
    pub fn of(inputs: &[Input]) -> Result<Self, Failure> {
        let mut all = inputs.iter().map(Held::new).collect::<Result<Vec<_>, _>>()?;
        for (at, document) in named_configs(&all) {
            if let Some(held) = all.get_mut(at) {
                held.document = document;
            }
        }
        Ok(Self { all })
    }

    /// The document with a digest.
    #[must_use]
    pub fn find(&self, digest: &ClaimedDigest) -> Option<&Held> {
        self.all.iter().find(|held| held.is(digest))
    }

    /// Whether another document names this one.
    #[must_use]
    pub fn is_named(&self, one: &Held) -> bool {
        let is_that = |link: &Link<'_>| link.kind != LinkKind::About && one.is(&link.digest);
        self.all.iter().any(|other| links(&other.document).iter().any(is_that))
    }
}

/// The configs that manifests among these documents name, read under the media type that the manifest gives: charts and plugins
/// have some that look like those of images.
fn named_configs(all: &[Held]) -> Vec<(usize, Document)> {
    let read = |held: &Held| {
        let config = held.document.view().config()?;
        let at = all.iter().position(|other| other.is(&config.digest))?;
        let options = ParseOptions::default().media_type(config.media_type.clone());
        // What is no such document stays what it was found to be.
        let document = Document::parse_with(all.get(at)?.document.bytes().clone(), &options).ok()?;
        Some((at, document))
    };
    all.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::Shelf;
    use crate::Input;
    use oci_spec_types::{Descriptor, Kind, Model, oci};

    #[test]
    fn a_config_is_what_its_manifest_says() {
        let text = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
        let config = Descriptor::of("application/vnd.docker.plugin.v1+json", text);
        let manifest = oci::Manifest::new(config, vec![]).to_json();
        let input = |bytes: &[u8]| Input { name: "x".into(), bytes: bytes.to_vec().into() };
        let kinds = |inputs: &[Input]| -> Vec<Kind> {
            Shelf::of(inputs).unwrap().all.iter().map(|held| held.document.kind()).collect()
        };
        assert_eq!(kinds(&[input(text), input(&manifest)]), [Kind::Unknown, Kind::OciManifest]);
        assert_eq!(kinds(&[input(text)]), [Kind::ImageConfig]);
    }
}
