//! The grammars of texts. Each check says what was expected.

pub(super) mod media_type;
pub(super) mod ref_name;
pub(super) mod timestamp;
pub(super) mod uri;
