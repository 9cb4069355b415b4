//! Inputs that the benchmarks share.

pub mod documents;
pub mod interleave;
pub mod tar;
