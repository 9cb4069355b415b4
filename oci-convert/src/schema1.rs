//! To and from Docker v2 schema 1.

mod build;
mod config;

pub(crate) use build::{Builder, to_schema1};
pub use config::{ConfigMaker, schema1_config};
pub(crate) use config::{Known, to_schema2};
