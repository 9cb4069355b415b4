//! Signing, verifying, and tampering.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::{
    Curve, Jws, JwsError, KeyFault, KeySource, Mode, PublicKey, SignatureAlgorithm, SigningKey, SigningTime,
};
use super::keys::{P256_CERTIFICATE, RSA_CERTIFICATE, RSA_JWK, p256, standard};

const PAYLOAD: &str = "{\n   \"schemaVersion\": 1,\n   \"name\": \"tést\"\n}\n";

fn time() -> SigningTime {
    SigningTime::from_unix(1_461_012_882).unwrap()
}

/// One key of each kind.
fn keys() -> Vec<SigningKey> {
    vec![
        p256(),
        SigningKey::ec(Curve::P384, &[7; 48]).unwrap(),
        SigningKey::ec(Curve::P521, &[&[1], &[7; 65][..]].concat()).unwrap(),
        SigningKey::from_jwk(RSA_JWK).unwrap(),
    ]
}

fn signed(keys: &[SigningKey]) -> Vec<u8> {
    let mut jws = Jws::new(PAYLOAD, Mode::Strict).unwrap();
    for key in keys {
        jws.sign(key, time()).unwrap();
    }
    jws.to_document().unwrap()
}

#[test]
fn every_kind_of_key() {
    for key in keys() {
        let document = signed(std::slice::from_ref(&key));
        assert_eq!(document, signed(std::slice::from_ref(&key)), "the same bytes every time");
        let jws = Jws::parse(&document, Mode::Strict).unwrap();
        assert_eq!(jws.payload(), PAYLOAD);
        assert_eq!(jws.to_document().unwrap(), document);
        let proof = jws.verify().unwrap();
        let [signer] = &proof.signers[..] else { panic!("one signer") };
        assert_eq!(&signer.key, key.public_key());
        assert_eq!((signer.algorithm, signer.source), (key.algorithm(), KeySource::Jwk));
        assert_eq!(signer.time.as_deref(), Some("2016-04-18T20:54:42Z"));
        assert!(proof.signed_by(&key.public_key().key_id()));
        let other = SigningKey::ec(Curve::P256, &[9; 32]).unwrap();
        assert!(!proof.signed_by(&other.public_key().key_id()));
    }
}

#[test]
fn several_signatures_stand_in_the_order_of_their_ids() {
    let jws = Jws::parse(&signed(&keys()), Mode::Strict).unwrap();
    let ids: Vec<String> = jws.verify().unwrap().key_ids().map(|id| id.to_string()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.is_sorted());

    // One more on top of those that were read.
    let mut more = jws.clone();
    more.sign(&SigningKey::ec(Curve::P256, &[9; 32]).unwrap(), time()).unwrap();
    let more = Jws::parse(&more.to_document().unwrap(), Mode::Strict).unwrap();
    assert_eq!(more.payload(), jws.payload());
    assert_eq!(more.verify().unwrap().signers.len(), 5);
    assert_eq!(more.verify_at_most(4), Err(JwsError::TooMany { found: 5, limit: 4 }));
}

#[test]
fn certificates() {
    let rsa = SigningKey::from_jwk(RSA_JWK).unwrap();
    for (key, own, other) in [(p256(), P256_CERTIFICATE, RSA_CERTIFICATE), (rsa, RSA_CERTIFICATE, P256_CERTIFICATE)] {
        let (own, other) = (standard(own), standard(other));
        assert_eq!(PublicKey::from_certificate(&own).as_ref(), Ok(key.public_key()));
        let mut jws = Jws::new(PAYLOAD, Mode::Strict).unwrap();
        assert_eq!(jws.sign_with_chain(&key, &[&other, &own], time()), Err(KeyFault::Certificate.into()));
        assert_eq!(jws.sign_with_chain(&key, &[] as &[&[u8]], time()), Err(KeyFault::Certificate.into()));
        assert!(jws.signatures().is_empty());

        jws.sign_with_chain(&key, &[&own, &other], time()).unwrap();
        let document = jws.to_document().unwrap();
        let jws = Jws::parse(&document, Mode::Strict).unwrap();
        assert_eq!(jws.to_document().unwrap(), document);
        let [entry] = jws.signatures() else { panic!("one signature") };
        assert_eq!((entry.x5c.len(), &entry.jwk), (2, &None));
        let proof = jws.verify().unwrap();
        assert_eq!(proof.signers[0].source, KeySource::Certificate);
        assert_eq!(&proof.signers[0].key, key.public_key());

        // The certificate goes before a jwk, as in libtrust.
        let mut both = jws.clone();
        both.signatures[0].jwk = Some(keys()[1].public_key().clone().into());
        assert_eq!(both.verify(), Ok(proof));

        for broken in ["", "!", "AAAA"] {
            let mut jws = jws.clone();
            jws.signatures[0].x5c[0] = broken.into();
            let pointer = "/signatures/0/header/x5c/0".to_owned();
            assert_eq!(jws.verify(), Err(JwsError::Key { pointer, fault: KeyFault::Certificate }), "{broken}");
        }
    }
}

#[test]
fn what_does_not_hold() {
    for key in keys() {
        let good = Jws::parse(&signed(std::slice::from_ref(&key)), Mode::Strict).unwrap();
        let changed = |change: &dyn Fn(&mut Jws)| {
            let mut jws = good.clone();
            change(&mut jws);
            jws.verify()
        };
        let invalid = Err(JwsError::Invalid { index: 0 });
        let expected = key.public_key().curve().map_or("RS256, RS384 or RS512", |_| key.algorithm().as_str());
        for name in ["", "none", "HS256", "es256", "ES256K"] {
            let error = JwsError::Algorithm { index: 0, found: name.into(), expected };
            assert_eq!(changed(&|jws| jws.signatures[0].algorithm = name.into()), Err(error));
        }
        for algorithm in [
            SignatureAlgorithm::Es256,
            SignatureAlgorithm::Es384,
            SignatureAlgorithm::Es512,
            SignatureAlgorithm::Rs384,
            SignatureAlgorithm::Rs512,
        ] {
            if algorithm != key.algorithm() {
                assert!(changed(&|jws| jws.signatures[0].algorithm = algorithm.to_string()).is_err());
            }
        }
        assert_eq!(changed(&|jws| jws.signatures[0].signature.insert(3, '!')), Err(JwsError::Encoding { index: 0 }));
        assert_eq!(changed(&|jws| jws.signatures[0].signature.clear()), invalid);
        assert_eq!(changed(&|jws| jws.signatures[0].signature.push_str("AAAA")), invalid);
        assert_eq!(changed(&|jws| jws.signatures[0].signature.replace_range(0..4, "AAAA")), invalid);
        assert_eq!(changed(&|jws| jws.signatures[0].protected.push('A')), invalid);
        assert_eq!(changed(&|jws| jws.signatures[0].jwk = None), Err(JwsError::NoKey { index: 0 }));
        assert_eq!(changed(&|jws| jws.signatures.clear()), Err(JwsError::NoSignatures { found: "an empty array" }));
        // Another key of the same kind.
        let other = match key.public_key().curve() {
            Some(curve) => SigningKey::ec(curve, &[&[0], &vec![5; curve.coordinate_len() - 1][..]].concat()).unwrap(),
            None => continue,
        };
        assert_eq!(changed(&|jws| jws.signatures[0].jwk = Some(other.public_key().clone().into())), invalid);
        // A second signature that does not hold spoils the first.
        let both = changed(&|jws| {
            let mut second = jws.signatures[0].clone();
            second.jwk = Some(other.public_key().clone().into());
            jws.signatures.push(second);
        });
        assert_eq!(both, Err(JwsError::Invalid { index: 1 }));
    }
}

#[test]
fn keys_that_are_none() {
    let mut jws = Jws::parse(&signed(&[p256()]), Mode::Strict).unwrap();
    let mut with = |key: PublicKey, algorithm: &str| {
        jws.signatures[0].jwk = Some(key.into());
        jws.signatures[0].algorithm = algorithm.into();
        jws.verify()
    };
    let bad = |fault| Err(JwsError::Key { pointer: "/signatures/0/header/jwk".to_owned(), fault });
    let off_curve = PublicKey::ec(Curve::P256, &[1; 32], &[1; 32]).unwrap();
    assert_eq!(with(off_curve, "ES256"), bad(KeyFault::Numbers { kind: "P-256" }));
    let zero = PublicKey::ec(Curve::P521, &[0; 66], &[0; 66]).unwrap();
    assert_eq!(with(zero, "ES512"), bad(KeyFault::Numbers { kind: "P-521" }));
    for (length, bits) in [(1, 8), (127, 1016), (513, 4104), (100_000, 800_000)] {
        let rsa = PublicKey::rsa(&vec![0xff; length], 3).unwrap();
        assert_eq!(with(rsa, "RS256"), bad(KeyFault::Size { bits }));
    }
    let one = PublicKey::rsa(&[0xff; 256], 1).unwrap();
    assert_eq!(with(one, "RS256"), bad(KeyFault::Numbers { kind: "RSA" }));
}

/// Signed once: signing is slow without optimisation.
static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(|| signed(&[p256()]));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// A flipped bit of the payload, wherever it is, and in whichever mode it is read.
    #[test]
    fn any_change_of_the_payload_shows(at in 0..PAYLOAD.len() - 3, bit in 0u8..8) {
        let mut document = DOCUMENT.clone();
        document[at] ^= 1 << bit;
        for mode in [Mode::Strict, Mode::Libtrust] {
            if let Ok(jws) = Jws::parse(&document, mode) {
                prop_assert_eq!(jws.verify(), Err(JwsError::Invalid { index: 0 }));
            }
        }
    }

    /// A flipped bit anywhere: refused, or the payload is the one that was signed.
    #[test]
    fn any_change_of_the_document_shows_or_is_outside(at in 0usize..10_000, bit in 0u8..8) {
        let mut document = DOCUMENT.clone();
        let at = at % document.len();
        document[at] ^= 1 << bit;
        for mode in [Mode::Strict, Mode::Libtrust] {
            if let Ok(jws) = Jws::parse(&document, mode) && jws.verify().is_ok() {
                prop_assert_eq!(jws.payload(), PAYLOAD);
            }
        }
    }

    /// Sign, write, read, verify: for any member in the payload and any layout.
    #[test]
    fn round_trip(name in "\\PC{0,20}", before in "[ \n\t]{0,4}", after in "[ \r\n\t]{0,4}", secret in 1u8..) {
        let name = name.replace(['"', '\\'], "");
        let payload = format!("{{{before}\"schemaVersion\":{before}1,{before}\"name\":\"{name}\"{after}}}{after}");
        let key = SigningKey::ec(Curve::P256, &[secret.min(0xfe); 32]).unwrap();
        let mut jws = Jws::new(payload.clone(), Mode::Strict).unwrap();
        jws.sign(&key, time()).unwrap();
        let document = jws.to_document().unwrap();
        let again = Jws::parse(&document, Mode::Strict).unwrap();
        prop_assert_eq!(again.payload(), &payload);
        prop_assert_eq!(again.uncovered(), None);
        prop_assert!(again.verify().unwrap().signed_by(&key.public_key().key_id()));
        prop_assert_eq!(&again, &jws);
    }
}
