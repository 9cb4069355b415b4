//! The layer pass: whatever the cut, whatever the damage.

use std::io::{self, Write};

use flate2::write::GzEncoder;
use oci_digest::layer::{
    BlobPart, LayerDigests, LayerError, LayerErrorKind as Kind, LayerHasher, LayerLimits, LayerOptions, Limit, Sink,
    ToWriter, Trailing, Trust,
};
use oci_digest::{Algorithm, Compression, Digest};
use proptest::prelude::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The same content in two members or frames.
fn compressed(bytes: &[u8], how: Compression) -> Vec<u8> {
    let (a, b) = bytes.split_at(bytes.len() / 3);
    match how {
        Compression::Gzip => [gzip(a), gzip(b)].concat(),
        Compression::Zstd => {
            // The second frame says how large its content is.
            let sized = zstd::bulk::compress(b, 1).unwrap();
            [zstd(a), vec![0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3], sized].concat()
        }
        _ => bytes.to_vec(),
    }
}

fn pass(options: &LayerOptions, pieces: &[&[u8]]) -> Result<LayerDigests, LayerError> {
    LayerHasher::with_options(options.clone()).digest_all(pieces)
}

fn answer(result: &Result<LayerDigests, LayerError>) -> String {
    match result {
        Ok(layer) => format!("{layer:?}"),
        Err(err) => format!("{err}; {err:?}"),
    }
}

fn kind(options: &LayerOptions, blob: &[u8]) -> Kind {
    pass(options, &[blob]).expect_err("an error").kind().clone()
}

/// Content that compresses, but not to nothing.
fn content(len: usize) -> Vec<u8> {
    (0..len as u64).map(|i| ((i * i / 7) % 251) as u8 & 0x3f).collect()
}

/// What was hashed before the second thread began is not hashed twice.
#[cfg(feature = "threads")]
#[test]
fn two_threads_from_any_place_on() {
    let content = content(700_000);
    for how in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let blob = compressed(&content, how);
        let whole = LayerHasher::new().digest_all([&blob]).unwrap();
        for buffer in [1, 1 << 20] {
            for at in [0, 1, blob.len() / 3, blob.len() / 2, blob.len()] {
                let (first, second) = blob.split_at(at);
                let mut hasher = LayerHasher::with_options(LayerOptions::default().with_buffer_size(buffer));
                hasher.update(first).unwrap();
                let layer = hasher.on_two_threads().digest_all(second.chunks(10_000)).unwrap();
                assert_eq!(layer, whole, "from byte {at} of {how:?}");
            }
        }
    }
}

#[test]
fn both_digests_and_both_sizes() {
    let content = content(1_300_000);
    for how in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let blob = compressed(&content, how);
        let mut out = Vec::new();
        let mut hasher = LayerHasher::with_sink(LayerOptions::default(), ToWriter(&mut out));
        hasher.update(&blob).unwrap();
        let layer = hasher.finish().unwrap();
        assert_eq!(layer.digest.digest(), &Digest::sha256(&blob));
        assert_eq!(layer.diff_id.digest(), &Digest::sha256(&content));
        assert_eq!((layer.size, layer.uncompressed_size), (blob.len() as u64, content.len() as u64));
        assert_eq!((layer.compression, layer.detected, layer.trailing), (how, how, 0));
        assert_eq!(out, content);
        let options = LayerOptions::default().with_algorithms(Algorithm::Sha256, Algorithm::Sha512);
        let layer = pass(&options, &[&blob]).unwrap();
        assert_eq!(layer.digest.digest(), &Digest::sha256(&blob));
        assert_eq!(layer.diff_id.digest(), &Digest::sha512(&content));
    }
}

#[cfg(feature = "threads")]
#[test]
fn two_threads_answer_the_same() {
    let content = content(1_200_000);
    for how in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let mut blob = compressed(&content, how);
        for algorithms in [(Algorithm::Sha256, Algorithm::Sha256), (Algorithm::Sha512, Algorithm::Sha256)] {
            let options = LayerOptions::default().with_algorithms(algorithms.0, algorithms.1);
            let serial = pass(&options, &[&blob]);
            let threaded = || LayerHasher::with_options(options.clone()).on_two_threads();
            assert_eq!(answer(&threaded().digest_reader(&blob[..])), answer(&serial));
            for size in [5, 1000, 70_000, 1 << 20] {
                assert_eq!(answer(&threaded().digest_all(blob.chunks(size))), answer(&serial));
                assert_eq!(answer(&threaded().digest_all(blob.chunks(size).map(<[u8]>::to_vec))), answer(&serial));
            }
            let mut out = Vec::new();
            let hasher = LayerHasher::with_sink(options, ToWriter(&mut out));
            assert_eq!(answer(&hasher.on_two_threads().digest_reader(&blob[..])), answer(&serial));
            assert_eq!(out, content);
        }
        blob.truncate(blob.len() - 3);
        let serial = pass(&LayerOptions::default(), &[&blob]);
        assert_eq!(answer(&LayerHasher::new().on_two_threads().digest_reader(&blob[..])), answer(&serial));
    }
}

#[cfg(feature = "threads")]
#[test]
fn two_threads_go_on_where_one_began() {
    let blob = compressed(&content(700_000), Compression::Gzip);
    for cut in [0, 3, 400, 300_000.min(blob.len())] {
        let mut hasher = LayerHasher::new();
        hasher.update(&blob[..cut]).unwrap();
        let layer = hasher.on_two_threads().digest_all(blob[cut..].chunks(9000));
        assert_eq!(answer(&layer), answer(&pass(&LayerOptions::default(), &[&blob])));
    }
}

#[test]
fn a_source_that_fails_gives_no_digest() {
    let blob = b"a plain layer";
    let pieces = || [Ok(&blob[..5]), Err(std::io::Error::other("reset by peer")), Ok(&blob[5..])];
    let failed = |result: Result<LayerDigests, LayerError>| {
        let err = result.unwrap_err();
        assert_eq!((err.kind(), err.offset()), (&Kind::Read, 5));
        assert!(std::error::Error::source(&err).is_some_and(|source| source.to_string() == "reset by peer"));
    };
    failed(LayerHasher::new().try_digest_all(pieces()));
    #[cfg(feature = "threads")]
    failed(LayerHasher::new().on_two_threads().try_digest_all(pieces()));
}

/// A zstd frame of raw blocks that says how large its content is.
fn zstd_raw(content_size: u16, blocks: &[&[u8]]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x60];
    frame.extend_from_slice(&(content_size - 256).to_le_bytes());
    for (at, block) in blocks.iter().enumerate() {
        let header = u32::from(at + 1 == blocks.len()) | (block.len() as u32) << 3;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(block);
    }
    frame
}

#[test]
fn the_content_size_of_a_zstd_frame_holds() {
    let (first, last) = ([7; 300], [8; 72]);
    let frame = |size| zstd_raw(size, &[&first, &last]);
    assert!(pass(&LayerOptions::default(), &[&frame(372)]).is_ok());
    for wrong in [301, 371, 373, 5000] {
        let blob = frame(wrong);
        let whole = pass(&LayerOptions::default(), &[&blob]);
        let err = whole.as_ref().unwrap_err();
        assert_eq!(*err.kind(), Kind::ZstdContentSize { expected: wrong.into(), found: 372 });
        assert_eq!((err.offset(), err.uncompressed()), (7 + 3 + 300, 372));
        for size in [1, 5, 100] {
            let pieces: Vec<&[u8]> = blob.chunks(size).collect();
            assert_eq!(answer(&pass(&LayerOptions::default(), &pieces)), answer(&whole));
        }
    }
}

/// A stored block of deflate: `last`, or another one follows.
fn stored(content: &[u8], last: bool) -> Vec<u8> {
    let len = content.len() as u16;
    [&[u8::from(last)][..], &len.to_le_bytes(), &(!len).to_le_bytes(), content].concat()
}

/// Where the output is full, decoders have looked ahead as far as they could, or not.
#[test]
fn the_ratio_does_not_depend_on_the_cut() {
    let first = {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&[0; 40]).unwrap();
        encoder.finish().unwrap()
    };
    let content = vec![7; 65_496 + 100];
    let mut crc = flate2::Crc::new();
    crc.update(&content);
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let tail = [crc.sum().to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
    let blob =
        [&first, &head[..], &stored(&content[..65_496], false), &stored(&content[65_496..], true), &tail].concat();
    for max_ratio in [1, 2] {
        let limits = LayerLimits { max_ratio: Some(max_ratio), ratio_from: 0, ..LayerLimits::default() };
        let options = LayerOptions::default().with_limits(limits).with_buffer_size(0);
        let whole = answer(&pass(&options, &[&blob]));
        for size in [1, 3, 100, 65_000] {
            let pieces: Vec<&[u8]> = blob.chunks(size).collect();
            assert_eq!(answer(&pass(&options, &pieces)), whole, "{size}");
        }
    }
}

#[test]
fn a_limit_is_met_before_a_fault_behind_it() {
    let mut blob = gzip(&[0; 1000]);
    let at = blob.len() - 11;
    blob[at] ^= 0x80;
    for max_uncompressed in [0, 1, 500, 998, 999] {
        let limits = LayerLimits { max_uncompressed, ..LayerLimits::default() };
        let options = LayerOptions::default().with_limits(limits);
        let pieces: Vec<&[u8]> = blob.chunks(1).collect();
        assert_eq!(answer(&pass(&options, &[&blob])), answer(&pass(&options, &pieces)));
    }
}

#[test]
fn sinks_fail_at_the_same_place_and_say_why_again() {
    let blob = compressed(&content(900_000), Compression::Gzip);
    let run = |size: usize| {
        let sink = |_: &[u8]| Err(io::Error::other("disk full"));
        let mut hasher = LayerHasher::with_sink(LayerOptions::default().with_buffer_size(0), sink);
        let err = blob.chunks(size).find_map(|piece| hasher.update(piece).err()).unwrap();
        let again = hasher.update([0]).unwrap_err();
        assert_eq!(again.to_string(), err.to_string());
        assert!(std::error::Error::source(&again).is_some());
        err.to_string()
    };
    assert_eq!(run(1), run(blob.len()));
}

#[test]
fn the_beginning_of_a_magic_number_is_no_member() {
    let content = b"content";
    let ignore = LayerOptions::default().with_trailing(Trailing::Ignore);
    for (how, tails) in [
        (Compression::Gzip, [&[0x1f][..], &[0x1f, 0x8b], &[0x1f, 0x8c, 1]]),
        (Compression::Zstd, [&[0x28], &[0x50, 0x2a], &[0x28, 0xb5, 0x2f]]),
    ] {
        for tail in tails {
            let blob = [&compressed(content, how), tail].concat();
            let layer = pass(&ignore, &[&blob]).unwrap();
            assert_eq!((layer.trailing, layer.size), (tail.len() as u64, blob.len() as u64));
            assert!(pass(&LayerOptions::default(), &[&blob]).is_err());
        }
    }
}

/// A reader that goes on behind its end, and one that fails in the middle: two threads read no further than one.
#[cfg(feature = "threads")]
#[test]
fn two_threads_read_as_one() {
    struct Script(Vec<io::Result<&'static [u8]>>);
    impl io::Read for Script {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let bytes = self.0.remove(0)?;
            buffer[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }
    for script in [
        || Script(vec![Ok(b"abc"), Ok(b""), Ok(b"def")]),
        || Script(vec![Ok(b"some bytes"), Err(io::Error::other("gone"))]),
        || Script(vec![Ok(&[0x1f, 0x8b, 8, 0xe0, 0, 0, 0]), Err(io::Error::other("gone"))]),
        || Script(vec![Err(io::ErrorKind::Interrupted.into()), Ok(b"abcdefgh")]),
    ] {
        let one = LayerHasher::new().digest_reader(script());
        assert_eq!(answer(&LayerHasher::new().on_two_threads().digest_reader(script())), answer(&one));
    }
}

#[test]
fn declared_and_found() {
    let tar_like_gzip = [&[0x1f, 0x8b, 8][..], b"name of a file"].concat();
    let plain = LayerOptions::default().with_declared(Compression::None);
    let layer = pass(&plain, &[&tar_like_gzip]).unwrap();
    assert_eq!((layer.compression, layer.detected), (Compression::None, Compression::Gzip));
    assert!(!layer.agrees());

    let declared = LayerOptions::default().with_declared(Compression::Gzip);
    let (expected, found) = (Compression::Gzip, Compression::Zstd);
    let blob = zstd(b"x");
    assert_eq!(kind(&declared, &blob), Kind::WrongMagic { expected, found });
    let layer = pass(&declared.clone().with_trust(Trust::Bytes), &[&blob]).unwrap();
    assert_eq!((layer.compression, layer.agrees()), (found, false));
    let found = Compression::None;
    assert_eq!(kind(&declared, b"plain plain plain"), Kind::WrongMagic { expected, found });
    let truncated = Kind::Truncated { part: BlobPart::GzipHeader };
    assert_eq!(kind(&declared, b""), truncated);
    assert_eq!(kind(&declared, &[0x1f]), truncated);
    let empty = pass(&LayerOptions::default(), &[]).unwrap();
    assert_eq!(empty.diff_id.digest(), &Digest::sha256(b""));
    for (blob, found) in [(&b"\xfd7zXZ\0\0\0\0\0"[..], Compression::Xz), (b"BZh91AY&SY\0", Compression::Bzip2)] {
        assert_eq!(kind(&LayerOptions::default(), blob), Kind::UnsupportedCompression { found });
        assert!(pass(&plain, &[blob]).is_ok());
    }
}

#[test]
fn bytes_behind_the_end() {
    for how in [Compression::Gzip, Compression::Zstd] {
        let blob = compressed(b"some content", how);
        let with = |tail: &[u8]| [&blob[..], tail].concat();
        let end = blob.len() as u64;
        let refuse = LayerOptions::default();
        let zeros = refuse.clone().with_trailing(Trailing::Zeros);
        let ignore = refuse.clone().with_trailing(Trailing::Ignore);
        let trailing = |options: &LayerOptions, tail: &[u8]| pass(options, &[&with(tail)]).map(|layer| layer.trailing);
        for (options, tail, found, at) in [
            (&refuse, &b"\0\0\0"[..], 0, end),
            (&refuse, b"garbage", b'g', end),
            (&refuse, &[0x1f, 0x8c], 0x1f, end),
            (&zeros, b"\0\0!", b'!', end + 2),
            (&zeros, b"!", b'!', end),
        ] {
            let err = trailing(options, tail).unwrap_err();
            assert_eq!((err.kind(), err.offset()), (&Kind::Trailing { found }, at), "{how} {tail:?}");
        }
        assert_eq!(trailing(&zeros, &[0; 512]).unwrap(), 512);
        assert_eq!(trailing(&ignore, b"garbage").unwrap(), 7);
        assert_eq!(trailing(&ignore, &[0x1f, 0x8c, 1]).unwrap(), 3);
        assert_eq!(trailing(&ignore, &[0x28, 0xb5, 1]).unwrap(), 3);
        let layer = pass(&ignore, &[&with(b"garbage")]).unwrap();
        assert_eq!(layer.diff_id.digest(), &Digest::sha256(b"some content"));
        assert_eq!(layer.digest.digest(), &Digest::sha256(with(b"garbage")));
    }
}

#[test]
fn limits_hold() {
    let content = vec![0; 4 << 20];
    for how in [Compression::Gzip, Compression::Zstd, Compression::None] {
        let blob = compressed(&content, how);
        let limited = |limits: LayerLimits| LayerOptions::default().with_limits(limits);
        let size = blob.len() as u64;
        let exact = limited(LayerLimits { max_compressed: size, max_uncompressed: 4 << 20, ..LayerLimits::default() });
        assert!(pass(&exact, &[&blob]).is_ok());
        let max = size - 1;
        let err = pass(&limited(LayerLimits { max_compressed: max, ..LayerLimits::default() }), &[&blob]).unwrap_err();
        assert_eq!((err.kind(), err.offset()), (&Kind::Limit { limit: Limit::Compressed, max }, max));
        for max in [(4 << 20) - 1, 1000, 0] {
            let limits = LayerLimits { max_uncompressed: max, ..LayerLimits::default() };
            let mut taken = 0;
            let mut count = |bytes: &[u8]| {
                taken += bytes.len() as u64;
                Ok::<_, io::Error>(())
            };
            let err = LayerHasher::with_sink(limited(limits), &mut count).digest_all([&blob]).unwrap_err();
            assert_eq!(err.kind(), &Kind::Limit { limit: Limit::Uncompressed, max }, "{how}");
            assert!(err.uncompressed() <= max && taken <= max);
        }
        if how != Compression::None {
            let limits = LayerLimits { max_ratio: Some(50), ratio_from: 0, ..LayerLimits::default() };
            assert_eq!(kind(&limited(limits), &blob), Kind::Limit { limit: Limit::Ratio, max: 50 });
        }
    }
    let mut long_name = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0xff];
    long_name.resize(2000, b'n');
    let limits = LayerLimits { max_gzip_header: 1000, ..LayerLimits::default() };
    let err = pass(&LayerOptions::default().with_limits(limits), &[&long_name]).unwrap_err();
    assert_eq!((err.kind(), err.offset()), (&Kind::Limit { limit: Limit::GzipHeader, max: 1000 }, 1000));
    let window = LayerLimits { max_window: 1 << 16, ..LayerLimits::default() };
    let err = pass(&LayerOptions::default().with_limits(window), &[&zstd(&content)]).unwrap_err();
    assert_eq!(err.kind(), &Kind::Limit { limit: Limit::Window, max: 1 << 16 });
}

#[test]
fn bombs_are_refused_by_default() {
    let zeros = vec![0; 4 << 20];
    // The same limits, sooner: hashing the first 256 MiB would only take time.
    let limits = LayerLimits { ratio_from: 2 << 20, ..LayerLimits::default() };
    let refused = Kind::Limit { limit: Limit::Ratio, max: 2000 };
    assert_eq!(kind(&LayerOptions::default().with_limits(limits), &zstd(&zeros)), refused);
    assert!(
        pass(&LayerOptions::default().with_limits(limits), &[&gzip(&zeros)]).is_ok(),
        "gzip does not reach the ratio"
    );
    assert!(pass(&LayerOptions::default(), &[&zstd(&zeros)]).is_ok(), "a small layer of zeros is legal");
}

#[test]
fn an_error_stays_and_a_sink_may_fail() {
    let blob = gzip(b"content");
    let mut hasher = LayerHasher::new();
    hasher.update(&blob).unwrap();
    let first = hasher.update(b"garbage").unwrap_err().to_string();
    assert_eq!(hasher.update(&blob).unwrap_err().to_string(), first);
    assert_eq!(hasher.finish().unwrap_err().to_string(), first);

    struct Full;
    impl Sink for Full {
        fn unverified(&mut self, _: &[u8]) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    let err = LayerHasher::with_sink(LayerOptions::default(), Full).digest_all([&blob]).unwrap_err();
    assert_eq!(err.kind(), &Kind::Sink);
    assert_eq!(io::Error::from(err).kind(), io::ErrorKind::StorageFull);
    let unknown: Algorithm = "md5".parse().unwrap();
    let options = LayerOptions::default().with_algorithms(unknown.clone(), unknown);
    assert!(matches!(kind(&options, b""), Kind::UnsupportedAlgorithm(_)));
}

fn compression() -> impl Strategy<Value = Compression> {
    prop_oneof![Just(Compression::None), Just(Compression::Gzip), Just(Compression::Zstd)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_cut_gives_the_same_answer(
        seed in prop::collection::vec(any::<u8>(), 0..700),
        times in 1_usize..25,
        how in compression(),
        damage in prop::option::of((any::<prop::sample::Index>(), 1_u8..)),
        keep in prop::option::of(any::<prop::sample::Index>()),
        tail in prop::collection::vec(0_u8..2, 0..3),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        max_uncompressed in prop_oneof![Just(u64::MAX - 1), 0_u64..14_000],
        piece in 1_usize..9,
    ) {
        let content = seed.repeat(times);
        let mut blob = compressed(&content, how);
        blob.extend_from_slice(&tail);
        if let Some((at, flip)) = damage && !blob.is_empty() {
            let at = at.index(blob.len());
            blob[at] ^= flip;
        }
        if let Some(keep) = keep {
            blob.truncate(keep.index(blob.len() + 1));
        }
        let limits = LayerLimits { max_uncompressed, ..LayerLimits::default() };
        let options = LayerOptions::default().with_trailing(Trailing::Zeros).with_limits(limits).with_buffer_size(0);
        let whole = answer(&pass(&options, &[&blob]));
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(blob.len() + 1)).collect();
        at.extend([0, blob.len()]);
        at.sort_unstable();
        let pieces: Vec<&[u8]> = at.windows(2).map(|w| &blob[w[0]..w[1]]).collect();
        prop_assert_eq!(&answer(&pass(&options, &pieces)), &whole);
        let pieces: Vec<&[u8]> = blob.chunks(piece).collect();
        prop_assert_eq!(&answer(&pass(&options, &pieces)), &whole);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn garbage_behind_a_magic_number_is_no_layer_in_any_cut(
        magic in prop::sample::select(vec![
            &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0][..], &[0x1f, 0x8b, 8], &[0x28, 0xb5, 0x2f, 0xfd],
            &[0x28, 0xb5, 0x2f, 0xfd, 0x24, 5], &[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 1],
        ]),
        garbage in prop::collection::vec(prop_oneof![any::<u8>(), 0..4_u8], 0..60),
        piece in 1_usize..9,
    ) {
        let blob = [magic, &garbage].concat();
        let options = LayerOptions::default().with_buffer_size(0).with_trailing(Trailing::Ignore);
        let whole = answer(&pass(&options, &[&blob]));
        let pieces: Vec<&[u8]> = blob.chunks(piece).collect();
        prop_assert_eq!(answer(&pass(&options, &pieces)), whole);
    }
}
