//! The suites.

use crate::suite::Suite;

mod canonical;
mod convert;
mod hash;
mod hash_many;
mod layer;
mod open;
mod peers;
mod select;

pub use canonical::CANONICAL;
pub use convert::CONVERT;
pub use hash::HASH;
pub use hash_many::HASH_MANY;
pub use layer::LAYER;
pub use open::OPEN;
pub use select::SELECT;

/// All suites, in the order of the report.
pub const ALL: &[Suite] = &[HASH, HASH_MANY, LAYER, OPEN, SELECT, CONVERT, CANONICAL];
