#!/usr/bin/env python3
"""Uses the packed crates as a stranger does: in a new crate outside of the workspace, with the README's first program pasted
in as shown; with default features, and built with none.

`cargo package --workspace --exclude oci-examples --exclude oci-benches` comes first.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from rust_source import CRATES, ROOT

VERSION = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")


def program(readme: str) -> str:
    """The first Rust listing that is a whole program."""
    listings = re.findall(r"^```rust\n(.*?)^```", readme, re.M | re.S)
    return next(listing for listing in listings if "fn main()" in listing)


def manifest(folder: Path, name: str, features: str) -> str:
    patches = "\n".join(f'{crate} = {{ path = "{folder}/{crate}-{VERSION}" }}' for crate in CRATES)
    dependencies = "\n".join(
        f'{crate} = {{ version = "{VERSION}"{features if crate == name else ", default-features = false"} }}'
        for crate in CRATES
        if crate == name or not features or crate in ("oci-digest", "oci-spec-types")
    )
    return (
        f'[package]\nname = "stranger"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{dependencies}\n\n'
        f"[patch.crates-io]\n{patches}\n"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for crate in CRATES:
            with tarfile.open(TARGET / "package" / f"{crate}-{VERSION}.crate") as packed:
                packed.extractall(folder, filter="data")
        stranger = folder / "stranger"
        (stranger / "src").mkdir(parents=True)
        environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
        for crate in CRATES:
            source = stranger / "src" / "main.rs"
            source.write_text(program((folder / f"{crate}-{VERSION}" / "README.md").read_text()))
            (stranger / "Cargo.toml").write_text(manifest(folder, crate, ""))
            subprocess.run(["cargo", "run", "--quiet"], cwd=stranger, env=environment, check=True)
            source.write_text(f"extern crate {crate.replace('-', '_')} as _;\nfn main() {{}}\n")
            (stranger / "Cargo.toml").write_text(manifest(folder, crate, ", default-features = false"))
            subprocess.run(["cargo", "check", "--quiet"], cwd=stranger, env=environment, check=True)
            print(f"{crate}: the README's program runs; it builds without features", flush=True)


if __name__ == "__main__":
    sys.exit(main())
