#!/usr/bin/env bash
# Runs the tests of the four crates on machines of another word size and byte order: i686, and s390x under qemu-user.
#
#     scripts/other_machines.sh [i686] [s390x]
#
# Needs `rustup target add i686-unknown-linux-gnu s390x-unknown-linux-gnu`, C compilers for both (Debian: gcc-i686-linux-gnu,
# gcc-s390x-linux-gnu) and qemu-s390x (qemu-user). A machine for which something is missing is left out, and said so; exit
# status 1 when a test fails, 2 when all were left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 CARGO_TERM_COLOR=never

ran=0
run() {
  local machine=$1 compiler=$2 runner=$3
  local target="$machine-unknown-linux-gnu"
  if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
    echo "$machine: left out, no target $target"
    return
  fi
  if ! command -v "$compiler" >/dev/null; then
    echo "$machine: left out, no $compiler"
    return
  fi
  if [ -n "$runner" ] && ! command -v "${runner%% *}" >/dev/null; then
    echo "$machine: left out, no ${runner%% *}"
    return
  fi
  echo "=== $machine"
  local upper
  upper=$(echo "$target" | tr 'a-z-' 'A-Z_')
  local variables=("CARGO_TARGET_${upper}_LINKER=$compiler" "CC_${target//-/_}=$compiler")
  [ -z "$runner" ] || variables+=("CARGO_TARGET_${upper}_RUNNER=$runner")
  env "${variables[@]}" cargo test --locked --no-fail-fast --target "$target" --lib --tests --all-features \
    -p oci-digest -p oci-spec-types -p oci-platform -p oci-convert
  ran=1
}

for machine in "${@:-i686 s390x}"; do
  for one in $machine; do
    case $one in
      i686)
        # The processor runs it; where the system has no loader for it, that of the compiler's libraries does.
        loader=/usr/i686-linux-gnu/lib/ld-linux.so.2 runner=
        [ -e /lib/ld-linux.so.2 ] || runner="$loader --library-path ${loader%/*}"
        run i686 i686-linux-gnu-gcc "$runner"
        ;;
      s390x) run s390x s390x-linux-gnu-gcc "qemu-s390x -L /usr/s390x-linux-gnu" ;;
      *) echo "no such machine: $one" >&2; exit 2 ;;
    esac
  done
done
[ "$ran" = 1 ] || exit 2
