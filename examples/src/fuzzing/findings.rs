//! Any JSON: what is found in it does not depend on how it is spelt, whatever it should be.

use super::shown::check_shown;
use oci_digest::json::{self, Indent, Pointers, Scanner};
use oci_spec_types::validate::{Finding, Level, Options, Rule, Target, locate, validate};

/// The findings with their places, in one walk over the document.
fn told<'f>(text: &[u8], findings: &'f mut [Finding]) -> Vec<(&'static str, Level, String, &'f str)> {
    findings.sort_by_key(Finding::offset);
    let mut pointers = Pointers::new(text);
    let mut told: Vec<_> = findings
        .iter()
        // A signature says which bytes it covers, whitespace included.
        .filter(|finding| finding.rule() != Rule::D2107)
        .map(|own| (own.rule().code(), own.level(), pointers.excerpt_at(own.offset(), 200), own.detail()))
        .collect();
    told.sort();
    told
}

pub(super) fn body(bytes: &[u8]) {
    let mut scanner = Scanner::new(bytes);
    if scanner.skip().and_then(|_| scanner.end()).is_err() {
        return;
    }
    let (mut compact, mut indented) = (Vec::new(), Vec::new());
    json::compact(&mut compact, bytes, false);
    json::indent(&mut indented, bytes, Indent { prefix: "", unit: " \t" });
    let options = Options::default();
    for target in Target::ALL.into_iter().filter(|target| target.is_document()) {
        let [mut one, mut other] = [&compact, &indented].map(|text| validate(text, target, &options));
        locate(&one, &compact).iter().for_each(check_shown);
        assert_eq!(told(&compact, &mut one), told(&indented, &mut other), "{target}");
    }
}
