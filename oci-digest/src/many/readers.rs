//! Contents that are read: several at once, so that none waits for the hash of another.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::iter::Fuse;
use std::io::{self, Read};

use crate::io::read_some;
use crate::{Algorithm, Verifier};

/// How much of each content is read before all of it is hashed.
const PIECE: usize = 64 << 10;
/// At least so many contents are open, for there are short ones among them.
const LEAST_OPEN: usize = 8;

/// Verifies many contents as they are read: a whole store, on one thread. Where one ends, the next begins.
///
/// Each content comes with a name of the caller's, its verifier, and its reader, or why there is none. They are opened
/// when their turn comes, at most two for each of [`Algorithm::lanes`], and 8. The verdicts come in the order in which the
/// contents end; a content is read no further than what makes it wrong.
///
/// ```
/// use oci_digest::{Digest, Verifier, VerifyError, verify_readers};
/// use std::io;
///
/// let blobs = [("a", &b"content"[..]), ("b", b"c0ntent"), ("c", b"content and more")];
/// let digest = Digest::sha256("content");
/// let contents = blobs.map(|(name, bytes)| (name, Verifier::new(&digest, Some(7)), Ok(bytes)));
/// let mut wrong: Vec<_> = verify_readers(contents).filter_map(|(name, result)| Some((name, result.err()?))).collect();
/// wrong.sort_by_key(|(name, _)| *name);
/// assert_eq!(wrong.len(), 2);
/// assert_eq!(wrong[0].1.kind(), io::ErrorKind::InvalidData);
/// assert_eq!(wrong[1].1.to_string(), "content is too long: expected 7 bytes, found more");
/// ```
///
/// The items are [`io::Result`]s: a [`VerifyError`](crate::VerifyError) is inside of [`io::ErrorKind::InvalidData`]; others
/// are those of the reader.
pub fn verify_readers<T, R, I>(contents: I) -> VerifyReaders<T, R, I::IntoIter>
where
    R: Read,
    I: IntoIterator<Item = (T, Verifier, io::Result<R>)>,
{
    let most = (2 * Algorithm::Sha256.lanes()).max(LEAST_OPEN);
    VerifyReaders { contents: contents.into_iter().fuse(), open: Vec::new(), most, buffers: Vec::new() }
}

/// The verdicts of [`verify_readers`], as contents end: the name of each, and whether it is what it should be.
#[must_use = "nothing is read before the verdicts are asked for"]
pub struct VerifyReaders<T, R, I> {
    contents: Fuse<I>,
    open: Vec<Content<T, R>>,
    most: usize,
    buffers: Vec<Vec<u8>>,
}

struct Content<T, R> {
    name: T,
    verifier: Verifier,
    reader: io::Result<R>,
    buffer: Vec<u8>,
    filled: usize,
    /// Nothing more is read.
    ended: bool,
}

impl<T, R: Read> Content<T, R> {
    /// Reads until the buffer is full, or to the end.
    fn read(&mut self) {
        self.filled = 0;
        while !self.ended
            && let Some(room @ [_, ..]) = self.buffer.get_mut(self.filled..)
        {
            let Ok(reader) = &mut self.reader else {
                self.ended = true;
                return;
            };
            match read_some(reader, room) {
                Ok([]) => self.ended = true,
                Ok(bytes) => self.filled += bytes.len(),
                Err(err) => self.reader = Err(err),
            }
        }
    }

    fn finish(self) -> (T, io::Result<()>, Vec<u8>) {
        let verdict = match self.reader {
            Ok(_) => self.verifier.finish().map_err(io::Error::from),
            Err(err) => Err(err),
        };
        (self.name, verdict, self.buffer)
    }
}

impl<T, R: Read, I: Iterator<Item = (T, Verifier, io::Result<R>)>> Iterator for VerifyReaders<T, R, I> {
    type Item = (T, io::Result<()>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(at) = self.open.iter().position(|content| content.ended) {
                let (name, verdict, buffer) = self.open.swap_remove(at).finish();
                self.buffers.push(buffer);
                return Some((name, verdict));
            }
            while self.open.len() < self.most
                && let Some((name, verifier, reader)) = self.contents.next()
            {
                let buffer = self.buffers.pop().unwrap_or_else(|| vec![0; PIECE]);
                let ended = verifier.verdict_so_far().is_err();
                self.open.push(Content { name, verifier, reader, buffer, filled: 0, ended });
            }
            if self.open.is_empty() {
                return None;
            }
            self.open.iter_mut().for_each(Content::read);
            #[expect(clippy::indexing_slicing, reason = "a buffer is never filled beyond its end")]
            let pieces = self.open.iter_mut().map(|content| (&mut content.verifier, &content.buffer[..content.filled]));
            Verifier::update_many(&mut pieces.collect::<Vec<_>>());
            for content in &mut self.open {
                content.ended |= content.verifier.verdict_so_far().is_err();
            }
        }
    }
}

impl<T, R, I> fmt::Debug for VerifyReaders<T, R, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyReaders").field("open", &self.open.len()).finish_non_exhaustive()
    }
}
