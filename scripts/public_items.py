#!/usr/bin/env python3
"""Public items of the crates, with all features, as rustdoc sees them; `--list` prints their paths.

`items` are what a user can import: modules, types, traits, functions, constants, macros. `members` are public methods,
associated items, fields, variants. A re-export of an item of the same crate is not counted again. The JSON of rustdoc is
a nightly feature; RUSTC_BOOTSTRAP=1 turns it on in a stable toolchain.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rust_source import CRATES, ROOT


def rustdoc(crate: str, bootstrap: str) -> dict:
    command = ["cargo", "rustdoc", "--quiet", "--locked", "-p", crate, "--lib", "--all-features", "--"]
    command += ["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "RUSTDOC": bootstrap}, check=True)
    target = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
    return json.loads((target / "doc" / f"{crate.replace('-', '_')}.json").read_bytes())


def bootstrap(folder: str) -> str:
    """A rustdoc that takes nightly flags. Only this: with the variable set, cargo would build everything anew."""
    script = Path(folder, "rustdoc")
    script.write_text('#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc "$@"\n')
    script.chmod(0o755)
    return str(script)


class Crate:
    def __init__(self, doc: dict):
        self.index = doc["index"]
        self.seen: set[int] = set()
        self.items: list[tuple[str, str]] = []
        self.members: list[tuple[str, str]] = []
        self.module(self.index[str(doc["root"])], "")

    def module(self, module: dict, path: str) -> None:
        for item in self.public(module["inner"]["module"]["items"]):
            self.item(item, path)

    def public(self, ids: list) -> list[dict]:
        items = [self.index[str(id)] for id in ids if str(id) in self.index]
        return [item for item in items if item["visibility"] in ("public", "default")]

    def item(self, item: dict, path: str) -> None:
        (kind, inner), name = next(iter(item["inner"].items())), item["name"]
        if kind == "use":
            target = self.index.get(str(inner["id"]))
            if target is None:
                self.items.append(("re-export", f"{path}::{inner['name']}"))
            elif inner["is_glob"]:
                self.module(target, path) if "module" in target["inner"] else self.variants(target, path)
            else:
                self.item(target, path)
            return
        if item["id"] in self.seen:
            return
        self.seen.add(item["id"])
        path = f"{path}::{name}"
        self.items.append((kind, path))
        if kind == "module":
            self.module(item, path)
        elif kind == "trait":
            self.members += [(next(iter(member["inner"])), f"{path}::{member['name']}") for member in self.public(inner["items"])]
        elif kind in ("struct", "enum", "union"):
            self.fields(inner, path)
            if kind == "enum":
                self.variants(item, path)
            for id in inner["impls"]:
                implementation = self.index[str(id)]["inner"]["impl"]
                if implementation["trait"] is None:
                    for member in self.public(implementation["items"]):
                        if member["visibility"] == "public":
                            self.members.append((next(iter(member["inner"])), f"{path}::{member['name']}"))

    def fields(self, inner: dict, path: str) -> None:
        shape = inner.get("kind")
        ids = shape["plain"]["fields"] if isinstance(shape, dict) and "plain" in shape else []
        ids += [id for id in shape["tuple"] if id is not None] if isinstance(shape, dict) and "tuple" in shape else []
        self.members += [("field", f"{path}.{field['name']}") for field in self.public(ids) if field["visibility"] == "public"]

    def variants(self, item: dict, path: str) -> None:
        self.members += [("variant", f"{path}::{variant['name']}") for variant in self.public(item["inner"]["enum"]["variants"])]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        documents = {name: rustdoc(name, bootstrap(folder)) for name in CRATES}
    totals = [0, 0]
    print(f"{'crate':16} {'items':>6} {'members':>8}")
    for name, document in documents.items():
        crate = Crate(document)
        kinds = Counter(kind for kind, _ in crate.items + crate.members)
        detail = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        print(f"{name:16} {len(crate.items):6} {len(crate.members):8}  {detail}")
        totals = [totals[0] + len(crate.items), totals[1] + len(crate.members)]
        if "--list" in sys.argv:
            for kind, path in crate.items + crate.members:
                print(f"  {kind:12} {name.replace('-', '_')}{path}")
    print(f"{'all':16} {totals[0]:6} {totals[1]:8}")


if __name__ == "__main__":
    main()
