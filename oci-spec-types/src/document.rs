use crate::artifact::{Artifact, ArtifactKind, Reason};
use crate::detect::{Found, begins_as_config, detect, detect_early, is_config, may_be};
use crate::docker::jws::{Jws, JwsError, Mode};
use crate::model::{self, Member, Model, Reader};
use crate::validate::{self, Finding, Target};
use crate::view::View;
use crate::{
    Descriptor, Error, ErrorKind, Extra, Family, Kind, Limits, MediaType, ParseOptions, RawJson, Style, Text, docker,
    oci,
};
use bytes::Bytes;
use oci_digest::{Algorithm, Digest, ImageId};
use std::io;

/// A document: its bytes, what it is, and a typed view of what it says.
///
/// ```
/// use oci_spec_types::{Document, Kind};
///
/// let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":null}"#;
/// let document = Document::parse(&bytes[..])?;
/// assert_eq!(document.kind(), Kind::DockerList);
/// assert_eq!(document.digest()?.short().to_string(), "sha256:20b959ad5960");
/// assert_eq!(document.bytes(), &bytes[..]);
/// # Ok::<(), oci_spec_types::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    bytes: Bytes,
    kind: Kind,
    view: View,
    /// Of a signed schema 1 manifest: the bytes that the digest covers.
    payload: Option<Result<Bytes, JwsError>>,
    /// The media type that the caller gave.
    given: Option<MediaType>,
    misfit: Option<Error>,
}

impl Document {
    /// Reads a document, its kind found from its bytes, with [`Limits::default`].
    ///
    /// # Errors
    /// When the bytes are not JSON, a member has the wrong type, or a limit is exceeded.
    pub fn parse(bytes: impl Into<Bytes>) -> Result<Self, Error> {
        Self::parse_with(bytes, &ParseOptions::default())
    }

    /// Reads a document from a reader, with [`Limits::default`]: no more than the largest document is read.
    ///
    /// # Errors
    /// When reading fails; as [`Document::parse`], with [`io::ErrorKind::InvalidData`] and an [`Error`] inside.
    pub fn from_reader(reader: impl io::Read) -> io::Result<Self> {
        let options = ParseOptions::default();
        Ok(Self::parse_with(options.limits.read(reader)?, &options)?)
    }

    /// Reads a document of a kind that the caller knows, from a `Content-Type` header or a descriptor.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_as(bytes: impl Into<Bytes>, kind: Kind) -> Result<Self, Error> {
        Self::parse_with(bytes, &ParseOptions::default().kind(kind))
    }

    /// Reads a document with other limits, as a kind that is expected, or with findings that are errors.
    ///
    /// # Errors
    /// As [`Document::parse`]; for every finding that [`ParseOptions::strictness`] makes an error; and, with a strictness, for
    /// a media type that names no kind of document or another one than the caller knows, for bytes that are plainly of
    /// another kind than asked for, and for members that suggest a kind whose model does not fit.
    pub fn parse_with(bytes: impl Into<Bytes>, options: &ParseOptions) -> Result<Self, Error> {
        let bytes = bytes.into();
        let text = model::text_of(bytes.clone(), &options.limits)?;
        Self::parse_text(&bytes, &text, options).map_err(|error| error.in_bytes(&bytes))
    }

    fn parse_text(bytes: &Bytes, text: &Text, options: &ParseOptions) -> Result<Self, Error> {
        let json = |error| Error::json(error, text.as_bytes());
        let given = options.expected_kind()?;
        let found = match given {
            Some(kind) => Found { kind, stated: true, early: false },
            None => match Self::config_at_once(bytes, text, options)? {
                Some(document) => return Ok(document),
                None => detect_early(text.as_bytes(), options.limits.max_depth).map_err(json)?,
            },
        };
        let mut document = Self::read(bytes, text, found, options);
        if found.early && !document.as_ref().is_ok_and(|document| document.is_what(found.kind)) {
            // Another media type may follow, which counts then, or members that show what it is the type of.
            let last = detect(text.as_bytes(), options.limits.max_depth).map_err(json)?;
            if last.kind != found.kind {
                document = Self::read(bytes, text, last, options);
            }
        }
        let document = document?;
        if given.is_some() {
            document.check_kind(options)?;
        }
        Ok(Self { given: options.meaningful_type(), ..document })
    }

    /// An image config, read before its kind was found: that takes a pass over all of the text, as no media type stands in it.
    /// `None` where it may be anything else, or has an error.
    fn config_at_once(bytes: &Bytes, text: &Text, options: &ParseOptions) -> Result<Option<Self>, Error> {
        if !begins_as_config(text.as_bytes()) {
            return Ok(None);
        }
        let mut reader = Reader::new(text, &options.limits);
        let read = Box::<oci::ImageConfig>::read(&mut reader).and_then(|config| reader.scanner.end().map(|()| config));
        let Some(config) = read.ok().filter(|config| reader.is_plain() && is_config(config)) else { return Ok(None) };
        let kind = Kind::ImageConfig;
        options.check(bytes, kind)?;
        let given = options.meaningful_type();
        let view = View::ImageConfig(config);
        Ok(Some(Self { bytes: bytes.clone(), kind, view, payload: None, given, misfit: None }))
    }

    /// Reads a document as the kind that was found, or as JSON of another kind where members were misleading.
    fn read(bytes: &Bytes, text: &Text, found: Found, options: &ParseOptions) -> Result<Self, Error> {
        let limits = &options.limits;
        options.check(bytes, found.kind)?;
        match Self::of_kind(bytes.clone(), text, found.kind, limits) {
            Err(misfit) if !found.stated && options.strictness().is_none() && misfit.kind() != ErrorKind::Limit => {
                let document = Self::of_kind(bytes.clone(), text, Kind::Unknown, limits)?;
                Ok(Self { misfit: Some(misfit), ..document })
            }
            document => document,
        }
    }

    /// Kinds whose rules do not tell them from others: with a strictness, the bytes must not plainly be another one.
    fn check_kind(&self, options: &ParseOptions) -> Result<(), Error> {
        let is_told_by_rules = match self.kind {
            Kind::Unknown => true,
            Kind::ArtifactManifest => false,
            Kind::Schema1Signed => !matches!(self.payload, Some(Err(JwsError::Unsigned))),
            kind => Target::from(kind) != Target::Json,
        };
        if options.strictness().is_none() || is_told_by_rules {
            return Ok(());
        }
        let found = self.found_kind();
        if found == self.kind || (found == Kind::Unknown && may_be(&self.bytes, self.kind)) {
            return Ok(());
        }
        let text = format!("found a document of the kind \"{found}\", expected one of the kind \"{}\"", self.kind);
        Err(Error::new(ErrorKind::OtherKind, 0, String::new(), text))
    }

    /// Whether the model that was read states this kind, and has the members that make it one.
    fn is_what(&self, kind: Kind) -> bool {
        let is_whole = match &self.view {
            View::OciManifest(manifest) => manifest.states("config") || manifest.states("layers"),
            View::OciIndex(index) => index.states("manifests"),
            View::DockerManifest(manifest) => manifest.states("config") || manifest.states("layers"),
            View::DockerList(list) => list.states("manifests"),
            View::ArtifactManifest(artifact) => artifact.states("blobs"),
            _ => false,
        };
        is_whole && self.stated_media_type().as_ref().and_then(Kind::of_media_type) == Some(kind)
    }

    fn of_kind(bytes: Bytes, text: &Text, kind: Kind, limits: &Limits) -> Result<Self, Error> {
        if kind == Kind::Schema1Signed {
            return Self::signed(bytes, text, limits);
        }
        let mut reader = Reader::new(text, limits);
        let view = View::read(kind, &mut reader).and_then(|view| reader.scanner.end().map(|()| view));
        let view = view.map_err(|error| reader.error(error))?;
        Ok(Self { bytes, kind, view, payload: None, given: None, misfit: None })
    }

    /// A signed schema 1 manifest: the model is read from the payload alone.
    fn signed(bytes: Bytes, text: &Text, limits: &Limits) -> Result<Self, Error> {
        // The received bytes: text in which bytes that are not UTF-8 were replaced is longer, and would be cut elsewhere.
        let jws = Jws::parse(&bytes, Mode::Strict);
        let view = match &jws {
            Ok(jws) => {
                let mut manifest = docker::Schema1::parse_with(jws.payload().clone(), limits)?;
                for (name, value) in members_from(text, jws.format_length(), limits)? {
                    manifest.extra.push_unknown(name, value);
                }
                View::Schema1(Box::new(manifest))
            }
            // Without a payload nothing in the document can be trusted to be the manifest.
            Err(_) => View::Other(model::parse_value(text, limits)?),
        };
        // Registries digest what libtrust cuts out, be it a manifest or not; without a signature nothing is cut out.
        let payload = match Jws::parse(&bytes, Mode::Libtrust) {
            Ok(lenient) if !lenient.signatures().is_empty() => Ok(lenient.into_payload()),
            Ok(_) => jws.map(Jws::into_payload),
            Err(error) => Err(error),
        };
        Ok(Self { bytes, kind: Kind::Schema1Signed, view, payload: Some(payload), given: None, misfit: None })
    }

    /// The bytes as they were received.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What the document is read as.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the bytes say that the document is: another kind than [`Document::kind`] when it was read as the kind that
    /// a header or descriptor named, and the bytes disagree.
    ///
    /// ```
    /// use oci_spec_types::{Document, Kind};
    ///
    /// let index = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    /// let document = Document::parse_as(&index[..], Kind::OciManifest)?;
    /// assert_eq!(document.found_kind(), Kind::OciIndex);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn found_kind(&self) -> Kind {
        // The bytes were read once already, so they can be read again.
        detect(&self.bytes, u32::MAX).map_or(Kind::Unknown, |found| found.kind)
    }

    /// Why the document is not read as the kind that its members suggest: the error of that kind's model. The document is
    /// [`View::Other`] then.
    ///
    /// ```
    /// use oci_spec_types::{Document, Kind};
    ///
    /// let document = Document::parse(&br#"{"manifests":[{"mediaType":"a/b","digest":7,"size":2}]}"#[..])?;
    /// assert_eq!((document.kind(), document.found_kind()), (Kind::Unknown, Kind::OciIndex));
    /// assert_eq!(document.misfit().unwrap().pointer(), "/manifests/0/digest");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn misfit(&self) -> Option<&Error> {
        self.misfit.as_ref()
    }

    /// Everything about the bytes that a rule of the specifications speaks of, as the kind that the document is read as.
    ///
    /// ```
    /// use oci_spec_types::Document;
    /// use oci_spec_types::validate::Rule;
    ///
    /// let bytes = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"Manifests":[]}"#;
    /// let document = Document::parse(&bytes[..])?;
    /// assert_eq!(document.findings()[0].rule(), Rule::Jsn06); // Go reads `Manifests` as `manifests`
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        validate::validate(&self.bytes, self.kind.into(), &validate::Options::default())
    }

    /// What the document says.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The view alone, without the bytes.
    #[must_use]
    pub fn into_view(self) -> View {
        self.view
    }

    /// The media type that the document states about itself: its member `mediaType`.
    ///
    /// ```
    /// use oci_spec_types::Document;
    ///
    /// let bundle = Document::parse(&br#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#[..])?;
    /// assert_eq!(bundle.stated_media_type().unwrap(), "application/vnd.dev.sigstore.bundle.v0.3+json");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn stated_media_type(&self) -> Option<MediaType> {
        let unknown = |extra: &Extra| extra.get("mediaType").and_then(RawJson::to_text).map(MediaType::from);
        let stated = match &self.view {
            View::OciManifest(manifest) => manifest.media_type.clone(),
            View::OciIndex(index) => index.media_type.clone(),
            View::DockerManifest(manifest) => Some(manifest.media_type.clone()),
            View::DockerList(list) => Some(list.media_type.clone()),
            View::ArtifactManifest(manifest) => Some(manifest.media_type.clone()),
            View::Schema1(manifest) => unknown(&manifest.extra),
            View::ImageConfig(config) => unknown(&config.extra),
            View::Layout(layout) => unknown(&layout.extra),
            View::V1Image(image) => unknown(&image.extra),
            View::InTotoStatement(statement) => unknown(&statement.extra),
            View::Other(raw) => raw.member("mediaType").as_ref().and_then(RawJson::to_text).map(MediaType::from),
            // That of a descriptor is what it points at.
            View::Descriptor(_) | View::DockerArchive(_) => None,
        };
        stated.filter(|stated| !stated.is_empty())
    }

    /// The media type under which the document travels: of manifests and indexes the stated one (distribution-spec, "Pushing
    /// Manifests"), else the one that the caller gave, else that of its kind. Of other documents the one that the caller gave
    /// comes first: there `mediaType` is a member like any other.
    ///
    /// One that was given is told as its known type is spelt, or without parameters; one that says nothing
    /// ([`ParseOptions::media_type`]) does not count.
    ///
    /// ```
    /// use oci_spec_types::Document;
    ///
    /// let oras = br#"{"mediaType":"application/vnd.cncf.oras.artifact.manifest.v1+json","artifactType":"a/b","blobs":[]}"#;
    /// let media_type = Document::parse(&oras[..])?.media_type().unwrap();
    /// assert_eq!(media_type, "application/vnd.cncf.oras.artifact.manifest.v1+json");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn media_type(&self) -> Option<MediaType> {
        let (stated, given) = (self.stated_media_type(), self.given.clone());
        let own = if self.view.has_media_type() { stated.or(given) } else { given.or(stated) };
        own.or_else(|| self.kind.media_type())
    }

    /// What the document carries, an image, a chart, a signature, and how that is known; `None` for JSON of other kinds.
    ///
    /// ```
    /// use oci_spec_types::Document;
    /// use oci_spec_types::artifact::ArtifactKind;
    ///
    /// let bytes = br#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json"},"layers":[]}"#;
    /// let artifact = Document::parse(&bytes[..])?.artifact().unwrap();
    /// assert_eq!(artifact.kind, ArtifactKind::Chart);
    /// assert_eq!(artifact.reason.to_string(), "its config is application/vnd.cncf.helm.config.v1+json");
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn artifact(&self) -> Option<Artifact> {
        let of_kind = |kind| Some(Artifact::new(kind, None, Reason::Document(self.kind)));
        match &self.view {
            View::OciManifest(manifest) => Some(Artifact::of_manifest(manifest)),
            View::DockerManifest(manifest) => Some(Artifact::of_docker_manifest(manifest)),
            View::ArtifactManifest(manifest) => Some(Artifact::of_artifact_manifest(manifest)),
            View::OciIndex(index) => Some(Artifact::of_index(index)),
            View::DockerList(list) => Some(Artifact::of_entries(&list.manifests)),
            View::Schema1(_) | View::ImageConfig(_) | View::V1Image(_) => of_kind(ArtifactKind::Image),
            View::InTotoStatement(_) => of_kind(ArtifactKind::Attestation),
            View::Layout(_) => of_kind(ArtifactKind::Layout),
            View::DockerArchive(_) | View::Descriptor(_) | View::Other(_) => None,
        }
    }

    /// The config and the layers of an image whose media types are of the other family than its manifest: Docker's in an OCI
    /// manifest, or OCI's in a Docker one. There are registries that refuse such manifests.
    ///
    /// ```
    /// use oci_spec_types::{Descriptor, Document, MediaType, Model, oci};
    ///
    /// let layers = vec![Descriptor::of(MediaType::DOCKER_LAYER_GZIP, b"a"), Descriptor::of(MediaType::OCI_LAYER_GZIP, b"b")];
    /// let manifest = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), layers.clone());
    /// let document = Document::parse(manifest.to_json())?;
    /// assert_eq!(document.mixed_types(), [&layers[0]]);
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn mixed_types(&self) -> Vec<&Descriptor> {
        let other = match self.view {
            View::OciManifest(_) => Family::Docker,
            View::DockerManifest(_) => Family::Oci,
            _ => return Vec::new(),
        };
        if !self.artifact().is_some_and(|artifact| artifact.kind.is_image()) {
            return Vec::new();
        }
        let parts = self.view.config().into_iter().chain(self.view.layers());
        let is_mixed = |part: &&Descriptor| {
            let media_type = &part.media_type;
            media_type.family() == other && (media_type.is_config() || media_type.is_layer())
        };
        parts.filter(is_mixed).collect()
    }

    /// The digest under which registries know the document: sha256 of its bytes, as they were received.
    ///
    /// A signed schema 1 manifest is the one exception: its digest is that of its payload.
    ///
    /// # Errors
    /// When the signatures of a schema 1 manifest do not lead to a payload.
    pub fn digest(&self) -> Result<Digest, Error> {
        Ok(Digest::sha256(self.payload()?))
    }

    /// The digest of the document in another algorithm: that by which an index of such digests names it.
    ///
    /// ```
    /// use oci_digest::{Algorithm, Digest};
    /// use oci_spec_types::Document;
    ///
    /// let document = Document::parse(&b"{}"[..])?;
    /// assert_eq!(document.digest_in(&Algorithm::Sha512)?, Digest::sha512(b"{}"));
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Algorithm`] when this build does not compute the algorithm; otherwise as [`Document::digest`].
    pub fn digest_in(&self, algorithm: &Algorithm) -> Result<Digest, Error> {
        let digest = algorithm.digest(self.payload()?);
        digest.map_err(|error| Error::new(ErrorKind::Algorithm, 0, String::new(), error.to_string()))
    }

    /// Whether a digest, of whatever algorithm, is that of the document. One of an algorithm that this build does not
    /// compute is not.
    ///
    /// ```
    /// use oci_digest::Digest;
    /// use oci_spec_types::Document;
    ///
    /// let document = Document::parse(&b"{}"[..])?;
    /// assert!(document.has_digest(&Digest::sha256(b"{}")) && document.has_digest(&Digest::sha512(b"{}")));
    /// assert!(!document.has_digest(&Digest::sha256(b"{ }")));
    /// # Ok::<(), oci_spec_types::Error>(())
    /// ```
    #[must_use]
    pub fn has_digest(&self, digest: &Digest) -> bool {
        self.payload().is_ok_and(|payload| digest.verify(payload).is_ok())
    }

    /// The bytes that the digest covers: all of them, but for a signed schema 1 manifest its payload.
    ///
    /// # Errors
    /// When the signatures of a schema 1 manifest do not lead to a payload.
    pub fn payload(&self) -> Result<&Bytes, Error> {
        match &self.payload {
            None => Ok(&self.bytes),
            Some(Ok(payload)) => Ok(payload),
            // The sentence says the place itself.
            Some(Err(error)) => Err(Error::new(ErrorKind::Signatures, 0, String::new(), error.to_string())),
        }
    }

    /// The image ID, if the document is an image config.
    #[must_use]
    pub fn image_id(&self) -> Option<ImageId> {
        (self.kind == Kind::ImageConfig).then(|| ImageId::of_config(&self.bytes))
    }

    /// The style in which the document is written.
    #[must_use]
    pub fn style(&self) -> Style {
        Style::detect(&self.bytes)
    }
}

/// The members of an object that begin at or after an offset, as raw text.
fn members_from(text: &Text, offset: usize, limits: &Limits) -> Result<Vec<(Text, RawJson)>, Error> {
    let mut reader = Reader::new(text, limits);
    let read = |reader: &mut Reader<'_>| {
        let mut members = Vec::new();
        let mut object = reader.scanner.begin_object()?;
        while let Some(name) = reader.scanner.member(&mut object)? {
            if name.offset() < offset {
                reader.scanner.skip()?;
            } else {
                let name = reader.text(&name);
                members.push((name, reader.unknown_value()?));
            }
        }
        Ok(members)
    };
    read(&mut reader).map_err(|error| reader.error(error))
}
