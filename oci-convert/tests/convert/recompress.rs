use oci_convert::Cause;
use oci_convert::recompress::{LayerTarget, RecompressError, Recompressor, recompress};
use oci_digest::layer::{LayerErrorKind, LayerOptions};
use oci_digest::{Algorithm, DiffId, Digest, LayerDigest};
use proptest::prelude::*;

const TARGETS: &[LayerTarget] =
    &[LayerTarget::Tar, LayerTarget::gzip(), LayerTarget::zstd(), LayerTarget::zstd().threads(2)];

#[test]
fn every_direction() {
    let tar: Vec<u8> = (0..200_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
    let diff_id = DiffId::new(Digest::sha256(&tar));
    for from in TARGETS {
        let (_, blob) = recompress(&tar, *from).unwrap();
        for to in TARGETS {
            let (layer, again) = recompress(&blob, *to).unwrap();
            assert_eq!(layer.diff_id, diff_id);
            assert_eq!(layer.uncompressed_size, tar.len() as u64);
            assert_eq!(layer.before.digest, LayerDigest::new(Digest::sha256(&blob)));
            assert_eq!((layer.before.size, layer.before.compression), (blob.len() as u64, from.compression()));
            assert_eq!(layer.after.digest, LayerDigest::new(Digest::sha256(&again)));
            assert_eq!((layer.after.size, layer.after.compression), (again.len() as u64, to.compression()));
            assert_eq!(layer.encoder, to.encoder());
            assert_eq!(recompress(&again, LayerTarget::Tar).unwrap().1, tar);
        }
    }
}

#[test]
fn causes_and_rows() {
    let (_, gzip) = recompress(b"tar", LayerTarget::gzip()).unwrap();
    let cause = |blob: &[u8], target| recompress(blob, target).unwrap().0.cause();
    assert_eq!(cause(b"tar", LayerTarget::gzip()), Cause::Compressed);
    assert_eq!(cause(&gzip, LayerTarget::Tar), Cause::Decompressed);
    assert_eq!(cause(&gzip, LayerTarget::zstd()), Cause::Recompressed);
    assert_eq!(cause(&gzip, LayerTarget::gzip()), Cause::WrittenAlike);
    let [layer, diff_id] = recompress(b"tar", LayerTarget::gzip()).unwrap().0.changes(3);
    assert_eq!((layer.position, layer.causes), (Some(3), Cause::Compressed.into()));
    assert_eq!(diff_id.before, diff_id.after);
}

#[test]
fn encoders_are_named() {
    let name =
        |target: LayerTarget| target.encoder().map(|own| format!("{} {} {}", own.name, own.version, own.options));
    assert_eq!(name(LayerTarget::Tar), None);
    let gzip = name(LayerTarget::gzip().level(9)).unwrap();
    assert!(gzip.starts_with("zlib-rs via flate2 ") && gzip.ends_with(" level 9"), "{gzip}");
    let zstd = name(LayerTarget::zstd().threads(8)).unwrap();
    assert!(zstd.starts_with("libzstd 1.") && zstd.ends_with("level 3, with worker threads"), "{zstd}");
    assert_eq!(name(LayerTarget::zstd().level(0)), name(LayerTarget::zstd()));
}

#[test]
fn expectations() {
    let wrong = DiffId::new(Digest::sha256(b"other"));
    let with = |options: LayerOptions| {
        let mut recompressor = Recompressor::with_options(LayerTarget::gzip(), Vec::new(), options).unwrap();
        recompressor.update(b"tar").unwrap();
        recompressor.finish()
    };
    let error = with(LayerOptions::default().expect_diff_id(wrong)).unwrap_err();
    assert!(matches!(&error, RecompressError::Layer(own) if matches!(own.kind(), LayerErrorKind::DiffId { .. })));
    let error = with(LayerOptions::default().expect_digest(LayerDigest::new(Digest::sha256(b"other")))).unwrap_err();
    assert!(matches!(&error, RecompressError::Layer(own) if matches!(own.kind(), LayerErrorKind::Blob(_))));
    // In the algorithm of what is expected.
    let right = LayerOptions::default().expect_diff_id(DiffId::new(Digest::sha512(b"tar"))).expect_size(3);
    let (layer, written) = with(right).unwrap();
    assert_eq!(layer.after.digest.digest(), &Digest::sha256(&written));
}

#[test]
fn other_algorithms() {
    let options = LayerOptions::default().with_algorithms(Algorithm::Sha512, Algorithm::Sha256);
    for target in TARGETS {
        let mut out = Vec::new();
        let mut recompressor = Recompressor::with_options(*target, &mut out, options.clone()).unwrap();
        recompressor.update(b"tar").unwrap();
        let (layer, _) = recompressor.finish().unwrap();
        assert_eq!(layer.before.digest.digest(), &Digest::sha512(b"tar"));
        assert_eq!(layer.after.digest.digest(), &Digest::sha512(&out));
        assert_eq!(layer.diff_id.digest(), &Digest::sha256(b"tar"));
    }
}

#[test]
fn levels_are_checked() {
    for target in [LayerTarget::gzip().level(10), LayerTarget::gzip().level(-1), LayerTarget::zstd().level(23)] {
        let error = recompress(b"", target).unwrap_err();
        assert!(matches!(error, RecompressError::Level { .. }), "{error}");
    }
    let error = recompress(b"", LayerTarget::gzip().level(-1)).unwrap_err();
    assert_eq!(error.to_string(), "level -1, expected 0 to 9");
    // As the one error of the crate, for functions that meet both.
    let error = oci_convert::Error::from(error);
    assert_eq!(error.kind(), oci_convert::ErrorKind::Recompression);
    assert_eq!(error.to_string(), "recompression failed: layer: level -1, expected 0 to 9");
    for level in [0, 1, 9] {
        assert!(recompress(b"x", LayerTarget::gzip().level(level)).is_ok());
    }
    for level in [-5, 0, 1, 19] {
        assert!(recompress(b"x", LayerTarget::zstd().level(level)).is_ok());
    }
}

#[test]
fn broken_layers_and_writers() {
    let (_, mut gzip) = recompress(b"tar", LayerTarget::gzip()).unwrap();
    gzip.truncate(gzip.len() - 1);
    let error = recompress(&gzip, LayerTarget::zstd()).unwrap_err();
    assert!(matches!(error, RecompressError::Layer(_)));
    // The kind is that of what went wrong: of the layer, the algorithm, the writer.
    let kind = |error: RecompressError| std::io::Error::from(error).kind();
    assert_eq!(kind(error), std::io::ErrorKind::UnexpectedEof);
    let md5 = LayerOptions::default().with_algorithms("md5".parse().unwrap(), Algorithm::Sha256);
    let error = Recompressor::with_options(LayerTarget::gzip(), Vec::new(), md5).unwrap_err();
    assert_eq!(kind(error), std::io::ErrorKind::Unsupported);

    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::new(std::io::ErrorKind::StorageFull, "full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for target in TARGETS {
        let mut recompressor = Recompressor::new(*target, Full).unwrap();
        let result = recompressor.update(vec![7; 1 << 20]).and_then(|()| recompressor.finish().map(drop));
        // The sentences of the chain, each once.
        let error = result.unwrap_err();
        let chain: Vec<String> = std::iter::successors(Some(&error as &dyn std::error::Error), |own| own.source())
            .map(ToString::to_string)
            .collect();
        assert_eq!(chain.join(": ").matches("full").count(), 1, "{chain:?}");
        let error = std::io::Error::from(error);
        assert_eq!((error.kind(), error.to_string().as_str()), (std::io::ErrorKind::StorageFull, chain[0].as_str()));
    }
}

/// A reader or writer that says it took more bytes than there were is an error, not an index out of bounds.
#[test]
fn what_readers_and_writers_say_is_not_believed() {
    struct Boasting;
    impl std::io::Read for Boasting {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            Ok(buffer.len() + 1)
        }
    }
    impl std::io::Write for Boasting {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Ok(usize::MAX)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut recompressor = Recompressor::new(LayerTarget::Tar, Vec::new()).unwrap();
    assert!(matches!(recompressor.update_from(Boasting), Err(RecompressError::Read(_))));
    for target in TARGETS {
        let mut recompressor = Recompressor::new(*target, Boasting).unwrap();
        let result = recompressor.update(vec![7; 1 << 20]).and_then(|()| recompressor.finish().map(drop));
        assert!(matches!(result, Err(RecompressError::Layer(_) | RecompressError::Write(_))), "{target:?}: {result:?}");
    }
}

#[test]
fn readers_are_read_to_their_end() {
    struct Halting<'a>(&'a [u8], bool);
    impl std::io::Read for Halting<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.1 = !self.1;
            if self.1 { Err(std::io::ErrorKind::Interrupted.into()) } else { self.0.read(buffer) }
        }
    }
    let tar = vec![7; 1 << 20];
    let mut recompressor = Recompressor::new(LayerTarget::gzip(), Vec::new()).unwrap();
    recompressor.update_from(Halting(&tar, false)).unwrap();
    assert_eq!(recompressor.finish().unwrap().0, recompress(&tar, LayerTarget::gzip()).unwrap().0);
}

#[test]
fn worker_threads_do_not_matter() {
    let tar: Vec<u8> = (0..5_000_000_u32).map(|n| (n.wrapping_mul(n) / 1000) as u8).collect();
    let of = |threads| recompress(&tar, LayerTarget::zstd().level(1).threads(threads)).unwrap().0.after;
    assert_eq!(of(1), of(2));
    assert_eq!(of(1), of(4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pieces_do_not_matter(
        seed in proptest::collection::vec(any::<u8>(), 0..2000),
        repeat in 1..200_usize,
        cuts in proptest::collection::vec(1..70_000_usize, 1..20),
        from in 0..TARGETS.len(),
        to in 0..TARGETS.len(),
    ) {
        let tar = seed.repeat(repeat);
        // What looks compressed already is no tar for this test.
        prop_assume!(oci_digest::Compression::detect(&tar) == oci_digest::Compression::None);
        let (_, blob) = recompress(&tar, TARGETS[from]).unwrap();
        let (whole, bytes) = recompress(&blob, TARGETS[to]).unwrap();

        let mut out = Vec::new();
        let mut recompressor = Recompressor::new(TARGETS[to], &mut out).unwrap();
        let mut rest = &blob[..];
        for cut in cuts.iter().cycle() {
            let (now, later) = rest.split_at(rest.len().min(*cut));
            recompressor.update(now).unwrap();
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(&recompressor.finish().unwrap().0, &whole);
        prop_assert_eq!(&out, &bytes);
        prop_assert_eq!(whole.diff_id, DiffId::new(Digest::sha256(&tar)));
        // The way of the input to this content does not matter either.
        prop_assert_eq!(recompress(&tar, TARGETS[to]).unwrap().1, bytes);
    }
}
