//! Benchmarks of the family beside its peers: what is measured stands once, in [`suites`]. `cargo bench` follows one's own
//! changes with criterion; the program `report` compares with the peers, in turns, and draws.

pub mod criterion;
pub mod documents;
pub mod interleave;
pub mod report;
pub mod suite;
pub mod suites;
pub mod tar;
