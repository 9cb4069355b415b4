//! Edits of the entries of an index: containers/image `EditInstances`.

use super::Placed;
use crate::go::{Form, Record, Struct, Value};
use crate::ledger::Ledger;
use crate::{Algorithm, Error, ErrorKind, LossReason, Part, Stage};
use oci_digest::Digest;
use oci_platform::ZSTD_ANNOTATION;
use oci_spec_types::{Annotations, Descriptor, MediaType, Model, Platform, Text};
use std::collections::BTreeMap;

/// One edit of the entries of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexEdit {
    /// The first entry with a digest names another manifest now.
    ///
    /// Everything else that the entry says stays.
    Update {
        /// The digest that the entry has.
        old: Text,
        /// The digest of the manifest.
        digest: Text,
        /// The size of the manifest in bytes.
        size: i64,
        /// The media type of the manifest.
        media_type: MediaType,
        /// Annotations of the entry, `None` to leave them. Docker lists have none. Entries with zstd layers are moved
        /// behind the others then.
        annotations: Option<Annotations>,
        /// Whether the annotations stand instead of those that are there; else they are added to them.
        replace_annotations: bool,
        /// The compressions of the layers: with one of the zstd family the entry is annotated so.
        compressions: Vec<Algorithm>,
    },
    /// An entry more, behind all others. Entries with zstd layers are moved behind the others then.
    Add {
        /// The digest of the manifest.
        digest: Text,
        /// The size of the manifest in bytes.
        size: i64,
        /// The media type of the manifest.
        media_type: MediaType,
        /// The type of the artifact; empty for an image. Docker lists have none.
        artifact_type: MediaType,
        /// The platform; Docker lists need one.
        platform: Option<Box<Platform>>,
        /// Annotations of the entry; Docker lists have none.
        annotations: Annotations,
        /// The compressions of the layers: with one of the zstd family the entry is annotated so.
        compressions: Vec<Algorithm>,
    },
    /// The entry at a place, from 0, goes. Those behind it move up: delete the highest first.
    Delete {
        /// The place.
        position: usize,
    },
}

impl IndexEdit {
    /// Another manifest for an entry, which else stays as it is.
    #[must_use]
    pub fn update(old: impl Into<Text>, digest: impl Into<Text>, size: i64, media_type: MediaType) -> Self {
        Self::Update {
            old: old.into(),
            digest: digest.into(),
            size,
            media_type,
            annotations: None,
            replace_annotations: false,
            compressions: Vec::new(),
        }
    }

    /// The entry that a descriptor describes, as one more. Its urls and data stay behind.
    #[must_use]
    pub fn add(descriptor: &Descriptor) -> Self {
        Self::Add {
            digest: descriptor.digest.to_string().into(),
            size: descriptor.size,
            media_type: descriptor.media_type.clone(),
            artifact_type: descriptor.artifact_type.clone().unwrap_or_default(),
            platform: descriptor.platform.clone(),
            annotations: descriptor.annotations.clone(),
            compressions: Vec::new(),
        }
    }

    /// The same edit for a manifest with layers of these compressions.
    #[must_use]
    pub fn compressed(mut self, algorithms: impl Into<Vec<Algorithm>>) -> Self {
        if let Self::Update { compressions, .. } | Self::Add { compressions, .. } = &mut self {
            *compressions = algorithms.into();
        }
        self
    }
}

/// An entry of an index, in whatever types.
pub(super) trait Entry: Clone {
    /// What entries are made of: the table of Go types.
    type Table: Copy;

    fn made(table: Self::Table, add: &NewEntry<'_>) -> Option<Self>;
    fn digest(&self) -> Text;
    fn media_type(&self) -> MediaType;
    fn platform(&self) -> Option<Text>;
    fn name(&mut self, digest: &Text, size: i64, media_type: &MediaType);
    /// Formats without annotations drop them.
    fn annotate(&mut self, annotations: &Annotations, replace: bool);
    fn annotation(&self, key: &str) -> Option<Text>;
    /// As JSON.
    fn text(&self) -> Vec<u8>;
}

/// What an added entry says.
pub(super) struct NewEntry<'e> {
    digest: &'e Text,
    size: i64,
    media_type: &'e MediaType,
    artifact_type: &'e MediaType,
    platform: Option<&'e Platform>,
    annotations: Annotations,
}

/// How edits are applied.
pub(super) struct Rules<T> {
    /// What entries are made of.
    pub table: T,
    /// Whether updates add the annotation of zstd images.
    pub mark_updates: bool,
    /// Whether additions do.
    pub mark_additions: bool,
}

/// Applies edits; entries that are deleted are lost.
pub(super) fn apply<E: Entry>(
    entries: &mut Placed<E>,
    rules: &Rules<E::Table>,
    edits: &[IndexEdit],
    ledger: &mut Ledger,
) -> Result<(), Error> {
    let mut added = Vec::new();
    let mut sort = false;
    for (at, edit) in edits.iter().enumerate() {
        let refuse = |kind, text: String| {
            let text = format!("edit {} of {}: {text}", at + 1, edits.len());
            Err(Error::new(kind, Stage::Edit, Part::Manifest, "/manifests", text))
        };
        match edit {
            IndexEdit::Update { old, digest, size, media_type, annotations, replace_annotations, compressions } => {
                for digest in [old, digest] {
                    if !is_digest(digest) {
                        return refuse(ErrorKind::InvalidDigest, format!("{digest:?} is no digest"));
                    }
                }
                let Some((_, entry)) = entries.iter_mut().find(|(_, entry)| entry.digest() == *old) else {
                    return refuse(ErrorKind::InstanceNotFound, format!("no entry has the digest {old}"));
                };
                if *size < 0 {
                    return refuse(ErrorKind::InvalidSize, format!("found {size}, expected a size of 0 or more"));
                }
                if media_type.is_empty() {
                    return refuse(
                        ErrorKind::UnknownMediaType,
                        "found no media type, expected that of the manifest".into(),
                    );
                }
                entry.name(digest, *size, media_type);
                if let Some(annotations) = annotations {
                    sort = true;
                    entry.annotate(annotations, *replace_annotations);
                }
                if rules.mark_updates && has_zstd(compressions) {
                    entry.annotate(&zstd_annotation(), false);
                }
            }
            IndexEdit::Add { digest, size, media_type, artifact_type, platform, annotations, compressions } => {
                let mut annotations = annotations.clone();
                if rules.mark_additions && has_zstd(compressions) {
                    annotations.insert(ZSTD_ANNOTATION, "true");
                }
                let platform = platform.as_deref();
                let new = NewEntry { digest, size: *size, media_type, artifact_type, platform, annotations };
                let Some(entry) = E::made(rules.table, &new) else {
                    return refuse(ErrorKind::PlatformRequired, "Docker lists state a platform for each entry".into());
                };
                added.push((None, entry));
            }
            IndexEdit::Delete { position } => {
                if *position >= entries.len() {
                    let text = format!("found {position}, expected less than {}", entries.len());
                    return refuse(ErrorKind::InvalidIndex, text);
                }
                if let (Some(place), entry) = entries.remove(*position) {
                    let pointer = format!("/manifests/{place}");
                    ledger.lose(Part::Manifest, pointer, &entry.text(), LossReason::Asked);
                }
            }
        }
    }
    sort |= !added.is_empty();
    entries.append(&mut added);
    if sort {
        // Clients that do not know zstd take the first entry that fits.
        entries.sort_by_key(|(_, entry)| entry.annotation(ZSTD_ANNOTATION).is_some_and(|value| value == "true"));
    }
    Ok(())
}

/// go-digest `Digest.Validate`: only algorithms that the tool computes.
fn is_digest(text: &str) -> bool {
    text.parse::<Digest>().is_ok_and(|digest| matches!(digest.algorithm_str(), "sha256" | "sha384" | "sha512"))
}

fn has_zstd(compressions: &[Algorithm]) -> bool {
    compressions.iter().any(|algorithm| matches!(algorithm, Algorithm::Zstd | Algorithm::ZstdChunked))
}

fn zstd_annotation() -> Annotations {
    let mut annotations = Annotations::new();
    annotations.insert(ZSTD_ANNOTATION, "true");
    annotations
}

/// An entry of the Go types, of OCI (with annotations) or Docker (without).
impl Entry for Value {
    type Table = &'static Struct;

    fn made(table: &'static Struct, add: &NewEntry<'_>) -> Option<Self> {
        let has = |field: &str| table.index_of(field).is_some();
        let mut entry = table.with([
            ("mediaType", add.media_type.as_str().into()),
            ("digest", add.digest.as_str().into()),
            ("size", add.size.into()),
        ]);
        let platform = go_platform(table, add.platform);
        if has("annotations") {
            entry.set("platform", platform.unwrap_or(Value::Nil));
            entry.annotate(&add.annotations, true);
        } else {
            entry.set("platform", platform?);
        }
        if has("artifactType") {
            entry.set("artifactType", add.artifact_type.as_str());
        }
        Some(entry)
    }

    fn digest(&self) -> Text {
        self.get("digest").as_str().into()
    }

    fn media_type(&self) -> MediaType {
        self.get("mediaType").as_str().into()
    }

    fn platform(&self) -> Option<Text> {
        let platform = self.get("platform");
        let member = |name: &str| Text::from(platform.get(name).as_str());
        platform.record()?;
        let variant = Some(member("variant")).filter(|variant| !variant.is_empty());
        Some(Platform { variant, ..Platform::new(member("os"), member("architecture")) }.to_string().into())
    }

    fn name(&mut self, digest: &Text, size: i64, media_type: &MediaType) {
        self.set("digest", digest.as_str());
        self.set("size", size);
        self.set("mediaType", media_type.as_str());
    }

    fn annotate(&mut self, annotations: &Annotations, replace: bool) {
        if self.record().and_then(|record| record.get("annotations")).is_none() {
            return;
        }
        let own = self.get("annotations").as_map().filter(|_| !replace);
        let mut map: BTreeMap<String, Value> = own.cloned().unwrap_or_default();
        map.extend(annotations.iter().map(|(key, value)| (key.to_owned(), value.as_str().into())));
        self.set("annotations", map);
    }

    fn annotation(&self, key: &str) -> Option<Text> {
        self.get("annotations").as_map()?.get(key).map(|value| value.as_str().into())
    }

    fn text(&self) -> Vec<u8> {
        // Entries have no times, the one thing that may not be writable.
        self.to_bytes(&Form { html: false, ..Form::COMPACT }).unwrap_or_default()
    }
}

/// A platform in the type that the entries of a table have.
pub(super) fn go_platform(table: &'static Struct, platform: Option<&Platform>) -> Option<Value> {
    use crate::go::Shape;
    let field = table.fields.get(table.index_of("platform")?)?;
    let table = match field.shape {
        Shape::Struct(table) | Shape::Pointer(&Shape::Struct(table)) => table,
        _ => return None,
    };
    let platform = platform?;
    let mut value = Value::Struct(Record::zero(table));
    value.set("architecture", platform.architecture.as_str());
    value.set("os", platform.os.as_str());
    value.set("os.version", platform.os_version.as_deref().unwrap_or_default());
    if !platform.os_features.is_empty() {
        value.set("os.features", Value::strings(platform.os_features.iter().map(Text::as_str)));
    }
    value.set("variant", platform.variant.as_deref().unwrap_or_default());
    Some(value)
}

impl Entry for Descriptor {
    /// Whether a platform is needed.
    type Table = bool;

    fn made(platform_needed: bool, add: &NewEntry<'_>) -> Option<Self> {
        if platform_needed && add.platform.is_none() {
            return None;
        }
        let mut entry = Self::new(add.media_type.clone(), add.digest.as_str(), add.size);
        entry.annotations = add.annotations.clone();
        entry.platform = add.platform.cloned().map(Box::new);
        entry.artifact_type = Some(add.artifact_type.clone()).filter(|own| !own.is_empty());
        Some(entry)
    }

    fn digest(&self) -> Text {
        self.digest.to_string().into()
    }

    fn media_type(&self) -> MediaType {
        self.media_type.clone()
    }

    fn platform(&self) -> Option<Text> {
        self.platform.as_ref().map(|platform| platform.to_string().into())
    }

    fn name(&mut self, digest: &Text, size: i64, media_type: &MediaType) {
        self.digest = digest.as_str().into();
        self.size = size;
        self.media_type = media_type.clone();
    }

    fn annotate(&mut self, annotations: &Annotations, replace: bool) {
        if replace {
            self.annotations = annotations.clone();
            return;
        }
        for (key, value) in annotations.iter() {
            self.annotations.insert(key, value.clone());
        }
    }

    fn annotation(&self, key: &str) -> Option<Text> {
        self.annotations.get(key).cloned()
    }

    fn text(&self) -> Vec<u8> {
        self.to_json()
    }
}
