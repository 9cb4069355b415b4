//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.

mod cause;
mod codes;
pub mod explain;
mod loss;
#[cfg(feature = "recompress")]
#[cfg_attr(docsrs, doc(cfg(feature = "recompress")))]
pub mod recompress;
pub mod report;

pub use cause::Cause;
pub use loss::{Loss, LossReason, Oddity, OddityCode, Part};
pub use report::Report;
