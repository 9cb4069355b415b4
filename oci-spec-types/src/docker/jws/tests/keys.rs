//! Keys in the forms in which they come.

use ::base64::Engine;
use ::base64::prelude::BASE64_STANDARD;

use super::super::{Curve, JwsError, KeyFault, Mode, PublicKey, SigningKey};

/// The key of RFC 6979, appendix A.2.5.
const P256_SCALAR: &str = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";

/// The same, written by OpenSSL: PKCS #8, SEC1, and in a certificate.
const P256_PKCS8: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ";
const P256_SEC1: &str = "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";
pub(super) const P256_CERTIFICATE: &str = "MIIBfjCCASWgAwIBAgIUfn+dnPNND5YWgalzjJSay+2TwwkwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJcDI1NiB0ZXN0MCAXDTI2MTEyMTAzMjUwNFoYDzIxMjYxMDI4MDMyNTA0WjAUMRIwEAYDVQQDDAlwMjU2IHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARg/tS6JVqdMclh63TGNW1owEm4kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZo1MwUTAdBgNVHQ4EFgQUGpVpV5vOMpqULQdpycC1ZDFWNxAwHwYDVR0jBBgwFoAUGpVpV5vOMpqULQdpycC1ZDFWNxAwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiB/DQmQt7Ru6FUwzqC2XDPyfMucehY14lLPMtD67c2cXwIgKBeXqrKMuX0Rr3NdcZwtrcn0wyl0NjByjMND3gPhuvM=";

/// The key of RFC 7515, appendix A.2, written by OpenSSL: PKCS #8, PKCS #1, and in a certificate.
const RSA_PKCS8: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXOjS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxLaYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNnjuygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkftoaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHgVFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/GO+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0KpLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqElMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAPrq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNwkgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds29+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcGyoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZjOYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A5603k2+ZQwVK0JKSHuLFkuQ3U=";
const RSA_PKCS1: &str = "MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35SbEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cfUhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1On95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKKVf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlUbjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPEfgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCCMx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1ZNqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1";
pub(super) const RSA_CERTIFICATE: &str = "MIIDCTCCAfGgAwIBAgIUP7VZtzpJ34sF5rE7dVaiwtGZ/7UwDQYJKoZIhvcNAQELBQAwEzERMA8GA1UEAwwIcnNhIHRlc3QwIBcNMjYxMTIxMDMyNTA1WhgPMjEyNjEwMjgwMzI1MDVaMBMxETAPBgNVBAMMCHJzYSB0ZXN0MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABo1MwUTAdBgNVHQ4EFgQUMxiIj6e/g5DN3tNdVInpUWMZ2tkwHwYDVR0jBBgwFoAUMxiIj6e/g5DN3tNdVInpUWMZ2tkwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAO/ZxotF7UxZH4QgPCixMw1Mr3eSHfZ3QmPapfN+er6W2IXFF0AO/cZ5/ZnQvlhGEUpI5H5W4p3qawl2Qh0L1mio5eM18rpvISeVo7HuwTdI8Gc8x/NxBg4+k4PSZxIRbYiVlOnWCCHCTMbqqU1O65esgsLlTjl/zYghpgugz17loAvRSIPos3a/yUq6YuBimMuzKCMrHPZYAHOW+KYn3pMrVkiTVcbTaQcg/DAvhPJZXSLJnYhNUUeEUuv0VqxSlfk4ObpNuz4lzL84VphJV6ZgCGfaX+rKECRKmA03oo3Mf16PjxQMdg4kMLVQXS8yLPYDvcEnq7wJ32LwerLOl3A==";

/// The same as the RFC has it.
pub(super) const RSA_JWK: &[u8] = br#"{"kty":"RSA","e":"AQAB",
"n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
"d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
"p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
"q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"}"#;

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

pub(super) fn standard(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text).unwrap()
}

pub(super) fn p256() -> SigningKey {
    SigningKey::ec(Curve::P256, &hex(P256_SCALAR)).unwrap()
}

fn pem(label: &str, text: &str) -> String {
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn all_forms_give_one_key() {
    let rsa = SigningKey::from_jwk(RSA_JWK).unwrap();
    // The ids were computed from the certificates, with OpenSSL and Python.
    let p256_id = "LJ5H:RTFE:UD2C:BWN4:MK5W:NHB4:E5M6:HH3S:HU5O:CDOL:4DYI:CWQH";
    let rsa_id = "N7IT:YJBV:UNQ6:PRMI:ZUL7:KX22:2PPQ:C55G:NQLS:PJVC:ACCF:6TL2";
    for (key, id, label, pkcs8, old) in [
        (p256(), p256_id, "EC PRIVATE KEY", P256_PKCS8, P256_SEC1),
        (rsa, rsa_id, "RSA PRIVATE KEY", RSA_PKCS8, RSA_PKCS1),
    ] {
        assert_eq!(key.public_key().key_id().to_string(), id);
        assert_eq!(format!("{key:?}"), format!("SigningKey({} {id})", key.algorithm()));
        for other in [
            SigningKey::from_der(&standard(pkcs8)),
            SigningKey::from_der(&standard(old)),
            SigningKey::from_pem(&pem("PRIVATE KEY", pkcs8)),
            SigningKey::from_pem(&pem(label, old)),
        ] {
            assert_eq!(other.unwrap().public_key(), key.public_key());
        }
        assert_eq!(PublicKey::from_der(&key.public_key().to_der()).as_ref(), Ok(key.public_key()));
    }
}

#[test]
fn public_keys_in_der() {
    for (curve, scalar) in
        [(Curve::P256, vec![3; 32]), (Curve::P384, vec![3; 48]), (Curve::P521, [&[0], &[3; 65][..]].concat())]
    {
        let key = SigningKey::ec(curve, &scalar).unwrap();
        assert_eq!(PublicKey::from_der(&key.public_key().to_der()).as_ref(), Ok(key.public_key()));
    }
    assert_eq!(PublicKey::from_der(b""), Err(KeyFault::Form.into()));
    assert_eq!(PublicKey::from_certificate(b"\x30\x00"), Err(KeyFault::Certificate.into()));
}

#[test]
fn private_keys_in_json() {
    let key = p256();
    let public = super::super::Jwk::from(key.public_key().clone());
    let public = String::from_utf8(public.to_json()).unwrap();
    assert!(public.starts_with(r#"{"crv":"P-256","kid":"LJ5H:RTFE:"#), "{public}");
    let with = |d: &[u8]| format!(r#"{},"d":"{}"}}"#, public.trim_end_matches('}'), super::encode_url(d));
    let read = |text: &str| SigningKey::from_jwk(text.as_bytes()).map(|key| key.public_key().clone());
    assert_eq!(read(&with(&hex(P256_SCALAR))).as_ref(), Ok(key.public_key()));
    assert_eq!(read(&with(&[1; 32])), Err(KeyFault::Numbers { kind: "P-256" }.into()));
    assert_eq!(read(&with(&[1; 31])), Err(KeyFault::Length { member: "d", found: 31, expected: 32 }.into()));
    assert_eq!(read(&public), Err(KeyFault::Member { member: "d" }.into()));
    assert!(matches!(read("[]"), Err(JwsError::Key { fault: KeyFault::Json(_), .. })));

    let rsa = str::from_utf8(RSA_JWK).unwrap();
    assert_eq!(read(&rsa.replace("\"q\"", "\"Q\"")), Err(KeyFault::Member { member: "q" }.into()));
    assert_eq!(read(&rsa.replace("\"AQAB\"", "\"Aw\"")), Err(KeyFault::Numbers { kind: "RSA" }.into()));
    // A public key that holds a private one is refused where public keys are read.
    assert_eq!(super::super::Jwk::parse(RSA_JWK, Mode::Libtrust), Err(KeyFault::Private.into()));
}

#[test]
fn what_is_no_private_key() {
    for scalar in [[0; 32], [0xff; 32]] {
        let error = SigningKey::ec(Curve::P256, &scalar).map(|_| ()).unwrap_err();
        assert_eq!(error, KeyFault::Numbers { kind: "P-256" }.into());
    }
    let error = SigningKey::ec(Curve::P521, &[1; 65]).map(|_| ()).unwrap_err();
    assert_eq!(error, KeyFault::Length { member: "d", found: 65, expected: 66 }.into());
    for der in [&b""[..], b"\x30\x00", &standard(P256_PKCS8)[1..], &standard(P256_CERTIFICATE)] {
        assert_eq!(SigningKey::from_der(der).map(|_| ()), Err(KeyFault::Form.into()));
    }
    for text in [String::new(), pem("CERTIFICATE", P256_CERTIFICATE), pem("RSA PRIVATE KEY", P256_SEC1)] {
        assert_eq!(SigningKey::from_pem(&text).map(|_| ()), Err(KeyFault::Form.into()));
    }
}
