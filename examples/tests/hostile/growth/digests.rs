//! oci-digest.

use super::Case;
use oci_convert::recompress::{LayerTarget, recompress};
use oci_digest::canonical::{self, Form};
use oci_digest::json::{self, Escapes, Indent, Pointers, Scanner, Walk};
use oci_digest::layer::{LayerHasher, LayerOptions, LayerReader};
use oci_digest::toc::Toc;
use oci_digest::{
    Algorithm, ChainId, DiffId, Digest, HashIo, Hasher, MultiHasher, V1Id, Verifier, VerifyReader, verify_readers,
};
use std::hint::black_box;
use std::io;

pub(super) const CASES: &[Case] = &[
    ("hash", |n| {
        let bytes = vec![7; n << 6];
        Box::new(move || {
            for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3] {
                let digest = algorithm.digest(&bytes).unwrap();
                digest.verify(&bytes).unwrap();
                let mut hasher = Hasher::new(&algorithm).unwrap();
                bytes.chunks(64).for_each(|piece| hasher.update(piece));
                assert_eq!(hasher.finalize(), digest);
                io::copy(&mut VerifyReader::new(&bytes[..], &digest, Some(bytes.len() as u64)), &mut io::sink())
                    .unwrap();
                let mut reader = HashIo::new(&bytes[..], Hasher::new(&algorithm).unwrap());
                io::copy(&mut reader, &mut io::sink()).unwrap();
                assert_eq!(reader.finish().1, digest);
            }
            let mut all = MultiHasher::new(&[Algorithm::Sha256, Algorithm::Sha512]).unwrap();
            bytes.chunks(64).for_each(|piece| all.update(piece));
            let layer = oci_digest::LayerDigest::of_blob(&bytes);
            black_box((all.finalize(), V1Id::of_top(&layer, Some(&V1Id::of_layer(&layer, None)), &bytes)));
        })
    }),
    ("many messages", |n| {
        let messages: Vec<String> = (0..n).map(|at| at.to_string()).collect();
        Box::new(move || {
            let digests = Digest::sha256_many(&messages);
            let pairs: Vec<_> = digests.iter().zip(&messages).collect();
            assert!(Digest::verify_many(&pairs).iter().all(Result::is_ok));
            let mut hashers: Vec<_> = messages.iter().map(|_| Algorithm::Sha256.hasher().unwrap()).collect();
            let mut pieces: Vec<_> =
                hashers.iter_mut().zip(&messages).map(|(own, text)| (own, text.as_bytes())).collect();
            Hasher::update_many(&mut pieces);
            black_box(Algorithm::Sha512.digest_many(&messages).unwrap());
            let readers = digests
                .iter()
                .zip(&messages)
                .map(|(digest, text)| (text, Verifier::new(digest, None), Ok(text.as_bytes())));
            assert_eq!(verify_readers(readers).count(), messages.len());
        })
    }),
    ("chains", |n| {
        let diff_ids: Vec<_> = (0..n).map(|at| DiffId::of_tar(at.to_string().as_bytes())).collect();
        let texts: Vec<_> = diff_ids.iter().map(ToString::to_string).collect();
        Box::new(move || {
            assert_eq!(ChainId::all(&diff_ids).last(), ChainId::of(&diff_ids).as_ref());
            black_box(oci_digest::chain_ids_of_text(&texts));
        })
    }),
    ("digest texts", |n| {
        let texts = [format!("{}:{}", "a".repeat(n), "b".repeat(n)), "a+".repeat(n), "sha256:".repeat(n)];
        Box::new(move || {
            for text in &texts {
                match text.parse::<Digest>() {
                    Ok(own) => drop((own.to_string(), own.short().to_string(), own.to_path().to_string())),
                    Err(error) => drop(black_box(error.to_string())),
                }
            }
        })
    }),
    ("json", |n| {
        let nested = format!("{}{}", "[".repeat(n), "]".repeat(n)).into_bytes();
        let flat = flat_json(n);
        Box::new(move || {
            for text in [&nested, &flat] {
                let mut scanner = Scanner::new(text).with_max_depth(u32::MAX);
                scanner.skip().unwrap();
                scanner.end().unwrap();
                let (mut scanner, mut walk) = (Scanner::new(text).with_max_depth(u32::MAX), Walk::new());
                while walk.next(&mut scanner).unwrap().is_some() {}
                json::compact(&mut Vec::new(), text, true);
            }
            json::indent(&mut Vec::new(), &flat, Indent { prefix: "", unit: " " });
        })
    }),
    ("json pointers", |n| {
        let text = flat_json(n);
        Box::new(move || {
            let mut pointers = Pointers::new(&text);
            for at in (0..text.len()).step_by(13) {
                black_box((pointers.at(at), pointers.excerpt_at(at, 10)));
            }
            black_box(json::pointer_at(&text, text.len() - 2));
        })
    }),
    ("json text", |n| {
        let texts = ["\\u00e9".repeat(n), "\\ud800".repeat(n), "x\\n".repeat(n)].map(|text| format!("\"{text}\""));
        Box::new(move || {
            for text in &texts {
                let decoded = Scanner::new(text.as_bytes()).string().unwrap().decode_go().into_owned();
                let mut out = Vec::new();
                json::write_string(&mut out, &decoded, &Escapes::GO);
                black_box(out);
            }
        })
    }),
    ("canonical", |n| {
        let text = flat_json(n);
        Box::new(move || {
            for form in [Form::GO_VALUE, Form::GO_FLOAT, Form::GO_RAW, Form::OLPC, Form::JCS] {
                black_box(canonical::rewrite(&text, &form).unwrap());
            }
            black_box((canonical::indent_text(&text, " ").unwrap(), canonical::html_escape(&text).unwrap()));
        })
    }),
    ("layer", |n| {
        let blob = recompress(&content(n), LayerTarget::Gzip { level: 1 }).unwrap().1;
        Box::new(move || {
            let digests = LayerHasher::new().digest_all(blob.chunks(7)).unwrap();
            let mut reader = LayerReader::new(&blob[..], LayerOptions::default());
            io::copy(&mut reader, &mut io::sink()).unwrap();
            assert_eq!(reader.finish().unwrap().1.diff_id, digests.diff_id);
            assert_eq!(LayerHasher::new().on_two_threads().digest_reader(&blob[..]).unwrap().diff_id, digests.diff_id);
        })
    }),
    ("members of a layer", |n| {
        let blob = recompress(b"", LayerTarget::Gzip { level: 1 }).unwrap().1.repeat(n);
        Box::new(move || assert_eq!(LayerHasher::new().digest_all([&blob]).unwrap().uncompressed_size, 0))
    }),
    ("recompress", |n| {
        let content = content(n);
        Box::new(move || {
            for target in [LayerTarget::Gzip { level: 1 }, LayerTarget::Zstd { level: 1, threads: 0 }] {
                black_box(recompress(&content, target).unwrap());
            }
        })
    }),
    ("tables of contents", |n| {
        let content = content(n);
        let table = recompress(&content, LayerTarget::Zstd { level: 1, threads: 0 }).unwrap().1;
        let position = format!("8:{}:{}:1", table.len(), content.len());
        let texts = [&table[..], b"GNUlInUx"].concat();
        Box::new(move || {
            let toc = Toc::of_position(&position, None).unwrap();
            assert_eq!(*toc.read(&table, Some(&Digest::sha256(&table)), u64::MAX).unwrap(), content);
            let _ = black_box((Toc::of_tail(&texts, u64::MAX), Toc::of_position(&"1:".repeat(table.len()), None)));
        })
    }),
];

/// Members that are out of order, and values of all kinds.
fn flat_json(n: usize) -> Vec<u8> {
    let members: Vec<_> = (0..n).map(|at| format!(r#""{}":["{at}\n",15,null]"#, at * 7919 % n)).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

fn content(n: usize) -> Vec<u8> {
    (0..n << 7).map(|at| (at * at / 7 % 251) as u8).collect()
}
