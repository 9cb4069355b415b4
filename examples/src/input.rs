use oci_spec_types::Document;
use std::io::Read;

/// Bytes with a name for messages.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file, `standard input`, or the name of an embedded document.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// An embedded document.
    #[must_use]
    pub fn embedded((name, bytes): (&str, &[u8])) -> Self {
        Self { name: name.to_owned(), bytes: bytes.to_vec() }
    }

    /// A file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &str) -> Result<Self, String> {
        let (name, bytes) = if path == "-" {
            let mut bytes = Vec::new();
            let name = "standard input".to_owned();
            (name, std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes))
        } else {
            (path.to_owned(), std::fs::read(path))
        };
        let bytes = bytes.map_err(|error| format!("{name}: {error}"))?;
        Ok(Self { name, bytes })
    }

    /// The document in the bytes.
    ///
    /// # Errors
    /// When they hold none: one line with the name, the place, and what was expected.
    pub fn document(&self) -> Result<Document, String> {
        Document::parse(self.bytes.clone()).map_err(|error| format!("{}: {error}", self.name))
    }
}
