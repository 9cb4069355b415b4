//! Work that stops and goes on: broken downloads, saved hashers, digests that arrive last.

use std::io::{self, Read, Write};

use oci_digest::{Algorithm, Digest, Error, Hasher, MultiHasher, Verifier, VerifyError, VerifyReader, VerifyWriter};
use proptest::prelude::*;

/// Yields some bytes, and then fails.
struct Breaks<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl Read for Breaks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_empty() {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let n = buffer.len().min(self.step);
        self.bytes.read(&mut buffer[..n])
    }
}

proptest! {
    #[test]
    fn a_download_goes_on_after_every_break(
        content in prop::collection::vec(any::<u8>(), 1..300),
        breaks in prop::collection::vec(0_usize..300, 0..6),
        step in 1_usize..70,
        known in any::<bool>(),
    ) {
        let size = known.then_some(content.len() as u64);
        let mut verifier = Verifier::new(&Digest::sha256(&content), size);
        let mut got = Vec::new();
        for at in breaks {
            let position = usize::try_from(verifier.position()).unwrap();
            prop_assert_eq!(position, got.len());
            let rest = &content[position..];
            let source = Breaks { bytes: &rest[..at.min(rest.len())], step };
            let mut reader = VerifyReader::with_verifier(source, verifier);
            let mut buffer = [0; 50];
            let error = loop {
                match reader.read(&mut buffer) {
                    Ok(n) => got.extend_from_slice(&buffer[..n]),
                    Err(error) => break error,
                }
            };
            prop_assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
            prop_assert_eq!(reader.position(), got.len() as u64);
            verifier = reader.into_parts().1;
        }
        VerifyReader::with_verifier(&content[got.len()..], verifier).read_to_end(&mut got)?;
        prop_assert_eq!(got, content);
    }

    #[test]
    fn a_saved_hasher_goes_on(content in prop::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>()) {
        let at = at.index(content.len() + 1);
        for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
            let mut hasher = algorithm.hasher().unwrap();
            hasher.update(&content[..at]);
            let saved = hasher.save().unwrap();
            let mut hasher = Hasher::restore(&saved).unwrap();
            prop_assert_eq!(hasher.position(), at as u64);
            prop_assert_eq!(hasher.algorithm(), algorithm.clone());
            hasher.update(&content[at..]);
            prop_assert_eq!(hasher.finalize(), algorithm.digest(&content).unwrap());
        }
    }

    #[test]
    fn what_was_not_saved_is_not_restored(mut bytes in prop::collection::vec(any::<u8>(), 0..200), head in any::<bool>()) {
        if head {
            bytes.splice(0..0, *b"oci1");
        }
        match Hasher::restore(&bytes) {
            Ok(hasher) => prop_assert_eq!(hasher.save().unwrap(), bytes),
            Err(error) => prop_assert!(matches!(error, Error::SavedState)),
        }
    }
}

#[test]
fn a_writer_gives_its_verifier_back() {
    let digest = Digest::sha512(b"two parts");
    let mut writer = VerifyWriter::new(Vec::new(), &digest, Some(9));
    writer.write_all(b"two ").unwrap();
    assert_eq!(writer.position(), 4);
    let (content, verifier) = writer.into_parts();
    let mut writer = VerifyWriter::with_verifier(content, verifier);
    writer.write_all(b"parts").unwrap();
    assert_eq!(writer.finish().unwrap(), b"two parts");
}

#[test]
fn wrong_content_stays_wrong() {
    let digest = Digest::sha256(b"content");
    let mut reader = VerifyReader::new(&b"contents"[..], &digest, Some(7));
    assert!(reader.read_to_end(&mut Vec::new()).is_err());
    let (_, verifier) = reader.into_parts();
    assert!(matches!(verifier.finish(), Err(VerifyError::TooLong { .. })));
}

#[test]
fn hashers_are_writers() {
    let mut several = MultiHasher::new(&[Algorithm::Sha256, Algorithm::Sha512]).unwrap();
    io::copy(&mut &b"content"[..], &mut several).unwrap();
    assert_eq!(several.clone().verify(&Digest::sha256(b"content")), Ok(()));
    assert_eq!(several.clone().verify(&Digest::sha512(b"content")), Ok(()));
    assert!(matches!(several.clone().verify(&Digest::sha512(b"other")), Err(VerifyError::Mismatch { .. })));
    assert!(matches!(several.verify(&Digest::sha384(b"content")), Err(VerifyError::Unsupported { .. })));
    let mut verifier = Verifier::new(&Digest::sha256(b"content"), Some(7));
    assert!(verifier.write_all(b"content and more").is_err());
}

#[test]
fn a_hasher_of_sha384_does_not_verify_free_text() {
    let odd: Digest = "sha384:abc".parse().unwrap();
    let hasher = Algorithm::Sha384.hasher().unwrap();
    assert!(matches!(hasher.verify(&odd), Err(VerifyError::Unsupported { .. })));
}

#[cfg(feature = "stream")]
mod streams {
    use bytes::Bytes;
    use core::pin::Pin;
    use core::task::{Context, Poll, Waker};
    use futures_core::Stream;
    use oci_digest::{Digest, StreamError, Verifier, VerifyError, VerifyStream};
    use std::collections::VecDeque;

    struct Chunks(VecDeque<Result<Bytes, &'static str>>);

    impl Stream for Chunks {
        type Item = Result<Bytes, &'static str>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front())
        }
    }

    fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        match Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(item) => item,
            Poll::Pending => panic!("always ready"),
        }
    }

    fn chunks(texts: &[&'static str], fails: bool) -> Chunks {
        let good = texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes())));
        Chunks(good.chain(fails.then_some(Err("reset"))).collect())
    }

    #[test]
    fn a_stream_goes_on_after_a_reset() {
        for size in [Some(7), None] {
            let verifier = Verifier::new(&Digest::sha256(b"content"), size);
            let mut broken = VerifyStream::with_verifier(chunks(&["con", "te", "nt"], true), verifier);
            let mut got = Vec::new();
            let error = loop {
                match next(&mut broken) {
                    Some(Ok(chunk)) => got.extend_from_slice(&chunk),
                    other => break other,
                }
            };
            assert_eq!(error, Some(Err(StreamError::Stream("reset"))));
            assert_eq!(got, b"conte", "the last chunk waits");
            assert_eq!(broken.position(), 5);
            let (_, verifier) = broken.into_parts();
            let mut rest = VerifyStream::with_verifier(chunks(&["n", "t"], false), verifier);
            while let Some(chunk) = next(&mut rest) {
                got.extend_from_slice(&chunk.unwrap());
            }
            assert_eq!(got, b"content");
            assert_eq!(rest.position(), 7);
        }
    }

    #[test]
    fn wrong_content_never_ends_well() {
        let mut wrong = VerifyStream::new(chunks(&["con", "tend"], false), &Digest::sha256(b"content"), Some(7));
        assert_eq!(next(&mut wrong), Some(Ok(Bytes::from_static(b"con"))));
        assert!(matches!(next(&mut wrong), Some(Err(StreamError::Verify(VerifyError::Mismatch { .. })))));
        assert_eq!(next(&mut wrong), None);
    }
}

#[cfg(feature = "tokio")]
#[test]
fn readers_that_are_not_ready_lose_nothing() {
    use core::pin::Pin;
    use core::task::{Context, Poll};
    use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

    /// Ready every third time, with a few bytes.
    struct Lazy<'a>(&'a [u8], usize);

    impl AsyncRead for Lazy<'_> {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            self.1 += 1;
            if !self.1.is_multiple_of(3) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let n = self.0.len().min(out.remaining()).min(3);
            let (now, later) = self.0.split_at(n);
            out.put_slice(now);
            self.0 = later;
            Poll::Ready(Ok(()))
        }
    }

    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let content = b"some bytes that come slowly";
        for (size, good) in [(Some(27), true), (None, true), (Some(26), false), (Some(28), false)] {
            let mut reader = VerifyReader::new(Lazy(content, 0), &Digest::sha256(content), size);
            let mut got = Vec::new();
            assert_eq!(reader.read_to_end(&mut got).await.is_ok(), good, "{size:?}");
            assert!(!good || got == content);
        }
        let mut wrong = VerifyReader::new(Lazy(content, 0), &Digest::sha256(b"other"), Some(27));
        let mut buffer = [0; 27];
        assert!(wrong.read_exact(&mut buffer).await.is_err());
    });
}
