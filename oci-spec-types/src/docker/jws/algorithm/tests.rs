use super::*;

#[test]
fn the_table_is_in_order() {
    for (algorithm, name, curve) in ALGORITHMS {
        assert_eq!((algorithm.as_str(), algorithm.curve()), (name, curve));
        assert_eq!(SignatureAlgorithm::from_name(name), Some(algorithm));
        assert_eq!(algorithm.to_string(), name);
        if let Some(curve) = curve {
            assert_eq!(SignatureAlgorithm::of_curve(curve), algorithm);
        }
    }
    for unknown in ["", "none", "HS256", "es256", "PS256", "ES256 "] {
        assert_eq!(SignatureAlgorithm::from_name(unknown), None);
    }
}

#[test]
fn parts_are_hashed_as_one() {
    for (algorithm, ..) in ALGORITHMS {
        assert_eq!(algorithm.hash(&[b"a", b"", b"bc"]), algorithm.hash(&[b"abc"]));
        assert_eq!(Some(algorithm.hash(&[]).len()), algorithm.padding().hash_len);
    }
}
