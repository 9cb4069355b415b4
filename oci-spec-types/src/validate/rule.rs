use std::fmt;

use super::level::Level;

struct Row {
    code: &'static str,
    level: Level,
    source: &'static str,
    text: &'static str,
}

macro_rules! rules {
    ($($ident:ident = $code:literal, $level:ident, $source:literal, $text:literal;)*) => {
        /// A rule about documents: what the specifications, and the tools that read images, ask for.
        ///
        /// All of them are decided from the bytes of one document, but for MAN-13, which [`pair`](crate::pair) decides. What
        /// the specifications ask of transfers, of layouts on disk and of implementations has no rule here.
        ///
        /// The names of files in [`Rule::source`] are those of the image-spec (lines of its commit 13cff54, 32 commits after
        /// v1.1.1; `artifact.md`, which was withdrawn, is that of a326fbe); `manifest-v2-1.md` and `manifest-v2-2.md` are in
        /// `docs/spec` of distribution v2.8.3.
        ///
        /// ```
        /// use oci_spec_types::validate::{Level, Rule};
        ///
        /// assert_eq!(Rule::Dsc05.code(), "DSC-05");
        /// assert_eq!(Rule::Dsc05.text(), "size is not negative");
        /// assert_eq!(Rule::Dsc05.level(), Level::Tolerated);
        /// assert_eq!(Rule::from_code("DSC-05"), Some(Rule::Dsc05));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!($code, ": ", $text, ".")] $ident,)*
        }

        impl Rule {
            /// All rules, ordered by group.
            pub const ALL: &'static [Rule] = &[$(Rule::$ident),*];
        }

        const ROWS: &[Row] = &[$(Row {
            code: $code,
            level: Level::$level,
            source: $source,
            text: $text,
        }),*];
    };
}

impl Rule {
    #[expect(clippy::indexing_slicing, reason = "a row for each")]
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The short name: `DSC-04`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// What holds for documents that keep the rule.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.row().text
    }

    /// How grave it is to break the rule. Where a rule has a stronger and a weaker part, this is the stronger one;
    /// each [`Finding`](super::Finding) has the level of the part that it is about.
    #[must_use]
    pub fn level(self) -> Level {
        self.row().level
    }

    /// Where the rule is written down.
    #[must_use]
    pub fn source(self) -> &'static str {
        self.row().source
    }

    /// The rule of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

rules! {
    Jsn01 = "JSN-01", Must, "considerations.md:31",
        "document is one JSON text, UTF-8 encoded, no BOM";
    Jsn02 = "JSN-02", Must, "considerations.md:29",
        "strings hold no unpaired surrogates / noncharacters (I-JSON, RFC 7493 2.1)";
    Jsn03 = "JSN-03", Must, "considerations.md:29",
        "nothing but whitespace follows the document";
    Jsn04 = "JSN-04", Must, "considerations.md:33; annotations.md:11",
        "no duplicate object names, at any depth, compared after unescaping";
    Jsn06 = "JSN-06", Policy, "behaviour of encoding/json",
        "no member name differs from a known name by case folding only";
    Jsn07 = "JSN-07", Policy, "behaviour of JSON readers",
        "nesting depth is bounded";
    Jsn08 = "JSN-08", Should, "considerations.md:32",
        "numbers stay within IEEE double precision";
    Dsc01 = "DSC-01", Must, "descriptor.md:20-37",
        "mediaType, digest, size present and of the right JSON type";
    Dsc02 = "DSC-02", Tolerated, "descriptor.md:23; schema/defs-descriptor.json:8",
        "mediaType follows RFC 6838 4.2 (restricted-name \"/\" restricted-name, 1..127 each)";
    Dsc03 = "DSC-03", Must, "descriptor.md:29,78",
        "digest is a string in the digest grammar";
    Dsc04 = "DSC-04", Must, "descriptor.md:32",
        "size is an integer that fits int64";
    Dsc05 = "DSC-05", Tolerated, "descriptor.md:37",
        "size is not negative";
    Dsc06 = "DSC-06", Must, "descriptor.md:39",
        "urls is an array of strings";
    Dsc07 = "DSC-07", Tolerated, "descriptor.md:42",
        "each url is an absolute RFC 3986 URI";
    Dsc08 = "DSC-08", Should, "descriptor.md:43",
        "url scheme is http or https";
    Dsc09 = "DSC-09", Must, "descriptor.md:53",
        "data is RFC 4648 section 4 base64 (padded, standard alphabet, no line breaks)";
    Dsc10 = "DSC-10", Tolerated, "descriptor.md:54",
        "decoded data has the declared size and digest";
    Dsc11 = "DSC-11", Must, "descriptor.md:61",
        "artifactType follows RFC 6838 4.2";
    Dsc12 = "DSC-12", Should, "descriptor.md:63",
        "a descriptor of an image manifest carries platform";
    Dsc13 = "DSC-13", Should, "descriptor.md:30,36,109-110",
        "retrieved content has the declared size and the declared digest";
    Dig01 = "DIG-01", Must, "descriptor.md:78-86",
        "algorithm \":\" encoded";
    Dig02 = "DIG-02", Must, "descriptor.md:82-84",
        "algorithm = [a-z0-9]+ joined by single [+._-]";
    Dig03 = "DIG-03", Must, "descriptor.md:85",
        "encoded = [a-zA-Z0-9=_-]+";
    Dig04 = "DIG-04", Note, "descriptor.md:103",
        "unrecognised algorithms pass validation (but can never be verified)";
    Dig05 = "DIG-05", Must, "descriptor.md:156-157",
        "sha256: exactly 64 lower-case hex";
    Dig06 = "DIG-06", Must, "descriptor.md:164-165",
        "sha512: exactly 128 lower-case hex";
    Dig07 = "DIG-07", Must, "descriptor.md:170-174",
        "blake3: exactly 64 lower-case hex (image-spec main, not in v1.1.1)";
    Dig08 = "DIG-08", Note, "descriptor.md:139",
        "sha256 preferred";
    Man01 = "MAN-01", Must, "manifest.md:20-21",
        "schemaVersion is the integer 2";
    Man02 = "MAN-02", Should, "manifest.md:25",
        "mediaType is present";
    Man03 = "MAN-03", Must, "manifest.md:26",
        "mediaType, when present, is application/vnd.oci.image.manifest.v1+json";
    Man04 = "MAN-04", Must, "manifest.md:32-33,180",
        "artifactType set (and RFC 6838) when config.mediaType is the empty type";
    Man05 = "MAN-05", Must, "manifest.md:38-56",
        "config is a descriptor; unknown config media types accepted, never parsed";
    Man06 = "MAN-06", Must, "manifest.md:64",
        "layers is an array of descriptors";
    Man07 = "MAN-07", Should, "manifest.md:65",
        "layers has at least one entry (JSON schema: minItems 1)";
    Man08 = "MAN-08", Note, "manifest.md:87-96",
        "unknown layer media types are not an error; portable ones preferred";
    Man09 = "MAN-09", Note, "manifest.md:139-172",
        "empty descriptor equals DescriptorEmptyJSON (44136fa3…, size 2, e30=)";
    Man10 = "MAN-10", Must, "manifest.md:100-104",
        "subject is a descriptor of a manifest";
    Man12 = "MAN-12", Should, "manifest.md:181",
        "artifact without layers still has one non-empty layer";
    Man13 = "MAN-13", Must, "manifest.md:70-72",
        "layers are in stack order, base at 0; count equals config.rootfs.diff_ids";
    Idx01 = "IDX-01", Must, "image-index.md:14-15",
        "schemaVersion is the integer 2";
    Idx02 = "IDX-02", Should, "image-index.md:21",
        "mediaType is present";
    Idx03 = "IDX-03", Must, "image-index.md:22",
        "mediaType, when present, is application/vnd.oci.image.index.v1+json";
    Idx04 = "IDX-04", Must, "image-index.md:32-33",
        "manifests is an array (may be empty)";
    Idx05 = "IDX-05", Note, "image-index.md:40-50",
        "unknown manifest media types not an error; nested index supported";
    Idx06 = "IDX-06", Must, "image-index.md:52-55",
        "platform, when present, is an object";
    Idx07 = "IDX-07", Must, "image-index.md:59-60",
        "platform.architecture is present; GOARCH value preferred";
    Idx08 = "IDX-08", Must, "image-index.md:64-65",
        "platform.os is present; GOOS value preferred";
    Idx09 = "IDX-09", Must, "image-index.md:67-71",
        "os.version is a string";
    Idx10 = "IDX-10", Must, "image-index.md:73-80",
        "os.features is an array of strings; win32k on windows";
    Idx11 = "IDX-11", Must, "image-index.md:82-85,103-116",
        "variant is a string from the table";
    Idx13 = "IDX-13", Note, "image-index.md:87-89",
        "features is reserved";
    Idx14 = "IDX-14", Must, "image-index.md:28",
        "artifactType follows RFC 6838";
    Idx15 = "IDX-15", Must, "image-index.md:93-97",
        "subject is a descriptor";
    Art01 = "ART-01", Must, "artifact.md:20",
        "artifact manifest: mediaType is application/vnd.oci.artifact.manifest.v1+json";
    Art02 = "ART-02", Should, "artifact.md:24",
        "artifact manifest: artifactType is present";
    Art03 = "ART-03", Must, "artifact.md:25",
        "artifact manifest: artifactType follows RFC 6838";
    Art04 = "ART-04", Must, "artifact.md:29",
        "artifact manifest: blobs is an array of descriptors";
    Art05 = "ART-05", Must, "artifact.md:35",
        "artifact manifest: subject is a descriptor";
    Cfg01 = "CFG-01", Must, "config.md:103",
        "architecture present (string)";
    Cfg02 = "CFG-02", Must, "config.md:108-129",
        "os present (string); os.version, os.features, variant typed";
    Cfg03 = "CFG-03", Must, "config.md:210",
        "rootfs present (object)";
    Cfg04 = "CFG-04", Must, "config.md:215-218",
        "rootfs.type is \"layers\"; anything else is an error";
    Cfg05 = "CFG-05", Must, "config.md:220",
        "rootfs.diff_ids is an array";
    Cfg06 = "CFG-06", Must, "config.md:27,220",
        "each diffID is a digest";
    Cfg07 = "CFG-07", Must, "config.md:93-101",
        "created / author are strings or null";
    Cfg08 = "CFG-08", Must, "config.md:231",
        "history[].created is RFC 3339 or null";
    Cfg09 = "CFG-09", Must, "config.md:224-247",
        "history is an array of objects with typed fields";
    Cfg11 = "CFG-11", Note, "config.md:245 (implied)",
        "non-empty history entries equal diff_ids";
    Cfg12 = "CFG-12", Must, "config.md:131-166",
        "config is an object with typed fields, or null";
    Cfg13 = "CFG-13", Must, "config.md:141-178",
        "ExposedPorts / Volumes map to empty objects";
    Cfg14 = "CFG-14", Must, "config.md:152; schema/validator.go validateConfig",
        "Env entries are NAME=VALUE";
    Cfg15 = "CFG-15", Must, "config.md:156-166",
        "Entrypoint / Cmd arrays or null";
    Cfg16 = "CFG-16", Must, "config.md:181",
        "Labels follow the annotation rules";
    Cfg17 = "CFG-17", Must, "config.md:185",
        "StopSignal is SIGNAME text";
    Cfg18 = "CFG-18", Must, "config.md:187-208",
        "reserved and deprecated properties are typed";
    Tim01 = "TIM-01", Must, "config.md:97; annotations.md:22",
        "created is RFC 3339 section 5.6 date-time";
    Lyt02 = "LYT-02", Must, "image-layout.md:23-24; schema/image-layout-schema.json",
        "oci-layout is an object with imageLayoutVersion \"1.0.0\"";
    Ann01 = "ANN-01", Must, "annotations.md:9",
        "annotations map strings to strings";
    Ann02 = "ANN-02", Must, "annotations.md:11",
        "keys unique";
    Ann03 = "ANN-03", Note, "annotations.md:15",
        "absent or empty map when there are none";
    Ann04 = "ANN-04", Should, "annotations.md:12",
        "reverse domain keys";
    Ann05 = "ANN-05", Should, "annotations.md:13-14",
        "org.opencontainers prefix reserved";
    Ann07 = "ANN-07", Should, "annotations.md:34-43; image-layout.md:209",
        "ref.name grammar; only meaningful in index.json of a layout";
    Ann08 = "ANN-08", Should, "annotations.md:22-55",
        "created RFC 3339, licenses SPDX, base.digest a digest";
    Lyr09 = "LYR-09", Note, "layer.md:352-361",
        "non-distributable media types are deprecated, not uploaded";
    D2201 = "D22-01", Must, "distribution v2.8.3 docs/spec/manifest-v2-2.md:157-160",
        "Docker v2s2: schemaVersion is 2";
    D2202 = "D22-02", Must, "manifest-v2-2.md:162-165; manifest/schema2/manifest.go UnmarshalJSON",
        "Docker v2s2: mediaType is application/vnd.docker.distribution.manifest.v2+json (distribution refuses others)";
    D2203 = "D22-03", Must, "manifest-v2-2.md:177-180",
        "config media type docker.container.image.v1+json (octet-stream and plugin seen)";
    D2204 = "D22-04", Must, "manifest-v2-2.md:194-206",
        "layers is an array ordered base first; docker layer type";
    D2205 = "D22-05", Note, "manifest-v2-2.md:204-224",
        "foreign layers are never pushed; urls content verified";
    D2206 = "D22-06", Note, "image-spec media-types.md compatibility matrix",
        "annotations / subject are OCI only";
    Dli01 = "DLI-01", Must, "manifest-v2-2.md:44-47",
        "Docker list: schemaVersion is 2";
    Dli02 = "DLI-02", Must, "manifest-v2-2.md:49-52",
        "Docker list: mediaType is application/vnd.docker.distribution.manifest.list.v2+json (distribution refuses others)";
    Dli03 = "DLI-03", Must, "manifest-v2-2.md:54-65",
        "manifests is an array; entries are v2s2 or schema1";
    Dli04 = "DLI-04", Must, "manifest-v2-2.md:79-115",
        "platform object with architecture and os";
    D2101 = "D21-01", Must, "manifest-v2-1.md:73-75",
        "Docker schema1: schemaVersion is 1";
    D2102 = "D21-02", Must, "manifest-v2-1.md:56-59",
        "blobSum is a sha256 digest";
    D2103 = "D21-03", Must, "manifest-v2-1.md:77-78; moby v20.10.8 distribution/pull_v2.go verifySchema1Manifest",
        "len(history) == len(fsLayers), not zero";
    D2104 = "D21-04", Must, "manifest-v2-1.md:68-71",
        "v1Compatibility is a string holding a JSON object";
    D2105 = "D21-05", Must, "moby v20.10.8 distribution/pull_v2.go fixManifestLayers; containers/image manifest/docker_schema1.go fixManifestLayers",
        "id is 64 lower-case hex, parent chain matches, base has no parent";
    D2106 = "D21-06", Must, "moby v20.10.8 distribution/pull_v2.go",
        "name / tag match the reference asked for";
    D2107 = "D21-07", Must, "manifest-v2-1.md:80-111; docker/libtrust jsonsign.go ParsePrettySignature",
        "signatures is a non-empty array of JWS; formatLength/formatTail agree; payload verifies";
    Sec01 = "SEC-01", Must, "GHSA-77vh-xpmg-72qh (image-spec), GHSA-mc8v-mgrf-8f4m (distribution-spec)",
        "a document has the properties of one kind only (config/layers, manifests, or fsLayers/history)";
    Sec04 = "SEC-04", Policy, "distribution-spec spec.md:538-540",
        "documents stay within the limits (4 MiB by default)";
    Sec06 = "SEC-06", Policy, "descriptor.md:110",
        "declared size is a hard read limit; sums do not overflow";
}
