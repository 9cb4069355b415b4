use crate::held::Reader;
use crate::report::Encoder;
use crate::{ConfigEdit, Destination, EntryEdit, Format, LayerUpdate, ManifestEdit, Tool, tools};
#[cfg(feature = "signatures")]
use oci_spec_types::docker::jws::{SigningKey, SigningTime};
use oci_spec_types::{Limits, Platform};
use std::collections::BTreeMap;

/// A conversion or edit of an image or an index, as plain data.
///
/// ```
/// use oci_convert::{Format, Need, Request, Source};
/// use oci_digest::Digest;
/// use oci_spec_types::MediaType;
///
/// let config = br#"{"architecture":"amd64","os":"linux","docker_version":"20.10","rootfs":{"type":"layers","diff_ids":[]}}"#;
/// let manifest = format!(
///     r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":{},"digest":"{}"}},"layers":[]}}"#,
///     MediaType::DOCKER_MANIFEST, MediaType::DOCKER_CONFIG, config.len(), Digest::sha256(config),
/// );
///
/// let mut plan = Request::convert(Format::Oci).plan(Source::new(manifest, MediaType::DOCKER_MANIFEST))?;
/// for need in plan.needs() {
///     assert!(matches!(need, Need::Config { required: true, .. }));
///     plan.provide(&need, &config[..])?;
/// }
/// let converted = plan.finish()?;
///
/// assert_eq!(converted.media_type, MediaType::OCI_MANIFEST);
/// assert_eq!(converted.report.losses[0].pointer, "/docker_version");
/// # Ok::<(), oci_convert::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    pub(crate) to: Option<Format>,
    pub(crate) tool: &'static Tool,
    pub(crate) layers: Option<Vec<LayerUpdate>>,
    pub(crate) entries: Vec<EntryEdit>,
    pub(crate) edits: Vec<ManifestEdit>,
    pub(crate) config_edits: Vec<ConfigEdit>,
    pub(crate) index_alone: bool,
    pub(crate) layers_of: BTreeMap<usize, Vec<LayerUpdate>>,
    pub(crate) edits_of: BTreeMap<usize, Vec<ManifestEdit>>,
    pub(crate) follow: Option<bool>,
    pub(crate) name: Option<Destination>,
    pub(crate) default_platform: Option<Platform>,
    pub(crate) unmarked: bool,
    pub(crate) keep_alike: bool,
    pub(crate) way_back: bool,
    pub(crate) reader: Reader,
    pub(crate) encoders: Vec<Encoder>,
    #[cfg(feature = "signatures")]
    pub(crate) signer: Option<(SigningKey, SigningTime)>,
}

impl Request {
    fn new(to: Option<Format>) -> Self {
        Self {
            to,
            tool: tools::DEFAULT,
            layers: None,
            entries: Vec::new(),
            edits: Vec::new(),
            config_edits: Vec::new(),
            index_alone: false,
            layers_of: BTreeMap::new(),
            edits_of: BTreeMap::new(),
            follow: None,
            name: None,
            default_platform: None,
            unmarked: false,
            keep_alike: false,
            way_back: false,
            reader: Reader::default(),
            encoders: Vec::new(),
            #[cfg(feature = "signatures")]
            signer: None,
        }
    }

    /// An image, or an index with its children, in another format.
    ///
    /// Children of an index that are images of another format are converted, each as it would be alone; the index names the
    /// new ones. Those that have the format already stay, but a tool that makes images fit their own format
    /// ([`tools::MINIMAL`]) asks for them, too: such a [`crate::Need`] is not required. What is no image (attestations,
    /// artifacts, nested indexes) is kept as it is.
    #[must_use]
    pub fn convert(to: Format) -> Self {
        Self::new(Some(to))
    }

    /// No other format: the document is read and written again, with edits if there are any.
    #[must_use]
    pub fn edit() -> Self {
        Self::new(None)
    }

    /// Whose bytes are made; [`tools::CONTAINERS_IMAGE`] by default.
    #[must_use]
    pub fn as_tool(mut self, tool: &'static Tool) -> Self {
        self.tool = tool;
        self
    }

    /// Edits of the layers of an image: one for each layer of the source, from the base up; for schema 1 with those that
    /// are empty.
    #[must_use]
    pub fn layers(mut self, updates: impl Into<Vec<LayerUpdate>>) -> Self {
        self.layers = Some(updates.into());
        self
    }

    /// Edits of the layers of a child of an index, by its place, from 0.
    #[must_use]
    pub fn layers_of(mut self, position: usize, updates: impl Into<Vec<LayerUpdate>>) -> Self {
        self.layers_of.insert(position, updates.into());
        self
    }

    /// Edits of the manifest of a child of an index, by its place, from 0: applied in this order, before a conversion. Its
    /// manifest is needed, the index names the new one, and attestations follow: see [`Request::follow_attestations`].
    ///
    /// ```
    /// use oci_convert::{ManifestEdit, Need, Request, Source, tools};
    /// use oci_spec_types::{Descriptor, MediaType, Model, oci};
    ///
    /// let child = oci::Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), vec![]).to_json();
    /// let index = oci::Index::new(vec![Descriptor::of(MediaType::OCI_MANIFEST, &child)]).to_json();
    /// let mut plan = Request::edit()
    ///     .as_tool(&tools::MINIMAL)
    ///     .edits_of(0, [ManifestEdit::annotate("org.opencontainers.image.version", "1")])
    ///     .plan(Source::new(index, MediaType::OCI_INDEX))?;
    /// let Need::Child { position: 0, .. } = &plan.needs()[0] else { panic!("the manifest is needed") };
    /// plan.provide(&plan.needs()[0].clone(), child.clone())?;
    /// let edited = plan.finish()?;
    /// let index = oci::Index::parse(edited.bytes)?;
    /// assert_eq!(index.manifests[0].digest, *edited.children[&0].digest.digest());
    /// assert_eq!(index.manifests[0].size, edited.children[&0].bytes.len() as i64);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn edits_of(mut self, position: usize, edits: impl Into<Vec<ManifestEdit>>) -> Self {
        self.edits_of.insert(position, edits.into());
        self
    }

    /// Edits of the entries of an index, applied in this order before the conversion.
    #[must_use]
    pub fn entries(mut self, edits: impl Into<Vec<EntryEdit>>) -> Self {
        self.entries = edits.into();
        self
    }

    /// Edits of the manifest or index itself, applied in this order before the conversion.
    #[must_use]
    pub fn edits(mut self, edits: impl Into<Vec<ManifestEdit>>) -> Self {
        self.edits = edits.into();
        self
    }

    /// Edits of the config of an image, applied in this order. The config is needed.
    #[must_use]
    pub fn config_edits(mut self, edits: impl Into<Vec<ConfigEdit>>) -> Self {
        self.config_edits = edits.into();
        self
    }

    /// The index alone is converted: its children stay what they are, Docker children of an OCI index included. Nothing is
    /// needed for it.
    #[must_use]
    pub fn index_alone(mut self) -> Self {
        self.index_alone = true;
        self
    }

    /// Whether attestations follow the image that they are about, once it was converted or edited: the annotations of their
    /// entries, and, after [`Request::edits_of`], the subjects in their manifests, which are needed for that.
    ///
    /// Without this a tool does as it does: [`tools::MINIMAL`] lets them follow, programs do not, and the report says then
    /// that they point at nothing. Docker lists have no annotations, as programs write them. The statements of attestations
    /// are about the digest before; the report names those that followed.
    #[must_use]
    pub fn follow_attestations(mut self, follow: bool) -> Self {
        self.follow = Some(follow);
        self
    }

    /// The name and tag that a schema 1 result holds. Not needed, and not looked at, for other results.
    ///
    /// Schema 1 that stays schema 1 keeps its own without this.
    #[must_use]
    pub fn name(mut self, name: Destination) -> Self {
        self.name = Some(name);
        self
    }

    /// The platform of entries that have none, which a Docker list must state. containers/image takes that of the machine
    /// it runs on; nothing is guessed here.
    #[must_use]
    pub fn default_platform(mut self, platform: Platform) -> Self {
        self.default_platform = Some(platform);
        self
    }

    /// Updates of entries do not add the annotation of zstd images: for an index that must stay as it is, because it is
    /// signed or named by its digest. (containers/image `cannotModifyManifest`.)
    #[must_use]
    pub fn unmarked(mut self) -> Self {
        self.unmarked = true;
        self
    }

    /// An index that says the same as before keeps its bytes, and so its digest; otherwise it is written again, as the tool
    /// writes. (containers/image `copyMultipleImages`.)
    #[must_use]
    pub fn keep_alike(mut self) -> Self {
        self.keep_alike = true;
        self
    }

    /// The report says whether the conversion can be undone: found out by doing it, which costs a second conversion.
    #[must_use]
    pub fn way_back(mut self) -> Self {
        self.way_back = true;
        self
    }

    /// How large documents may be; [`Limits::default`] by default.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader.limits = limits;
        self
    }

    /// Documents are read as Go reads them even where that makes no difference: for tests, which compare both ways.
    #[doc(hidden)]
    #[must_use]
    pub fn always_as_go(mut self) -> Self {
        self.reader.always_go = true;
        self
    }

    /// What compressed blobs of the layers, for the report.
    #[must_use]
    pub fn encoder(mut self, encoder: Encoder) -> Self {
        self.encoders.push(encoder);
        self
    }

    /// A schema 1 result is signed with this key. Its digest is the same, signed or not.
    #[cfg(feature = "signatures")]
    #[must_use]
    pub fn sign(mut self, key: SigningKey, time: SigningTime) -> Self {
        self.signer = Some((key, time));
        self
    }

    /// Whether edits of the image itself were asked for.
    pub(crate) fn is_edited(&self) -> bool {
        self.layers.is_some() || !self.edits.is_empty() || !self.config_edits.is_empty()
    }

    /// The places of the children of an index of which edits were asked for.
    pub(crate) fn edited_children(&self) -> impl Iterator<Item = usize> {
        self.layers_of.keys().chain(self.edits_of.keys()).copied()
    }

    /// Whether edits of a child of an index were asked for.
    pub(crate) fn is_child_edited(&self, position: usize) -> bool {
        self.layers_of.contains_key(&position) || self.edits_of.contains_key(&position)
    }

    /// The request for a child of an index, at a place.
    pub(crate) fn for_child(&self, position: usize, to: Option<Format>) -> Self {
        Self {
            to,
            tool: self.tool,
            layers: self.layers_of.get(&position).cloned(),
            edits: self.edits_of.get(&position).cloned().unwrap_or_default(),
            way_back: self.way_back,
            reader: self.reader,
            name: self.name.clone(),
            #[cfg(feature = "signatures")]
            signer: self.signer.clone(),
            ..Self::new(to)
        }
    }
}
