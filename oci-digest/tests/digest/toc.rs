//! Tables of contents: located, compared, read.

use oci_digest::Digest;
use oci_digest::toc::{Section, TAIL_LEN, Toc, TocErrorKind, TocKind};
use std::io::Write;

const JSON: &[u8] = br#"{"version":1,"entries":[]}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar of one file.
fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut tar = vec![0; 512];
    tar[..name.len()].copy_from_slice(name.as_bytes());
    tar[124..136].copy_from_slice(format!("{:011o} ", content.len()).as_bytes());
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(512) + 1024, 0);
    tar
}

fn stargz_footer(offset: usize, legacy: bool) -> Vec<u8> {
    let head: &[u8] = if legacy { b"\x16\0" } else { b"\x1a\0SG\x16\0" };
    let mut footer = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff".to_vec();
    footer.extend_from_slice(head);
    footer.extend_from_slice(format!("{offset:016x}STARGZ\x01\0\0").as_bytes());
    footer.extend_from_slice(b"\xff\xff\0\0\0\0\0\0\0\0");
    footer
}

/// Content, table, footer.
fn estargz(name: &str, legacy: bool) -> Vec<u8> {
    let mut blob = gzip(b"the files");
    let offset = blob.len();
    blob.extend(gzip(&tar(name, JSON)));
    blob.extend(stargz_footer(offset, legacy));
    blob
}

fn skippable(magic: u32, content: &[u8]) -> Vec<u8> {
    let mut frame = magic.to_le_bytes().to_vec();
    frame.extend((content.len() as u32).to_le_bytes());
    frame.extend_from_slice(content);
    frame
}

/// A zstd:chunked blob, and the digest of its table.
fn chunked() -> (Vec<u8>, Digest, [u64; 7]) {
    let mut blob = zstd::encode_all(&b"the files"[..], 3).unwrap();
    let table = zstd::encode_all(JSON, 3).unwrap();
    let numbers =
        |offset: usize, blob: &[u8], content: &[u8]| [offset as u64 + 8, blob.len() as u64, content.len() as u64];
    let [a, b, c] = numbers(blob.len(), &table, JSON);
    blob.extend(skippable(0x184d_2a50, &table));
    let split = zstd::encode_all(&b"split"[..], 3).unwrap();
    let [d, e, f] = numbers(blob.len(), &split, b"split");
    blob.extend(skippable(0x184d_2a50, &split));
    let numbers = [a, b, c, 1, d, e, f];
    let mut footer: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    footer.extend_from_slice(b"GNUlInUx");
    blob.extend(skippable(0x184d_2a50, &footer));
    (blob, Digest::sha256(table), numbers)
}

/// What a client reads: the tail, then the table.
fn of(blob: &[u8]) -> Option<(Toc, &[u8])> {
    let tail = &blob[blob.len().saturating_sub(TAIL_LEN)..];
    let toc = Toc::of_tail(tail, blob.len() as u64).unwrap()?;
    let (start, size) = (toc.offset as usize, toc.size as usize);
    Some((toc, &blob[start..start + size]))
}

#[test]
fn estargz_and_what_was_before_it() {
    for legacy in [false, true] {
        let blob = estargz("stargz.index.json", legacy);
        let (toc, bytes) = of(&blob).unwrap();
        assert_eq!(toc.kind, TocKind::EStargz);
        assert_eq!(&*toc.read(bytes, Some(&Digest::sha256(JSON)), 1 << 20).unwrap(), JSON);
        assert_eq!(&*toc.read(bytes, None, 1 << 20).unwrap(), JSON);
        let error = toc.read(bytes, Some(&Digest::sha256(b"")), 1 << 20).unwrap_err();
        assert_eq!(error.kind(), TocErrorKind::NotTheContent);
    }
    let blob = estargz("another.json", false);
    let (toc, bytes) = of(&blob).unwrap();
    let error = toc.read(bytes, None, 1 << 20).unwrap_err();
    assert_eq!(error.kind(), TocErrorKind::Malformed);
    assert!(error.to_string().contains("another.json"), "{error}");
}

#[test]
fn zstd_chunked_by_its_tail_and_by_its_annotations() {
    let (blob, digest, [a, b, c, kind, d, e, f]) = chunked();
    let (toc, bytes) = of(&blob).unwrap();
    assert_eq!(toc.kind, TocKind::ZstdChunked);
    assert_eq!(toc.tar_split, Some(Section { offset: d, size: e, uncompressed_size: f }));
    assert_eq!(&*toc.read(bytes, Some(&digest), 1 << 20).unwrap(), JSON);
    let position = format!("{a}:{b}:{c}:{kind}");
    let stated = Toc::of_position(&position, Some(&format!("{d}:{e}:{f}"))).unwrap();
    assert_eq!(stated, toc);
    assert_eq!(stated.and(toc).unwrap(), toc);
    assert_eq!(Toc::of_position(&position, None).unwrap().and(toc).unwrap(), toc);
    let wrong = Toc::of_position(&format!("{a}:{b}:{}:{kind}", c + 1), None).unwrap();
    assert_eq!(wrong.and(toc).unwrap_err().kind(), TocErrorKind::Contradiction);
    assert_eq!(wrong.read(bytes, Some(&digest), 1 << 20).unwrap_err().kind(), TocErrorKind::NotTheContent);
    let other = of(&estargz("stargz.index.json", false)).unwrap().0;
    assert_eq!(other.and(toc).unwrap_err().kind(), TocErrorKind::Contradiction);
}

#[test]
fn positions_are_numbers_with_colons() {
    for text in
        ["", "1", "1:2:3", "1:2:3:1:5", "1:2:3:x", "+1:2:3:1", " 1:2:3:1", "1::3:1", "99999999999999999999:2:3:1"]
    {
        assert_eq!(Toc::of_position(text, None).unwrap_err().kind(), TocErrorKind::Malformed, "{text}");
    }
    assert_eq!(Toc::of_position("1:2:3:2", None).unwrap_err().kind(), TocErrorKind::Malformed);
    let error = Toc::of_position("1\n\u{202e}", None).unwrap_err().to_string();
    assert!(error.starts_with(r#"found "1\n\u{202e}", expected "#), "{error}");
    assert!(Toc::of_position("1:2:3:1", Some("1:2")).is_err());
}

/// The seekable format: sizes of frames in a skippable frame at the end.
#[test]
fn seekable_zstd_is_recognised() {
    let frame = zstd::encode_all(&b"the files"[..], 3).unwrap();
    let mut blob = frame.clone();
    let mut table: Vec<u8> = [frame.len() as u32, 9].iter().flat_map(|size| size.to_le_bytes()).collect();
    let entries = table.clone();
    table.extend(1_u32.to_le_bytes());
    table.push(0);
    table.extend(0x8f92_eab1_u32.to_le_bytes());
    blob.extend(skippable(0x184d_2a5e, &table));
    let (toc, bytes) = of(&blob).unwrap();
    assert_eq!((toc.kind, toc.offset), (TocKind::SeekableZstd, frame.len() as u64));
    assert_eq!(&*toc.read(bytes, None, 1 << 20).unwrap(), &entries[..]);
    let mut wrong = bytes.to_vec();
    wrong[0] ^= 1;
    assert_eq!(toc.read(&wrong, None, 1 << 20).unwrap_err().kind(), TocErrorKind::Malformed);
}

/// The fields of a table's place are the caller's to change: a frame may have no room for what ends such a table.
#[test]
fn a_seekable_frame_without_an_end() {
    for content in 0..9 {
        let frame = skippable(0x184d_2a5e, &vec![0; content]);
        let mut toc = Toc::of_position(&format!("0:{}:0:1", frame.len()), None).unwrap();
        toc.kind = TocKind::SeekableZstd;
        assert_eq!(toc.read(&frame, None, 1 << 20).unwrap_err().kind(), TocErrorKind::Malformed, "{content} bytes");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let outside = |tail: &[u8], size| Toc::of_tail(tail, size).unwrap_err().kind();
    assert_eq!(outside(&stargz_footer(1000, false), 1000), TocErrorKind::Outside);
    assert_eq!(outside(&stargz_footer(usize::MAX, false), 1000), TocErrorKind::Outside);
    assert_eq!(outside(&stargz_footer(0, false), 51), TocErrorKind::Outside);
    let (blob, _, _) = chunked();
    let tail = &blob[blob.len() - TAIL_LEN..];
    assert_eq!(outside(tail, 80), TocErrorKind::Outside);
    let mut typed = tail.to_vec();
    typed[24] = 7;
    assert_eq!(outside(&typed, blob.len() as u64), TocErrorKind::Malformed);
    let mut many = vec![0xff; 4];
    many.push(0);
    many.extend(0x8f92_eab1_u32.to_le_bytes());
    assert_eq!(outside(&many, 1 << 30), TocErrorKind::Outside);
    for plain in [&b""[..], b"GNUlInUx", b"STARGZ", &gzip(b"x"), &[0; 64]] {
        assert_eq!(Toc::of_tail(plain, 1 << 20), Ok(None));
    }
}

/// Neither a claimed size nor a bomb makes the table larger than the limit.
#[test]
fn tables_have_a_limit() {
    let toc = Toc::of_position("0:10:1000000:1", None).unwrap();
    assert_eq!(toc.read(&[0; 10], None, 1000).unwrap_err().kind(), TocErrorKind::TooLarge);
    let bomb = zstd::encode_all(&vec![0; 4 << 20][..], 3).unwrap();
    let toc = Toc::of_position(&format!("0:{}:1:1", bomb.len()), None).unwrap();
    assert_eq!(toc.read(&bomb, None, 1 << 20).unwrap_err().kind(), TocErrorKind::TooLarge);
    let toc = Toc::of_position("0:10:1:1", None).unwrap();
    assert_eq!(toc.read(&[0; 9], None, 1000).unwrap_err().kind(), TocErrorKind::NotTheContent);
    assert_eq!(toc.read(&[0; 10], None, 1000).unwrap_err().kind(), TocErrorKind::Malformed);
}

/// Layers of the two kinds among the recorded ones, where they are at hand.
#[test]
fn recorded_layers() {
    let folder =
        std::env::var_os("OCI_VECTORS").map_or_else(|| "../../shared/vectors".into(), std::path::PathBuf::from);
    let digests = [
        ("estargz.layer", "sha256:0f9e81807380425528c8a672ec952da650f4b31b83ba512e2760e2a3e4edc9a8"),
        ("zstd-chunked.layer", "sha256:e4bea57811637e767b55954d5dd6a70bdb08aecba2a96a9c3aa56a7ba5bcf255"),
    ];
    for (name, digest) in digests {
        let Ok(blob) = std::fs::read(folder.join("artifacts").join(name)) else { continue };
        let (toc, bytes) = of(&blob).unwrap();
        let table = toc.read(bytes, Some(&digest.parse().unwrap()), Toc::DEFAULT_LIMIT).unwrap();
        assert!(table.starts_with(b"{"), "{name}");
    }
}
