use crate::{Failure, in_file};
use oci_digest::Digest;
use oci_spec_types::{Blob, Model, oci};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// An image layout in a folder (image-spec image-layout.md): where its files are, and how they get there.
#[derive(Debug)]
pub struct Layout {
    folder: PathBuf,
    is_temporary: bool,
}

impl Layout {
    /// A layout that is there.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), is_temporary: false }
    }

    /// A new layout, in a folder that is empty or is still to be made.
    ///
    /// # Errors
    /// When it cannot be written, or holds something already.
    pub fn create(folder: &Path) -> Result<Self, Failure> {
        let layout = Self::open(folder);
        let name = folder.display().to_string();
        fs::create_dir_all(folder).map_err(in_file(&name))?;
        if fs::read_dir(folder).map_err(in_file(&name))?.next().is_some() {
            return Err(in_file(&name)("expected an empty folder"));
        }
        fs::create_dir_all(folder.join("blobs/sha256")).map_err(in_file(&name))?;
        layout.write("oci-layout", &oci::Layout::default().to_json())?;
        Ok(layout)
    }

    /// A new layout in a temporary folder, which goes with the value.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn temporary(name: &str) -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("oci-layout-{}-{name}", std::process::id()));
        let mut layout = Self::create(&folder)?;
        layout.is_temporary = true;
        Ok(layout)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a blob.
    #[must_use]
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join("blobs").join(digest.to_path().to_string())
    }

    /// Writes a document among the blobs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, blob: &Blob) -> Result<(), Failure> {
        let digest = blob.descriptor.digest().map_err(in_file("a blob"))?;
        self.write(&format!("blobs/{}", digest.to_path()), &blob.bytes)
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        fs::write(&path, bytes).map_err(in_file(&path.display().to_string()))
    }

    /// A file for a blob whose digest is not known yet; see [`Layout::keep`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn incoming(&self) -> Result<File, Failure> {
        let path = self.folder.join(INCOMING);
        File::create(&path).map_err(in_file(&path.display().to_string()))
    }

    /// Gives the incoming file its name among the blobs.
    ///
    /// # Errors
    /// When that is not possible.
    pub fn keep(&self, digest: &Digest) -> Result<(), Failure> {
        let path = self.path(digest);
        fs::rename(self.folder.join(INCOMING), &path).map_err(in_file(&path.display().to_string()))
    }
}

/// Not among the blobs: what stands there has a digest for a name.
const INCOMING: &str = "incoming";

impl Drop for Layout {
    fn drop(&mut self) {
        if self.is_temporary {
            // A folder that stays behind is no error.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
