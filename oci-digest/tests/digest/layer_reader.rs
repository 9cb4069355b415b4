//! The layer pass as a reader, and what is expected of a layer.

use flate2::write::GzEncoder;
use oci_digest::layer::{LayerErrorKind, LayerHasher, LayerOptions, LayerReader};
use oci_digest::{Algorithm, DiffId, Digest, LayerDigest, VerifyError};
use std::io::{self, Read, Write};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Hands out a few bytes at a time, as many as its turn says.
struct Dribble<'a> {
    rest: &'a [u8],
    cuts: &'a [usize],
    turn: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        let n = self.rest.len().min(out.len()).min(self.cuts[self.turn % self.cuts.len()]);
        let (now, later) = self.rest.split_at(n);
        out[..n].copy_from_slice(now);
        self.rest = later;
        Ok(n)
    }
}

fn small() -> LayerOptions {
    LayerOptions::default().with_buffer_size(64 << 10)
}

#[test]
fn reads_what_the_hasher_hands_out_however_it_is_cut() {
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n / 7) as u8).collect();
    let mut blobs = vec![content.clone(), gzip(&content), [gzip(b""), gzip(&content), gzip(b"end")].concat()];
    blobs.push(b"short".to_vec());
    blobs.push(Vec::new());
    // Whose last bytes hold more than a buffer.
    let even = vec![0; 380_000];
    blobs.push(gzip(&even));
    #[cfg(feature = "zstd")]
    blobs.extend([&content, &even].map(|content| zstd::bulk::compress(content, 1).unwrap()));
    for blob in &blobs {
        let mut expected = Vec::new();
        let sink = |bytes: &[u8]| {
            expected.extend_from_slice(bytes);
            Ok(())
        };
        let mut hasher = LayerHasher::with_sink(small(), sink);
        hasher.update(blob).unwrap();
        let layer = hasher.finish().unwrap();
        for (cuts, step) in [(&[usize::MAX][..], 1 << 20), (&[1][..], 65_536), (&[3, 70_000, 17][..], 1000)] {
            let mut reader = LayerReader::new(Dribble { rest: blob, cuts, turn: 0 }, small());
            let (mut got, mut out) = (Vec::new(), vec![0; step]);
            loop {
                let n = reader.read(&mut out).unwrap();
                if n == 0 {
                    break;
                }
                assert!(reader.digests().is_none() || got.len() + n == expected.len());
                got.extend_from_slice(&out[..n]);
            }
            assert!(got == expected, "{} bytes, cut {cuts:?}", blob.len());
            assert_eq!(reader.digests(), Some(&layer));
            assert_eq!(reader.size(), blob.len() as u64);
            assert_eq!(reader.finish().unwrap().1, layer);
        }
    }
}

/// Also where the buffer is full just then, and the decoder still has content.
#[test]
fn a_blob_that_was_cut_anywhere_is_an_error() {
    let content = vec![0; 200_000];
    let mut blobs = vec![gzip(&content)];
    #[cfg(feature = "zstd")]
    blobs.push(zstd::bulk::compress(&content, 1).unwrap());
    for blob in &blobs {
        for end in 10..blob.len() {
            let mut read = Vec::new();
            let error = LayerReader::new(&blob[..end], small()).read_to_end(&mut read).map_err(|error| error.kind());
            assert_eq!(error, Err(io::ErrorKind::UnexpectedEof), "{end} of {} bytes", blob.len());
            assert!(content.starts_with(&read));
        }
    }
}

#[test]
fn who_stops_early_reads_the_rest_at_the_end() {
    let content = vec![7; 500_000];
    let blob = gzip(&content);
    let options = small().expect_digest(LayerDigest::new(Digest::sha512(&blob))).expect_size(blob.len() as u64);
    let mut reader = LayerReader::new(&blob[..], options.expect_diff_id(DiffId::of_tar(&content)));
    reader.read_exact(&mut [0; 512]).unwrap();
    assert!(reader.digests().is_none());
    let (rest, layer) = reader.finish().unwrap();
    assert!(rest.is_empty());
    assert_eq!(layer.digest, LayerDigest::new(Digest::sha512(&blob)));
}

#[test]
fn errors_stay() {
    let content = vec![7; 500_000];
    let blob = gzip(&content);
    let whole = [&blob[..], &gzip(b"more")].concat();
    let reading = |blob: &[u8], options: LayerOptions| {
        let mut reader = LayerReader::new(blob, options);
        let mut content = Vec::new();
        let first = reader.read_to_end(&mut content).unwrap_err();
        let again = reader.read(&mut [0; 9]).unwrap_err();
        assert_eq!((first.kind(), first.to_string()), (again.kind(), again.to_string()));
        assert!(reader.digests().is_none() && reader.finish().is_err());
        (first.kind(), first.to_string(), content.len())
    };
    // Cut where a member ends: the size tells, or the digest.
    let (kind, text, _) = reading(&blob, small().expect_size(whole.len() as u64));
    assert_eq!(kind, io::ErrorKind::UnexpectedEof);
    assert!(text.starts_with("content is too short: expected"), "{text}");
    let (kind, text, read) = reading(&blob, small().expect_digest(LayerDigest::new(Digest::sha256(&whole))));
    assert_eq!(kind, io::ErrorKind::InvalidData);
    assert!(text.starts_with("content has the wrong digest: expected"), "{text}");
    // What waits for the verdict is not handed out.
    assert!(read < content.len(), "{read}");
    // Longer than expected: refused at the first byte too many.
    let (_, text, _) = reading(&whole, small().expect_size(blob.len() as u64));
    assert!(text.starts_with("content is too long"), "{text}");
    let (_, text, _) = reading(&whole, small().expect_diff_id(DiffId::of_tar(b"other")));
    assert!(text.starts_with("layer has the diffID"), "{text}");
    let (_, text, _) = reading(&blob[..blob.len() - 9], small());
    assert!(text.starts_with("layer ends inside deflate data"), "{text}");
    let unsupported = small().with_algorithms(Algorithm::Sha256, "md5".parse().unwrap());
    let (kind, text, _) = reading(&blob, unsupported);
    assert_eq!(kind, io::ErrorKind::Unsupported);
    assert!(text.contains("md5"), "{text}");
}

#[test]
fn a_reader_that_fails_may_be_asked_again() {
    struct Flaky<'a>(&'a [u8], u8);
    impl Read for Flaky<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.1 += 1;
            if self.1 % 3 == 1 { Err(io::ErrorKind::TimedOut.into()) } else { self.0.read(&mut out[..9]) }
        }
    }
    let blob = gzip(b"some content, and more of it");
    let mut reader = LayerReader::new(Flaky(&blob, 0), small());
    let mut content = Vec::new();
    while let Err(err) = reader.read_to_end(&mut content) {
        assert_eq!(err.kind(), io::ErrorKind::TimedOut);
    }
    assert_eq!(content, b"some content, and more of it");
}

#[test]
fn expectations_of_the_hasher() {
    let blob = gzip(b"tar");
    let with = |options: LayerOptions| LayerHasher::with_options(options).digest_all([&blob]);
    let size = blob.len() as u64;
    assert!(
        with(LayerOptions::default().expect_size(size).expect_digest(LayerDigest::new(Digest::sha256(&blob)))).is_ok()
    );
    let kind = |options| with(options).unwrap_err().kind().clone();
    let expected = size - 1;
    let long = LayerErrorKind::Blob(VerifyError::TooLong { expected });
    assert_eq!(kind(LayerOptions::default().expect_size(expected)), long);
    // The size is told before the digest, and before the diffID.
    let expected = size + 1;
    let short = LayerErrorKind::Blob(VerifyError::TooShort { expected, found: size });
    let wrong = LayerOptions::default().expect_size(expected).expect_digest(LayerDigest::new(Digest::sha256(b"other")));
    assert_eq!(kind(wrong), short);
    let (expected, found) = (Digest::sha256(b"other"), Digest::sha256(&blob));
    let mismatch = LayerErrorKind::Blob(VerifyError::Mismatch { expected: expected.clone(), found });
    assert_eq!(
        kind(LayerOptions::default().expect_digest(LayerDigest::new(expected)).expect_diff_id(DiffId::of_tar(b"x"))),
        mismatch
    );
    #[cfg(feature = "threads")]
    {
        let options = LayerOptions::default().expect_size(size + 1);
        let threads = LayerHasher::with_options(options).on_two_threads().digest_all([&blob]);
        assert_eq!(*threads.unwrap_err().kind(), short);
    }
}

#[cfg(not(feature = "zstd"))]
#[test]
fn zstd_is_refused_by_name() {
    let err = LayerHasher::new().digest_all([[0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]]).unwrap_err();
    assert!(err.to_string().starts_with("layer is compressed with zstd, expected none or gzip"), "{err}");
}
