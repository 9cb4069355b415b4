//! Readers, writers and streams: right content passes, wrong content never does.

use std::io::{self, Read, Write};

use oci_digest::{Digest, VerifyError, VerifyReader, VerifyWriter};
use proptest::prelude::*;

/// Yields and takes at most `step` bytes a call, and fails now and then.
struct Slow<T> {
    inner: T,
    step: usize,
    calls: usize,
}

impl<T> Slow<T> {
    fn new(inner: T, step: usize) -> Self {
        Self { inner, step, calls: 0 }
    }

    fn hiccup(&mut self) -> io::Result<()> {
        self.calls += 1;
        match self.calls % 4 {
            1 => Err(io::ErrorKind::Interrupted.into()),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.hiccup()?;
        let n = buffer.len().min(self.step);
        self.inner.read(&mut buffer[..n])
    }
}

impl<W: Write> Write for Slow<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hiccup()?;
        self.inner.write(&bytes[..bytes.len().min(self.step)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn verify_error(err: &io::Error) -> &VerifyError {
    err.get_ref().and_then(|err| err.downcast_ref()).expect("a VerifyError inside")
}

#[test]
fn the_last_byte_waits_for_the_verdict() {
    let digest = Digest::sha256(b"content");
    let mut reader = VerifyReader::new(&b"contend"[..], &digest, Some(7));
    let mut buffer = [0; 32];
    assert_eq!(reader.read(&mut buffer).unwrap(), 6);
    let err = reader.read(&mut buffer).unwrap_err();
    assert!(matches!(verify_error(&err), VerifyError::Mismatch { .. }));
    assert!(reader.read(&mut buffer).is_err(), "it stays an error");
    assert!(!reader.is_verified());

    let mut reader = VerifyReader::new(&b"content+"[..], &digest, Some(7));
    let err = reader.read_exact(&mut [0; 7]).unwrap_err();
    assert_eq!(verify_error(&err), &VerifyError::TooLong { expected: 7 });

    let err = VerifyReader::new(&b"conte"[..], &digest, Some(7)).finish().unwrap_err();
    assert_eq!(verify_error(&err), &VerifyError::TooShort { expected: 7, found: 5 });

    let mut reader = VerifyReader::new(&b"content"[..], &digest, Some(7));
    reader.read_exact(&mut [0; 7]).unwrap();
    assert!(reader.is_verified());
}

#[test]
fn nothing_and_unverifiable() {
    let empty = Digest::sha256(b"");
    assert!(VerifyReader::new(&b""[..], &empty, Some(0)).finish().is_ok());
    assert!(VerifyReader::new(&b"x"[..], &empty, Some(0)).finish().is_err());
    assert!(VerifyReader::new(&b"x"[..], &empty, None).finish().is_err());
    assert!(VerifyWriter::new(Vec::new(), &empty, Some(0)).finish().is_ok());
    let md5: Digest = "md5:d41d8cd98f00b204e9800998ecf8427e".parse().unwrap();
    assert!(VerifyReader::new(&b""[..], &md5, Some(0)).finish().is_err());
    assert!(VerifyWriter::new(Vec::new(), &md5, None).finish().is_err());
}

#[test]
fn a_writer_never_completes_wrong_content() {
    let digest = Digest::sha256(b"content");
    let mut writer = VerifyWriter::new(Vec::new(), &digest, Some(7));
    writer.write_all(b"con").unwrap();
    assert!(writer.write_all(b"tend").is_err());
    assert!(writer.write_all(b"tent").is_err(), "it stays an error");
    assert_eq!(writer.into_parts().0, b"con");
    let mut writer = VerifyWriter::new(Vec::new(), &digest, Some(7));
    assert!(writer.write_all(b"content+").is_err());
    assert!(writer.finish().is_err());
}

/// Content, what arrives instead of it, and whether that is the same.
fn arrivals() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    (bytes, any::<prop::sample::Index>(), 0..4_u8, any::<u8>()).prop_map(|(content, at, how, byte)| {
        let mut arrived = content.clone();
        let at = at.index(content.len() + 1);
        match how {
            0 => arrived.insert(at, byte),
            1 if at < content.len() => drop(arrived.remove(at)),
            2 if at < content.len() => arrived[at] ^= byte,
            _ => {}
        }
        (content, arrived)
    })
}

proptest! {
    #[test]
    fn readers_and_writers_tell(
        (content, arrived) in arrivals(), sized in any::<bool>(), step in 1_usize..80, piece in 1_usize..80,
    ) {
        let right = content == arrived;
        let digest = Digest::sha256(&content);
        let size = sized.then_some(content.len() as u64);

        let mut out = Vec::new();
        let mut reader = VerifyReader::new(Slow::new(&arrived[..], step), &digest, size);
        let mut buffer = vec![0; piece];
        let end = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break Ok(()),
                Ok(n) => out.extend_from_slice(&buffer[..n]),
                Err(err) => break Err(err),
            }
        };
        prop_assert_eq!(end.is_ok(), right);
        prop_assert_eq!(reader.is_verified(), right);
        prop_assert!(!right || out == content);
        prop_assert!(right || !sized || out.len() < content.len().max(1));

        let mut exact = vec![0; content.len()];
        let mut reader = VerifyReader::new(Slow::new(&arrived[..], step), &digest, size);
        let read = reader.read_exact(&mut exact);
        if sized && !content.is_empty() {
            prop_assert_eq!(read.is_ok(), right);
        }

        let mut target = Slow::new(Vec::new(), step);
        let mut writer = VerifyWriter::new(&mut target, &digest, size);
        let written = arrived.chunks(piece).try_for_each(|piece| writer.write_all(piece));
        prop_assert_eq!(written.and_then(|()| writer.finish().map(drop)).is_ok(), right);
        prop_assert!(!right || target.inner == content);
        // Content with more behind it is passed on up to its end; that there was more is what `finish` tells.
        prop_assert!(right || !sized || content.is_empty() || target.inner != content || arrived.starts_with(&content));
    }
}

#[cfg(feature = "stream")]
mod stream {
    use core::pin::Pin;
    use core::task::{Context, Poll, Waker};

    use bytes::Bytes;
    use futures_core::Stream;
    use oci_digest::{StreamError, VerifyStream};

    use super::*;

    /// Chunks, with a pause before each.
    struct Chunks(Vec<Result<Bytes, &'static str>>, bool);

    impl Stream for Chunks {
        type Item = Result<Bytes, &'static str>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.1 = !self.1;
            if self.1 {
                return Poll::Pending;
            }
            Poll::Ready(if self.0.is_empty() { None } else { Some(self.0.remove(0)) })
        }
    }

    fn drain(chunks: Chunks, digest: &Digest, size: Option<u64>) -> (Vec<u8>, Option<StreamError<&'static str>>) {
        let mut stream = VerifyStream::new(chunks, digest, size);
        let mut cx = Context::from_waker(Waker::noop());
        let mut out = Vec::new();
        loop {
            match Pin::new(&mut stream).poll_next(&mut cx) {
                Poll::Pending => {}
                Poll::Ready(None) => return (out, None),
                Poll::Ready(Some(Ok(chunk))) => out.extend_from_slice(&chunk),
                Poll::Ready(Some(Err(err))) => {
                    assert_eq!(Pin::new(&mut stream).poll_next(&mut cx), Poll::Ready(None));
                    return (out, Some(err));
                }
            }
        }
    }

    #[test]
    fn a_failing_stream_fails() {
        let digest = Digest::sha256(b"content");
        let chunks = vec![Ok(Bytes::from_static(b"content")), Err("reset")];
        let (out, err) = drain(Chunks(chunks, false), &digest, Some(7));
        assert_eq!((out.len(), err), (0, Some(StreamError::Stream("reset"))));
    }

    proptest! {
        #[test]
        fn streams_tell((content, arrived) in arrivals(), sized in any::<bool>(), piece in 1_usize..80) {
            let right = content == arrived;
            let size = sized.then_some(content.len() as u64);
            let chunks = arrived.chunks(piece).flat_map(|c| [Ok(Bytes::copy_from_slice(c)), Ok(Bytes::new())]).collect();
            let (out, err) = drain(Chunks(chunks, false), &Digest::sha256(&content), size);
            prop_assert_eq!(err.is_none(), right);
            let passed = if right { out == content } else { !sized || content.is_empty() || out != content };
            prop_assert!(passed);
        }
    }
}
