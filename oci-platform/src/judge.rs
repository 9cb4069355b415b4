//! A selector made ready: how an entry stands, by itself.

use std::cmp::{Ordering, Reverse};

use crate::candidate::{Contents, Entry};
use crate::class::Class;
use crate::host::Host;
use crate::matcher::fit::{Against, Fit};
use crate::matcher::{Beyond, Matcher, Matching};
use crate::outcome::Failure;
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;
use crate::reach::Reach;
use crate::rules::{Empty, Fate, Nested, Platformless, Pseudo, Row, Tie};
use crate::verdict::Refusal;
use crate::windows::WindowsRules;
use oci_spec_types::annotation;

/// Where an entry comes in the order of the tool, but for versions; smaller is better: whether it comes last for want of
/// a platform, how well it fits, whether its compression is preferred.
pub(crate) type Key = (bool, Fit, Reverse<bool>);

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Fits(Fit),
    /// No platform: comes last, whatever it is.
    Last,
    /// No platform: the config decides, and is not known.
    NeedsConfig,
    /// The tool fails when it comes to it.
    Fails(Failure),
    Refused(Why),
}

/// Why an entry is refused: told in full by [`Judge::refusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// What stands against its platform, by the matcher of this number.
    Platform(usize, Against),
    /// The same, of the platform in its config.
    Config(usize, Against),
    NoPlatform,
    NothingWanted,
    /// It is no image.
    Pseudo,
    /// Its entries stand in its place.
    Nested,
    /// Its media type is passed over.
    MediaType,
}

impl Why {
    /// How far the entry is from fitting; 0 is nearest.
    pub(crate) fn distance(self) -> u8 {
        match self {
            Self::Platform(_, against) | Self::Config(_, against) => against.distance(),
            Self::NoPlatform => 5,
            Self::Nested => 6,
            Self::MediaType => 7,
            Self::Pseudo => 8,
            Self::NothingWanted => 9,
        }
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    pub(crate) row: &'static Row,
    pub(crate) platformless: Platformless,
    pub(crate) tie: Tie,
    matchers: Vec<Matcher>,
    reach: Option<Reach>,
    /// Whether an empty platform is among the wanted ones, for those who look for it.
    empty_wanted: bool,
    skip_pseudo_images: bool,
    /// What is asked cannot be read; noticed when a platform is compared with it.
    unreadable: bool,
    /// Whether the first entry that fits is the choice, whatever follows.
    pub(crate) first_decides: bool,
    /// Whether platforms of entries are compared with one another.
    pub(crate) compares_entries: bool,
}

/// What a judge is made of.
pub(crate) struct Brief<'a> {
    pub(crate) row: &'static Row,
    pub(crate) fits: Matching,
    pub(crate) wanted: &'a [Platform],
    pub(crate) host: &'a Host,
    pub(crate) docker_list: bool,
    /// What becomes of entries without a platform, whatever the row says.
    pub(crate) platformless: Option<Platformless>,
    pub(crate) beyond: Beyond,
    pub(crate) skip_pseudo_images: bool,
    pub(crate) unreadable: bool,
}

impl Judge {
    pub(crate) fn of(brief: &Brief<'_>) -> Self {
        let Brief { row, fits, host, .. } = *brief;
        let (platformless, tie) = row.docker_list.filter(|_| brief.docker_list).unwrap_or((row.platformless, row.tie));
        let platformless = brief.platformless.unwrap_or(platformless);
        let empty_wanted = platformless == Platformless::EmptyWanted;
        let ready = |matching, wanted: &Platform| Matcher::beyond(matching, wanted, host, brief.beyond);
        let wanted = brief.wanted.iter().filter(|wanted| !(empty_wanted && wanted.is_empty()));
        let matchers = match fits {
            Matching::Everything => vec![ready(fits, &Platform::default())],
            // containerd/platforms `defaults_*.go`: which rule a machine uses depends on its operating system.
            Matching::ContainerdDefault => wanted.flat_map(|machine| default_of(machine, &ready)).collect(),
            _ => wanted.map(|wanted| ready(fits, wanted)).collect(),
        };
        Self {
            row,
            platformless,
            tie,
            empty_wanted: empty_wanted && brief.wanted.iter().any(Platform::is_empty),
            skip_pseudo_images: brief.skip_pseudo_images,
            unreadable: brief.unreadable,
            first_decides: (row.unordered || matchers.len() <= 1)
                && tie == Tie::Position
                && matchers.iter().all(Matcher::is_unranked),
            compares_entries: tie == Tie::OnePass || matchers.iter().any(Matcher::ranks_versions),
            reach: Reach::of(&matchers),
            matchers,
        }
    }

    /// How many platforms are wanted.
    pub(crate) fn wanted(&self) -> usize {
        self.matchers.len()
    }

    pub(crate) fn accepts_everything(&self) -> bool {
        self.matchers.iter().any(Matcher::accepts_everything)
    }

    /// The best fit among the wanted platforms, or what stands against the nearest.
    pub(crate) fn fit(&self, platform: PlatformRef<'_>) -> Result<Fit, (usize, Against)> {
        // Without a matcher nothing is near; the number says so.
        let mut nearest = (usize::MAX, Against::Os);
        let result = self.each(platform, &mut |wanted, result| match result {
            Ok(fit) => Some(Fit { wanted: if self.row.unordered { 0 } else { wanted }, ..fit }),
            Err(against) => {
                if nearest.0 == usize::MAX || against.distance() < nearest.1.distance() {
                    nearest = (wanted, against);
                }
                None
            }
        });
        result.ok_or(nearest)
    }

    /// Compares a platform with the wanted ones that it can fit, and with the first, until something is found.
    pub(crate) fn each<T>(
        &self,
        platform: PlatformRef<'_>,
        found: &mut impl FnMut(usize, Result<Fit, Against>) -> Option<T>,
    ) -> Option<T> {
        let mut compare = |wanted: usize| found(wanted, self.matchers.get(wanted)?.fit(platform));
        match &self.reach {
            None => (0..self.matchers.len()).find_map(compare),
            Some(reach) => {
                let numbers = reach.to(platform);
                if numbers.is_empty() { compare(0) } else { numbers.into_iter().find_map(compare) }
            }
        }
    }

    /// How well a platform fits one of the wanted ones.
    pub(crate) fn fit_of(&self, wanted: usize, platform: PlatformRef<'_>) -> Option<Fit> {
        self.matchers.get(wanted)?.fit(platform).ok()
    }

    /// Of two entries that fit alike, which has the better version.
    pub(crate) fn version_order(&self, wanted: usize, a: PlatformRef<'_>, b: PlatformRef<'_>) -> Ordering {
        self.matchers.get(wanted).map_or(Ordering::Equal, |matcher| matcher.version_order(a, b))
    }

    /// Whether the tool takes a new entry for an old one, both of which fit this wanted platform.
    pub(crate) fn is_better(
        &self,
        wanted: usize,
        (key, new): (Key, PlatformRef<'_>),
        (best, old): (Key, PlatformRef<'_>),
    ) -> bool {
        match self.tie {
            Tie::OnePass => self.matchers.get(wanted).is_some_and(|matcher| matcher.prefers(new, old)),
            _ => key.cmp(&best).then_with(|| self.version_order(wanted, new, old)).is_lt(),
        }
    }

    /// Where an entry comes, when it is not refused.
    pub(crate) fn key<E: Entry>(&self, entry: &E, standing: Standing) -> Option<Key> {
        let (last, fit) = match standing {
            Standing::Fits(fit) => (false, fit),
            Standing::Last => (true, Fit::default()),
            _ => return None,
        };
        Some((last, fit, Reverse(self.prefers_compression(entry))))
    }

    /// Whether the compression of an entry makes it preferred; the same for all where it does not count.
    pub(crate) fn prefers_compression<E: Entry>(&self, entry: &E) -> bool {
        let zstd = || entry.annotation(annotation::ZSTD).is_some_and(|value| value == "true");
        match self.tie {
            Tie::Zstd => zstd(),
            Tie::Gzip => !zstd(),
            Tie::Position | Tie::OnePass => false,
        }
    }

    /// How an entry stands when the tool comes to it.
    pub(crate) fn stand<E: Entry>(&self, entry: &E) -> Standing {
        self.stand_as(entry, || Class::of(entry))
    }

    /// The same, with what its media type says it is.
    pub(crate) fn stand_as<E: Entry>(&self, entry: &E, class: impl FnOnce() -> Class) -> Standing {
        if let Some(standing) = self.by_type(class) {
            return standing;
        }
        if self.is_pseudo(entry) {
            return Standing::Refused(Why::Pseudo);
        }
        if let Empty::Fails(failure) = self.row.empty
            && entry.platform().is_some_and(PlatformRef::is_empty)
        {
            return Standing::Fails(failure);
        }
        match self.compared(entry) {
            Some(_) if self.unreadable => Standing::Fails(Failure::Parse),
            Some(platform) => match self.fit(platform) {
                Ok(fit) => Standing::Fits(fit),
                Err((usize::MAX, _)) => Standing::Refused(Why::NothingWanted),
                Err((wanted, against))
                    if self.platformless == Platformless::FromConfig && self.stated(entry).is_none() =>
                {
                    Standing::Refused(Why::Config(wanted, against))
                }
                Err((wanted, against)) => Standing::Refused(Why::Platform(wanted, against)),
            },
            None => self.without_platform(entry),
        }
    }

    /// The platform that the entry states, where the tool takes it for one.
    fn stated<'e, E: Entry>(&self, entry: &'e E) -> Option<PlatformRef<'e>> {
        entry.platform().filter(|platform| match self.row.empty {
            Empty::None => !platform.is_empty(),
            Empty::NoneWithoutOs => !platform.os.is_empty(),
            _ => true,
        })
    }

    /// The platform that is compared: the entry's own, or what stands in for it.
    pub(crate) fn compared<'e, E: Entry>(&self, entry: &'e E) -> Option<PlatformRef<'e>> {
        self.stated(entry).or_else(|| match (self.platformless, entry.contents()) {
            (Platformless::LinuxAmd64, _) => Some(PlatformRef::LINUX_AMD64),
            (Platformless::Empty, _) => Some(PlatformRef::default()),
            (Platformless::FromConfig, Some(Contents::Image { platform, .. })) => Some(platform.into()),
            _ => None,
        })
    }

    fn without_platform<E: Entry>(&self, entry: &E) -> Standing {
        match self.platformless {
            Platformless::LastUnseen | Platformless::LastChecked => Standing::Last,
            Platformless::EmptyWanted if !self.empty_wanted => Standing::Refused(Why::NoPlatform),
            Platformless::EmptyWanted | Platformless::Kept => Standing::Fits(Fit::default()),
            Platformless::Fails(failure) => Standing::Fails(failure),
            Platformless::FromConfig if entry.contents().is_none() => Standing::NeedsConfig,
            _ => Standing::Refused(Why::NoPlatform),
        }
    }

    /// What the media type decides before the platform is looked at.
    fn by_type(&self, class: impl FnOnce() -> Class) -> Option<Standing> {
        let types = self.row.types;
        let looks = |fate| matches!(fate, Fate::PassedOver | Fate::Met(_));
        let nested = matches!(self.row.nested, Nested::Flat | Nested::FlatOnce(_) | Nested::Met(_));
        if !nested && ![types.schema1, types.blob, types.unknown, types.empty, types.docker].into_iter().any(looks) {
            return None;
        }
        let class = class();
        match (self.fate(class), self.row.nested) {
            (Fate::PassedOver, _) => Some(Standing::Refused(Why::MediaType)),
            (Fate::Met(failure), _) => Some(Standing::Fails(failure)),
            (_, Nested::Met(failure)) if class.is_index() => Some(Standing::Fails(failure)),
            _ if nested && class.is_index() => Some(Standing::Refused(Why::Nested)),
            _ => None,
        }
    }

    /// What becomes of an entry because of its media type; indexes are no matter of types, but Docker's may be.
    pub(crate) fn fate(&self, class: Class) -> Fate {
        let types = self.row.types;
        match class {
            Class::Image { docker: true } | Class::Index { docker: true } => types.docker,
            Class::Image { docker: false } | Class::Index { docker: false } => Fate::Used,
            Class::Schema1 => types.schema1,
            Class::Blob => types.blob,
            Class::Unknown => types.unknown,
            Class::Empty => types.empty,
        }
    }

    fn is_pseudo<E: Entry>(&self, entry: &E) -> bool {
        if self.skip_pseudo_images && entry.is_pseudo_image() {
            return true;
        }
        let unknown = |text: &str| text == "unknown";
        match self.row.pseudo {
            Pseudo::Unknown | Pseudo::WithSubject => false,
            Pseudo::BothUnknown => entry.platform().is_some_and(PlatformRef::is_unknown),
            Pseudo::EitherUnknown => {
                entry.platform().is_some_and(|platform| unknown(platform.os) || unknown(platform.architecture))
            }
            Pseudo::Annotated => entry.is_pseudo_image(),
            Pseudo::Layers => {
                entry.is_pseudo_image() || matches!(entry.contents(), Some(Contents::Image { pseudo: true, .. }))
            }
        }
    }

    /// The digest that an attestation is about, where it goes with its subject.
    pub(crate) fn subject<E: Entry>(&self, entry: &E) -> Option<String> {
        let goes = self.row.pseudo == Pseudo::WithSubject && entry.is_reference();
        goes.then(|| entry.annotation(annotation::REFERENCE_DIGEST).map(std::borrow::Cow::into_owned)).flatten()
    }

    /// What stands against an entry, in full.
    pub(crate) fn refusal<E: Entry>(&self, entry: &E, why: Why) -> Refusal {
        let told = |wanted: usize, platform: PlatformRef<'_>, against| {
            self.matchers.get(wanted).map_or(Refusal::NothingWanted, |matcher| matcher.refusal(platform, against))
        };
        match why {
            Why::Platform(wanted, against) => told(wanted, self.compared(entry).unwrap_or_default(), against),
            Why::Config(wanted, against) => match entry.contents() {
                Some(Contents::Image { platform, .. }) => Refusal::Config {
                    found: Box::new(platform.clone()),
                    because: Box::new(told(wanted, platform.into(), against)),
                },
                _ => Refusal::NoPlatform,
            },
            Why::NoPlatform => Refusal::NoPlatform,
            Why::NothingWanted => Refusal::NothingWanted,
            Why::Pseudo => Refusal::Attestation { of: None, digest: None },
            Why::Nested => Refusal::NestedIndex,
            Why::MediaType => Refusal::MediaType { media_type: entry.media_type().unwrap_or_default().to_owned() },
        }
    }
}

const EXACT: Matching = Matching::ContainerdExact(WindowsRules::Rc5);

/// The rules of containerd's `Default()` on a machine.
fn default_of(machine: &Platform, ready: &impl Fn(Matching, &Platform) -> Matcher) -> Vec<Matcher> {
    let linux = Platform::new("linux", &*machine.architecture);
    let before = |linux| vec![ready(EXACT, machine), ready(EXACT, &linux)];
    match machine.os.as_str() {
        "windows" => vec![ready(Matching::ContainerdWindows, machine)],
        "darwin" => before(linux),
        "freebsd" => before(linux.with_variant(&*machine.variant)),
        _ => vec![ready(Matching::ContainerdDefault, machine)],
    }
}
