//! Schema 1 signatures (`convert/sign`, `convert/signature`).

use std::path::Path;

use oci_digest::Digest;
use oci_spec_types::docker::jws::{Curve, Jws, JwsError, Mode, SigningKey, SigningTime};
use serde_json::Value;

use crate::harness::{Mismatch, Verdict, same, same_bytes, text};

/// Reads a document as the Go tools do; checks payload, verification, and the document written again.
pub(crate) fn verify(dir: &Path, case: &Value) -> Verdict {
    let expected = &case["expected"];
    let jws = match (Jws::parse(&read(dir, "input.manifest.json")?, Mode::Libtrust), text(expected, "result")) {
        (Err(_), "error") => return Ok(()),
        (Ok(_), "error") => return Err(Mismatch::new(text(expected, "error"), "a signed document")),
        (Err(error), _) => return Err(Mismatch::new("a signed document", error)),
        (Ok(jws), _) => jws,
    };
    same_bytes("payload", &read(dir, "output.manifest.json")?, jws.payload())?;
    same(text(expected, "payload_digest"), &*Digest::sha256(jws.payload()).to_string())?;
    let document = jws.to_document().map_err(|error| Mismatch::new("a document", error))?;
    same_bytes("document", &read(dir, "output.pretty-signature.json")?, &document)?;
    match jws.verify() {
        Ok(proof) => {
            same(expected["verified"].as_bool() == Some(true), true)?;
            let ids: Vec<String> = proof.key_ids().map(|id| id.to_string()).collect();
            same(texts(&expected["key_ids"]).join(" "), ids.join(" "))
        }
        Err(error) => {
            let verdict = same(expected["verified"].as_bool() == Some(false), true);
            verdict.map_err(|_| Mismatch::new("valid signatures", error))
        }
    }
}

/// Signs with keys of our own, of the kinds that the case names; checks the layout against the sample of the case.
pub(crate) fn sign(dir: &Path, case: &Value) -> Verdict {
    let expected = &case["expected"];
    let input = read(dir, "input.manifest.json")?;
    let time = SigningTime::from_unix(1_461_012_882).map_err(|error| Mismatch::new("a time", error))?;
    let signed = || -> Result<(Jws, Vec<u8>), Box<dyn std::error::Error>> {
        let mut jws = Jws::new(input.clone(), Mode::Libtrust)?;
        for (number, kind) in (1..).zip(texts(&case["options"]["keys"])) {
            jws.sign(&key(&kind, number)?, time)?;
        }
        let document = jws.to_document()?;
        Ok((jws, document))
    };
    let (jws, document) = match (signed(), text(expected, "result")) {
        (Err(_), "error") => return Ok(()),
        (Ok(_), "error") => return Err(Mismatch::new(text(expected, "error"), "a signed document")),
        (Err(error), _) => return Err(Mismatch::new("a signed document", error)),
        (Ok(signed), _) => signed,
    };
    same(text(expected, "payload_digest"), &*Digest::sha256(jws.payload()).to_string())?;
    same(expected["format_length"].as_u64().unwrap_or_default(), jws.format_length() as u64)?;
    same(text(expected, "format_tail_base64url"), &*base64_url(jws.format_tail()))?;

    let problem = |error: JwsError| Mismatch::new("a signed document", error);
    let again = Jws::parse(&document, Mode::Libtrust).map_err(problem)?;
    same_bytes("payload", &input, again.payload())?;
    let proof = again.verify().map_err(|error| Mismatch::new("valid signatures", error))?;
    let mut algorithms = texts(&expected["algorithms"]);
    let mut ours: Vec<String> = proof.signers.iter().map(|signer| signer.algorithm.to_string()).collect();
    // Sorted by key id in the document, and the keys are others.
    algorithms.sort();
    ours.sort();
    same(algorithms.join(" "), ours.join(" "))?;

    // The sample of the case, taken apart and written again: same layout, same ids, same order.
    let sample = read(dir, "output.signed.json")?;
    let theirs = Jws::parse(&sample, Mode::Libtrust).map_err(problem)?;
    same_bytes("payload of the sample", &input, theirs.payload())?;
    same_bytes("sample", &sample, &theirs.to_document().map_err(problem)?)?;
    let proof = theirs.verify().map_err(|error| Mismatch::new("valid signatures in the sample", error))?;
    let ids: Vec<String> = proof.key_ids().map(|id| id.to_string()).collect();
    same(texts(&expected["key_ids"]).join(" "), ids.join(" "))
}

fn read(dir: &Path, name: &str) -> Result<Vec<u8>, Mismatch> {
    std::fs::read(dir.join(name)).map_err(|error| Mismatch::new(name, error))
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A key of this kind; another one for every number.
fn key(kind: &str, number: u8) -> Result<SigningKey, Box<dyn std::error::Error>> {
    Ok(match kind {
        "ec256" => SigningKey::ec(Curve::P256, &[number; 32])?,
        "ec384" => SigningKey::ec(Curve::P384, &[number; 48])?,
        "ec521" => SigningKey::ec(Curve::P521, &[&[0], &[number; 65][..]].concat())?,
        "rsa2048" => SigningKey::from_jwk(RSA)?,
        other => return Err(format!("a key of kind {other:?}").into()),
    })
}

/// The key of RFC 7515, appendix A.2.
const RSA: &[u8] = br#"{"kty":"RSA","e":"AQAB",
"n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
"d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
"p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
"q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"}"#;
