//! Annotations of a layer that are about its blob, and come and go with it.

/// How their names begin: the tables of contents of zstd:chunked and eStargz (containers/storage `pkg/chunked`,
/// stargz-snapshotter `estargz`), and what ocicrypt needs to decrypt.
const OF_BLOB: [&str; 3] =
    ["io.github.containers.zstd-chunked.", "containerd.io/snapshot/stargz/toc.digest", "org.opencontainers.image.enc."];

/// Whether an annotation is about the blob.
pub(crate) fn is_of_blob(name: &str) -> bool {
    OF_BLOB.iter().any(|part| name.starts_with(part))
}
