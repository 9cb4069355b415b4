//! The golden cases (`golden/cases.tar.zst`, `golden/README.md`): what other programs answered, packed.

mod tar;

use std::io;
use std::path::{Path, PathBuf};

static PACKED: &[u8] = include_bytes!("../golden/cases.tar.zst");

/// Hands over the path and the content of every file of the golden cases, in the order of the paths.
///
/// # Errors
/// The first one that is met.
pub fn for_each(mut each: impl FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let tar = zstd::decode_all(PACKED)?;
    tar::files(&tar).try_for_each(|file| file.and_then(|(path, content)| each(path, content)))
}

/// The golden cases as files in a temporary folder, which goes with the value.
#[derive(Debug)]
pub struct Unpacked {
    folder: PathBuf,
}

impl Unpacked {
    /// Unpacks the cases; `name` tells the folders of one process apart.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn new(name: &str) -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("oci-golden-cases-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let unpacked = Self { folder };
        for_each(|path, content| {
            let path = unpacked.folder.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, content)
        })?;
        Ok(unpacked)
    }

    /// The folder with the cases.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        // A folder that stays behind is no error.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::Unpacked;

    #[test]
    fn unpacks_the_cases_and_takes_them_away_again() {
        let unpacked = Unpacked::new("unpack").expect("a temporary folder");
        let folder = unpacked.folder().to_owned();
        let case = std::fs::read_to_string(folder.join("convert/image-id/v2s1-no-diffids/case.json"));
        assert!(case.is_ok_and(|case| case.contains("\"operation\"")));
        drop(unpacked);
        assert!(!folder.exists());
    }
}
