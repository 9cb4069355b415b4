use crate::{Failure, in_file};
use bytes::Bytes;
use oci_spec_types::{Document, Limits, printable};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes with a name for messages.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file, `standard input`, or the name of an embedded document: fit for a terminal.
    pub name: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Input {
    /// An embedded document.
    #[must_use]
    pub fn embedded((name, bytes): (&'static str, &'static [u8])) -> Self {
        Self { name: name.to_owned(), bytes: Bytes::from_static(bytes) }
    }

    /// A document in a file, or from standard input for `-`. No more is read of it than a document may have.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than [`Limits::max_document`].
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let name = printable(&path.display().to_string()).longest(400).to_string();
        if path.as_os_str() != "-" {
            let bytes = File::open(path).and_then(bounded).map_err(in_file(&name))?;
            return Ok(Self { name, bytes });
        }
        static IS_READ: AtomicBool = AtomicBool::new(false);
        if IS_READ.swap(true, Ordering::Relaxed) {
            return Err(Failure::usage("standard input can be read only once"));
        }
        let name = "standard input".to_owned();
        let bytes = bounded(io::stdin().lock()).map_err(in_file(&name))?;
        Ok(Self { name, bytes })
    }

    /// The document in the bytes.
    ///
    /// # Errors
    /// When they hold none: one line with the name, the place, and what was expected.
    pub fn document(&self) -> Result<Document, Failure> {
        Document::parse(self.bytes.clone()).map_err(in_file(&self.name))
    }
}

fn bounded(input: impl Read) -> io::Result<Bytes> {
    let most = Limits::default().max_document;
    let mut bytes = Vec::new();
    input.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        return Err(io::Error::other(format!("more than {most} bytes, which no registry takes as a document")));
    }
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::{bounded, io};
    use std::io::Read;

    /// Zeros without an end, counted.
    struct Endless(usize);

    impl Read for &mut Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0 += into.len();
            into.fill(0);
            Ok(into.len())
        }
    }

    #[test]
    fn no_more_is_read_than_a_document_may_have() {
        let mut input = Endless(0);
        assert!(bounded(&mut input).is_err());
        assert!(input.0 <= 5 << 20, "{}", input.0);
        assert_eq!(bounded(&b"{}"[..]).unwrap(), "{}");
    }
}
