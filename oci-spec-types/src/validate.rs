//! Checking documents against the specifications, byte by byte.
//!
//! [`validate`] reads a document once and lists what it finds: which [`Rule`], how grave ([`Level`]), where (byte offset
//! and JSON pointer), what stands there and what was expected. Nothing is built from the document, so also what no model
//! can hold is seen: a member that stands twice, `null` in the place of a list, a name in the wrong case, half of a
//! surrogate pair inside an unknown member. What is an error is the caller's word: [`Strictness`].
//!
//! ```
//! use oci_spec_types::validate::{Options, Rule, Strictness, Target, validate};
//!
//! let document = br#"{"schemaVersion":2,"manifests":[],"layers":[]}"#;
//! let findings = validate(document, Target::Index, &Options::default());
//! let error = Strictness::Spec.verdict(&findings).unwrap_err();
//! assert_eq!(error.rule(), Rule::Sec01);
//! assert_eq!(
//!     error.within(document).to_string(),
//!     "SEC-01 (must) at /layers, byte 34: found the member \"layers\", expected only members of an OCI image index",
//! );
//! ```
//!
//! # Where the sources contradict each other
//! The image-spec's prose, its JSON schema and the Go tools do not always agree. What is decided here:
//!
//! | # | question | decision | reason |
//! |---|---|---|---|
//! | 1 | `"layers": []` | allowed, MAN-07 (should) | the prose says SHOULD have one entry (manifest.md:65); only the schema says `minItems: 1`, and images from scratch have none |
//! | 2 | `null` for an OPTIONAL member | allowed, a note | config.md:93 allows it everywhere; the Go tools read it as absent everywhere. For a REQUIRED list it is tolerated; for another REQUIRED member, an element or a map value it is an error, because readers do not agree |
//! | 3 | negative size in an index | DSC-05 (tolerated) | descriptor.md:37 holds for every descriptor; the schema of the index just forgot it |
//! | 4 | the largest size | 2^63-1 | the schema says 9223372036854776000, a rounded double; no Go tool reads more than int64 |
//! | 5 | `sha256:zz` inside of a manifest | DIG-05 (must) | the registered algorithms fix their encoded part (descriptor.md:156); the schema checks that for lone descriptors only, and unchecked digests end in paths (CVE-2024-3727) |
//! | 6 | `mediaType` of the document | exactly that of its kind; a type of no kind of document is tolerated | the prose says MUST; the schema takes any name. Compared by bytes, as every tool does, though RFC 6838 names ignore case |
//! | 7 | empty config without `artifactType` | MAN-04 (tolerated) | manifest.md:33 says MUST; the schema does not look, and ORAS 1.0 writes it |
//! | 8 | line break in the value of `Env` | allowed, a note | the prose asks for NAME=VALUE; that `.` stops at a line break is an accident of the validator's expression |
//! | 9 | `t`, `z` and second 60 | allowed; 60 only at 23:59 UTC on the last day of a month | RFC 3339 section 5.6 and 5.7; Go refuses both, so it is a note |
//! | 10 | sha384 | grammar only | the image-spec does not register it; what is not 96 hex digits cannot be verified, and that is said when it is tried |
//! | 11 | blake3 | 64 hex digits (DIG-07, must) | registered after v1.1.1; a text of another length can never be verified |
//! | 12 | examples of the Docker documents | invalid | they have commas before `}`, which no parser takes |
//! | 13 | sha1 in a path `blobs/sha256/…` of image-layout.md | invalid | DIG-05; the example is older than the rule |
//! | 14 | `oci.opencontainers.image.created` | an unknown key | a slip in an example of manifest.md; only `org.opencontainers.image.` is defined |
//! | 15 | annotation with empty key | allowed, its value is a string (ANN-01) | annotations.md:9; the schema's expression does not match the empty key |
//!
//! And what they leave open:
//!
//! | question | decision | reason |
//! |---|---|---|
//! | `2.0`, `1e3` for an integer | error | Go refuses to read it |
//! | `-0` for a size | allowed | the number is 0 for everyone |
//! | `"artifactType": ""` | error | it is no name of RFC 6838 |
//! | `rootfs.type` `Layers` | error | config.md:218: any unknown value |
//! | `imageLayoutVersion` other than `1.0.0` | error | no other is defined |
//! | noncharacters (U+FFFE, …) | error (JSN-02, must) | RFC 7493 section 2.1, which considerations.md:29 asks for |
//! | a name that folds to a known one | JSN-06 (policy) | an unknown member for everyone but Go |
//! | deep nesting | JSN-07 (policy) | grammatical at any depth; Go stops at 10,000, `serde_json` at 128 |
//! | `"signatures": null` in schema 1 | error | it has two digests: libtrust sees the empty payload, containers/image no signature |
//! | a member of another kind in another case: `"Manifests"` beside `layers` | JSN-06 (policy) | only Go takes it for that member; `Hardened` refuses it |
//! | a member of another kind: `"manifests": null` beside `layers` | SEC-01 (must) | a member of that name is enough, as in containerd: what it holds differs by reader |
//!
//! # What is tolerated
//! A finding has the level of its rule ([`Rule::level`]), or a lesser one with a reason ([`Finding::why`]). These break a
//! MUST by the letter, but tools write them and readers agree on them: [`Level::Tolerated`], which [`Strictness::Gate`]
//! accepts and [`Strictness::Spec`] refuses.
//!
//! | rules | what | why |
//! |---|---|---|
//! | MAN-06, IDX-04, CFG-05, D22-04, DLI-03, D21-03 | `null` for a list | Go writes a list that was never made so, and every reader takes it for an empty one |
//! | MAN-01, IDX-01, D22-01, DLI-01, D21-01 | a `schemaVersion` that is the version of no kind of document | readers do not look at it |
//! | MAN-03, IDX-03, ART-01, D22-02, DLI-02 | a `mediaType` that names no kind of document | readers go by the type under which it travels |
//! | MAN-04 | an empty config without `artifactType` | readers show the type of the config |
//! | DSC-02, DSC-11, MAN-04, IDX-14, ART-03 | a media type that is none | readers compare types |
//! | DSC-05, DSC-10 | a size or data that do not fit | tools carry them over; whoever uses them checks the content |
//! | DSC-07 | a URI that is none | only clients of foreign layers use it |
//! | DLI-04 | an entry of a Docker list without `platform` | readers take it for an empty one, and tools add artifacts so |
//! | D21-02, D21-05 | `blobSum` of another algorithm, a chain of ids with a gap | carried over from the image that was converted |
//! | JSN-02 | half of a surrogate pair, a noncharacter in schema 1 | the text of commands, which tools copy |
//!
//! # Limits
//! The walk takes linear time and does not recurse on the nesting of the document. [`Limits`](crate::Limits) that are
//! exceeded are findings (SEC-04, JSN-07, policy), and the rest is checked all the same; at most
//! [`Options::max_findings`] are kept, one of each level always among them.

mod checker;
mod descriptor;
mod documents;
mod facts;
mod finish;
mod form;
mod grammar;
mod level;
mod options;
mod part;
mod rule;
mod schema;
mod schema1;
mod strictness;
mod strings;
mod target;
mod text;
mod unknown;
mod v1_compatibility;
mod walk;

pub use crate::finding::{Finding, Located, locate};
pub use level::{Level, Levels};
pub use options::Options;
pub(crate) use part::Part;
pub use rule::Rule;
pub use strictness::Strictness;
pub use target::Target;

/// Checks a document, or a text, as what it should be.
///
/// The findings come in the order in which they were met; what depends on several members stands after them.
/// None means that every rule of [`Options::levels`] that can be decided from these bytes is kept.
#[must_use]
pub fn validate(document: &[u8], target: Target, options: &Options) -> Vec<Finding> {
    checker::Checker::new(document, options).run(target)
}
