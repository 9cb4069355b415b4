//! URIs with a scheme: RFC 3986 section 3 and appendix A.
//!
//! No crate: `fluent-uri` reads text that is UTF-8 and tells the place of a fault alone; here bytes are checked in place, and
//! what was expected is told.

use std::net::Ipv6Addr;

/// Checks a URI and returns its scheme.
pub(in crate::validate) fn check(text: &[u8]) -> Result<&[u8], &'static str> {
    let colon = text.iter().position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#'));
    let (scheme, rest) = match colon.map(|at| text.split_at(at)) {
        Some((scheme, [b':', rest @ ..])) => (scheme, rest),
        _ => return Err("a URI with a scheme"),
    };
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    if !scheme.first().is_some_and(u8::is_ascii_alphabetic) || !scheme.iter().all(letters) {
        return Err("a URI with a scheme of letters, digits and +-.");
    }
    let (rest, fragment) = split(rest, b'#');
    let (hierarchy, query) = split(rest, b'?');
    let path = match hierarchy {
        [b'/', b'/', rest @ ..] => {
            let end = rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            check_authority(authority)?;
            path
        }
        path => path,
    };
    check_characters(path, b"/:@")?;
    check_characters(query, b"/:@?")?;
    check_characters(fragment, b"/:@?")?;
    Ok(scheme)
}

fn split(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    let mut parts = text.splitn(2, |&byte| byte == at);
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

fn check_authority(authority: &[u8]) -> Result<(), &'static str> {
    let (user, host_port) = match authority.iter().position(|&byte| byte == b'@').map(|at| authority.split_at(at)) {
        Some((user, [_, host_port @ ..])) => (user, host_port),
        _ => (&[][..], authority),
    };
    check_characters(user, b":")?;
    let (host, port) = match host_port {
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|&byte| byte == b']').ok_or("a URI with ']' after its address")?;
            let (address, behind) = rest.split_at(end);
            check_literal(address)?;
            match behind {
                [_] => (&[][..], &[][..]),
                [_, b':', port @ ..] => (&[][..], port),
                _ => return Err("a URI with ':' and a port, or nothing, after its address"),
            }
        }
        _ => split(host_port, b':'),
    };
    check_characters(host, b"")?;
    if !port.iter().all(u8::is_ascii_digit) {
        return Err("a URI whose port is a number");
    }
    Ok(())
}

/// An address in brackets: IPv6, or a form of the future (`v1.x`).
fn check_literal(literal: &[u8]) -> Result<(), &'static str> {
    if let [b'v' | b'V', rest @ ..] = literal {
        let (version, address) = split(rest, b'.');
        if !version.is_empty() && version.iter().all(u8::is_ascii_hexdigit) && !address.is_empty() {
            return check_characters(address, b":");
        }
    }
    let address = str::from_utf8(literal).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
    address.map(drop).ok_or("a URI with an IPv6 address in brackets")
}

/// Unreserved characters, sub-delims, percent-encoding, and these.
fn check_characters(text: &[u8], others: &[u8]) -> Result<(), &'static str> {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = match byte {
            b'%' => match tail {
                [a, b, tail @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => tail,
                _ => return Err("a URI with two hex digits after each '%'"),
            },
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => {
                tail
            }
            byte if byte.is_ascii_alphanumeric() || others.contains(byte) => tail,
            _ => return Err("a URI, which has only characters of RFC 3986"),
        };
    }
    Ok(())
}
