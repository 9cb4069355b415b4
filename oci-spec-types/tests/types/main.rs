//! Tests of the public API: models, documents, lazy indexes, attestations, referrers, tags.

mod advisories;
mod artifact;
mod attestation;
mod auto_traits;
mod bytes;
mod closure;
mod findings;
mod interop;
mod kinds;
mod layer;
mod layout;
mod lazy_index;
mod map;
mod mutation;
mod pair;
mod readers;
mod reference;
mod referrer;
mod reports;
mod round_trip;
mod serde_formats;
mod tag;
mod unknown_members;
mod users;
mod volume;
