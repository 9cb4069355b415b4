use std::borrow::Cow;
use std::fmt;

use oci_digest::json::{Pointers, pointer_at};

use crate::ambiguity::Ambiguity;
use crate::printable::{Printable, printable};
use crate::validate::{Level, Part, Rule};

/// Something about a document that a rule speaks of: which rule, how grave, where, what stands there.
///
/// ```
/// use oci_spec_types::validate::{Options, Rule, Target, validate};
///
/// let document = br#"{"mediaType":"a/b","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":-1}"#;
/// let findings = validate(document, Target::Descriptor, &Options::default());
/// assert_eq!(findings[0].rule(), Rule::Dsc05);
/// assert_eq!(findings[0].pointer(document), "/size");
/// assert_eq!(
///     findings[0].within(document).to_string(),
///     "DSC-05 (tolerated) at /size, byte 109: found -1, expected a size that is not negative",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    rule: Rule,
    part: Part,
    offset: usize,
    ambiguity: Option<Ambiguity>,
    detail: Cow<'static, str>,
}

impl Finding {
    pub(crate) fn new(
        rule: Rule,
        part: Part,
        offset: usize,
        ambiguity: Option<Ambiguity>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { rule, part, offset, ambiguity, detail: detail.into() }
    }

    /// The rule it is about.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// How grave it is.
    #[must_use]
    pub fn level(&self) -> Level {
        self.part.level(self.rule)
    }

    /// Why it is as grave as that, where it is less than the rule asks for.
    ///
    /// ```
    /// use oci_spec_types::validate::{Level, Options, Target, validate};
    ///
    /// let empty = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":null}"#;
    /// let findings = validate(empty, Target::Index, &Options::default());
    /// assert_eq!(findings[0].level(), Level::Tolerated);
    /// assert!(findings[0].why().starts_with("Go writes a list that was never made as null"));
    /// ```
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.part.why()
    }

    pub(crate) fn part(&self) -> Part {
        self.part
    }

    /// The byte offset in the document: of the value concerned, or of the name of a member that should not be there,
    /// or of the `{` of an object that lacks a member.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What parsers read in different ways here, if they do.
    #[must_use]
    pub const fn ambiguity(&self) -> Option<Ambiguity> {
        self.ambiguity
    }

    /// What was found, and what was expected.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The RFC 6901 pointer to the place, in the document that was checked. The document is read again up to there:
    /// nothing keeps pointers while there is nothing to find.
    #[must_use]
    pub fn pointer(&self, document: &[u8]) -> String {
        pointer_at(document, self.offset)
    }

    /// The finding with its pointer, for printing: a very long pointer is shortened. For all findings of a document:
    /// [`locate`](crate::validate::locate).
    #[must_use]
    pub fn within(&self, document: &[u8]) -> Located<'_> {
        Located { finding: self, pointer: Pointers::new(document).excerpt_at(self.offset, LONGEST) }
    }
}

/// The most of a pointer that is kept for printing, at its beginning and at its end.
const LONGEST: usize = 200;

/// The findings of a document with their pointers, for printing, in one walk over the document.
///
/// ```
/// use oci_spec_types::validate::{Options, Target, locate, validate};
///
/// let document = br#"{"imageLayoutVersion":"1.0.0","a":[{"x":1,"x":2}],"b":"\ud800"}"#;
/// let findings = validate(document, Target::Layout, &Options::default());
/// let lines: Vec<String> = locate(&findings, document).iter().map(ToString::to_string).collect();
/// assert!(lines[0].starts_with("JSN-04 (must) at /a/0/x, byte 42: "), "{}", lines[0]);
/// assert!(lines[1].starts_with("JSN-02 (must) at /b, byte 55: "), "{}", lines[1]);
/// ```
#[must_use]
pub fn locate<'f>(findings: &'f [Finding], document: &[u8]) -> Vec<Located<'f>> {
    let mut located: Vec<Located<'f>> =
        findings.iter().map(|finding| Located { finding, pointer: String::new() }).collect();
    let mut by_place: Vec<&mut Located<'f>> = located.iter_mut().collect();
    by_place.sort_by_key(|one| one.finding.offset);
    let mut pointers = Pointers::new(document);
    for one in by_place {
        one.pointer = pointers.excerpt_at(one.finding.offset, LONGEST);
    }
    located
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) at byte {}: {}", self.rule, self.level(), self.offset, self.detail)
    }
}

/// A [`Finding`] that prints its pointer: [`Finding::within`].
#[derive(Debug, Clone)]
pub struct Located<'f> {
    finding: &'f Finding,
    pointer: String,
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { rule, offset, detail, .. } = self.finding;
        let level = self.finding.level();
        write!(f, "{rule} ({level}) at ")?;
        if self.pointer.is_empty() {
            return write!(f, "byte {offset}: {detail}");
        }
        write!(f, "{}, byte {offset}: {detail}", pointer_text(&self.pointer))
    }
}

/// A pointer for printing: made of names that somebody else wrote, as deep as they liked.
pub(crate) fn pointer_text(pointer: &str) -> Printable<'_> {
    printable(pointer).longest(200).from_both_ends()
}
