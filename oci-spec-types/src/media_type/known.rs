//! What is known of a media type, and the types that are known by how they begin.

use super::role::Role;
use crate::artifact::ArtifactKind;
use oci_digest::Compression;

/// A row of the tables of known media types.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) role: Role,
    /// Where no suffix says it.
    pub(super) compression: Option<Compression>,
    pub(super) distributable: bool,
    /// How the content is laid out.
    pub(super) format: LayerFormat,
    /// What a diffID for such a blob is the digest of.
    pub(super) diff_id: DiffIdOf,
    /// What a document carries that states this type as its own, or that of its config, or has such layers alone.
    pub(super) artifact: Option<ArtifactKind>,
}

/// What the diffID of a blob is the digest of: see `MediaType::diff_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiffIdOf {
    /// The bytes after decompression.
    Uncompressed,
    /// The blob as it is.
    Blob,
    /// Nothing: no config lists such a blob among its diffIDs.
    Nothing,
}

/// How the content of a layer or another blob is laid out, after decompression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerFormat {
    /// A tar archive.
    Tar,
    /// A tar archive whose files can be fetched one by one: eStargz.
    EStargz,
    /// The same of containers/storage: zstd:chunked.
    ZstdChunked,
    /// A file system: EROFS.
    Erofs,
    /// The index of the chunks of the EROFS layer before it.
    ErofsChunkIndex,
    /// Data of a nydus image.
    NydusBlob,
    /// The metadata of a nydus image, in a tar archive.
    NydusBootstrap,
    /// Content of an artifact that is no image: see `MediaType::artifact`.
    Content,
    /// Anything else.
    Unknown,
}

/// A layer.
const fn layer(name: &'static str, compression: Option<Compression>, format: LayerFormat, diff_id: DiffIdOf) -> Known {
    Known { name, role: Role::Layer, compression, distributable: true, format, diff_id, artifact: None }
}

/// Content of an artifact, or a type of the artifact itself.
const fn of(kind: ArtifactKind, name: &'static str, role: Role, diff_id: DiffIdOf) -> Known {
    let format = if matches!(role, Role::Content) { LayerFormat::Content } else { LayerFormat::Unknown };
    Known { name, role, compression: None, distributable: true, format, diff_id, artifact: Some(kind) }
}

const NONE: Option<Compression> = Some(Compression::None);

use ArtifactKind::{Attestation, BuildCache, Chart, Image, Model, Sbom, Signature, SigstoreBundle, SociIndex, Wasm};
use DiffIdOf::{Blob, Nothing, Uncompressed};
use Role::{Content, Other};

/// The type of the layers of EROFS that containerd makes and knows.
pub(crate) const EROFS_OF_CONTAINERD: &str = "application/vnd.erofs.layer.v1";

/// Types that begin with a name which ends in a dot, or that go on after it with something else than a letter or a digit.
/// The first that fits counts.
pub(super) static PREFIXES: &[Known] = &[
    // Layers whatever follows: containerd `images.IsLayerType`.
    Known {
        distributable: false,
        ..layer("application/vnd.oci.image.layer.nondistributable.", None, LayerFormat::Unknown, Uncompressed)
    },
    // nydus-snapshotter: the diffID of a data blob is its own digest.
    layer("application/vnd.oci.image.layer.nydus.blob", None, LayerFormat::NydusBlob, Blob),
    layer("application/vnd.oci.image.layer.", None, LayerFormat::Unknown, Uncompressed),
    // erofs-image-spec (a draft): an index of the chunks of the layer before it, with a diffID as any layer.
    layer("application/vnd.erofs.chunk-index", NONE, LayerFormat::ErofsChunkIndex, Blob),
    // The draft, and containerd's [`EROFS_OF_CONTAINERD`].
    layer("application/vnd.erofs", NONE, LayerFormat::Erofs, Uncompressed),
    // An image for nydus is one all the same.
    of(Image, "application/vnd.nydus.image.manifest", Other, Nothing),
    // BuildKit's attestations, cosign's, and in-toto's own type.
    of(Attestation, "application/vnd.docker.attestation.manifest", Other, Nothing),
    of(Attestation, "application/vnd.in-toto", Content, Uncompressed),
    of(Attestation, "application/vnd.dsse.envelope", Content, Nothing),
    of(Attestation, "application/vnd.dev.cosign.artifact.att", Other, Nothing),
    // cosign and notation.
    of(Signature, "application/vnd.dev.cosign.simplesigning", Content, Nothing),
    of(Signature, "application/vnd.dev.cosign.artifact.sig", Other, Nothing),
    of(Signature, "application/vnd.cncf.notary.signature", Other, Nothing),
    of(Signature, "application/vnd.cncf.notary.v2.signature", Other, Nothing),
    of(SigstoreBundle, "application/vnd.dev.sigstore.bundle", Content, Nothing),
    // SBOMs: the registered types and those of cosign and syft.
    of(Sbom, "application/spdx", Content, Nothing),
    of(Sbom, "text/spdx", Content, Nothing),
    of(Sbom, "application/vnd.cyclonedx", Content, Nothing),
    of(Sbom, "application/vnd.syft", Content, Nothing),
    of(Sbom, "application/vnd.dev.cosign.artifact.sbom", Other, Nothing),
    // Helm.
    of(Chart, "application/vnd.cncf.helm.config", Other, Nothing),
    of(Chart, "application/vnd.cncf.helm.chart.", Content, Nothing),
    // Models: ModelPack and what it was before, KitOps, Docker, Ollama. Configs list their files as diffIDs.
    of(Model, "application/vnd.cncf.model.config", Other, Nothing),
    of(Model, "application/vnd.cncf.model.manifest", Other, Nothing),
    of(Model, "application/vnd.cncf.model.", Content, Uncompressed),
    of(Model, "application/vnd.cnai.model.config", Other, Nothing),
    of(Model, "application/vnd.cnai.model.manifest", Other, Nothing),
    of(Model, "application/vnd.cnai.model.", Content, Uncompressed),
    of(Model, "application/vnd.kitops.modelkit.config", Other, Nothing),
    of(Model, "application/vnd.kitops.modelkit.manifest", Other, Nothing),
    of(Model, "application/vnd.kitops.modelkit.", Content, Uncompressed),
    of(Model, "application/vnd.docker.ai.model.config", Other, Nothing),
    of(Model, "application/vnd.docker.ai.", Content, Uncompressed),
    of(Model, "application/vnd.ollama.image.", Content, Blob),
    // WebAssembly: CNCF's artifact layout, and what there was before. Its config lists the digests of the blobs.
    of(Wasm, "application/vnd.wasm.config", Other, Nothing),
    of(Wasm, "application/vnd.wasm.", Content, Blob),
    of(Wasm, "application/vnd.module.wasm.", Content, Blob),
    of(Wasm, "application/wasm", Content, Blob),
    // BuildKit's cache, as a manifest and as an index.
    of(BuildCache, "application/vnd.buildkit.cacheconfig", Other, Nothing),
    // SOCI, version 1 and 2.
    of(SociIndex, "application/vnd.amazon.soci.index", Other, Nothing),
];

/// The row of a type that begins with its name, case aside.
pub(super) fn by_prefix(text: &str) -> Option<&'static Known> {
    PREFIXES.iter().find(|row| {
        let begins = text.get(..row.name.len()).is_some_and(|start| start.eq_ignore_ascii_case(row.name));
        let goes_on = text.as_bytes().get(row.name.len()).is_some_and(u8::is_ascii_alphanumeric);
        begins && (row.name.ends_with('.') || !goes_on)
    })
}
