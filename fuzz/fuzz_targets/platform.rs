//! Any text as a platform specifier; what parses is normalised once and for all.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_platform::{Grammar, Host, Platform};

fuzz_target!(|text: &str| {
    let host = Host::new("linux", "amd64");
    for grammar in [Grammar::Containerd, Grammar::Crane, Grammar::Regclient] {
        if let Ok(platform) = Platform::parse_with(text, grammar, &host) {
            let normalised = platform.normalized(&host);
            assert_eq!(normalised.normalized(&host), normalised);
            let _ = platform.all_fields().to_string();
        }
    }
});
