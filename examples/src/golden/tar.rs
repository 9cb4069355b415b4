//! Reads plain files out of a GNU tar.

use std::io::{Error, ErrorKind};

const BLOCK: usize = 512;
/// A record that holds the path of the next one, where it is longer than the header has room for.
const LONG_PATH: u8 = b'L';

/// The path and the content of every file, in order; an error is the last item.
pub(super) fn files(tar: &[u8]) -> impl Iterator<Item = Result<(&str, &[u8]), Error>> {
    let mut rest = tar;
    std::iter::from_fn(move || {
        let next = file(&mut rest).transpose();
        if matches!(next, Some(Err(_))) {
            rest = &[];
        }
        next
    })
}

fn file<'a>(rest: &mut &'a [u8]) -> Result<Option<(&'a str, &'a [u8])>, Error> {
    let mut long_path = None;
    loop {
        let Some(header) = rest.get(..BLOCK).filter(|header| header[0] != 0) else { return Ok(None) };
        let size = until_nul(&header[124..136])?.trim();
        let size = usize::from_str_radix(size, 8).map_err(|_| broken("a size"))?;
        let content = rest.get(BLOCK..BLOCK + size).ok_or_else(|| broken("the whole of a file"))?;
        *rest = rest.get(BLOCK + size.next_multiple_of(BLOCK)..).unwrap_or_default();
        match header[156] {
            LONG_PATH => long_path = Some(until_nul(content)?),
            b'0' => return Ok(Some((long_path.map_or_else(|| until_nul(&header[..100]), Ok)?, content))),
            _ => return Err(broken("a plain file")),
        }
    }
}

fn until_nul(bytes: &[u8]) -> Result<&str, Error> {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    std::str::from_utf8(text).map_err(|_| broken("UTF-8"))
}

fn broken(expected: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("the packed cases: expected {expected}"))
}
