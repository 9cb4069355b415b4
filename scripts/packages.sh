#!/usr/bin/env bash
# What other tools say of the packages, each where it is installed: every set of features (cargo-hack), the lowest versions
# that the manifests allow, licences and advisories (cargo-deny), and breaks of the API since a revision
# (cargo-semver-checks, with the revision as the argument).
#
# cargo-hack checks about 150 sets: DEPTH=1 checks each feature alone.
set -euo pipefail
cd "$(dirname "$0")/.."
crates=$(printf -- '-p %s ' oci-digest oci-spec-types oci-platform oci-convert)
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

has() { cargo "$1" --version >/dev/null 2>&1 || { echo "packages: cargo-$1 is not installed"; return 1; }; }

# In copies, because cargo-hack takes development dependencies out of the manifests, and versions change the lock file.
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT
copy() {
  mkdir "$copies/$1"
  git ls-files -z | xargs -0 cp --parents -t "$copies/$1"
  cd "$copies/$1"
}

sets() { cargo hack check --feature-powerset --no-dev-deps --depth "${DEPTH:-3}" "$@"; }

if has hack; then
  (copy hack && sets -p oci-digest --group-features tokio,futures-io,stream \
    && sets -p oci-spec-types -p oci-platform -p oci-convert)
fi

# Of the crates alone: examples and benchmarks are not published. The nightly flag in a stable toolchain.
(copy versions && sed -i '/^    "examples",$/d; /^    "benches",$/d' Cargo.toml && RUSTC_BOOTSTRAP=1 cargo update -Z direct-minimal-versions && cargo check --all-features $crates)

if has deny; then
  cargo deny check advisories licenses sources
fi
if has semver-checks && [ $# -gt 0 ]; then
  cargo semver-checks --baseline-rev "$1" $crates
fi
