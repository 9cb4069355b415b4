//! Where the decompressed bytes of a layer go beside the hash.

use std::io;

/// Takes the decompressed bytes of a layer as they are made.
///
/// They are *unverified*: whether the blob was well formed and had the right digest is known only when the pass has
/// ended. What is made of them must be thrown away if it fails.
///
/// Closures `FnMut(&[u8]) -> io::Result<()>` are sinks.
pub trait Sink {
    /// Takes the next bytes, which nothing vouches for yet.
    ///
    /// # Errors
    /// Any error ends the pass.
    fn unverified(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl<F: FnMut(&[u8]) -> io::Result<()>> Sink for F {
    fn unverified(&mut self, bytes: &[u8]) -> io::Result<()> {
        self(bytes)
    }
}

/// The sink that drops everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Discard;

impl Sink for Discard {
    fn unverified(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// The sink that writes everything to a writer.
#[derive(Debug, Clone, Default)]
pub struct ToWriter<W>(
    /// The writer.
    pub W,
);

impl<W: io::Write> Sink for ToWriter<W> {
    fn unverified(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}
