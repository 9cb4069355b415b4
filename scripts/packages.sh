#!/usr/bin/env bash
# What other tools say of the packages, each where it is installed: every set of features (cargo-hack), the lowest versions
# that the manifests allow, licences and advisories (cargo-deny), and breaks of the API since a revision
# (cargo-semver-checks, with the revision as the argument).
set -euo pipefail
cd "$(dirname "$0")/.."
crates=$(printf -- '-p %s ' oci-digest oci-spec-types oci-platform oci-convert)

has() { cargo "$1" --version >/dev/null 2>&1 || { echo "packages: cargo-$1 is not installed"; return 1; }; }

if has hack; then
  cargo hack check --feature-powerset --no-dev-deps --group-features tokio,futures-io,stream --depth 3 $crates
fi

# The nightly flag in a stable toolchain; in a copy, because the lock file changes.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
(cd "$copy" && RUSTC_BOOTSTRAP=1 cargo update -Z direct-minimal-versions && cargo check --all-features $crates)

if has deny; then
  cargo deny --all-features check advisories licenses sources
fi
if has semver-checks && [ $# -gt 0 ]; then
  cargo semver-checks --baseline-rev "$1" $crates
fi
