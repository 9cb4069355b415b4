#!/usr/bin/env bash
# Miri over what is small in oci-digest: digests, their grammar and roles, and the kernels of the feature `simd`, AVX-512's too,
# which few processors have. Half an hour. Needs: rustup toolchain install nightly --component miri,rust-src
set -euo pipefail
cd "$(dirname "$0")/.."
export MIRIFLAGS="-Zmiri-disable-isolation" PROPTEST_CASES=2

small() { cargo +nightly miri test --locked -p oci-digest --no-default-features "$@" --test-threads=1; }

small --features std,serde --test digest -- grammar roles traits advisories
# There is no `cpuid` in Miri: the processor is what the build says.
export RUSTFLAGS="-Ctarget-feature=+sha,+ssse3,+sse4.1,+avx512f,+avx512vl,+avx512bw"
small --features std,serde,simd --lib -- every_kernel
