//! What goes into a conversion, and what comes out of it.

use crate::image::Image;
use crate::ledger::Ledger;
use crate::schema1::Known;
use crate::{Conversion, Source};
use bytes::Bytes;

/// A conversion with everything that it needs.
pub(crate) struct Job {
    pub conversion: Conversion,
    pub source: Source,
    pub image: Image,
    pub ledger: Ledger,
    pub config: Option<Bytes>,
    pub known: Known,
}

/// What a conversion has made, for the account.
pub(crate) struct Made {
    pub image: Image,
    pub ledger: Ledger,
    /// What the digest covers.
    pub payload: Bytes,
    pub signed: bool,
}
