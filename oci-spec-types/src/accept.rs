use crate::media_type::MediaType;

/// The header `Accept` of a request (RFC 9110 section 12.5.1): which media types a client takes, and which rather.
///
/// Parts that are no media range are passed over, as registries do. A header without any range accepts everything, as a
/// request without the header does.
///
/// ```
/// use oci_spec_types::{Accept, MediaType};
///
/// // What a server can make of an image, what it likes best first.
/// let offers = [MediaType::OCI_MANIFEST, MediaType::DOCKER_MANIFEST, MediaType::DOCKER_SCHEMA1_SIGNED];
/// let accept = Accept::parse("application/vnd.docker.distribution.manifest.v2+json, application/*;q=0.5, */*;q=0");
/// assert_eq!(accept.best(&offers), Some(&MediaType::DOCKER_MANIFEST));
/// assert_eq!(accept.best(&[MediaType::OCI_MANIFEST]), Some(&MediaType::OCI_MANIFEST));
/// assert_eq!(accept.best(&["text/html".into()]), None);
///
/// // A header may come in several lines.
/// let lines = ["application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json; q=0.9"];
/// let accept: Accept = lines.into_iter().collect();
/// assert!(accept.accepts(&MediaType::OCI_INDEX) && !accept.accepts(&MediaType::DOCKER_LIST));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accept {
    ranges: Vec<Range>,
}

/// A media range, and its weight in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    media_type: MediaType,
    /// The names and values of the parameters before `q`.
    parameters: Vec<(String, String)>,
    weight: u16,
}

impl Accept {
    /// Reads the value of the header.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        Self { ranges: split(value, ',').filter_map(Range::parse).collect() }
    }

    /// Whether the client takes this type.
    #[must_use]
    pub fn accepts(&self, media_type: &MediaType) -> bool {
        self.weight(media_type) > 0
    }

    /// The type that the client would rather have than the others; the first of them where it has no preference. `None`
    /// where it takes none (the status 406).
    #[must_use]
    pub fn best<'o>(&self, offers: &'o [MediaType]) -> Option<&'o MediaType> {
        let weighed = offers.iter().map(|offer| (self.weight(offer), offer)).filter(|(weight, _)| *weight > 0);
        // Of equal ones, `max_by_key` takes the last.
        weighed.rev().max_by_key(|(weight, _)| *weight).map(|(_, offer)| offer)
    }

    /// The weight of the most specific range that the type is in; the largest of equally specific ones.
    fn weight(&self, media_type: &MediaType) -> u16 {
        if self.ranges.is_empty() {
            return MOST;
        }
        let fits = self.ranges.iter().filter_map(|range| Some((range.fits(media_type)?, range.weight)));
        fits.max().map_or(0, |(_, weight)| weight)
    }
}

/// The lines of a header that came in several.
impl<T: AsRef<str>> FromIterator<T> for Accept {
    fn from_iter<I: IntoIterator<Item = T>>(lines: I) -> Self {
        let ranges = lines.into_iter().flat_map(|line| Self::parse(line.as_ref()).ranges);
        Self { ranges: ranges.collect() }
    }
}

/// The weight of a range that states none.
const MOST: u16 = 1000;

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = split(text, ';');
        let media_type = MediaType::from(parts.next()?.trim());
        let (kind, subtype) = media_type.as_str().split_once('/')?;
        if kind.is_empty() || subtype.is_empty() || (kind == "*" && subtype != "*") {
            return None;
        }
        let mut range = Self { media_type, parameters: Vec::new(), weight: MOST };
        for parameter in parts.map(str::trim).filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=')?;
            if name.trim().eq_ignore_ascii_case("q") {
                range.weight = weight(value.trim())?;
                // What follows are extensions of the header.
                break;
            }
            range.parameters.push((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()));
        }
        Some(range)
    }

    /// How specific the range is, if the type is in it.
    fn fits(&self, media_type: &MediaType) -> Option<(u8, usize)> {
        let (kind, subtype) = self.media_type.as_str().split_once('/')?;
        let own = media_type.essence();
        let depth = match (kind, subtype) {
            ("*", "*") => 0,
            (kind, "*") => {
                own.split_once('/').filter(|(own, _)| own.eq_ignore_ascii_case(kind))?;
                1
            }
            _ if self.media_type.matches(media_type) => 2,
            _ => return None,
        };
        let states = |(name, value): &(String, String)| {
            media_type.parameter(name).is_some_and(|own| own.eq_ignore_ascii_case(value))
        };
        self.parameters.iter().all(states).then_some((depth, self.parameters.len()))
    }
}

/// A weight: 0 to 1, with at most three digits after the point.
fn weight(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{part:0<3}").parse::<u16>().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(MOST),
        _ => None,
    }
}

/// Parts between separators that stand in no quoted string.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |found| {
        let is_literal = std::mem::take(&mut escaped);
        match found {
            '\\' if quoted && !is_literal => escaped = true,
            '"' if !is_literal => quoted = !quoted,
            _ => {}
        }
        found == separator && !quoted
    })
}
