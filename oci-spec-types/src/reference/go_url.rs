//! Hosts and paths as Go's `net/url` (Go 1.27) reads them: go-containerregistry, oras-go and containerd check registries
//! with it.

use std::borrow::Cow;
use std::net::Ipv6Addr;

/// Bytes of the text, or a copy with escapes resolved.
type Part<'a> = Cow<'a, [u8]>;

/// Whether the text is a host, perhaps with a port, that Go keeps as it is.
pub(super) fn is_plain_host(text: &[u8]) -> bool {
    let delimiter = text.iter().any(|b| matches!(b, b'@' | b'?' | b'#' | b'/') || b.is_ascii_control());
    !delimiter && host(text).is_some_and(|host| host == text)
}

/// What a URL without scheme names: its host, and its path with the slash. `None` when Go refuses it.
pub(super) fn host_and_path(text: &[u8]) -> Option<(Part<'_>, Part<'_>)> {
    let (url, fragment) = cut(text, b'#');
    if url.iter().any(u8::is_ascii_control) {
        return None;
    }
    let (location, _query) = cut(url, b'?');
    let (authority, path) = location.split_at(location.iter().position(|&b| b == b'/').unwrap_or(location.len()));
    let mut backwards = authority.rsplitn(2, |&b| b == b'@');
    let host = host(backwards.next()?)?;
    if !backwards.next().is_none_or(is_userinfo) {
        return None;
    }
    let path = unescaped(path, Place::Path)?;
    unescaped(fragment, Place::Path)?;
    Some((host, path))
}

fn cut(text: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    let at = text.iter().position(|&b| b == delimiter).unwrap_or(text.len());
    (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())
}

/// `host[:port]`, with its escapes resolved.
fn host(text: &[u8]) -> Option<Part<'_>> {
    match text.iter().rposition(|&b| b == b'[') {
        Some(0) => return ip_literal(text),
        Some(_) => return None,
        None => {}
    }
    if let Some(colon) = text.iter().rposition(|&b| b == b':')
        && !is_port(text.get(colon + 1..).unwrap_or_default())
    {
        return None;
    }
    unescaped(text, Place::Host)
}

fn ip_literal(text: &[u8]) -> Option<Part<'_>> {
    let close = text.iter().rposition(|&b| b == b']')?;
    let (inner, port) = (text.get(1..close)?, text.get(close + 1..)?);
    match port.split_first() {
        None => {}
        Some((b':', digits)) if is_port(digits) => {}
        Some(_) => return None,
    }
    // What `%25` begins is a zone, which may be escaped more freely.
    let zone = inner.windows(3).position(|escape| escape == b"%25").unwrap_or(inner.len());
    let (address, zone) = inner.split_at(zone);
    let address = unescaped(address, Place::Host)?;
    let zone = unescaped(zone, Place::Zone)?;
    if !is_ipv6(&[&*address, &*zone].concat()) {
        return None;
    }
    match (&address, &zone) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Some(Cow::Borrowed(text)),
        _ => Some(Cow::Owned([b"[", &*address, &*zone, b"]", port].concat())),
    }
}

/// An IPv6 address, perhaps with a zone.
fn is_ipv6(text: &[u8]) -> bool {
    let (address, zone) = match text.iter().position(|&b| b == b'%') {
        Some(at) => (text.get(..at), text.get(at + 1..)),
        None => (Some(text), None),
    };
    let address = address.and_then(|address| std::str::from_utf8(address).ok());
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()) && zone.is_none_or(|zone| !zone.is_empty())
}

fn is_port(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_digit)
}

/// RFC 3986: unreserved, escapes, sub-delims and `:`; and `@`, which Go tolerates.
fn is_userinfo(text: &[u8]) -> bool {
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(b);
    text.iter().all(allowed) && unescaped(text, Place::Path).is_some()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Only bytes that are not ASCII, and `%`, may be escaped; what a host cannot hold is refused.
    Host,
    /// What a host can hold may be escaped, and a space.
    Zone,
    /// Everything may be escaped, and nothing is refused.
    Path,
}

/// Resolves `%` escapes. `None` where Go refuses a byte or an escape.
fn unescaped(text: &[u8], place: Place) -> Option<Part<'_>> {
    let mut out: Option<Vec<u8>> = None;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let value = if byte == b'%' {
            let digit = |at: usize| after.get(at).and_then(|&b| char::from(b).to_digit(16));
            let value = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
            let allowed = match place {
                Place::Host => !value.is_ascii() || value == b'%',
                Place::Zone => value == b'%' || value == b' ' || is_host_byte(value),
                Place::Path => true,
            };
            if !allowed {
                return None;
            }
            #[expect(clippy::indexing_slicing, reason = "`rest` is the end of the text")]
            out.get_or_insert_with(|| text[..text.len() - rest.len()].to_vec());
            rest = after.get(2..)?;
            value
        } else {
            if place != Place::Path && byte.is_ascii() && !is_host_byte(byte) {
                return None;
            }
            rest = after;
            byte
        };
        if let Some(out) = &mut out {
            out.push(value);
        }
    }
    Some(out.map_or(Cow::Borrowed(text), Cow::Owned))
}

/// RFC 3986: unreserved and sub-delims; and what Go lets pass because of ports, IP literals and old habits.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}
