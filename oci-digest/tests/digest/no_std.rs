//! The crate links into a binary without std, and works there.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_binary_without_std_links_and_runs() {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = crate_dir.join("tests/no_std");
    let build = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no_std");
    fs::create_dir_all(build.join("src")).unwrap();
    fs::copy(source.join("src/main.rs"), build.join("src/main.rs")).unwrap();
    let manifest = fs::read_to_string(source.join("Cargo.toml")).unwrap();
    fs::write(build.join("Cargo.toml"), manifest.replace("../..", &crate_dir.display().to_string())).unwrap();
    // The versions that are there already, because this test was built with them.
    let _ = fs::copy(crate_dir.join("../Cargo.lock"), build.join("Cargo.lock"));
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--manifest-path"])
        .arg(build.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(build.join("target"))
        // Flags of the outer build (coverage, sanitizers) need std.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
}
