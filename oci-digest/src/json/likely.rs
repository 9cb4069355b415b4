//! What most likely comes next: each of these reads the one thing that it was asked for, or nothing.

use super::scanner::{Members, Scanner};
use super::text::JsonString;
use crate::digest::Digest;
use crate::hex;

impl<'a> Scanner<'a> {
    /// Reads the name of the next member if it is exactly this one, spelt without whitespace and escapes, and leaves the cursor
    /// at its value. Otherwise nothing is read and [`Scanner::member`] tells what follows.
    ///
    /// This is for readers who know what mostly comes next: it is much cheaper than reading any name.
    ///
    /// ```
    /// use oci_digest::json::Scanner;
    ///
    /// let mut scanner = Scanner::new(br#"{"size":3}"#);
    /// let mut object = scanner.begin_object()?;
    /// assert!(!scanner.member_named(&mut object, "digest"));
    /// assert!(scanner.member_named(&mut object, "size"));
    /// assert_eq!(scanner.integer()?, 3);
    /// # Ok::<(), oci_digest::json::JsonError>(())
    /// ```
    #[inline]
    pub fn member_named(&mut self, object: &mut Members, name: &str) -> bool {
        let start = self.pos + usize::from(!object.first);
        let end = start + name.len() + 3;
        let Some(window) = self.bytes.get(start..end) else { return false };
        let matches = matches!(window, [b'"', spelt @ .., b'"', b':'] if spelt == name.as_bytes())
            && (object.first || self.bytes.get(self.pos) == Some(&b','));
        if matches {
            self.pos = end;
            object.first = false;
        }
        matches
    }

    /// Reads a string if it is spelt exactly as one that was read before. Otherwise nothing but whitespace is read, and
    /// [`Scanner::string`] tells what stands here.
    ///
    /// ```
    /// use oci_digest::json::Scanner;
    ///
    /// let mut scanner = Scanner::new(br#"["a/b","a/b","a/c"]"#);
    /// let mut array = scanner.begin_array()?;
    /// assert!(scanner.element(&mut array)?);
    /// let first = scanner.string()?;
    /// assert!(scanner.element(&mut array)? && scanner.same_string(&first).is_some());
    /// assert!(scanner.element(&mut array)? && scanner.same_string(&first).is_none());
    /// assert!(scanner.string()?.is("a/c"));
    /// # Ok::<(), oci_digest::json::JsonError>(())
    /// ```
    #[inline]
    pub fn same_string(&mut self, as_before: &JsonString<'_>) -> Option<JsonString<'a>> {
        self.whitespace();
        let len = as_before.raw().len();
        // What was between quotes once is whole between quotes again.
        match self.bytes.get(self.pos..self.pos + len + 2) {
            Some([b'"', spelt @ .., b'"']) if spelt == as_before.raw() => {
                let string = JsonString::new(spelt, self.pos + 1, as_before.is_escaped());
                self.pos += len + 2;
                Some(string)
            }
            _ => None,
        }
    }

    /// Reads an integer of up to 15 digits without a sign, which has the same value for every reader. Otherwise nothing
    /// but whitespace is read, and [`Scanner::number`] tells what stands here: also where the number ends the text, or whitespace
    /// follows it.
    ///
    /// ```
    /// use oci_digest::json::Scanner;
    ///
    /// let mut scanner = Scanner::new(b"[32654,1e3]");
    /// let mut array = scanner.begin_array()?;
    /// assert!(scanner.element(&mut array)?);
    /// assert_eq!(scanner.short_integer(), Some(32654));
    /// assert!(scanner.element(&mut array)?);
    /// assert_eq!(scanner.short_integer(), None);
    /// assert_eq!(scanner.number()?.text(), "1e3");
    /// # Ok::<(), oci_digest::json::JsonError>(())
    /// ```
    #[inline]
    pub fn short_integer(&mut self) -> Option<i64> {
        self.whitespace();
        let rest = self.bytes.get(self.pos..)?;
        let (mut value, mut len) = (0, 0);
        for &byte in rest {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                // A number that ends the text, or that whitespace follows, is rare.
                let ends = matches!(byte, b',' | b'}' | b']');
                let is_short = matches!(len, 1..=15) && (rest.first() != Some(&b'0') || len == 1);
                if !(ends && is_short) {
                    return None;
                }
                self.pos += len;
                return Some(value);
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            len += 1;
        }
        None
    }

    /// Reads a string that is a sha256 digest, spelt without escapes. Otherwise nothing but whitespace is read, and
    /// [`Scanner::string`] tells what stands here.
    ///
    /// ```
    /// use oci_digest::{Digest, json::Scanner};
    ///
    /// let text = format!("\"{}\"", Digest::sha256(b"{}"));
    /// assert_eq!(Scanner::new(text.as_bytes()).sha256(), Some(Digest::sha256(b"{}")));
    /// assert_eq!(Scanner::new(br#""sha512:cf83e1357eefb8bd""#).sha256(), None);
    /// ```
    #[inline]
    pub fn sha256(&mut self) -> Option<Digest> {
        self.sha256_string().map(|(digest, _)| digest)
    }

    /// As [`Scanner::sha256`], and how the digest is spelt.
    ///
    /// ```
    /// use oci_digest::{Digest, json::Scanner};
    ///
    /// let text = format!("\"{}\"", Digest::sha256(b"{}"));
    /// let (digest, spelt) = Scanner::new(text.as_bytes()).sha256_string().unwrap();
    /// assert!(spelt.is(&digest.to_string()));
    /// ```
    // Always inlined: who wants to know the spelling alone does not pay for the value.
    #[inline(always)]
    pub fn sha256_string(&mut self) -> Option<(Digest, JsonString<'a>)> {
        const PREFIX: &[u8; 8] = b"\"sha256:";
        self.whitespace();
        let window: &[u8; 73] = self.bytes.get(self.pos..)?.first_chunk()?;
        if window.first_chunk() != Some(PREFIX) || window[72] != b'"' {
            return None;
        }
        let digest = Digest::from_sha256(hex::decode32(window[8..72].first_chunk()?)?);
        let string = JsonString::new(&window[1..72], self.pos + 1, false);
        self.pos += window.len();
        Some((digest, string))
    }
}
