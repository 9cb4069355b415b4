/// How a signed document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Refuses every document whose payload two readers could see differently: no signatures; `formatLength` that is
    /// zero, negative, no integer, larger than the document or inside a character; a `formatTail` that is more than a `}`
    /// with whitespace; headers that disagree; a second `signatures`; a member of a signature that stands twice, or is spelt
    /// in another case; a payload that is not a schema 1 object.
    #[default]
    Strict,
    /// Reads what libtrust `ParsePrettySignature` reads, with the payload that it gives: containers/image and
    /// distribution make their digests of it.
    ///
    /// `"signatures": []` and `null` give the empty payload. (containers/image asks libtrust only for documents with
    /// `signatures` that are not `null`; it takes the digest of the whole document for the others.)
    /// A fraction in `formatLength` is cut off; a zero, or an empty `formatTail`, gives way to the next header.
    /// Names match without regard to case, base64url may be padded or broken into lines. The payload may be any bytes.
    ///
    /// Known to differ: a key whose point is not on its curve is read and has an id (libtrust gives it none);
    /// several signatures without `jwk` can be written again (libtrust panics).
    Libtrust,
}
