//! Known digests of canonical forms (`spec/digests.json`).

use crate::harness::Tally;
use std::path::Path;

pub fn run(_dir: &Path, _out: &mut Tally) {}
