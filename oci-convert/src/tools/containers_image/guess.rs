use super::types as tables;
use crate::go;
use oci_spec_types::MediaType;

/// What containers/image takes a manifest for, from its bytes alone (`internal/manifest` `GuessMIMEType`).
///
/// Faults included: an index with a `config` gets the media type of that config.
pub(super) fn media_type(manifest: &[u8]) -> Option<MediaType> {
    let read = |table: &'static go::Struct| go::read(manifest, table).ok().map(|reading| reading.value);
    let meta = read(&tables::GUESS)?;
    let stated = MediaType::from(meta.get("mediaType").as_str());
    let plain = [MediaType::DOCKER_MANIFEST, MediaType::DOCKER_LIST, MediaType::OCI_MANIFEST, MediaType::OCI_INDEX];
    if plain.contains(&stated) {
        return Some(stated);
    }
    match meta.get("schemaVersion").as_i64() {
        1 if meta.get("signatures").as_bytes().is_some_and(|text| text != b"null") => {
            Some(MediaType::DOCKER_SCHEMA1_SIGNED)
        }
        1 => Some(MediaType::DOCKER_SCHEMA1),
        2 => {
            let config = MediaType::from(read(&tables::GUESS_MANIFEST)?.get("config").get("mediaType").as_str());
            if config == MediaType::OCI_CONFIG {
                return Some(MediaType::OCI_MANIFEST);
            } else if config == MediaType::DOCKER_CONFIG {
                return Some(MediaType::DOCKER_MANIFEST);
            }
            match read(&tables::GUESS_INDEX)?.get("manifests").list() {
                [] => Some(MediaType::OCI_MANIFEST),
                _ if config.is_empty() => Some(MediaType::OCI_INDEX),
                _ => Some(config),
            }
        }
        _ => None,
    }
}
