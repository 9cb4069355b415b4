//! Any JSON: what is found in it does not depend on how it is spelt, whatever it should be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_digest::json::{self, Indent, Scanner};
use oci_spec_types::validate::{Finding, Level, Options, Rule, Target, validate};

fn told<'a>(text: &[u8], findings: &'a [Finding]) -> Vec<(&'static str, Level, String, &'a str)> {
    // A signature says which bytes it covers, blanks included.
    let mut told: Vec<_> = findings
        .iter()
        .filter(|finding| finding.rule() != Rule::D2107)
        .map(|finding| (finding.rule().code(), finding.level(), finding.pointer(text).to_string(), finding.detail()))
        .collect();
    told.sort();
    told
}

fuzz_target!(|bytes: &[u8]| {
    let mut scanner = Scanner::new(bytes);
    if scanner.skip().and_then(|_| scanner.end()).is_err() {
        return;
    }
    let (mut compact, mut indented) = (Vec::new(), Vec::new());
    json::compact(&mut compact, bytes, false);
    json::indent(&mut indented, bytes, Indent { prefix: "", unit: " \t" });
    let options = Options::default();
    for target in Target::ALL.into_iter().filter(|target| target.is_document()) {
        let (in_compact, in_indented) = (validate(&compact, target, &options), validate(&indented, target, &options));
        assert_eq!(told(&compact, &in_compact), told(&indented, &in_indented), "{target}");
    }
});
