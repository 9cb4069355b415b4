#!/usr/bin/env bash
# Lets skopeo convert small images, made by umoci, buildah and interop_images.py, and indexes with their children, and
# compares every manifest and config with what these crates make of the same input: byte for byte, as the version that is
# installed.
#
# BIN=FOLDER takes the programs from there, instead of building them; KEEP=FOLDER keeps what differs; RANDOM_IMAGES=COUNT
# adds images and indexes that interop_random.py makes, from SEED on.
#
# Needs skopeo, umoci, buildah, zstd and Python (Debian has them). Without them it says so and ends with status 0.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in skopeo umoci buildah zstd python3; do
  command -v "$tool" >/dev/null 2>&1 || { echo "interop: $tool is not installed, nothing compared"; exit 0; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $(skopeo --version) in
  *" 1.9."*) tool='containers-image 5.23.1 (Debian 12)' ;;
  *) tool='containers-image 523e87c (image-spec 1.1.1)' ;;
esac
policy="$work/policy.json"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$policy"
copy() { skopeo --policy "$policy" copy --quiet "$@" >/dev/null; }

if [ -z "${BIN:-}" ]; then
  cargo build --quiet --release -p oci-examples --example convert --example inspect
fi
target=${BIN:-${CARGO_TARGET_DIR:-target}/release/examples}

# --- images -----------------------------------------------------------------------------------------------------------
layout="$work/layout"
umoci init --layout "$layout"
umoci new --image "$layout:empty"
umoci new --image "$layout:full"
for layer in one two three; do
  rm -rf "$work/bundle"
  umoci unpack --rootless --image "$layout:full" "$work/bundle" >/dev/null
  mkdir -p "$work/bundle/rootfs/$layer"
  head -c 5000 /dev/zero | tr '\0' "$layer" >"$work/bundle/rootfs/$layer/data"
  umoci repack --image "$layout:full" "$work/bundle" >/dev/null
done
umoci config --image "$layout:full" --author 'A <a@example.org> & B' --config.user 1000:1000 \
  --config.exposedports 80/tcp --config.exposedports 53/udp --config.env 'PATH=/bin' --config.env 'HTML=<&>' \
  --config.entrypoint /bin/sh --config.cmd -c --config.cmd 'echo "é" > /dev/null' --config.volume /data \
  --config.workingdir /srv --config.label 'org.example.text=a "quoted" <label>' --config.label b=2 \
  --config.stopsignal SIGTERM --created 2024-02-29T10:11:12.120300000Z \
  --manifest.annotation org.example.key=value --history.comment 'labels & more'
copy "oci:$layout:empty" "dir:$work/umoci-empty"
copy "oci:$layout:full" "dir:$work/umoci-full"

storage=(--root "$work/storage" --runroot "$work/run" --storage-driver vfs)
container=$(buildah "${storage[@]}" from scratch)
for layer in first second; do
  echo "$layer" >"$work/$layer"
  buildah "${storage[@]}" copy --quiet "$container" "$work/$layer" "/$layer" >/dev/null
done
buildah "${storage[@]}" config --label 'maintainer=Somebody <s@example.org>' --env 'A=1 & 2' --port 8080 --volume /var/lib/x \
  --cmd 'sleep 1' --workingdir / --healthcheck 'CMD-SHELL true || exit 1' --healthcheck-interval 5s --onbuild 'RUN true' \
  --hostname box --domainname example.org --shell '/bin/sh -e -c' --stop-signal 15 --os linux --arch arm64 --variant v8 \
  --history-comment 'made by hand' --annotation org.example.note='one > two' "$container" 2>/dev/null ||
  buildah "${storage[@]}" config --label 'maintainer=Somebody <s@example.org>' --env 'A=1 & 2' --port 8080 \
    --volume /var/lib/x --cmd 'sleep 1' --hostname box "$container"
for format in docker oci; do
  buildah "${storage[@]}" commit --quiet --format "$format" --timestamp 1700000000 "$container" "dir:$work/buildah-$format" >/dev/null
done
copy "dir:$work/buildah-docker" "docker-archive:$work/archive.tar:example.org/demo:1"
copy "docker-archive:$work/archive.tar" "dir:$work/archive"

# --- comparison -------------------------------------------------------------------------------------------------------
passed=0
failed=0
digest_of() { "$target/inspect" --json --tree "$1" | sed -n 's/.*"digest": "\([^"]*\)".*/\1/p' | tail -n 1; }
member() { python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for name in sys.argv[2].split("."): value = value.get(name) or {}
print(value if isinstance(value, str) else "")' "$@"; }
blob() { echo "$1/${2#*:}"; }

# What a schema 1 manifest does not say: the diffID and the size of each layer, base first.
layers_of() { python3 - "$1" <<'PY'
import gzip, hashlib, json, os, sys
diff_ids, sizes = [], []
for layer in reversed(json.load(open(sys.argv[1] + "/manifest.json"))["fsLayers"]):
    path = os.path.join(sys.argv[1], layer["blobSum"].split(":")[1])
    data = open(path, "rb").read()
    sizes.append(str(len(data)))
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    diff_ids.append("sha256:" + hashlib.sha256(data).hexdigest())
print("--diff-ids", ",".join(diff_ids), "--sizes", ",".join(sizes))
PY
}

# An index with its children: `--all`.
compare_index() { # SOURCE FORMAT
  local source="$work/$1" result="$work/$1-as-$2" files=() refused= verdict=same
  mapfile -t files < <(find "$source" -type f ! -name version ! -path "$source/manifest.json" | sort)
  copy --all --format "$2" "dir:$source" "dir:$result" 2>"$work/skopeo.err" || refused=yes
  rm -f "$work/manifest"
  if ! "$target/convert" "$source/manifest.json" "${files[@]}" --to "$2" --tool "$tool" \
    --default-platform linux/amd64 --out "$work/manifest" >/dev/null 2>"$work/convert.err"; then
    [ -n "$refused" ] || verdict="no result: $(tail -n 1 "$work/convert.err" | cut -c1-160)"
  elif [ -n "$refused" ]; then
    verdict="skopeo refuses: $(tail -n 1 "$work/skopeo.err" | cut -c1-160)"
  else
    # The entries name the children by their digests.
    cmp -s "$result/manifest.json" "$work/manifest" || verdict="index differs"
  fi
  if [ "$verdict" = same ]; then
    passed=$((passed + 1))
    echo "ok    $1 -> $2${refused:+ (both refuse)}"
  else
    failed=$((failed + 1))
    echo "FAIL  $1 -> $2: $verdict"
    [ -z "${KEEP:-}" ] || { mkdir -p "$KEEP/$1-$2" && cp -r "$source" "$result" "$work/manifest" "$KEEP/$1-$2/"; }
  fi
}

compare() { # SOURCE FORMAT
  local source="$work/$1" result="$work/$1-as-$2" config
  local more=()
  config=$(member "$source/manifest.json" config.digest)
  if [ -n "$config" ]; then
    more=("$(blob "$source" "$config")")
  else
    read -r -a more <<<"$(layers_of "$source")"
  fi
  local refused=
  copy --format "$2" "dir:$source" "dir:$result" 2>"$work/skopeo.err" || refused=yes
  rm -f "$work/manifest" "$work/config"
  if ! "$target/convert" "$source/manifest.json" "${more[@]}" --to "$2" --tool "$tool" \
    --out "$work/manifest" --config-out "$work/config" >/dev/null 2>"$work/convert.err"; then
    if [ -n "$refused" ]; then
      passed=$((passed + 1))
      echo "ok    $1 -> $2 (both refuse)"
    else
      failed=$((failed + 1))
      echo "FAIL  $1 -> $2: no result: $(tail -n 1 "$work/convert.err" | cut -c1-160)"
      [ -z "${KEEP:-}" ] || { mkdir -p "$KEEP/$1-$2" && cp -r "$source" "$result" "$KEEP/$1-$2/"; }
    fi
    return
  fi
  local verdict=same
  if [ -n "$refused" ]; then
    verdict="skopeo refuses: $(tail -n 1 "$work/skopeo.err" | cut -c1-160)"
  elif [ "$2" = v2s1 ]; then
    # skopeo signs with a key of the moment: the payloads are compared, by their digest.
    local theirs ours
    theirs=$("$target/inspect" --json --tree "$result/manifest.json" | python3 -c 'import json, sys; print(json.load(sys.stdin)["documents"][0]["digest"])')
    ours="sha256:$(sha256sum "$work/manifest" | cut -d' ' -f1)"
    [ "$theirs" = "$ours" ] || verdict="payload $theirs, expected $ours"
  else
    cmp -s "$result/manifest.json" "$work/manifest" || verdict="manifest differs"
    theirs=$(blob "$result" "$(member "$result/manifest.json" config.digest)")
    if [ -f "$work/config" ]; then
      cmp -s "$theirs" "$work/config" || verdict="config differs"
    fi
  fi
  if [ "$verdict" = same ]; then
    passed=$((passed + 1))
    echo "ok    $1 -> $2"
  else
    failed=$((failed + 1))
    echo "FAIL  $1 -> $2: $verdict"
    [ -z "${KEEP:-}" ] || { mkdir -p "$KEEP/$1-$2" && cp -r "$source" "$result" "$work/manifest" "$KEEP/$1-$2/"; }
  fi
}

for source in umoci-empty umoci-full buildah-oci; do
  for format in v2s2 v2s1; do compare "$source" "$format"; done
done
for source in buildah-docker archive umoci-full-as-v2s2 buildah-oci-as-v2s2; do
  for format in oci v2s1; do compare "$source" "$format"; done
done
for source in umoci-full-as-v2s1 buildah-oci-as-v2s1 buildah-docker-as-v2s1 archive-as-v2s1; do
  for format in v2s2 oci; do compare "$source" "$format"; done
done
while read -r name formats; do
  for format in $formats; do
    case $name in
      list* | index*) compare_index "$name" "$format" ;;
      *) compare "$name" "$format" ;;
    esac
  done
done < <(
  python3 scripts/interop_images.py "$work"
  [ -z "${RANDOM_IMAGES:-}" ] || python3 scripts/interop_random.py "$work" "${SEED:-1}" "$RANDOM_IMAGES"
)
echo "interop: $passed the same, $failed different"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
