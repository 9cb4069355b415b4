//! The layer pass.

use std::hint::black_box;
use std::io::{Read, Write};
use std::rc::Rc;

use oci_digest::Digest;
use oci_digest::layer::{LayerDigests, LayerHasher};
use sha2::{Digest as _, Sha256};

use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table};
use crate::tar::real_tar;

/// The layer pass.
pub const LAYER: Suite = Suite {
    name: "layer",
    title: "Layers",
    about: "A layer's blob to its digest, its diffID and both sizes: `LayerHasher` beside its three parts, run one after the \
            other (decompression into a buffer of 1 MiB, sha256 of the blob, sha256 of the tar), beside decompression alone, \
            and beside what a short program does: `std::io::copy` from a decoder over a hashing reader into a hasher. The tar \
            is of the machine's own programs and libraries. Allocations are those of the first thread.",
    tables,
};

/// A blob comes in pieces of this size.
const PIECE: usize = 256 << 10;

/// How a blob is decompressed.
type Decoder = fn(&mut dyn FnMut(&[u8]), &[u8], &mut [u8]);

fn tables(scale: Scale) -> Vec<Table> {
    let tar = Rc::new(real_tar(scale.pick(4 << 20, 200 << 20)));
    let row = |name: &str, at, blob: Vec<u8>, decoder| {
        let blob = Rc::new(blob);
        let (ratio, of) = (tar.len() as f64 / blob.len() as f64, tar.clone());
        Row::new(format!("{name}, {ratio:.1} : 1"), at, tar.len(), move || one(&blob, &of, decoder))
    };
    let plain = {
        let (peer, own) = (tar.clone(), tar.clone());
        Row::new("plain", 2, tar.len(), move || {
            vec![
                Candidate::peer("sha256 alone", move || Sha256::digest(&*peer)),
                Candidate::own("LayerHasher", move || serial(&own)),
            ]
        })
    };
    let table = |title, rows_are, rows| Table { title, cells: Cells::Time, chart: None, rows_are, rows };
    vec![
        table(
            "compressed",
            "layer",
            vec![row("gzip -6", 0, gzip(&tar), gunzip), row("zstd -3", 1, zstd(&tar), unzstd)],
        ),
        table("not compressed", "layer", vec![plain]),
        table("layers of an image", "layers", vec![image(&tar, 4), image(&tar, 16)]),
    ]
}

fn one(blob: &Rc<Vec<u8>>, tar: &Rc<Vec<u8>>, decoder: Decoder) -> Vec<Candidate> {
    let of = || (blob.clone(), tar.clone());
    let mut buffer = vec![0; 1 << 20];
    let mut second = buffer.clone();
    let ((parts, content), (alone, _), (copied, _), (pass, _), (threaded, _)) = (of(), of(), of(), of(), of());
    vec![
        Candidate::peer("its three parts", move || {
            decoder(&mut |bytes| _ = black_box(bytes), &parts, &mut buffer);
            (Sha256::digest(&*parts), Sha256::digest(&*content))
        }),
        Candidate::own("LayerHasher", move || serial(&pass)),
        Candidate::own("on two threads", move || threads(&threaded)).on_threads(),
        Candidate::peer("decompression alone", move || {
            decoder(&mut |bytes| _ = black_box(bytes), &alone, &mut second);
        }),
        Candidate::peer("io::copy", move || copy(&copied)),
    ]
}

/// An image whose layers are pieces of the tar: one layer after the other, and as many at a time as the machine has cores.
fn image(tar: &Rc<Vec<u8>>, layers: usize) -> Row {
    let blobs: Rc<Vec<Vec<u8>>> = Rc::new(tar.chunks(tar.len() / layers + 1).map(gzip).collect());
    let tar = tar.clone();
    Row::new(format!("{layers} of gzip"), layers, tar.len(), move || {
        let (first, second, third) = (blobs.clone(), blobs.clone(), blobs.clone());
        vec![
            Candidate::peer("io::copy", move || third.iter().map(|blob| copy(blob)).collect::<Vec<_>>()),
            Candidate::own("one after the other", move || first.iter().map(|blob| serial(blob)).collect::<Vec<_>>()),
            Candidate::own("one thread a core", move || each_core(&second)).on_threads(),
        ]
    })
}

fn each_core(blobs: &[Vec<u8>]) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let take = || blobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        std::iter::from_fn(take).map(|blob| serial(blob).size).sum::<u64>()
    };
    std::thread::scope(|scope| (0..cores).map(|_| scope.spawn(work)).filter_map(|worker| worker.join().ok()).count())
}

fn serial(blob: &[u8]) -> LayerDigests {
    LayerHasher::new().digest_all(blob.chunks(PIECE)).expect("a layer")
}

fn threads(blob: &[u8]) -> LayerDigests {
    LayerHasher::new().on_two_threads().digest_all(blob.chunks(PIECE)).expect("a layer")
}

fn gzip(tar: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    gzip.write_all(tar).expect("compressing in memory");
    gzip.finish().expect("compressing in memory")
}

fn zstd(tar: &[u8]) -> Vec<u8> {
    zstd::encode_all(tar, 3).expect("compressing in memory")
}

fn drain(out: &mut dyn FnMut(&[u8]), mut reader: impl Read, buffer: &mut [u8]) {
    loop {
        match reader.read(buffer).expect("a layer") {
            0 => return,
            n => out(buffer.get(..n).unwrap_or_default()),
        }
    }
}

fn gunzip(out: &mut dyn FnMut(&[u8]), blob: &[u8], buffer: &mut [u8]) {
    drain(out, flate2::bufread::MultiGzDecoder::new(blob), buffer);
}

fn unzstd(out: &mut dyn FnMut(&[u8]), blob: &[u8], buffer: &mut [u8]) {
    drain(out, zstd::Decoder::with_buffer(blob).expect("a decoder"), buffer);
}

/// Hashes what passes.
struct Hashing<T>(T, Sha256);

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl Write for Hashing<()> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.1.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a short program does.
fn copy(blob: &[u8]) -> [Digest; 2] {
    let mut tar = Hashing((), Sha256::new());
    let blob = Hashing(blob, Sha256::new());
    let blob = if blob.0.starts_with(&[0x1f, 0x8b]) {
        let mut decoder = flate2::read::MultiGzDecoder::new(blob);
        std::io::copy(&mut decoder, &mut tar).expect("a layer");
        decoder.into_inner()
    } else {
        let mut decoder = zstd::Decoder::new(blob).expect("a decoder");
        std::io::copy(&mut decoder, &mut tar).expect("a layer");
        decoder.finish().into_inner()
    };
    [blob.1, tar.1].map(|hash| Digest::from_sha256(hash.finalize().into()))
}
