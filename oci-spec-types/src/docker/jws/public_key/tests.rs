use super::*;

#[test]
fn fixed_prefixes_say_their_own_length() {
    for facts in &CURVES {
        let key = PublicKey::ec(facts.curve, &vec![1; facts.length], &vec![2; facts.length]).unwrap();
        let der_form = key.to_der();
        // The outer length, then: all of it is there.
        let (header, length) = if der_form[1] < 0x80 { (2, der_form[1]) } else { (3, der_form[2]) };
        assert_eq!(der_form.len(), header + usize::from(length), "{}", facts.name);
        assert_eq!(Curve::from_name(facts.name), Some(facts.curve));
        assert_eq!(key.curve(), Some(facts.curve));
    }
    assert_eq!(Curve::from_name("p-256"), None);
    assert_eq!(Curve::from_name("secp256k1"), None);
}

#[test]
fn der_lengths() {
    assert_eq!(der(4, &[7; 3]), [4, 3, 7, 7, 7]);
    assert_eq!(der(4, &[7; 0x80])[..3], [4, 0x81, 0x80]);
    assert_eq!(der(4, &[7; 0x100])[..4], [4, 0x82, 1, 0]);
    assert_eq!(der_unsigned(&[0x7f]), [2, 1, 0x7f]);
    assert_eq!(der_unsigned(&[0x80]), [2, 2, 0, 0x80]);
    assert_eq!(minimal_exponent(65_537), [1, 0, 1]);
    assert_eq!(minimal_exponent(3), [3]);
}

#[test]
fn wrong_parts_are_refused() {
    assert_eq!(
        PublicKey::ec(Curve::P384, &[1; 48], &[1; 47]),
        Err(KeyFault::Length { member: "y", found: 47, expected: 48 }.into())
    );
    assert_eq!(PublicKey::rsa(&[0, 0], 3), Err(KeyFault::Zero { member: "n" }.into()));
    assert_eq!(PublicKey::rsa(&[1], 0), Err(KeyFault::Zero { member: "e" }.into()));
    assert_eq!(PublicKey::rsa(&[0, 5], 3), PublicKey::rsa(&[5], 3));
    assert_eq!(PublicKey::rsa(&[5], 3).unwrap().curve(), None);
}
