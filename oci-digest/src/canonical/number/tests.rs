use super::*;

#[track_caller]
fn spelt(text: &str, expected: &str) {
    let mut out = Vec::new();
    write_f64(&mut out, text.parse().unwrap_or_default());
    assert_eq!(core::str::from_utf8(&out), Ok(expected));
}

/// As Node.js, Python and Go spell them.
#[test]
fn ties_go_to_the_even_digit() {
    spelt("1125899906842624.25", "1125899906842624.2");
    spelt("1166123180207533.25", "1166123180207533.2");
    spelt("-704944510142256.25", "-704944510142256.2");
    spelt("1125899906842624.75", "1125899906842624.8");
    spelt("9007199254740993.0", "9007199254740992");
    spelt("5e-324", "5e-324");
    spelt("0.1", "0.1");
    spelt("1e21", "1e+21");
    spelt("295147905179352830000.0", "295147905179352830000");
}

proptest::proptest! {
    /// `serde_json` rounds to even, too.
    #[test]
    fn digits_are_those_of_serde_json(bits in proptest::prelude::any::<u64>(), whole in 0_u64..1 << 53, quarter in 0_u8..4) {
        for value in [f64::from_bits(bits), whole as f64 + f64::from(quarter) / 4.0] {
            if !value.is_finite() || value == 0.0 {
                continue;
            }
            let digits = |text: &str| -> alloc::string::String {
                let mantissa = text.split('e').next().unwrap_or_default();
                let digits = mantissa.replace(['.', '-'], "");
                digits.trim_start_matches('0').trim_end_matches('0').into()
            };
            let mut out = Vec::new();
            write_f64(&mut out, value);
            let own = alloc::string::String::from_utf8(out).unwrap_or_default();
            proptest::prop_assert_eq!(own.parse::<f64>(), Ok(value));
            proptest::prop_assert_eq!(digits(&own), digits(&serde_json::to_string(&value).unwrap_or_default()));
        }
    }
}
