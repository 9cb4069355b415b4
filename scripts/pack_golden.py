#!/usr/bin/env python3
"""Packs the golden cases: examples/golden/cases.tar.zst.

    scripts/pack_golden.py CASES LIST           writes the archive
    scripts/pack_golden.py CASES LIST --check   only compares: exit status 1 if the archive holds anything else

CASES is the folder of all cases. LIST names what was made for the set, a line each: a file, a folder, or `FILE#ID`
for one case of a list. Of `spec/digests.json` go in the inputs that were written for the set, with their answers, and
the ES6 numbers. The tar holds plain files, sorted, without times and owners: the same cases are the same bytes.
"""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

ARCHIVE = Path(__file__).resolve().parent.parent / "examples/golden/cases.tar.zst"
WRITTEN_FOR_THE_SET = "written for this corpus"


def collect(cases: Path, listed: list[str]) -> dict[str, bytes]:
    """The files to pack, by path."""
    files: dict[str, bytes] = {}
    ids: dict[str, set[str]] = {}
    for line in listed:
        path, _, case = line.partition("#")
        if case:
            ids.setdefault(path, set()).add(case)
        elif (cases / path).is_dir():
            for file in sorted((cases / path).rglob("*")):
                if file.is_file():
                    files[file.relative_to(cases).as_posix()] = file.read_bytes()
        else:
            files[path] = (cases / path).read_bytes()
    for path, wanted in ids.items():
        chosen = [case for case in read(cases / path) if case["id"] in wanted]
        missing = wanted - {case["id"] for case in chosen}
        if missing:
            sys.exit(f"{path}: no such cases: {sorted(missing)}")
        files[path] = rows(chosen)
    files["spec/digests.json"] = digests(read(cases / "spec/digests.json"))
    return files


def digests(all_cases: dict) -> bytes:
    inputs = [entry for entry in all_cases["inputs"] if entry["provenance"] == WRITTEN_FOR_THE_SET]
    ids = {entry["id"] for entry in inputs}
    answers = [answer for answer in all_cases["digests"] if answer["input"] in ids]
    parts = {"inputs": inputs, "digests": answers, "es6_numbers": all_cases["es6_numbers"]}
    return b"{" + b",".join(json.dumps(name).encode() + b":" + rows(part) for name, part in parts.items()) + b"}\n"


def read(path: Path):
    return json.loads(path.read_bytes())


def rows(values: list) -> bytes:
    """A JSON list with one value a line."""
    text = "[\n" + ",\n".join(json.dumps(value, separators=(",", ":")) for value in values) + "\n]"
    if json.loads(text) != values:
        sys.exit("a value that does not survive being written")
    return text.encode()


def tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def zstd(arguments: list[str], data: bytes) -> bytes:
    return subprocess.run(["zstd", "-q", "-c", *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    cases, listed = Path(arguments[0]), Path(arguments[1]).read_text().split("\n")
    files = collect(cases, [line for line in listed if line])
    packed = tar(files)
    if "--check" in sys.argv:
        same = zstd(["-d", "--long=27"], ARCHIVE.read_bytes()) == packed
        print(f"{ARCHIVE.name}: {'as packed now' if same else 'differs from what is packed now'}")
        sys.exit(not same)
    ARCHIVE.write_bytes(zstd(["-19", "--long=27", "--single-thread", f"--stream-size={len(packed)}"], packed))
    print(f"{len(files)} files, {len(packed)} bytes of tar, {ARCHIVE.stat().st_size} bytes packed")


if __name__ == "__main__":
    main()
