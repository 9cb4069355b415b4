//! What rules about a whole document need to know of its parts.

use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct Facts {
    pub(super) counts: [Option<usize>; 4],
    pub(super) empty_config: bool,
    /// Entries of the history that made a layer.
    pub(super) history_layers: usize,
    pub(super) sizes: u64,
    /// Where an element of `os.features` is that is not defined for Windows.
    pub(super) odd_feature: Option<usize>,
    pub(super) v1: Vec<V1>,
    /// Whether the descriptor that is read has the annotation of a name.
    pub(super) is_named: bool,
    /// The variables of the environment that is read.
    variables: BTreeSet<Box<[u8]>>,
}

impl Facts {
    /// Takes the name of a variable: whether it was not there before.
    pub(super) fn is_new_variable(&mut self, name: &[u8]) -> bool {
        self.variables.insert(name.into())
    }

    /// An environment ends.
    pub(super) fn forget_variables(&mut self) {
        self.variables.clear();
    }

    #[expect(clippy::indexing_slicing, reason = "a place for each")]
    pub(super) fn set_count(&mut self, count: Count, found: usize) {
        self.counts[count as usize] = Some(found);
    }

    #[expect(clippy::indexing_slicing, reason = "a place for each")]
    pub(super) fn count(&self, count: Count) -> Option<usize> {
        self.counts[count as usize]
    }
}

/// A number that rules of a whole document need.
#[derive(Clone, Copy)]
pub(super) enum Count {
    Layers,
    DiffIds,
    FsLayers,
    History,
}

/// What one `v1Compatibility` says about its place in the chain.
pub(super) struct V1 {
    /// Offset of the text in the document.
    pub(super) at: usize,
    pub(super) id: String,
    pub(super) parent: String,
}
