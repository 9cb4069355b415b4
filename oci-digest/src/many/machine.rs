//! The kernels of this machine.

use super::kernel::Kernel;
#[cfg(not(all(feature = "simd", target_arch = "x86_64")))]
use super::kernel::plain;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use super::x86;
use crate::sha2_state::Word;

/// The word of a function with kernels.
pub(crate) trait Lanes: Word {
    /// The kernels that pay on this machine: widest first, the last with one lane.
    fn kernels() -> &'static [Kernel<Self>];
}

impl Lanes for u32 {
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    fn kernels() -> &'static [Kernel<Self>] {
        x86::sha256()
    }

    #[cfg(not(all(feature = "simd", target_arch = "x86_64")))]
    fn kernels() -> &'static [Kernel<Self>] {
        const { &[plain()] }
    }
}

impl Lanes for u64 {
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    fn kernels() -> &'static [Kernel<Self>] {
        x86::sha512()
    }

    #[cfg(not(all(feature = "simd", target_arch = "x86_64")))]
    fn kernels() -> &'static [Kernel<Self>] {
        const { &[plain()] }
    }
}
