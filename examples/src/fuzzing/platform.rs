//! Any text as a platform specifier; what parses is normalised once and for all.

use oci_platform::{Grammar, Host, Platform};

pub(super) fn body(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let host = Host::new("linux", "amd64");
    for grammar in [Grammar::Containerd, Grammar::Crane, Grammar::Regclient] {
        if let Ok(platform) = Platform::parse_with(text, grammar, &host) {
            let normalised = platform.normalized(&host);
            assert_eq!(normalised.normalized(&host), normalised);
            let _ = platform.all_fields().to_string();
        }
    }
}
