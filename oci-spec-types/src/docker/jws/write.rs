//! The layout of a signed document: libtrust `PrettySignature`.

use oci_digest::json::{Escapes, Indent, indent, write_string};

use super::{Jws, JwsError, Signature};

impl Jws {
    /// The signed document, as libtrust `PrettySignature` lays it out.
    ///
    /// The payload up to its last `}`, then the member `signatures`, sorted by key id and signature, then `}`.
    /// It is indented when the payload begins with `{`, a line feed and whitespace; compact otherwise.
    /// Whitespace after the `}` of the payload is not in the document, but it is in the payload (and in its digest).
    ///
    /// Of the header of a signature that was read, only what [`Signature`] holds is written.
    ///
    /// # Errors
    /// When there are no signatures.
    pub fn to_document(&self) -> Result<Vec<u8>, JwsError> {
        if self.signatures.is_empty() {
            return Err(JwsError::NoSignatures { found: "an empty array" });
        }
        let mut sorted: Vec<&Signature> = self.signatures.iter().collect();
        sorted.sort_by_cached_key(|entry| (entry.jwk.as_ref().map(|jwk| jwk.key().key_id()), &entry.signature));

        let mut signatures = vec![b'['];
        for (index, entry) in sorted.into_iter().enumerate() {
            if index > 0 {
                signatures.push(b',');
            }
            entry.write_compact(&mut signatures);
        }
        signatures.push(b']');

        let mut out = Vec::with_capacity(self.format_length + signatures.len() * 2);
        out.extend_from_slice(self.payload.split_at(self.format_length).0);
        out.push(b',');
        let unit = indentation(&self.payload);
        if unit.is_empty() {
            out.extend_from_slice(b"\"signatures\":");
            out.extend_from_slice(&signatures);
        } else {
            let style = Indent { prefix: unit, unit };
            style.new_line(&mut out, 0);
            out.extend_from_slice(b"\"signatures\": ");
            indent(&mut out, &signatures, style);
            out.push(b'\n');
        }
        out.push(b'}');
        Ok(out)
    }
}

/// What stands between the first line feed and the first name: libtrust `detectJSONIndent`.
///
/// The payload of a document read as libtrust does may be any bytes; none that are not UTF-8 can stand there in JSON.
fn indentation(payload: &[u8]) -> &str {
    payload
        .strip_prefix(b"{\n")
        .and_then(|rest| rest.split_at_checked(rest.iter().position(|&byte| byte == b'"')?))
        .and_then(|(whitespace, _)| str::from_utf8(whitespace).ok())
        .unwrap_or("")
}

impl Signature {
    fn write_compact(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"header\":{");
        if let Some(jwk) = &self.jwk {
            out.extend_from_slice(b"\"jwk\":");
            out.extend_from_slice(&jwk.to_json());
            out.push(b',');
        }
        out.extend_from_slice(b"\"alg\":");
        write_string(out, &self.algorithm, &Escapes::GO);
        for (index, certificate) in self.x5c.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b",\"x5c\":[" } else { b"," });
            write_string(out, certificate, &Escapes::GO);
        }
        out.extend_from_slice(if self.x5c.is_empty() { b"}" } else { b"]}" });
        out.extend_from_slice(b",\"signature\":");
        write_string(out, &self.signature, &Escapes::GO);
        if !self.protected.is_empty() {
            out.extend_from_slice(b",\"protected\":");
            write_string(out, &self.protected, &Escapes::GO);
        }
        out.push(b'}');
    }
}
