//! To and from Docker v2 schema 1.

mod build;
mod config;

pub(crate) use build::to_schema1;
pub(crate) use config::{Known, to_schema2};

use crate::dialect::Schema1Types;
use crate::rules::Schema1Rules;
use crate::{Error, ErrorKind, Part, Stage, Tool};

/// The types and rules of a tool that knows schema 1.
fn of_tool(tool: &Tool) -> Result<(&'static Schema1Types, &'static Schema1Rules), Error> {
    tool.dialect.schema1.zip(tool.schema1).ok_or_else(|| {
        let text = format!("{tool} makes no schema 1 manifests");
        Error::new(ErrorKind::UnsupportedConversion, Stage::Convert, Part::Manifest, "", text)
    })
}
