//! A whole store, several contents at once.

use std::cell::Cell;
use std::io::{self, Read};

use oci_digest::{Algorithm, Digest, Verifier, VerifyError, verify_readers};

/// Yields at most 1,000 bytes a call, fails at a place, and counts how many of its kind are open.
struct Blob<'a> {
    bytes: Vec<u8>,
    fails_at: Option<usize>,
    read: usize,
    open: &'a Cell<usize>,
}

impl<'a> Blob<'a> {
    fn new(bytes: Vec<u8>, open: &'a Cell<usize>) -> Self {
        open.set(open.get() + 1);
        Self { bytes, fails_at: None, read: 0, open }
    }
}

impl Drop for Blob<'_> {
    fn drop(&mut self) {
        self.open.set(self.open.get() - 1);
    }
}

impl Read for Blob<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fails_at.is_some_and(|at| self.read >= at) {
            return Err(io::Error::other("a bad disk"));
        }
        let n = buffer.len().min(1000).min(self.bytes.len() - self.read);
        buffer[..n].copy_from_slice(&self.bytes[self.read..][..n]);
        self.read += n;
        Ok(n)
    }
}

fn content(at: usize) -> Vec<u8> {
    (0..at * at * 97 % 300_000).map(|byte| (byte * 31 + at) as u8).collect()
}

/// Name, and what was said: empty for right content.
fn verdicts<'a>(contents: impl Iterator<Item = (usize, Verifier, io::Result<Blob<'a>>)>) -> Vec<(usize, String)> {
    let said = |result: io::Result<()>| result.map_or_else(|err| err.to_string(), |()| String::new());
    let mut all: Vec<_> = verify_readers(contents).map(|(name, result)| (name, said(result))).collect();
    all.sort();
    all
}

#[test]
fn a_store_of_any_size() {
    let open = Cell::new(0);
    let most = Cell::new(0);
    for count in [0, 1, 2, 7, 100] {
        let contents = (0..count).map(|at| {
            let bytes = content(at);
            let digest = if at % 3 == 0 { Digest::sha512(&bytes) } else { Digest::sha256(&bytes) };
            let size = (at % 2 == 0).then_some(bytes.len() as u64);
            let blob = Blob::new(bytes, &open);
            most.set(most.get().max(open.get()));
            (at, Verifier::new(&digest, size), Ok(blob))
        });
        let right: Vec<_> = (0..count).map(|at| (at, String::new())).collect();
        assert_eq!(verdicts(contents), right);
        assert_eq!(open.get(), 0);
    }
    assert!(most.get() <= (2 * Algorithm::Sha256.lanes()).max(8), "{} were open", most.get());
}

#[test]
fn every_wrong_content_is_told_by_its_name() {
    let open = Cell::new(0);
    let unsupported: Digest = "md5:d41d8cd98f00b204e9800998ecf8427e".parse().unwrap();
    let contents = (0..60).map(|at| {
        let bytes = content(at);
        let (digest, size) = (Digest::sha256(&bytes), bytes.len() as u64);
        let mut blob = Blob::new(bytes, &open);
        let (digest, size) = match at {
            10 => (Digest::sha256("other"), size),
            20 => (digest, size - 1),
            30 => (digest, size + 1),
            40 => (unsupported.clone(), size),
            50 => {
                blob.fails_at = Some(70_000);
                (digest, size)
            }
            _ => (digest, size),
        };
        let reader = if at == 55 { Err(io::Error::from(io::ErrorKind::NotFound)) } else { Ok(blob) };
        (at, Verifier::new(&digest, Some(size)), reader)
    });
    let wrong: Vec<_> = verdicts(contents).into_iter().filter(|(_, said)| !said.is_empty()).collect();
    let mismatch = VerifyError::Mismatch { expected: Digest::sha256("other"), found: Digest::sha256(content(10)) };
    let (short, long) = (content(20).len() as u64, content(30).len() as u64);
    let expected = [
        (10, mismatch.to_string()),
        (20, VerifyError::TooLong { expected: short - 1 }.to_string()),
        (30, VerifyError::TooShort { expected: long + 1, found: long }.to_string()),
        (40, VerifyError::Unsupported { digest: unsupported.clone() }.to_string()),
        (50, "a bad disk".to_owned()),
        (55, io::Error::from(io::ErrorKind::NotFound).to_string()),
    ];
    assert_eq!(wrong, expected);
}

#[test]
fn what_is_wrong_is_read_no_further() {
    let read = Cell::new(0);
    let endless = io::repeat(7).take(1 << 30);
    struct Counted<'a, R>(R, &'a Cell<usize>);
    impl<R: Read> Read for Counted<'_, R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.read(buffer)?;
            self.1.set(self.1.get() + n);
            Ok(n)
        }
    }
    let verifier = Verifier::new(&Digest::sha256("x"), Some(1));
    let mut verdicts = verify_readers([((), verifier, Ok(Counted(endless, &read)))]);
    assert!(verdicts.next().is_some_and(|((), verdict)| verdict.is_err()));
    assert!(verdicts.next().is_none());
    assert!(read.get() <= 1 << 16, "{} bytes", read.get());
}

#[test]
fn a_verifier_of_several_tells_what_it_would_tell_alone() {
    let right = Digest::sha256("right");
    let of = |size| Verifier::new(&right, size);
    let unsupported: Digest = "sha256:abc".parse().unwrap_or_else(|_| "what:ever".parse().unwrap());
    let mut many = [of(Some(5)), of(None), of(Some(4)), of(Some(6)), Verifier::new(&unsupported, None)];
    let mut alone = many.clone();
    Verifier::update_many(&mut many.iter_mut().map(|verifier| (verifier, &b"ri"[..])).collect::<Vec<_>>());
    Verifier::update_many(&mut many.iter_mut().map(|verifier| (verifier, &b"ght"[..])).collect::<Vec<_>>());
    for verifier in &mut alone {
        drop(verifier.update("right"));
    }
    assert_eq!(many.map(Verifier::finish), alone.map(Verifier::finish));
}
