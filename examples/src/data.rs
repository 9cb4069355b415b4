//! Documents that the programs run on when no file is given. Most are real: registries answered with them; those about
//! attestations and schema 1 were made with tools.

/// The name and the bytes of a document.
pub type Embedded = (&'static str, &'static [u8]);

macro_rules! embedded {
    ($($(#[$meta:meta])* $ident:ident = $file:literal;)*) => {
        $($(#[$meta])* pub const $ident: Embedded = ($file, include_bytes!(concat!("../data/", $file)));)*
        /// All of them.
        pub const ALL: &[Embedded] = &[$($ident),*];
    };
}

embedded! {
    /// A manifest list with two platforms.
    MULTI_ARCH = "multi-arch.list.json";
    /// Its child for linux/amd64.
    MULTI_ARCH_AMD64 = "multi-arch-amd64.v2s2.json";
    /// A manifest of fedora.
    FEDORA = "fedora-amd64.v2s2.json";
    /// Its config.
    FEDORA_CONFIG = "fedora-amd64.config.json";
    /// A local image, layers not compressed.
    DEMO_LOCAL = "demo-x86_64.local.oci.json";
    /// The same image in a registry, layers compressed.
    DEMO_PUSHED = "demo-x86_64.pushed.oci.json";
    /// The same for another platform.
    DEMO_ARM_LOCAL = "demo-aarch64.local.oci.json";
    /// And in the registry.
    DEMO_ARM_PUSHED = "demo-aarch64.pushed.oci.json";
    /// What `podman manifest create` writes.
    EMPTY_LIST = "empty.list.json";
    /// An index whose only entry is for a version of macOS.
    HOMEBREW = "homebrew.index.json";
    /// A bundle: an index with a list in it.
    CNAB = "cnab.index.json";
    /// A Docker Compose project: an artifact and no image.
    COMPOSE = "compose.artifact.json";
    /// A base image.
    ALPINE = "alpine-3.13.v2s2.json";
    /// An image that is built on it.
    REDIS = "redis-alpine.v2s2.json";
    /// An index with an attestation, as BuildKit writes it.
    ATTESTED_INDEX = "attested.index.json";
    /// The image in it.
    ATTESTED_IMAGE = "attested-amd64.manifest.json";
    /// The attestation.
    ATTESTATION = "attestation.manifest.json";
    /// The statement in that.
    STATEMENT = "provenance.statement.json";
    /// A signed manifest of Docker schema 1.
    SIGNED_SCHEMA1 = "signed.v2s1.json";
}
