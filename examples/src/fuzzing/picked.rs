//! How an input says what is done with it.

use oci_convert::{Tool, tools};

/// The parts of an input that has several, with a NUL byte between them: JSON has none.
pub(super) fn parts(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|byte| *byte == 0)
}

/// The tool that the length of the input picks: one an execution, so that there are many of these.
pub(super) fn tool_for(input: &[u8]) -> &'static Tool {
    tools::ALL[input.len() % tools::ALL.len()]
}
