use super::*;

#[test]
fn base32_of_known_bytes() {
    // RFC 4648 section 10: "foobar" is MZXW6YTBOI.
    let mut hash = [0; 30];
    hash[..6].copy_from_slice(b"foobar");
    assert_eq!(KeyId::from_hash(&hash).to_string(), "MZXW:6YTB:OIAA:AAAA:AAAA:AAAA:AAAA:AAAA:AAAA:AAAA:AAAA:AAAA");
    assert_eq!(KeyId::from_hash(&[0xff; 32]).to_string(), ["7777"; 12].join(":"));
}

#[test]
fn what_is_no_id() {
    let good = KeyId::from_hash(&[0x5a; 32]).to_string();
    for (bad, offset) in [
        (String::new(), 0),
        (good.to_lowercase(), 0),
        (good.replacen(':', "", 1), 4),
        (good[..58].to_owned(), 58),
        (format!("{good}:"), 59),
        (format!("{}0{}", &good[..7], &good[8..]), 7),
        (format!("{}::{}", &good[..9], &good[11..]), 10),
    ] {
        assert_eq!(bad.parse::<KeyId>().unwrap_err().offset(), offset, "{bad}");
    }
    assert_eq!(good.parse::<KeyId>().map(|id| id.to_string()), Ok(good));
}

#[test]
fn order_is_that_of_the_text() {
    let mut ids: Vec<KeyId> = (0..=255).map(|byte| KeyId::from_hash(&[byte; 30])).collect();
    ids.sort_unstable();
    let texts: Vec<String> = ids.iter().map(KeyId::to_string).collect();
    assert!(texts.is_sorted());
}
