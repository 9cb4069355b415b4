use crate::{Failure, in_file};
use bytes::Bytes;
use oci_digest::Digest;
use oci_spec_types::tag::{self, TagKind};
use oci_spec_types::{Descriptor, Document, Limits, MediaType, Model, Platform, View, annotation, attestation, oci};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The annotation of an entry of a layout that holds its tag.
const TAG: &str = "org.opencontainers.image.ref.name";

/// A repository in an OCI layout, or one that is made up: its tags, and what is there.
#[derive(Debug, Default)]
pub struct Repository {
    /// What it is called: not escaped.
    pub name: String,
    /// The tags and what they name.
    pub tags: Vec<(String, Digest)>,
    /// What the index of the layout names without a tag.
    pub untagged: Vec<Digest>,
    blobs: BTreeMap<Digest, Blob>,
}

#[derive(Debug)]
struct Blob {
    size: u64,
    is_document: bool,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(Bytes),
    File(PathBuf),
}

impl Repository {
    /// Reads an OCI layout: its index, and which blobs there are.
    ///
    /// # Errors
    /// When there is no index, or a file cannot be read.
    pub fn layout(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let mut repository = Self { name: name.clone(), ..Self::default() };
        let index = crate::Input::read(&path.join("index.json"))?.document()?;
        let View::OciIndex(index) = index.view() else {
            return Err(in_file(&name)("index.json is no index"));
        };
        for entry in &index.manifests {
            let Some(digest) = entry.digest.valid() else {
                return Err(in_file(&name)(format!("index.json names {:?}, which is no digest", entry.digest)));
            };
            match entry.annotations.get(TAG) {
                Some(tag) => repository.tags.push((tag.to_string(), digest.clone())),
                None => repository.untagged.push(digest.clone()),
            }
        }
        for algorithm in folder(&path.join("blobs"))? {
            for file in folder(&algorithm)? {
                let text = [&algorithm, &file].map(|path| path.file_name().unwrap_or_default().to_string_lossy());
                // Whatever else lies there is no blob.
                let Ok(digest) = text.join(":").parse() else { continue };
                repository.blobs.insert(digest, Blob::of_file(file)?);
            }
        }
        Ok(repository)
    }

    /// All digests that are there.
    pub fn digests(&self) -> impl Iterator<Item = &Digest> {
        self.blobs.keys()
    }

    /// Whether a blob may be a document: it is small enough, and begins as an object of JSON does.
    #[must_use]
    pub fn is_document(&self, digest: &Digest) -> bool {
        self.blobs.get(digest).is_some_and(|blob| blob.is_document)
    }

    /// The size of a blob in bytes.
    #[must_use]
    pub fn size(&self, digest: &Digest) -> Option<i64> {
        self.blobs.get(digest).map(|blob| i64::try_from(blob.size).unwrap_or(i64::MAX))
    }

    /// A blob, to be read; `None` where it is not there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(&self, digest: &Digest) -> Result<Option<Box<dyn Read>>, Failure> {
        let Some(blob) = self.blobs.get(digest) else { return Ok(None) };
        Ok(Some(match &blob.content {
            Content::Bytes(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Content::File(path) => Box::new(File::open(path).map_err(in_file(&path.display().to_string()))?),
        }))
    }

    /// The bytes of a document; `None` where it is not there, or larger than documents are.
    ///
    /// # Errors
    /// As [`Repository::open`].
    pub fn read(&self, digest: &Digest) -> Result<Option<Bytes>, Failure> {
        let most = Limits::default().max_document as u64;
        let Some(blob) = self.open(digest)? else { return Ok(None) };
        let mut bytes = Vec::new();
        blob.take(most + 1).read_to_end(&mut bytes).map_err(in_file(&self.name))?;
        Ok((bytes.len() as u64 <= most).then(|| bytes.into()))
    }

    /// A repository that is made up: a release for two platforms with attestations, a signature and an SBOM, the release
    /// before it, which lost its tags, and what was left behind of it and of others.
    #[must_use]
    pub fn sample() -> Self {
        let mut made = Self { name: "a repository that is made up".to_owned(), ..Self::default() };
        let base = made.blob(MediaType::OCI_LAYER_GZIP, "the layer that all images have");
        let mut release = |version: &str| {
            let images = ["amd64", "arm64"].map(|name| {
                let config = format!(
                    r#"{{"architecture":"{name}","os":"linux","config":{{"Labels":{{"version":"{version}"}}}}}}"#
                );
                let config = made.blob(MediaType::OCI_CONFIG, &config);
                let layer = made.blob(MediaType::OCI_LAYER_GZIP, &format!("version {version} for {name}"));
                let manifest = oci::Manifest::new(config, vec![base.clone(), layer]);
                made.document(&manifest).with_platform(Platform::new("linux", name))
            });
            let statement = made
                .blob(MediaType::IN_TOTO, &format!(r#"{{"_type":"https://in-toto.io/Statement/v1","v":"{version}"}}"#));
            let statement = statement.with_annotation(attestation::PREDICATE_TYPE, "https://slsa.dev/provenance/v1");
            let empty = made.blob(MediaType::OCI_EMPTY, "{}");
            let attested = oci::Manifest::new(empty.clone(), vec![statement])
                .with_artifact_type("application/vnd.docker.attestation.manifest.v1+json")
                .with_subject(plain(&images[0]));
            let attested = made
                .document(&attested)
                .with_annotation(annotation::REFERENCE_DIGEST, images[0].digest.to_string())
                .with_annotation(annotation::REFERENCE_TYPE, attestation::KIND_ATTESTATION)
                .with_platform(Platform::new("unknown", "unknown"));
            let sbom = made.blob("application/spdx+json".into(), &format!(r#"{{"name":"app {version}"}}"#));
            let sbom = oci::Manifest::new(empty, vec![sbom])
                .with_artifact_type("application/spdx+json")
                .with_subject(plain(&images[1]));
            made.document(&sbom);
            let [amd64, arm64] = images;
            let index = made.document(&oci::Index::new(vec![amd64, arm64, attested]));
            let payload = format!(r#"{{"critical":{{"image":{{"docker-manifest-digest":"{}"}}}}}}"#, index.digest);
            let payload = made.blob("application/vnd.dev.cosign.simplesigning.v1+json".into(), &payload);
            let config =
                made.blob(MediaType::OCI_CONFIG, &format!(r#"{{"architecture":"","os":"","version":"{version}"}}"#));
            let signature = made.document(&oci::Manifest::new(config, vec![payload]));
            made.tag(index.digest.valid().and_then(|digest| tag::of(&digest, TagKind::Signature)), &signature);
            index
        };
        // The first release loses its tags.
        release("1.0");
        let new = release("1.1");
        made.tag(Some("1.1".to_owned()), &new);
        made.tag(Some("latest".to_owned()), &new);
        let config =
            made.blob("application/vnd.cncf.helm.config.v1+json".into(), r#"{"name":"app","version":"1.1.0"}"#);
        let chart = made.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip".into(), "the chart");
        let chart = made.document(&oci::Manifest::new(config, vec![chart]));
        made.tag(Some("chart-1.1.0".to_owned()), &chart);
        made
    }

    fn insert(&mut self, media_type: MediaType, bytes: Bytes, is_document: bool) -> Descriptor {
        let descriptor = Descriptor::of(media_type, &bytes);
        if let Some(digest) = descriptor.digest.valid() {
            let blob = Blob { size: bytes.len() as u64, is_document, content: Content::Bytes(bytes) };
            self.blobs.insert(digest.clone(), blob);
        }
        descriptor
    }

    fn blob(&mut self, media_type: MediaType, content: &str) -> Descriptor {
        self.insert(media_type, Bytes::copy_from_slice(content.as_bytes()), content.starts_with('{'))
    }

    fn document(&mut self, model: &impl Model) -> Descriptor {
        let bytes = Bytes::from(model.to_json());
        let media_type = Document::parse(bytes.clone()).ok().and_then(|document| document.media_type());
        self.insert(media_type.unwrap_or_default(), bytes, true)
    }

    fn tag(&mut self, tag: Option<String>, descriptor: &Descriptor) {
        self.tags.extend(tag.zip(descriptor.digest.valid()));
    }
}

impl Blob {
    fn of_file(path: PathBuf) -> Result<Self, Failure> {
        let failed = |error| in_file(&path.display().to_string())(error);
        let mut file = File::open(&path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let mut first = [0];
        let read = file.read(&mut first).map_err(failed)?;
        let is_document = size <= Limits::default().max_document as u64 && read == 1 && first == *b"{";
        Ok(Self { size, is_document, content: Content::File(path) })
    }
}

/// What names a document in a subject.
fn plain(entry: &Descriptor) -> Descriptor {
    let (media_type, digest, size) = (entry.media_type.clone(), entry.digest.clone(), entry.size);
    Descriptor { media_type, digest, size, ..Descriptor::default() }
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let name = path.display().to_string();
    let failed = in_file(&name);
    let entries = fs::read_dir(path).map_err(&failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}
