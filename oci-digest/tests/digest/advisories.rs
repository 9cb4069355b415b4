//! What was reported against other programs that read digests and layers, as documents; each named after its report where it
//! has one.

use oci_digest::{Algorithm, Digest, ManifestDigest, V1Id, Verifier, VerifyError};

const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// CVE-2024-3727 (GHSA-6wvf-f2vw-3425): texts of documents became parts of paths and URLs, or panics. Only what the grammar
/// allows is a digest, and only a digest has a path.
#[test]
fn cve_2024_3727_only_a_digest_has_a_path() {
    let hostile = [
        "",
        "sha256",
        "sha256:",
        ":",
        "../../etc/passwd",
        "sha256:../../../../etc/passwd",
        "../sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "a..b:c",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/",
        "x/y:abc",
        "x\\y:abc",
        "x:a\0b",
        "x:a?b=c",
        "x:a#b",
        "x:a%2fb",
        "x:..",
        "x:a b",
    ];
    for text in hostile {
        assert!(text.parse::<Digest>().is_err(), "{text:?}");
        assert!(text.parse::<ManifestDigest>().is_err(), "{text:?}");
    }
    for text in [EMPTY, "md5:d41d8cd98f00b204e9800998ecf8427e", "a+b.c-d_e:=_-Z"] {
        let path = text.parse::<Digest>().unwrap().to_path().to_string();
        let parts: Vec<_> = path.split('/').collect();
        assert_eq!(parts.len(), 2, "{path}");
        assert!(parts.iter().all(|part| !part.is_empty() && !part.starts_with('.')), "{path}");
    }
}

/// Anchors of regular expressions that let a line break pass, digits of other scripts, upper case.
#[test]
fn no_other_spelling_is_the_same_digest() {
    let hex = EMPTY.strip_prefix("sha256:").unwrap();
    for text in [
        format!("{EMPTY}\n"),
        format!(" {EMPTY}"),
        format!("{EMPTY}\0"),
        format!("SHA256:{hex}"),
        format!("sha256:{}", hex.to_uppercase()),
        format!("sha256:{}", hex.replace('0', "\u{ff10}")),
        format!("sha256:{}", hex.replace('0', "\u{660}")),
        format!("sha\u{ff12}56:{hex}"),
        format!("sha256:{}", &hex[..63]),
        format!("sha256:{hex}0"),
        format!("sha512:{hex}"),
    ] {
        assert!(text.parse::<Digest>().is_err(), "{text:?}");
    }
}

/// Weak or unknown algorithms are digests, and are never reported as verified.
#[test]
fn an_unregistered_algorithm_never_verifies() {
    for text in ["md5:d41d8cd98f00b204e9800998ecf8427e", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", "foo:bar"] {
        let digest: Digest = text.parse().unwrap();
        assert!(!digest.is_verifiable());
        assert!(matches!(digest.verify(b""), Err(VerifyError::Unsupported { .. })), "{text}");
        let verifier = Verifier::new(&digest, Some(0));
        assert!(matches!(verifier.finish(), Err(VerifyError::Unsupported { .. })), "{text}");
        assert!(matches!(oci_digest::verify_data(b"", &digest, 0), Err(VerifyError::Unsupported { .. })), "{text}");
    }
}

/// One algorithm's digest is no answer to another's, though the bytes were the same.
#[test]
fn an_answer_in_another_algorithm_is_another_digest() {
    let (short, long) = (Digest::sha256(b"x"), Digest::sha512(b"x"));
    assert_ne!(short, long);
    let cut: String = long.to_string().replace("sha512", "sha256").chars().take(7 + 64).collect();
    assert_ne!(cut.parse::<Digest>().unwrap(), short);
    assert_eq!(short.algorithm(), Algorithm::Sha256);
}

/// Content that is longer than its descriptor says is refused at the first byte too many, though what came before has the
/// digest.
#[test]
fn the_size_is_a_limit_and_is_probed() {
    let digest = Digest::sha256(b"abc");
    let mut verifier = Verifier::new(&digest, Some(3));
    verifier.update(b"abc").unwrap();
    assert!(matches!(verifier.update(b"d"), Err(VerifyError::TooLong { .. })));
    assert!(matches!(oci_digest::verify_data(b"abcd", &digest, 3), Err(VerifyError::TooLong { .. })));
    assert!(matches!(oci_digest::verify_data(b"ab", &digest, 3), Err(VerifyError::TooShort { .. })));
    #[cfg(feature = "std")]
    {
        use std::io::Read;
        let mut reader = oci_digest::VerifyReader::new(&b"abcd"[..], &digest, Some(3));
        let mut all = Vec::new();
        assert!(reader.read_to_end(&mut all).is_err());
    }
}

/// CVE-2014-9358: the id of a layer became the name of a directory.
#[test]
fn cve_2014_9358_ids_of_layers_are_hexadecimal() {
    let good = "0".repeat(64);
    assert!(good.parse::<V1Id>().is_ok());
    let upper = "A".repeat(64);
    for text in ["", "..", "../../../../../../../../../../../../../../../../../etc/cron.d/xxx", &good[1..], &upper] {
        assert!(text.parse::<V1Id>().is_err(), "{text:?}");
    }
}

#[cfg(feature = "layer")]
mod layers {
    use std::io::Write;

    use flate2::write::GzEncoder;
    use oci_digest::layer::{LayerErrorKind, LayerHasher, LayerLimits, LayerOptions, Limit};
    use oci_digest::{Compression, Digest};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn limit(options: LayerOptions, blob: &[u8]) -> Option<Limit> {
        match LayerHasher::with_options(options).digest_all([blob]).expect_err("refused").kind() {
            LayerErrorKind::Limit { limit, .. } => Some(*limit),
            _ => None,
        }
    }

    /// A blob of kilobytes that inflates to gigabytes: refused by the default limits before it cost much.
    #[test]
    fn a_bomb_is_refused_by_default() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..600 {
            encoder.write_all(&zeros).unwrap();
        }
        let bomb = encoder.finish().unwrap();
        assert!(bomb.len() < 100 << 10, "{}", bomb.len());
        let error = LayerHasher::new().digest_all([&bomb]).expect_err("a bomb");
        assert!(matches!(error.kind(), LayerErrorKind::Limit { limit: Limit::Ratio, .. }), "{error}");
        assert!(error.uncompressed() <= 260 << 20, "{error}");
    }

    /// A frame that asks for a window of gigabytes, which a decoder would allocate.
    #[test]
    fn a_window_is_limited_before_it_is_allocated() {
        // Window descriptor 0xa8: exponent 21, 2 GiB. An empty raw block ends the frame.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
        assert_eq!(limit(LayerOptions::default(), &frame), Some(Limit::Window));
    }

    /// A name of megabytes in the header of a gzip member.
    #[test]
    fn a_gzip_header_is_limited() {
        let mut blob = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        blob.resize(3 << 20, b'n');
        assert_eq!(limit(LayerOptions::default(), &blob), Some(Limit::GzipHeader));
    }

    /// Decoders that stop after the first member or frame hash other content than those that go on.
    #[test]
    fn hidden_members_and_frames_belong_to_the_diff_id() {
        let (first, hidden) = (vec![0; 1024], b"hidden behind the end of the tar".to_vec());
        let whole = [&first[..], &hidden].concat();
        let frames = |bytes: &[u8]| zstd::bulk::compress(bytes, 1).unwrap();
        for blob in [[gzip(&first), gzip(&hidden)].concat(), [frames(&first), frames(&hidden)].concat(), whole.clone()]
        {
            let layer = LayerHasher::new().digest_all([&blob]).unwrap();
            assert_eq!(layer.diff_id.digest(), &Digest::sha256(&whole));
            assert_eq!(layer.digest.digest(), &Digest::sha256(&blob));
        }
    }

    /// Truncated streams, and whatever follows the end, are errors: no digest of a part.
    #[test]
    fn no_digest_of_a_part() {
        for blob in [gzip(b"content"), zstd::bulk::compress(b"content", 1).unwrap()] {
            for len in 1..blob.len() {
                let declared = LayerHasher::new().digest_all([&blob]).unwrap().compression;
                let options = LayerOptions::default().with_declared(declared);
                assert!(LayerHasher::with_options(options).digest_all([&blob[..len]]).is_err(), "{len}");
            }
            let garbage = [&blob[..], b"garbage"].concat();
            assert!(LayerHasher::new().digest_all([&garbage]).is_err());
        }
    }

    /// A declaration and the bytes disagree: the declaration counts, and what does not fit it is an error.
    #[test]
    fn a_declared_compression_is_not_guessed_away() {
        let tar = vec![0; 1024];
        let plain = LayerOptions::default().with_declared(Compression::None);
        let blob = gzip(&tar);
        let layer = LayerHasher::with_options(plain).digest_all([&blob]).unwrap();
        assert_eq!(layer.diff_id.digest(), &Digest::sha256(&blob));
        assert!(!layer.agrees());
        let gzipped = LayerOptions::default().with_declared(Compression::Gzip);
        let error = LayerHasher::with_options(gzipped).digest_all([&tar]).expect_err("no gzip");
        assert!(matches!(error.kind(), LayerErrorKind::WrongMagic { .. }), "{error}");
    }

    /// The most that a layer of the default limits can be larger than its blob, at a size that matters.
    #[test]
    fn the_default_limits_are_these() {
        let LayerLimits { max_ratio, ratio_from, max_uncompressed, max_window, .. } = LayerLimits::default();
        assert_eq!((max_ratio, ratio_from, max_uncompressed, max_window), (Some(2000), 256 << 20, 1 << 40, 128 << 20));
    }
}
