use crate::{Descriptor, Error, ErrorKind, Limits, Platform, Text, model};
use oci_digest::json::{self, JsonString, Members, Scanner};
use std::borrow::Cow;

/// A look at one entry of a [`LazyIndex`](crate::LazyIndex): what choosing needs, borrowed from the text.
///
/// It says what the [`Descriptor`] of the same entry says. Only text with escapes, and lists of features, are allocated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EntryRef<'a> {
    /// The media type of the manifest.
    pub media_type: Cow<'a, str>,
    /// The digest of the manifest as it is spelt; see [`oci_digest::Digest`] for checking it.
    pub digest: Cow<'a, str>,
    /// The size of the manifest in bytes.
    pub size: i64,
    /// The platform of the entry, if it states one.
    pub platform: Option<EntryPlatform<'a>>,
    /// The type of the artifact that the manifest is.
    pub artifact_type: Option<Cow<'a, str>>,
    /// Whether the entry has annotations; [`EntryRef::to_descriptor`] reads them.
    pub annotated: bool,
    /// The JSON text of the entry.
    pub text: &'a str,
}

/// The platform of an [`EntryRef`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EntryPlatform<'a> {
    /// CPU architecture.
    pub architecture: Cow<'a, str>,
    /// Operating system.
    pub os: Cow<'a, str>,
    /// Version of the operating system.
    pub os_version: Option<Cow<'a, str>>,
    /// Features of the operating system.
    pub os_features: Vec<Cow<'a, str>>,
    /// Variant of the CPU.
    pub variant: Option<Cow<'a, str>>,
    /// CPU features.
    pub features: Vec<Cow<'a, str>>,
}

/// For text that was read before: whatever the limits were, it kept them.
const CHECKED: Limits = Limits::UNBOUNDED.with_max_depth(u32::MAX);

impl<'a> EntryRef<'a> {
    /// Reads an entry that was read before.
    pub(super) fn checked(text: &'a str) -> Self {
        let mut light = Light::new(text, &CHECKED);
        let entry = match light.scanner.null() {
            Ok(false) => light.entry().unwrap_or_default(),
            _ => Self::default(),
        };
        Self { text, ..entry }
    }

    /// The entry in full, with text of its own.
    #[must_use]
    pub fn to_descriptor(&self) -> Descriptor {
        descriptor(&self.text.into())
    }
}

/// The descriptor of an entry whose text was checked; `null` is one that says nothing.
pub(super) fn descriptor(text: &Text) -> Descriptor {
    match text.as_str() {
        "null" => Descriptor::default(),
        _ => model::parse_value(text, &CHECKED).unwrap_or_default(),
    }
}

impl EntryPlatform<'_> {
    /// The platform with text of its own.
    #[must_use]
    pub fn to_platform(&self) -> Platform {
        let text = |text: &Cow<'_, str>| Text::from(&**text);
        Platform {
            architecture: text(&self.architecture),
            os: text(&self.os),
            os_version: self.os_version.as_ref().map(text),
            os_features: self.os_features.iter().map(text).collect(),
            variant: self.variant.as_ref().map(text),
            features: self.features.iter().map(text).collect(),
            ..Platform::default()
        }
    }
}

/// Reads entries without making anything of them, and accepts what the typed reader accepts.
pub(super) struct Light<'a> {
    pub(super) scanner: Scanner<'a>,
    text: &'a str,
    limits: &'a Limits,
    exceeded: Option<String>,
}

impl<'a> Light<'a> {
    pub(super) fn new(text: &'a str, limits: &'a Limits) -> Self {
        let scanner = Scanner::new(text.as_bytes()).with_max_depth(limits.max_depth);
        Self { scanner, text, limits, exceeded: None }
    }

    #[expect(clippy::string_slice, reason = "the scanner stops before and after values")]
    pub(super) fn between(&self, start: usize, end: usize) -> &'a str {
        &self.text[start..end]
    }

    /// The error of this crate for an error of the scanner.
    pub(super) fn error(&self, error: json::JsonError) -> Error {
        match (&self.exceeded, error.kind()) {
            (Some(what), json::JsonErrorKind::Range) => {
                let pointer = json::pointer_at(self.text.as_bytes(), error.offset());
                Error::new(ErrorKind::Limit, error.offset(), pointer, what.as_str())
            }
            _ => Error::json(error, self.text.as_bytes()),
        }
    }

    #[inline]
    pub(super) fn check_list(&mut self, len: usize) -> Result<(), json::JsonError> {
        self.check(len, self.limits.max_descriptors, "entries in a list (max_descriptors)")
    }

    #[inline]
    fn check(&mut self, len: usize, most: usize, what: &str) -> Result<(), json::JsonError> {
        if len < most {
            return Ok(());
        }
        self.exceeded = Some(format!("more than {most} {what}"));
        Err(json::JsonError::new(self.scanner.offset(), json::JsonErrorKind::Range))
    }

    /// The entry at the cursor, without its text.
    #[inline]
    pub(super) fn entry(&mut self) -> Result<EntryRef<'a>, json::JsonError> {
        // Before all, those that nearly every entry has.
        const NAMES: [&str; 8] = model::members_of::<Descriptor, 8>([
            "mediaType",
            "digest",
            "size",
            "platform",
            "annotations",
            "artifactType",
            "urls",
            "data",
        ]);
        let mut entry = EntryRef::default();
        let mut object = self.scanner.begin_object()?;
        let mut likely = 0;
        while let Some(at) = self.member(&mut object, &NAMES, likely)? {
            likely = at + 1;
            match at {
                0 => entry.media_type = self.string()?.unwrap_or_default(),
                1 => entry.digest = self.string()?.unwrap_or_default(),
                2 => entry.size = self.integer()?,
                3 => entry.platform = if self.scanner.null()? { None } else { Some(self.platform()?) },
                4 => entry.annotated = self.annotations()?,
                5 => entry.artifact_type = self.string()?,
                6 => drop(self.strings(false)?),
                7 => drop(self.string()?),
                _ => drop(self.scanner.skip()?),
            }
        }
        Ok(entry)
    }

    #[inline]
    fn platform(&mut self) -> Result<EntryPlatform<'a>, json::JsonError> {
        const NAMES: [&str; 6] = model::members_of::<Platform, 6>([
            "architecture",
            "os",
            "variant",
            "os.version",
            "os.features",
            "features",
        ]);
        let mut platform = EntryPlatform::default();
        let mut object = self.scanner.begin_object()?;
        let mut likely = 0;
        while let Some(at) = self.member(&mut object, &NAMES, likely)? {
            likely = at + 1;
            match at {
                0 => platform.architecture = self.string()?.unwrap_or_default(),
                1 => platform.os = self.string()?.unwrap_or_default(),
                2 => platform.variant = self.string()?,
                3 => platform.os_version = self.string()?,
                4 => platform.os_features = self.strings(true)?,
                5 => platform.features = self.strings(true)?,
                _ => drop(self.scanner.skip()?),
            }
        }
        Ok(platform)
    }

    /// Which of these names the next member has, or `N` for another one; `None` at the end of the object.
    #[inline]
    fn member<const N: usize>(
        &mut self,
        object: &mut Members,
        names: &[&str; N],
        likely: usize,
    ) -> Result<Option<usize>, json::JsonError> {
        if names.get(likely).is_some_and(|name| self.scanner.member_named(object, name)) {
            return Ok(Some(likely));
        }
        let Some(name) = self.scanner.member(object)? else { return Ok(None) };
        let name = self.decoded(&name);
        Ok(Some(names.iter().position(|own| *own == name).unwrap_or(N)))
    }

    /// Checks the annotations; whether there are any.
    fn annotations(&mut self) -> Result<bool, json::JsonError> {
        if self.scanner.null()? {
            return Ok(false);
        }
        let mut object = self.scanner.begin_object()?;
        let mut count = 0;
        while self.scanner.member(&mut object)?.is_some() {
            self.check(count, self.limits.max_map_entries, "entries in a map (max_map_entries)")?;
            count += 1;
            if !self.scanner.null()? {
                self.scanner.string()?;
            }
        }
        Ok(count > 0)
    }

    fn strings(&mut self, keep: bool) -> Result<Vec<Cow<'a, str>>, json::JsonError> {
        let mut strings = Vec::new();
        if self.scanner.null()? {
            return Ok(strings);
        }
        let mut array = self.scanner.begin_array()?;
        let mut count = 0;
        while self.scanner.element(&mut array)? {
            self.check_list(count)?;
            count += 1;
            let string = self.string()?.unwrap_or_default();
            if keep {
                strings.push(string);
            }
        }
        Ok(strings)
    }

    fn integer(&mut self) -> Result<i64, json::JsonError> {
        match self.scanner.peek()? {
            json::ValueKind::Null => self.scanner.null().map(|_| 0),
            json::ValueKind::Number => self.scanner.integer(),
            _ => Err(self.scanner.wrong_type("an integer")),
        }
    }

    #[inline]
    fn string(&mut self) -> Result<Option<Cow<'a, str>>, json::JsonError> {
        if self.scanner.null()? {
            return Ok(None);
        }
        let string = self.scanner.string()?;
        Ok(Some(self.decoded(&string)))
    }

    #[inline]
    #[expect(clippy::string_slice, reason = "what stands between quotes is a part of the text")]
    fn decoded(&self, string: &JsonString<'a>) -> Cow<'a, str> {
        if string.is_escaped() {
            return string.decode_go();
        }
        let start = string.offset();
        Cow::Borrowed(&self.text[start..start + string.raw().len()])
    }
}
