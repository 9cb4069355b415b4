//! Annotations of a layer that are about its blob, and come and go with it.

const ESTARGZ: &str = "containerd.io/snapshot/stargz/toc.digest";

/// What names the table of contents of a blob in the format `zstd:chunked`, or `eStargz` (containers/storage `pkg/chunked`,
/// stargz-snapshotter `estargz`).
pub(crate) const TABLES_OF_CONTENTS: [&str; 2] = ["io.github.containers.zstd-chunked.manifest-checksum", ESTARGZ];

/// How names begin: all that such formats note, and what ocicrypt needs to decrypt.
const OF_BLOB: [&str; 3] = ["io.github.containers.zstd-chunked.", ESTARGZ, "org.opencontainers.image.enc."];

/// Whether an annotation is about the blob.
pub(crate) fn is_of_blob(name: &str) -> bool {
    OF_BLOB.iter().any(|part| name.starts_with(part))
}
