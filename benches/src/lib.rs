//! Inputs that the benchmarks share.

pub mod interleave;
pub mod tar;
