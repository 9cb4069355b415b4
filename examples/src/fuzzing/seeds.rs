use crate::{data, golden};
use std::io;

/// The longest file of a case that is a seed, in bytes.
const LONGEST: usize = 4096;

/// What is short and odd.
const ODD: [&str; 23] = [
    "",
    "{",
    "{}",
    "[]",
    "null",
    "linux/arm64/v8",
    "windows(10.0.17763)/amd64",
    "docker.io/library/alpine:3.20",
    "//docker.io/docker.io/12",
    "docker://localhost:5000/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    r#"[{"Config":"x"}]"#,
    "488:79:78:1\x00575:20:11",
    r#"{"a":1e400}"#,
    r#"{"a":"\ud800"}"#,
    r#"{"manifests":[{}]}"#,
    r#"{"Manifests":null,"manifests":[{"platform":null}]}"#,
    r#"{"config":{},"layers":[{"annotations":{"a":"\u001b[31m"}}]}"#,
    r#"{"rootfs":{"diff_ids":[]},"history":[{"created":"2020-13-01T00:00:00Z"}]}"#,
    r#"{"schemaVersion":1,"fsLayers":[{}],"history":[{}],"signatures":[{}]}"#,
    r#"{"schemaVersion":1,"name":"","fsLayers":[{"blobSum":"x"}],"history":[{"v1Compatibility":"{}"}]}"#,
    r#"{"schemaVersion":1,"signatures":[{}],"manifests":[{}]}"#,
    r#"{"subject":[],"config":{},"layers":[],"manifests":[]}"#,
    "\u{feff}{}",
];

/// What layers with a table of contents end in, the table before it where it is short: eStargz, zstd:chunked, seekable zstd.
const ENDS: [&[u8]; 3] = [
    b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\x000000000000000000STARGZ\x01\0\0\xff\xff\0\0\0\0\0\0\0\0",
    b"\x28\xb5\x2f\xfd\x20\x02\x11\0\0{}\0\0\0\0\0\0\0\0\x0b\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\
      \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0GNUlInUx",
    b"\x5e\x2a\x4d\x18\x11\0\0\0\x0a\0\0\0\x02\0\0\0\x01\0\0\0\0\xb1\xea\x92\x8f",
];

/// Inputs to begin with: the documents of `examples/data`, what is short and odd, and every n-th of the golden cases. The
/// documents of a case are one input, NUL between them; a layer comes after the lengths of its pieces.
///
/// # Errors
/// When the golden cases cannot be read.
pub fn seeds(every: usize) -> io::Result<Vec<Vec<u8>>> {
    let mut seeds: Vec<Vec<u8>> = ODD.iter().map(|text| text.as_bytes().to_vec()).collect();
    seeds.extend(ENDS.map(<[u8]>::to_vec));
    seeds.extend(data::ALL.iter().map(|(_, text)| text.to_vec()));
    let pairs: Vec<_> = seeds.windows(2).map(|pair| pair.join(&0)).collect();
    seeds.extend(pairs);
    let mut cases: Vec<(String, Vec<u8>)> = Vec::new();
    golden::for_each(|path, content| {
        let (folder, file) = path.rsplit_once('/').unwrap_or_default();
        let is_layer = folder.ends_with("layers/files");
        let is_input = ["input.", "a.", "b."].iter().any(|start| file.starts_with(start)) || folder.ends_with("/input");
        if content.len() > LONGEST || !(is_layer || is_input) {
            return Ok(());
        }
        let case = folder.strip_suffix("/input").unwrap_or(folder);
        match cases.last_mut() {
            _ if is_layer => cases.push((path.to_owned(), [&[0, 6, 63, 1], content].concat())),
            Some((last, input)) if last == case => {
                input.push(0);
                input.extend_from_slice(content);
            }
            _ => cases.push((case.to_owned(), content.to_vec())),
        }
        Ok(())
    })?;
    seeds.extend(cases.into_iter().map(|(_, input)| input).step_by(every.max(1)));
    Ok(seeds)
}
