//! The steps of conversions: each changes a model, and notes what it changes and loses. They name no tool; what a tool does is
//! in its rules.

pub(crate) mod attestations;
pub(crate) mod config;
pub(crate) mod edit_content;
pub(crate) mod entries;
pub(crate) mod family;
pub(crate) mod index;
pub(crate) mod layers;
pub(crate) mod manifest;
pub(crate) mod media_types;
pub(crate) mod read;
pub(crate) mod schema1;
