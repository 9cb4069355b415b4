//! A layout that is built is verified, and every corruption of it is found.

use oci_digest::DiffId;
use oci_examples::Layout;
use oci_spec_types::{Blob, Model, oci};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn program(name: &str) -> Command {
    let tests = std::env::current_exe().expect("the path of this test");
    let folder = tests.ancestors().nth(2).expect("the folder of the build").join("examples");
    Command::new(folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

fn verify(layout: &Path, args: &[&str]) -> (i32, String) {
    let Output { status, stdout, .. } =
        program("verify_layout").arg(layout).args(args).output().expect("the program runs");
    (status.code().unwrap_or(-1), String::from_utf8_lossy(&stdout).into_owned())
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn every_corruption_is_found() {
    let folder = std::env::temp_dir().join(format!("oci-examples-{}-corruption", std::process::id()));
    let layers = folder.join("layers/linux-arm-v7");
    fs::create_dir_all(&layers).expect("a temporary folder");
    fs::write(layers.join("0.tar"), vec![0; 1024]).expect("a layer");
    fs::write(layers.join("1.tar"), vec![0; 10240]).expect("a layer");
    let layout = folder.join("layout");
    let built = program("build_layout").arg(folder.join("layers")).arg(&layout).output().expect("the program runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for args in [&[][..], &["--unpack"]] {
        let (status, text) = verify(&layout, args);
        assert_eq!(status, 0, "{text}");
        assert!(text.contains("5 blobs"), "{text}");
    }

    let all = files(&layout);
    assert_eq!(all.len(), 7, "{all:?}");
    for path in &all {
        let good = fs::read(path).expect("a file");
        let mut bad = vec![good[..good.len() - 1].to_vec(), [&good[..], b"x"].concat(), Vec::new()];
        for at in [0, good.len() / 2, good.len() - 1] {
            let mut flipped = good.clone();
            flipped[at] ^= 1;
            bad.push(flipped);
        }
        for bad in bad {
            fs::write(path, &bad).expect("a file");
            let (status, text) = verify(&layout, &[]);
            assert_eq!(status, 1, "{}, {} bytes: {text}", path.display(), bad.len());
        }
        fs::remove_file(path).expect("a file");
        assert_eq!(verify(&layout, &[]).0, 1, "{} is missing", path.display());
        fs::write(path, &good).expect("a file");
    }
    assert_eq!(verify(&layout, &[]).0, 0);

    // Descriptors that name the same content: each must be right, and one that calls a document a blob hides nothing.
    let index = layout.join("index.json");
    let good = fs::read_to_string(&index).expect("a file");
    let (head, entry) = good.split_once(r#""manifests":["#).expect("entries");
    let (entry, tail) = entry.rsplit_once("]}").expect("the end");
    let with_first = |first: String| format!(r#"{head}"manifests":[{first},{entry}]}}{tail}"#);
    let (before, rest) = entry.split_once(r#""size":"#).expect("a size");
    fs::write(&index, with_first(format!(r#"{before}"size":1{rest}"#))).expect("a file");
    let (status, text) = verify(&layout, &[]);
    assert!(status == 1 && text.contains("as another descriptor states"), "{text}");
    let blob = entry.replacen("application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.layer.v1.tar", 1);
    assert_ne!(blob, entry);
    fs::write(&index, with_first(blob)).expect("a file");
    assert_eq!(verify(&layout, &[]).0, 0);
    for path in all.iter().filter(|path| path.starts_with(layout.join("blobs"))) {
        let content = fs::read(path).expect("a file");
        fs::remove_file(path).expect("a file");
        assert_eq!(verify(&layout, &[]).0, 1, "{} is missing", path.display());
        fs::write(path, content).expect("a file");
    }
    fs::write(&index, good).expect("a file");

    // What nothing names is verified by its name; and a file that is no digest is told.
    let stray = layout.join("blobs/sha256").join("a".repeat(64));
    fs::write(&stray, b"x").expect("a file");
    let (status, text) = verify(&layout, &[]);
    assert_eq!(status, 1);
    assert!(text.contains("1 named by nothing"), "{text}");
    fs::remove_file(stray).expect("a file");
    fs::write(layout.join("blobs/sha256/short"), b"x").expect("a file");
    assert_eq!(verify(&layout, &[]).0, 1);
    let _ = fs::remove_dir_all(&folder);
}

#[test]
fn encrypted_layers_are_not_unpacked() {
    let folder = std::env::temp_dir().join(format!("oci-examples-{}-encrypted", std::process::id()));
    let layout = Layout::create(&folder).expect("a temporary folder");
    let layer = Blob::new("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "secret");
    let rootfs = oci::RootFs::new([DiffId::of_tar(b"tar")]);
    let config = oci::ImageConfig::new("linux", "amd64", rootfs).to_blob();
    let manifest = oci::Manifest::new(config.descriptor.clone(), vec![layer.descriptor.clone()]).to_blob();
    for blob in [&layer, &config, &manifest] {
        layout.put(blob).expect("a blob");
    }
    layout.write("index.json", &oci::Index::new(vec![manifest.descriptor]).to_json()).expect("an index");
    let (status, text) = verify(&folder, &["--unpack"]);
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(status, 0, "{text}");
}
