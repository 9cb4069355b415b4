//! Signatures of others: RFC 7515 (appendix A) and RFC 6979 (appendix A.2).

use super::super::{Curve, Jws, JwsError, Mode, Signature, SigningKey};
use super::keys::{RSA_JWK, hex, p256};
use crate::base64::decode_url;

fn verify(protected: &str, payload: &[u8], key: &SigningKey, signature: &str) -> Result<(), JwsError> {
    let signature = Signature {
        algorithm: key.algorithm().to_string(),
        jwk: Some(key.public_key().clone().into()),
        x5c: Vec::new(),
        signature: signature.to_owned(),
        protected: protected.to_owned(),
        time: None,
    };
    let jws = Jws { payload: payload.to_vec().into(), format_length: 0, signatures: vec![signature], uncovered: None };
    jws.verify().map(drop)
}

/// The payload of most examples of RFC 7515.
const CLAIMS: &[u8] = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

#[test]
fn rfc_7515_a_2() {
    let key = SigningKey::from_jwk(RSA_JWK).unwrap();
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let protected = "eyJhbGciOiJSUzI1NiJ9";
    assert_eq!(verify(protected, CLAIMS, &key, signature), Ok(()));
    assert_eq!(verify(protected, &CLAIMS[1..], &key, signature), Err(JwsError::Invalid { index: 0 }));
    // The one signature that this key makes of it.
    let payload = super::encode_url(CLAIMS);
    let hash = key.algorithm().hash(&[protected.as_bytes(), b".", payload.as_bytes()]);
    assert_eq!(key.sign_hash(&hash).ok(), decode_url(signature, Mode::Strict));
}

#[test]
fn rfc_7515_a_3_and_a_4() {
    let es256 = br#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
    let es512 = br#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}"#;
    for (key, protected, payload, signature) in [
        (
            &es256[..],
            "eyJhbGciOiJFUzI1NiJ9",
            CLAIMS,
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            es512,
            "eyJhbGciOiJFUzUxMiJ9",
            b"Payload",
            "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        ),
    ] {
        let key = SigningKey::from_jwk(key).unwrap();
        assert_eq!(verify(protected, payload, &key, signature), Ok(()));
        assert_eq!(verify(protected, b"payload", &key, signature), Err(JwsError::Invalid { index: 0 }));
    }
}

#[test]
fn rfc_6979_a_2() {
    // The message is "sample", the hash that of the curve: A.2.5 (SHA-256), A.2.6 (SHA-384), A.2.7 (SHA-512).
    let p384 = "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5";
    let p521 = "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538";
    for (key, r, s) in [
        (
            p256(),
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            SigningKey::ec(Curve::P384, &hex(p384)).unwrap(),
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
        (
            SigningKey::ec(Curve::P521, &hex(p521)).unwrap(),
            "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
            "00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A",
        ),
    ] {
        let hash = key.algorithm().hash(&[b"sample"]);
        assert_eq!(key.sign_hash(&hash).unwrap(), [hex(r), hex(s)].concat(), "{key:?}");
    }
}
