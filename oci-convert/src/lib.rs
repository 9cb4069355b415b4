//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.

mod cause;
mod codes;
mod loss;
pub mod report;

pub use cause::Cause;
pub use loss::{Loss, LossReason, Oddity, OddityCode, Part};
pub use report::Report;
