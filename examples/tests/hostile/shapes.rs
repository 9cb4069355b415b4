//! Documents made of one piece, many times.

use oci_spec_types::{Kind, Limits};

pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The text between the head of the document and the pieces, and that after them.
    around: (&'static str, &'static str),
    /// The piece; `#` is its number.
    piece: &'static str,
    /// By how many a piece counts for [`Limits::max_elements`].
    elements: usize,
    /// How many pieces the list or map may have that they are in.
    most: fn(&Limits) -> usize,
}

const LIST: fn(&Limits) -> usize = |limits| limits.max_descriptors;
const MAP: fn(&Limits) -> usize = |limits| limits.max_map_entries;
const OBJECT: fn(&Limits) -> usize = |_| usize::MAX;

/// What a whole entry and a whole layer have.
macro_rules! described {
    ($media_type:literal) => {
        concat!(
            r#""mediaType":""#,
            $media_type,
            r#"","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":#"#
        )
    };
}

const ENTRY: &str = concat!(
    "{",
    described!("application/vnd.oci.image.manifest.v1+json"),
    r#","platform":{"os":"linux","architecture":"arm64","variant":"v#"}}"#
);
const LAYER: &str = concat!("{", described!("application/vnd.oci.image.layer.v1.tar+gzip"), "}");
const ANNOTATED_LAYER: &str = concat!(
    "{",
    described!("application/vnd.oci.image.layer.v1.tar+gzip"),
    r#","annotations":{"a":"","b":"","c":""}}"#
);

/// Of every model that lists something, and of what costs most when it is listed.
pub(crate) const SHAPES: &[Shape] = &[
    of(Kind::OciIndex, "entries", (r#","manifests":["#, "]}"), ENTRY, 1, LIST),
    of(Kind::OciIndex, "entries that say nothing", (r#","manifests":["#, "]}"), "{}", 1, LIST),
    of(
        Kind::OciIndex,
        "entries with lists of one",
        (r#","manifests":["#, "]}"),
        r#"{"urls":[""],"platform":{"os.features":[""],"features":[""]}}"#,
        4,
        LIST,
    ),
    of(
        Kind::OciIndex,
        "entries with annotations",
        (r#","manifests":["#, "]}"),
        r#"{"annotations":{"a":"","b":"","c":"","d":"","e":"","f":"","g":""}}"#,
        8,
        LIST,
    ),
    of(
        Kind::OciIndex,
        "entries with unknown members",
        (r#","manifests":["#, "]}"),
        r#"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0}"#,
        8,
        LIST,
    ),
    of(Kind::OciIndex, "entries that only Go reads", (r#","Manifests":["#, "]}"), "{}", 0, OBJECT),
    of(Kind::OciManifest, "layers", (r#","layers":["#, "]}"), LAYER, 1, LIST),
    of(Kind::OciManifest, "layers that say nothing", (r#","layers":["#, "]}"), "{}", 1, LIST),
    of(Kind::OciManifest, "layers with annotations", (r#","layers":["#, "]}"), ANNOTATED_LAYER, 4, LIST),
    of(Kind::OciManifest, "annotations", (r#","annotations":{"#, "}}"), r##""#":"""##, 1, MAP),
    of(Kind::OciManifest, "unknown members", (",", "}"), r##""#":0"##, 1, OBJECT),
    of(Kind::ArtifactManifest, "blobs", (r#","blobs":["#, "]}"), "{}", 1, LIST),
    of(Kind::ImageConfig, "labels", (r#","config":{"Labels":{"#, "}}}"), r##""#":"""##, 1, MAP),
    of(Kind::ImageConfig, "variables", (r#","config":{"Env":["#, "]}}"), r#""""#, 1, LIST),
    of(Kind::ImageConfig, "history", (r#","history":["#, "]}"), "{}", 1, LIST),
    of(Kind::ImageConfig, "diffIDs", (r#","rootfs":{"type":"layers","diff_ids":["#, "]}}"), r#""""#, 1, LIST),
    of(Kind::Schema1, "history", (r#","fsLayers":[],"history":["#, "]}"), r#"{"v1Compatibility":"{}"}"#, 1, LIST),
    of(Kind::InTotoStatement, "subjects", (r#","subject":["#, "]}"), "{}", 1, LIST),
];

/// The shape of a name.
pub(crate) fn shape(name: &str) -> &'static Shape {
    SHAPES.iter().find(|shape| shape.name == name).unwrap()
}

const fn of(
    kind: Kind,
    name: &'static str,
    around: (&'static str, &'static str),
    piece: &'static str,
    elements: usize,
    most: fn(&Limits) -> usize,
) -> Shape {
    Shape { name, kind, around, piece, elements, most }
}

/// The document up to the first comma: what a document of its kind needs to be converted.
const fn head(kind: Kind) -> &'static str {
    match kind {
        Kind::OciIndex => r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json""#,
        Kind::OciManifest => concat!(
            r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"#,
            r#""mediaType":"application/vnd.oci.image.config.v1+json","size":2,"#,
            r#""digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}"#
        ),
        Kind::ArtifactManifest => r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json""#,
        Kind::ImageConfig => r#"{"os":"linux","architecture":"arm""#,
        Kind::Schema1 => r#"{"schemaVersion":1,"name":"a","tag":"b","architecture":"arm""#,
        _ => r#"{"_type":"https://in-toto.io/Statement/v1""#,
    }
}

impl Shape {
    /// The document with so many pieces.
    pub(crate) fn of(&self, pieces: usize) -> String {
        let start = head(self.kind).to_owned() + self.around.0;
        let pieces = if self.piece.contains('#') {
            // Numbers of one length.
            let numbered = |at: usize| self.piece.replace('#', &(1_000_000 + at).to_string());
            (0..pieces).map(numbered).collect::<Vec<_>>().join(",")
        } else {
            vec![self.piece; pieces].join(",")
        };
        start + &pieces + self.around.1
    }

    /// How many pieces fit into the largest document.
    pub(crate) fn fitting(&self, limits: &Limits) -> usize {
        let around = self.of(0).len();
        (limits.max_document - around) / (self.of(1).len() - around + 1)
    }

    /// How many pieces the limits allow.
    pub(crate) fn allowed(&self, limits: &Limits) -> usize {
        let elements = (limits.max_elements - 4).checked_div(self.elements).unwrap_or(usize::MAX);
        self.fitting(limits).min(elements).min((self.most)(limits))
    }
}
