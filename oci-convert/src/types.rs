//! Go types that several tools share, as tables. Those that one tool alone has stand with the tool.

pub(crate) mod distribution;
pub(crate) mod docker;
pub(crate) mod specs_go;
