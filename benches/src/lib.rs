//! Benchmarks of the family beside its peers: what is measured stands once, in [`suites`]. `cargo bench` follows one's own
//! changes with criterion; the program `report` compares with the peers, in turns, and draws.

/// The listings of `MIGRATING.md`, and the facts of `COMPARE.md`: they compile and run with the crates that they speak of.
#[cfg(doctest)]
mod documents_for_adopters {
    #[doc = include_str!("../../MIGRATING.md")]
    struct Migrating;
    #[doc = include_str!("../../COMPARE.md")]
    struct Compare;
}

pub mod criterion;
pub mod documents;
pub mod interleave;
pub mod report;
pub mod suite;
pub mod suites;
pub mod tar;
