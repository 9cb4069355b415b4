use std::fmt;

use crate::kind::Kind;

/// What a document, or a text, should be.
///
/// The kind is never guessed here: it is what was asked for, or what the media type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// OCI image manifest.
    Manifest,
    /// OCI image index.
    Index,
    /// OCI or Docker image config.
    Config,
    /// A descriptor on its own.
    Descriptor,
    /// The file `oci-layout`.
    Layout,
    /// Docker v2 schema 2 manifest.
    DockerManifest,
    /// Docker manifest list.
    DockerList,
    /// Docker v2 schema 1 manifest, signed or not.
    DockerSchema1,
    /// OCI artifact manifest (withdrawn before image-spec 1.1).
    ArtifactManifest,
    /// The name of a media type (RFC 6838 section 4.2), without parameters.
    MediaType,
    /// A time (RFC 3339 section 5.6).
    Timestamp,
    /// The annotation `org.opencontainers.image.ref.name`.
    RefName,
    /// A digest.
    Digest,
    /// Any other JSON document: only what holds for all JSON is checked.
    Json,
}

/// What a target is called.
enum Name {
    /// As the kind of document, with an article.
    Of(Kind),
    Text(&'static str),
}

/// In the order of [`Target`].
static NAMES: [Name; Target::ALL.len()] = [
    Name::Of(Kind::OciManifest),
    Name::Of(Kind::OciIndex),
    Name::Of(Kind::ImageConfig),
    Name::Of(Kind::Descriptor),
    Name::Of(Kind::Layout),
    Name::Of(Kind::DockerManifest),
    Name::Of(Kind::DockerList),
    Name::Of(Kind::Schema1),
    Name::Of(Kind::ArtifactManifest),
    Name::Text("a media type"),
    Name::Text("a time of RFC 3339"),
    Name::Text("a ref name"),
    Name::Text("a digest"),
    Name::Text("a JSON document"),
];

impl Target {
    /// All targets.
    pub const ALL: [Target; 14] = [
        Target::Manifest,
        Target::Index,
        Target::Config,
        Target::Descriptor,
        Target::Layout,
        Target::DockerManifest,
        Target::DockerList,
        Target::DockerSchema1,
        Target::ArtifactManifest,
        Target::MediaType,
        Target::Timestamp,
        Target::RefName,
        Target::Digest,
        Target::Json,
    ];

    /// Whether it is a JSON document, and not a text that stands in one.
    ///
    /// ```
    /// use oci_spec_types::validate::Target;
    ///
    /// assert!(Target::Manifest.is_document());
    /// assert_eq!(Target::ALL.into_iter().filter(|target| !target.is_document()).count(), 4);
    /// ```
    #[must_use]
    pub fn is_document(self) -> bool {
        !matches!(self, Self::MediaType | Self::Timestamp | Self::RefName | Self::Digest)
    }
}

/// How the documents of a kind are checked; a kind that no specification has rules for, as JSON.
///
/// ```
/// use oci_spec_types::Kind;
/// use oci_spec_types::validate::Target;
///
/// assert_eq!(Target::from(Kind::OciIndex), Target::Index);
/// assert_eq!(Target::from(Kind::V1Image), Target::Json);
/// ```
impl From<Kind> for Target {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::OciManifest => Target::Manifest,
            Kind::OciIndex => Target::Index,
            Kind::DockerManifest => Target::DockerManifest,
            Kind::DockerList => Target::DockerList,
            Kind::Schema1 | Kind::Schema1Signed => Target::DockerSchema1,
            Kind::ArtifactManifest => Target::ArtifactManifest,
            Kind::ImageConfig => Target::Config,
            Kind::Layout => Target::Layout,
            Kind::Descriptor => Target::Descriptor,
            _ => Target::Json,
        }
    }
}

/// With an article.
///
/// ```
/// use oci_spec_types::validate::Target;
///
/// let names = [Target::Index, Target::DockerList, Target::Digest].map(|target| target.to_string());
/// assert_eq!(names, ["an OCI image index", "a Docker manifest list", "a digest"]);
/// ```
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::indexing_slicing, reason = "a name for each")]
        match &NAMES[*self as usize] {
            Name::Of(kind) => {
                let name = kind.to_string();
                let article = if name.starts_with(['O', 'i']) { "an" } else { "a" };
                f.pad(&format!("{article} {name}"))
            }
            Name::Text(text) => f.pad(text),
        }
    }
}
