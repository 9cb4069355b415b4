//! Kernels for x86-64, and which of them pays where.
//!
//! | processor | sha256 | sha512 |
//! |---|---|---|
//! | Intel with AVX-512 (by prototypes on Sapphire Rapids; these kernels were not run there) | 16 lanes from 9 on, SHA-NI in pairs | 8 lanes from 3 on |
//! | Zen 4 (by prototypes; not run there) | SHA-NI by four with AVX-512's registers, and in pairs | 8 lanes from 3 on |
//! | Zen 5 (inferred: its 512-bit units are full) | 16 lanes from 10 on, then as Zen 4 | 8 lanes from 3 on |
//! | others with SHA-NI (Zen 3 measured: pairs 1.6 times as fast as one) | SHA-NI in pairs | one by one |
//! | AVX-512 without SHA-NI | 16 lanes from 3 on | 8 lanes from 3 on |
//! | the rest | one by one | one by one |
//!
//! AVX2 is slower than one SHA-NI stream, so it has no kernel. The choice follows vendor and family: a measurement of its
//! own would flip with the load of the machine.

mod constants;
mod sha_ni;
mod wide;

use std::sync::OnceLock;
use std::vec::Vec;

use super::kernel::{Kernel, plain};

/// What the processor is.
#[derive(Debug, Clone, Copy)]
struct Machine {
    sha: bool,
    avx512: bool,
    /// AMD's family; 0 for other vendors.
    amd_family: u32,
}

const ZEN_4: u32 = 0x19;

impl Machine {
    fn detect() -> Self {
        Self {
            sha: std::is_x86_feature_detected!("sha") && std::is_x86_feature_detected!("sse4.1"),
            avx512: std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512vl")
                && std::is_x86_feature_detected!("avx512bw"),
            amd_family: amd_family(),
        }
    }

    fn sha256(self) -> Vec<Kernel<u32>> {
        let mut kernels = Vec::new();
        if self.avx512 && self.amd_family != ZEN_4 {
            kernels.push(sixteen(match (self.sha, self.amd_family) {
                (false, _) => 3,
                (true, 0) => 9,
                (true, _) => 10,
            }));
        }
        if self.sha && self.avx512 && self.amd_family != 0 {
            kernels.push(FOUR_VL);
        }
        if self.sha {
            kernels.push(TWO);
        }
        kernels.push(plain());
        kernels
    }

    fn sha512(self) -> Vec<Kernel<u64>> {
        let mut kernels = Vec::new();
        if self.avx512 {
            kernels.push(eight(3));
        }
        kernels.push(plain());
        kernels
    }
}

const TWO: Kernel<u32> = Kernel { name: "SHA-NI, 2 lanes", width: 2, least: 2, run: sha_ni::two };
#[cfg(test)]
const FOUR: Kernel<u32> = Kernel { name: "SHA-NI, 4 lanes", width: 4, least: 4, run: sha_ni::four };
const FOUR_VL: Kernel<u32> =
    Kernel { name: "SHA-NI with AVX-512VL, 4 lanes", width: 4, least: 4, run: sha_ni::four_vl };

const fn sixteen(least: usize) -> Kernel<u32> {
    Kernel { name: "AVX-512, 16 lanes", width: 16, least, run: wide::sha256 }
}

const fn eight(least: usize) -> Kernel<u64> {
    Kernel { name: "AVX-512, 8 lanes", width: 8, least, run: wide::sha512 }
}

/// The family of an AMD processor; 0 for other vendors.
fn amd_family() -> u32 {
    use core::arch::x86_64::__cpuid;

    if cfg!(miri) {
        return 0; // There is no `cpuid`; the features are those that a build states.
    }
    // Every x86-64 processor has these leaves. (A safe function in later versions of Rust.)
    #[expect(unsafe_code, reason = "`cpuid` exists on every x86-64 processor")]
    #[allow(unused_unsafe)]
    let (vendor, version) = unsafe { (__cpuid(0), __cpuid(1).eax) };
    let name = [vendor.ebx, vendor.edx, vendor.ecx].map(u32::to_le_bytes);
    if name.as_flattened() != b"AuthenticAMD" {
        return 0;
    }
    ((version >> 8) & 0xf) + ((version >> 20) & 0xff)
}

/// The kernels of sha256, and those of sha512.
type Kernels = (Vec<Kernel<u32>>, Vec<Kernel<u64>>);

fn machine() -> &'static Kernels {
    static MACHINE: OnceLock<Kernels> = OnceLock::new();
    MACHINE.get_or_init(|| {
        let machine = Machine::detect();
        (machine.sha256(), machine.sha512())
    })
}

pub(crate) fn sha256() -> &'static [Kernel<u32>] {
    &machine().0
}

pub(crate) fn sha512() -> &'static [Kernel<u64>] {
    &machine().1
}

/// Every kernel that this processor can run, whether it pays or not.
#[cfg(test)]
pub(crate) fn all() -> Kernels {
    let machine = Machine::detect();
    let narrow = [
        (true, plain()),
        (machine.sha, TWO),
        (machine.sha, FOUR),
        (machine.sha && machine.avx512, FOUR_VL),
        (machine.avx512, sixteen(1)),
    ];
    let wider = [(true, plain()), (machine.avx512, eight(1))];
    let there = |(there, kernel): (bool, Kernel<u32>)| there.then_some(kernel);
    let wider = wider.into_iter().filter_map(|(there, kernel)| there.then_some(kernel)).collect();
    (narrow.into_iter().filter_map(there).collect(), wider)
}
