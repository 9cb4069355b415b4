//! The bodies of the fuzz targets hold over their seeds, and over what is made of these.

use oci_examples::fuzzing::{ALL, seeds};

/// Of so many golden cases one is a seed.
const EVERY: usize = 60;

/// Numbers that are the same in every run: an xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// An input cut, with a byte changed, two bytes swapped, a part twice, and a part gone. Parts are what is between commas.
fn mutations(seed: &[u8], numbers: &mut Numbers) -> [Vec<u8>; 5] {
    let mut at = || numbers.below(seed.len());
    let cut = seed[..at()].to_vec();
    let (mut changed, mut swapped) = (seed.to_vec(), seed.to_vec());
    if !seed.is_empty() {
        changed[at()] ^= 1 << (at() % 8);
        swapped.swap(at(), at());
    }
    let commas: Vec<usize> = (0..seed.len()).filter(|at| seed[*at] == b',').collect();
    let first = at() % commas.len().saturating_sub(1).max(1);
    let part = match commas.get(first..) {
        Some([start, end, ..]) => *start..*end,
        _ => 0..0,
    };
    let twice = [&seed[..part.end], &seed[part.start..]].concat();
    let gone = [&seed[..part.start], &seed[part.end..]].concat();
    [cut, changed, swapped, twice, gone]
}

/// Says which input it was.
struct Running<'a>(&'a str, &'a [u8]);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} does not hold for\n{}", self.0, self.1.escape_ascii());
        }
    }
}

#[test]
fn bodies_hold_over_their_seeds() {
    let seeds = seeds(EVERY).unwrap();
    assert!(seeds.len() > 80, "{} seeds", seeds.len());
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for seed in &seeds {
        let mutations = mutations(seed, &mut numbers);
        for input in [seed].into_iter().chain(&mutations) {
            for (name, body) in ALL {
                let _running = Running(name, input);
                body(input);
            }
        }
    }
}

/// A large document is no other case: 256 KiB of entries, of layers, and of what is neither.
#[test]
fn bodies_hold_for_large_documents() {
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let entry = format!(
        r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":0,"platform":{{"os":"linux","architecture":"arm"}}}}"#
    );
    let many = |piece: &str| vec![piece; (256 << 10) / (piece.len() + 1)].join(",");
    let inputs = [
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{}]}}"#,
            many(&entry)
        ),
        format!(r#"{{"schemaVersion":2,"config":{entry},"layers":[{}]}}"#, many(&entry)),
        format!(r#"{{"rootfs":{{"diff_ids":[{}]}},"history":[{}]}}"#, many(&format!("\"{digest}\"")), many("{}")),
        format!("[{}]", many(r#"[{"":"\u001b"}]"#)),
    ];
    for input in &inputs {
        for (name, body) in ALL {
            let _running = Running(name, &input.as_bytes()[..1000]);
            body(input.as_bytes());
        }
    }
}
