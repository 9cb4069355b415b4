//! What no tool does, and users ask for: off unless named.

use crate::fallback::Levels;
use crate::matcher::Beyond;

/// An option beyond all reference tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Extension {
    /// ppc64le under containerd's `Only`: power10, power9, power8, then the plain architecture. Without it
    /// `ppc64le/power9` runs `ppc64le/power9` alone.
    Ppc64leLevels,
    /// riscv64 under containerd's `Only`: rva23u64, rva22u64, rva20u64, then the plain architecture. Without it
    /// `riscv64/rva22u64` runs `riscv64/rva22u64` alone.
    Riscv64Levels,
    /// Windows versions ordered as numbers where containerd orders them as text ([`Policy::CONTAINERD_DEFAULT`]
    /// on Windows): revision 2113 before revision 9.
    ///
    /// [`Policy::CONTAINERD_DEFAULT`]: crate::Policy::CONTAINERD_DEFAULT
    NumericWindowsOrder,
    /// Pseudo-images (attestations, `unknown/unknown`) are never candidates. The tools skip them only because no host
    /// is called `unknown`, so rules that accept everything take them.
    SkipPseudoImages,
}

/// The extensions that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    pub(crate) beyond: Beyond,
    pub(crate) skip_pseudo_images: bool,
}

impl Extensions {
    pub(crate) fn add(&mut self, extension: Extension) {
        let Levels { ppc64le, riscv64 } = &mut self.beyond.levels;
        match extension {
            Extension::Ppc64leLevels => *ppc64le = true,
            Extension::Riscv64Levels => *riscv64 = true,
            Extension::NumericWindowsOrder => self.beyond.numeric_windows = true,
            Extension::SkipPseudoImages => self.skip_pseudo_images = true,
        }
    }
}
