//! Finds the version of zlib-rs, which decides the bytes of gzip layers and is named in reports.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let start = ["OUT_DIR", "CARGO_MANIFEST_DIR"].map(|name| env::var_os(name).map(PathBuf::from).unwrap_or_default());
    let version = start.iter().find_map(|dir| dir.ancestors().find_map(version_below));
    println!("cargo::rustc-env=OCI_CONVERT_ZLIB_RS={}", version.as_deref().unwrap_or("of unknown version"));
}

/// The version in the lock file of a folder.
fn version_below(dir: &Path) -> Option<String> {
    let path = dir.join("Cargo.lock");
    let lock = fs::read_to_string(&path).ok()?;
    let (_, entry) = lock.split_once("name = \"zlib-rs\"")?;
    let version = entry.split('"').nth(1)?;
    println!("cargo::rerun-if-changed={}", path.display());
    Some(version.to_owned())
}
