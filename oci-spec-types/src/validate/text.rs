//! What strings say: grammars and tables of names.

use std::borrow::Cow;

use oci_digest::json::{JsonString, ValueKind};
use oci_digest::{Digest, ParseErrorKind};

use super::checker::{Checker, Flow};
use super::grammar::{media_type, ref_name, timestamp, uri};
use super::level::Level;
use super::part::{Part, Raised};
use super::rule::Rule;
use super::schema::{Binding, Key, Text};
use super::strings::quote;
use crate::ambiguity::Ambiguity;
use crate::annotation;

/// Values of `GOOS` (image-index.md: "as listed in the Go Language document").
const OSES: &[&str] = &[
    "linux",
    "windows",
    "darwin",
    "freebsd",
    "aix",
    "android",
    "dragonfly",
    "illumos",
    "ios",
    "js",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
];

/// Values of `GOARCH`.
const ARCHITECTURES: &[&str] = &[
    "amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "mips64le", "loong64", "mips", "mips64", "mipsle",
    "ppc64", "wasm",
];

/// The prefix that annotations.md keeps for keys that it defines.
const RESERVED: &str = "org.opencontainers.";
/// The keys of encrypted layers (ocicrypt), which the prefix was given to.
const ENCRYPTION: &str = "org.opencontainers.image.enc.";
/// The names of entries in the `index.json` of a layout: of the image-spec, and of containerd.
const NAMES_OF_ENTRIES: [&str; 2] = [annotation::REF_NAME, annotation::IMAGE_NAME];

/// The port of `ExposedPorts`: `port/tcp`, `port/udp`, `port` (config.md).
fn is_port(text: &str) -> bool {
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    digits && port.parse::<u16>().is_ok_and(|port| port > 0) && matches!(protocol, "tcp" | "udp")
}

/// `SIGNAME` or `SIGRTMIN+3` (config.md).
fn is_signal(text: &str) -> bool {
    let name = text.strip_prefix("SIG").unwrap_or_default();
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
}

impl<'a> Checker<'a, '_> {
    /// Reads a string and checks what it says.
    #[inline(always)]
    pub(super) fn text(&mut self, check: Text, rule: Rule) -> Flow<JsonString<'a>> {
        if let Some(text) = self.good_text(check) {
            return Ok(text);
        }
        let text = self.scanner.string()?;
        if text.is_escaped() {
            self.check_string(text);
            self.check_text(check, rule, text.decode_go().as_bytes(), text.offset());
        } else if matches!(check, Text::MediaType) {
            if self.check_media_type(rule, text.raw(), text.offset()) {
                self.good_media_type = Some(text);
            }
        } else {
            self.check_text(check, rule, text.raw(), text.offset());
        }
        Ok(text)
    }

    /// Reads a string of which a glance tells that there is nothing to find in it: the media type that was found good
    /// before, a sha256 digest.
    #[inline(always)]
    fn good_text(&mut self, check: Text) -> Option<JsonString<'a>> {
        match check {
            Text::MediaType => self.scanner.same_string(self.good_media_type.as_ref()?),
            Text::Digest | Text::Sha256 => self.scanner.sha256_string().map(|(_, text)| text),
            _ => None,
        }
    }

    /// Checks the content of a string that stands, or begins, at this offset.
    #[inline]
    pub(super) fn check_text(&mut self, check: Text, rule: Rule, text: &[u8], at: usize) {
        match check {
            Text::Any => {}
            Text::Is(expected) => {
                if text != expected.as_bytes() {
                    // A type that names another kind of document confuses kinds, another text only its writer.
                    let other =
                        str::from_utf8(text).is_ok_and(|text| crate::Kind::of_media_type(&text.into()).is_none());
                    let is_type = crate::Kind::of_media_type(&expected.into()).is_some();
                    let part = if is_type && other { Part::OtherDocumentType } else { Part::Whole };
                    self.unfit((rule, part), text, at, check);
                }
            }
            Text::MediaType => drop(self.check_media_type(rule, text, at)),
            Text::Digest | Text::Sha256 => self.check_digest(check, rule, text, at),
            Text::Timestamp => match timestamp::check(text) {
                Ok(timestamp::Reading::Everyone) => {}
                Ok(timestamp::Reading::NotGo) => self.raise((rule, Part::OddTime), at, None, || {
                    format!("found {}, which Go does not read", quote(text)).into()
                }),
                Ok(timestamp::Reading::GoZero) => {
                    self.raise((rule, Part::OddTime), at, None, || {
                        Cow::Borrowed("found the zero time of Go, expected a time")
                    });
                }
                Err(problem) => self.ill_formed(rule, text, at, problem),
            },
            Text::Url => self.check_url(rule, text, at),
            Text::Env => self.check_env(rule, text, at),
            Text::Signal => {
                if self.options.wants(Level::Note) && !str::from_utf8(text).is_ok_and(is_signal) {
                    self.raise((rule, Part::OddSignal), at, None, || {
                        format!("found {}, expected a name such as SIGTERM or SIGRTMIN+3", quote(text)).into()
                    });
                }
            }
            Text::Os => self.check_listed(rule, text, at, OSES, "a value of GOOS"),
            Text::Architecture => self.check_listed(rule, text, at, ARCHITECTURES, "a value of GOARCH"),
            Text::OsFeature => {
                if text != b"win32k" {
                    self.facts.odd_feature.get_or_insert(at);
                }
            }
            Text::RefName(binding) => {
                if let Err(problem) = ref_name::check(text) {
                    let part = if binding == Binding::Must { Part::Alone } else { Part::Whole };
                    self.raise((rule, part), at, None, || format!("found {}, expected {problem}", quote(text)).into());
                }
            }
            Text::V1Compatibility => self.check_v1(text, at),
        }
    }

    /// Whether nothing is to be found in this media type.
    fn check_media_type(&mut self, rule: Rule, text: &[u8], at: usize) -> bool {
        if let Err(problem) = media_type::check(text) {
            self.ill_formed((rule, Part::IllFormedType), text, at, problem);
        } else if text.len() > media_type::SHOULD_BE_SHORTER {
            self.raise((rule, Part::LongType), at, None, || {
                format!("found {}, expected at most 64 characters", quote(text)).into()
            });
        } else {
            return true;
        }
        false
    }

    #[cold]
    fn unfit(&mut self, what: (Rule, Part), text: &[u8], at: usize, check: Text) {
        self.raise(what, at, None, || format!("found {}, expected {}", quote(text), check.expected()).into());
    }

    #[cold]
    fn ill_formed(&mut self, what: impl Into<Raised>, text: &[u8], at: usize, problem: &'static str) {
        self.raise(what, at, None, || format!("found {}, expected {problem}", quote(text)).into());
    }

    #[inline]
    fn check_digest(&mut self, check: Text, rule: Rule, text: &[u8], at: usize) {
        if let Err(error) = Digest::parse_bytes(text) {
            let rule = if rule == Rule::Dsc03 { digest_rule(text, error.kind()) } else { rule };
            self.raise(rule, at, None, || {
                let (position, found, expected) = (error.position(), error.found(), error.expected());
                format!("found {found} in byte {position} of {}, expected {expected}", quote(text)).into()
            });
        } else if !text.starts_with(b"sha256:") {
            self.check_other_algorithm(check, rule, text, at);
        }
    }

    #[cold]
    fn check_other_algorithm(&mut self, check: Text, rule: Rule, text: &[u8], at: usize) {
        if matches!(check, Text::Sha256) {
            self.unfit((rule, Part::OtherAlgorithm), text, at, check);
        } else if text.starts_with(b"sha512:") || text.starts_with(b"blake3:") {
            let rule = if rule == Rule::Dsc03 { Rule::Dig08 } else { rule };
            self.raise((rule, Part::OtherAlgorithmFound), at, None, || {
                format!("found {}, sha256 is preferred", quote(text)).into()
            });
        } else {
            self.raise((Rule::Dig04, Part::OtherAlgorithmFound), at, None, || {
                format!("found {}, whose algorithm is not registered", quote(text)).into()
            });
        }
    }

    fn check_url(&mut self, rule: Rule, text: &[u8], at: usize) {
        match uri::check(text) {
            Err(problem) => self.ill_formed((rule, Part::IllFormedUrl), text, at, problem),
            Ok(scheme) if scheme.eq_ignore_ascii_case(b"http") || scheme.eq_ignore_ascii_case(b"https") => {}
            Ok(_) => {
                self.raise(Rule::Dsc08, at, None, || format!("found {}, expected http or https", quote(text)).into());
            }
        }
    }

    #[expect(clippy::indexing_slicing, reason = "`end` is a place in the text")]
    fn check_env(&mut self, rule: Rule, text: &[u8], at: usize) {
        match text.iter().position(|&byte| byte == b'=') {
            None => self.ill_formed(rule, text, at, "NAME=VALUE"),
            Some(0) => self.ill_formed(rule, text, at, "a name before '='"),
            Some(end) if self.options.wants(Level::Note) && !self.facts.is_new_variable(&text[..end]) => {
                self.raise((rule, Part::Twice), at, None, || {
                    format!("found the variable {} again, expected it once", quote(&text[..end])).into()
                });
            }
            Some(_) if text.contains(&b'\n') => self.raise((rule, Part::LineBreak), at, None, || {
                Cow::Borrowed("found a line break, which the validator of the image-spec refuses")
            }),
            Some(_) => {}
        }
    }

    fn check_listed(&mut self, rule: Rule, text: &[u8], at: usize, list: &[&str], expected: &'static str) {
        if !list.iter().any(|known| known.as_bytes() == text) {
            // What BuildKit writes into the entries of attestations, so that nobody chooses them.
            let part = if text == b"unknown" { Part::Remark } else { Part::Unlisted };
            self.raise((rule, part), at, None, || format!("found {}, expected {expected}", quote(text)).into());
        }
    }

    /// The key of a map, and, for annotations with a defined form, the value at the cursor.
    pub(super) fn check_key(&mut self, key: Key, name: JsonString<'a>, kind: ValueKind) -> Flow {
        let text = name.decode_go();
        let at = name.offset() - 1;
        match key {
            Key::Any => {}
            Key::Port if is_port(&text) => {}
            Key::Port => self.raise((Rule::Cfg13, Part::OddPort), at, None, || {
                format!("found {}, expected port/tcp, port/udp or port", quote(text.as_bytes())).into()
            }),
            Key::Annotation => {
                self.facts.is_named |= NAMES_OF_ENTRIES.contains(&&*text);
                if annotation::DEFINED.contains(&&*text) {
                    if kind == ValueKind::String {
                        let value = self.scanner.clone().string()?;
                        self.check_annotation(&text, value);
                    }
                } else if text.starts_with(RESERVED) && !text.starts_with(ENCRYPTION) {
                    self.raise((Rule::Ann05, Part::ReservedKey), at, None, || {
                        format!(
                            "found {}, expected a key outside of the reserved org.opencontainers",
                            quote(text.as_bytes())
                        )
                        .into()
                    });
                } else if !text.contains('.') {
                    self.raise(Rule::Ann04, at, None, || {
                        format!("found {}, expected a name of a domain in reverse", quote(text.as_bytes())).into()
                    });
                }
            }
        }
        Ok(())
    }

    fn check_annotation(&mut self, key: &str, value: JsonString<'a>) {
        let text = value.decode_go();
        let (text, at) = (text.as_bytes(), value.offset());
        match key {
            annotation::REF_NAME => self.check_text(Text::RefName(Binding::Should), Rule::Ann07, text, at),
            annotation::CREATED => {
                if let Err(problem) = timestamp::check(text) {
                    self.raise(Rule::Ann08, at, None, || format!("found {}, expected {problem}", quote(text)).into());
                }
            }
            annotation::BASE_DIGEST => {
                if let Err(error) = Digest::parse_bytes(text) {
                    self.raise(Rule::Ann08, at, None, || {
                        format!("found {}, expected {}", quote(text), error.expected()).into()
                    });
                }
            }
            _ => {}
        }
    }

    /// Base64 that no strict decoder takes.
    #[cold]
    pub(super) fn bad_base64(&mut self, text: &[u8], at: usize) {
        self.raise(Rule::Dsc09, at, Some(Ambiguity::Base64), || {
            format!("found {}, expected base64 of RFC 4648 section 4 with padding and without line breaks", quote(text))
                .into()
        });
    }
}

fn digest_rule(text: &[u8], kind: ParseErrorKind) -> Rule {
    match kind {
        ParseErrorKind::MissingSeparator => Rule::Dig01,
        ParseErrorKind::AlgorithmCharacter => Rule::Dig02,
        _ if text.starts_with(b"sha256:") => Rule::Dig05,
        _ if text.starts_with(b"sha512:") => Rule::Dig06,
        _ if text.starts_with(b"blake3:") => Rule::Dig07,
        _ => Rule::Dig03,
    }
}
