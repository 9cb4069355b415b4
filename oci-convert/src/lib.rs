//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.

mod account;
mod cause;
mod codes;
mod conversion;
mod convert;
mod converted;
pub mod copy;
mod destination;
mod empty_layer;
mod error;
pub mod explain;
mod format;
mod image;
mod image_id;
pub mod index;
mod layers;
mod layout;
mod ledger;
mod loss;
mod minimal;
mod parse;
mod plan;
mod profile;
#[cfg(feature = "recompress")]
#[cfg_attr(docsrs, doc(cfg(feature = "recompress")))]
pub mod recompress;
pub mod report;
mod schema1;
mod schema2;
mod source;
mod update;

pub use cause::Cause;
pub use conversion::Conversion;
pub use converted::{Blob, Config, Converted};
pub use destination::Destination;
pub use empty_layer::{EMPTY_LAYER, EMPTY_LAYER_DIGEST};
pub use error::{Error, ErrorKind, Stage};
pub use format::Format;
pub use image_id::image_id;
pub use loss::{Loss, LossReason, Oddity, OddityCode, Part};
pub use plan::{MAX_DOCUMENT, Need, Plan};
pub use profile::{Edition, Profile};
pub use report::Report;
pub use schema1::{ConfigMaker, schema1_config};
pub use source::Source;
pub use update::{Algorithm, CompressionEdit, CryptoEdit, LayerUpdate};
