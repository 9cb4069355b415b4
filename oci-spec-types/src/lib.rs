//! Typed documents of Docker and OCI images: manifests, indexes, configs, with the bytes and every unknown member kept.

pub mod docker;
