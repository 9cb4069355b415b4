#!/usr/bin/env bash
# Builds a layout for two platforms with `build_layout`, and lets skopeo, umoci and buildah read it: every digest must be the
# same there, and what they write must pass `verify_layout`.
#
# BIN=FOLDER takes the programs from there, instead of building them.
#
# Needs skopeo; umoci and buildah are asked where they are installed. Without skopeo it says so and ends with status 0.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v skopeo >/dev/null 2>&1 || { echo "roundtrip: skopeo is not installed, nothing compared"; exit 0; }

# buildah takes no capital letters in the path of a layout.
work=${TMPDIR:-/tmp}/oci-roundtrip-$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT
policy="$work/policy.json"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$policy"

if [ -z "${BIN:-}" ]; then
  cargo build --quiet --release -p oci-examples --example build_layout --example verify_layout
fi
target=${BIN:-${CARGO_TARGET_DIR:-target}/release/examples}

# --- layers of files, plain and compressed ----------------------------------------------------------------------------
tars() {
  mkdir -p "$work/layers/$1" "$work/root/etc"
  echo "$1" >"$work/root/etc/platform"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work/root" -cf "$work/layers/$1/0.tar" .
  head -c 100000 /dev/zero | tr '\0' x >"$work/root/etc/data"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work/root" -czf "$work/layers/$1/1.tar.gz" ./etc
  rm -rf "$work/root"
}
tars linux-amd64
tars linux-arm-v7

layout="$work/layout"
"$target/build_layout" "$work/layers" "$layout" >"$work/built"
index=$(grep -o 'sha256:[0-9a-f]*' "$work/built" | head -n 1)
"$target/verify_layout" --unpack "$layout"

same() {
  [ "$2" = "$3" ] || { echo "$1: $2, expected $3"; exit 1; }
  echo "$1: same"
}

# --- skopeo -----------------------------------------------------------------------------------------------------------
same "skopeo reads the index" "sha256:$(skopeo inspect --raw "oci:$layout:latest" | sha256sum | cut -d' ' -f1)" "$index"
skopeo --policy "$policy" copy --quiet --all --preserve-digests "oci:$layout:latest" "oci:$work/copied:latest" >/dev/null
same "skopeo copies the index" "sha256:$(skopeo inspect --raw "oci:$work/copied:latest" | sha256sum | cut -d' ' -f1)" "$index"
"$target/verify_layout" --unpack "$work/copied"
for platform in amd64: arm:v7; do
  skopeo --policy "$policy" --override-arch "${platform%:*}" --override-variant "${platform#*:}" copy --quiet \
    "oci:$layout:latest" "oci:$work/one-${platform%:*}:latest" >/dev/null
  "$target/verify_layout" --unpack "$work/one-${platform%:*}"
done

# --- umoci: images without an index -----------------------------------------------------------------------------------
if command -v umoci >/dev/null 2>&1; then
  same "umoci lists" "$(umoci ls --layout "$work/one-amd64")" latest
  umoci unpack --rootless --image "$work/one-amd64:latest" "$work/bundle" >/dev/null
  same "umoci unpacks" "$(cat "$work/bundle/rootfs/etc/platform")" linux-amd64
  umoci repack --image "$work/one-amd64:again" "$work/bundle" >/dev/null
  "$target/verify_layout" --unpack "$work/one-amd64"
fi

# --- buildah: needs a storage of its own, which not every container has -------------------------------------------------
if command -v buildah >/dev/null 2>&1; then
  storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
  if image=$(buildah "${storage[@]}" pull --quiet --signature-policy "$policy" "oci:$work/one-amd64:latest" 2>"$work/why"); then
    buildah "${storage[@]}" push --quiet --signature-policy "$policy" "$image" "oci:$work/buildah:latest" >/dev/null
    "$target/verify_layout" --unpack "$work/buildah"
  else
    echo "roundtrip: buildah cannot pull here: $(tail -n 1 "$work/why")"
  fi
fi
echo "roundtrip: done"
