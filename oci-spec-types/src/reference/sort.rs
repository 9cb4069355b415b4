use super::any::AnyReference;
use super::named::ReferenceRef;
use super::rules::Rules;

/// Sorts as distribution/reference does, and prints in the canonical form: references with tag and digest, with a tag,
/// with a digest, names, digests, and at the end what is none of these, as it stands.
///
/// ```
/// use oci_spec_types::reference;
///
/// let sorted = reference::sort(["b", "!", "a", "a:1"]);
/// assert_eq!(sorted, ["docker.io/library/a:1", "docker.io/library/a", "docker.io/library/b", "!"]);
/// ```
pub fn sort(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut keyed: Vec<(u8, String)> = texts
        .into_iter()
        .map(|text| match Rules::Distribution.any(text.as_ref()) {
            Ok(AnyReference::Named(named)) => (rank(&named), named.to_string()),
            Ok(AnyReference::Digest(digest)) => (4, digest.to_string()),
            Err(_) => (5, text.as_ref().to_owned()),
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(_, text)| text).collect()
}

fn rank(named: &ReferenceRef<'_>) -> u8 {
    match (named.tag(), named.digest()) {
        (Some(_), Some(_)) => 0,
        (Some(_), None) => 1,
        (None, Some(_)) => 2,
        (None, None) => 3,
    }
}
