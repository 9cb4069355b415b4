//! A layer of real files: a tar of what the machine has, made on the spot.

use std::fs;
use std::path::{Path, PathBuf};

/// Directories with programs and libraries, which are what layers are made of.
const PLACES: &[&str] = &["/usr/bin", "/usr/lib", "/usr/share", "/usr/include"];

/// A tar of about this many bytes. Where the machine has too few files, they come again.
///
/// # Panics
/// When the machine has no files at all in the usual places.
#[must_use]
pub fn real_tar(size: usize) -> Vec<u8> {
    let mut files = Vec::new();
    for place in PLACES {
        collect(Path::new(place), size - files.iter().map(|(_, bytes)| *bytes).sum::<usize>().min(size), &mut files);
    }
    assert!(!files.is_empty(), "no files in {PLACES:?}");
    let mut tar = Vec::with_capacity(size + (1 << 20));
    for (path, _) in files.iter().cycle() {
        if tar.len() >= size {
            break;
        }
        append(&mut tar, path, &fs::read(path).unwrap_or_default());
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

/// Regular files below a directory, until they have this many bytes together.
fn collect(place: &Path, size: usize, files: &mut Vec<(PathBuf, usize)>) {
    let mut open = vec![place.to_owned()];
    let mut taken = 0;
    while let Some(directory) = open.pop() {
        let Ok(entries) = fs::read_dir(&directory) else { continue };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let Ok(meta) = entry.metadata() else { continue };
            let bytes = usize::try_from(meta.len()).unwrap_or(usize::MAX);
            if meta.is_dir() {
                open.push(entry.path());
            } else if meta.is_file() && bytes < 32 << 20 && taken < size {
                taken += bytes;
                files.push((entry.path(), bytes));
            }
        }
    }
}

/// One ustar member.
fn append(tar: &mut Vec<u8>, path: &Path, content: &[u8]) {
    let mut header = [0; 512];
    let name = path.to_string_lossy();
    let name = name.trim_start_matches('/').as_bytes();
    let name = &name[name.len().saturating_sub(100)..];
    header[..name.len()].copy_from_slice(name);
    header[100..108].copy_from_slice(b"0000755\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend_from_slice(&header);
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
}
