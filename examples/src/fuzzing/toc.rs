//! A blob, and the text of positions, a NUL byte between the two: a table that is found is inside of the blob, and is not read
//! under another digest.

use super::shown::check_shown;
use oci_digest::Digest;
use oci_digest::toc::Toc;

/// The largest table that is read.
const LIMIT: u64 = 1 << 20;

pub(super) fn body(bytes: &[u8]) {
    match Toc::of_tail(bytes, bytes.len() as u64) {
        Ok(Some(toc)) => check_found(toc, bytes),
        Ok(None) => {}
        Err(error) => check_shown(&error),
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (manifest, tar_split) = text.split_once('\0').map_or((text, None), |(one, other)| (one, Some(other)));
    match Toc::of_position(manifest, tar_split) {
        Ok(toc) => {
            check_shown(&toc);
            assert_eq!(toc.and(toc), Ok(toc));
            assert_eq!(toc.inside(u64::MAX).is_ok(), toc.offset.checked_add(toc.size).is_some() && split_fits(toc));
        }
        Err(error) => check_shown(&error),
    }
}

fn split_fits(toc: Toc) -> bool {
    toc.tar_split.is_none_or(|section| section.offset.checked_add(section.size).is_some())
}

fn check_found(toc: Toc, blob: &[u8]) {
    check_shown(&toc);
    assert_eq!(toc.inside(blob.len() as u64), Ok(toc));
    let range = toc.offset as usize..(toc.offset + toc.size) as usize;
    let place = blob.get(range).expect("inside of the blob");
    let read = toc.read(place, None, LIMIT);
    if let Err(error) = &read {
        check_shown(error);
    }
    let other = Digest::sha256(b"another table");
    assert!(toc.read(place, Some(&other), LIMIT).is_err());
    let covered =
        [Digest::sha256(place), read.as_ref().map_or_else(|_| other.clone(), |table| Digest::sha256(&**table))];
    assert_eq!(covered.iter().any(|digest| toc.read(place, Some(digest), LIMIT).is_ok()), read.is_ok());
}
