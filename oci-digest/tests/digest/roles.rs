//! Chains and image IDs.

use oci_digest::{ChainId, DiffId, Digest, ImageId, LayerDigest, V1Id};

/// An independent spelling of the rule.
fn chain(diff_ids: &[DiffId]) -> Option<String> {
    let (last, below) = diff_ids.split_last()?;
    Some(match chain(below) {
        None => last.to_string(),
        Some(below) => Digest::sha256(format!("{below} {last}")).to_string(),
    })
}

#[test]
fn chain_ids_follow_the_recursion() {
    let mut layers: Vec<DiffId> = (0..6).map(|i: u8| DiffId::of_tar(&[i])).collect();
    // Other algorithms may name layers; chains are sha256 always.
    layers.push(DiffId::new(Digest::sha512(b"big")));
    layers.push("md5:d41d8cd98f00b204e9800998ecf8427e".parse().unwrap());
    let all = ChainId::all(&layers);
    assert_eq!(all.len(), layers.len());
    for n in 0..=layers.len() {
        let one = ChainId::of(&layers[..n]);
        assert_eq!(one.as_ref().map(ToString::to_string), chain(&layers[..n]));
        assert_eq!(one.as_ref(), n.checked_sub(1).map(|last| &all[last]));
    }
    let single = DiffId::new(Digest::sha512(b"big"));
    assert_eq!(ChainId::of(&[single]).unwrap().digest(), &Digest::sha512(b"big"));
    assert!(ChainId::all(&[]).is_empty());
}

#[test]
fn v1_ids_join_with_blanks() {
    let blob = LayerDigest::of_blob(b"layer");
    let hex = blob.digest().encoded();
    let base = V1Id::of_layer(&blob, None);
    assert_eq!(base.to_string(), *Digest::sha256(format!("{hex} ")).encoded());
    let inner = V1Id::of_layer(&blob, Some(&base));
    assert_eq!(inner.to_string(), *Digest::sha256(format!("{hex} {base}")).encoded());
    let top = V1Id::of_top(&blob, Some(&inner), b"{}");
    assert_eq!(top.to_string(), *Digest::sha256(format!("{hex} {inner} {{}}")).encoded());
    let only = V1Id::of_top(&blob, None, b"{}");
    assert_eq!(only.to_string(), *Digest::sha256(format!("{hex}  {{}}")).encoded());
}

#[test]
fn roles_read_and_print_as_their_digest() {
    let id = ImageId::of_config(b"{}");
    assert_eq!(id.to_string().parse::<ImageId>().unwrap(), id);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    let read: ImageId = serde_json::from_str(&format!("\"{id}\"")).unwrap();
    assert_eq!(read, id);
    assert!(serde_json::from_str::<ImageId>("\"sha256:00\"").is_err());
    assert_eq!(format!("{id:?}"), format!("ImageId({id})"));
}
