//! Tests of the module as a whole; its parts have theirs beside them.

mod layout;
mod reading;

#[cfg(feature = "signatures")]
mod keys;
#[cfg(feature = "signatures")]
mod signing;
#[cfg(feature = "signatures")]
mod vectors;

use crate::base64::encode_url;

/// A signed document: the payload up to its `}`, then one signature for each protected header (JSON text).
fn document(prefix: &str, headers: &[&str]) -> Vec<u8> {
    let entries: Vec<String> = headers
        .iter()
        .map(|header| {
            let protected = encode_url(header.as_bytes());
            format!(r#"{{"header":{{"alg":"ES256"}},"signature":"AA","protected":"{protected}"}}"#)
        })
        .collect();
    format!(r#"{prefix},"signatures":[{}]}}"#, entries.join(",")).into_bytes()
}
