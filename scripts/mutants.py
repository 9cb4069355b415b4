#!/usr/bin/env python3
"""Changes one place of a crate at a time and looks whether a test notices.

    scripts/mutants.py CRATE [--sample N] [--seed S] [--file PART] [--list]

The mutants are drawn from all places of the crate's sources (without tests), by the seed. Each is built and judged by the
crate's tests, then by the golden cases, then by the crate's documentation tests, in a copy of the working tree
(`target/mutants`). `unviable` mutants do not compile; a test that takes much too long has noticed. Exit status 1 if a
mutant was missed.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rust_source import CRATES, ROOT, item_end, module_files

HOME = ROOT / "target/mutants"
TREE = HOME / "tree"

# What an operator becomes. Formatted sources have spaces around binary operators, and none around generics.
OPERATORS = {
    "==": ["!="], "!=": ["=="], "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"],
    "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"],
    "+=": ["-="], "-=": ["+="], "|": ["&"], "&": ["|"], "<<": [">>"], ">>": ["<<"],
}
OPERATOR = re.compile(r"(?<= )(" + "|".join(map(re.escape, sorted(OPERATORS, key=len, reverse=True))) + r")(?=\s)")
NOT = re.compile(r"(?<![\w!=\])])!(?=[\w(])")
BOOL = re.compile(r"\b(true|false)\b")
GUARD = re.compile(r"(?<= )if (?!let )([^{};]*?)(?= =>)")
FUNCTION = re.compile(r"\bfn\s+(\w+)[^{};]*?(?:->\s*([^{};]+?))?\s*(?:\bwhere\b[^{};]*)?\{")

# What a whole function may return instead, by the start of its type.
RESULTS = [
    (r"bool$", ["true", "false"]),
    (r"(?:u|i)(?:8|16|32|64|128|size)$", ["0", "1"]),
    (r"Option<", ["None"]),
    (r"Result<\(\)", ["Ok(())"]),
    (r"Result<bool\b", ["Ok(true)", "Ok(false)"]),
    (r"Result<Option<", ["Ok(None)"]),
    (r"String$", ["String::new()"]),
    (r"&(?:'\w+ )?str$", ['""']),
    (r"Vec<", ["Vec::new()"]),
    (r"(?:fmt::|std::cmp::|cmp::)?Ordering$", ["core::cmp::Ordering::Equal"]),
]


@dataclass(frozen=True)
class Mutant:
    file: Path
    start: int
    end: int
    new: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.what}"


def mutants(crate: str) -> list[Mutant]:
    found = []
    for file, text in sorted(module_files(crate).items()):
        def add(start: int, end: int, new: str, what: str) -> None:
            found.append(Mutant(file, start, end, new, text.count("\n", 0, start) + 1, what))

        for match in OPERATOR.finditer(text):
            for new in OPERATORS[match[1]]:
                add(match.start(1), match.end(1), new, f"{match[1]} -> {new}")
        for match in NOT.finditer(text):
            add(match.start(), match.end(), "", "without !")
        for match in BOOL.finditer(text):
            new = "false" if match[1] == "true" else "true"
            add(match.start(), match.end(), new, f"{match[1]} -> {new}")
        for match in GUARD.finditer(text):
            for new in ("true", "false"):
                add(match.start(1), match.end(1), new, f"guard -> {new}")
        for match in FUNCTION.finditer(text):
            end = item_end(text, match.end() - 1)
            for new in results(match[2]):
                body = f"{{ {new} }}"
                if text[match.end() - 1 : end].split() != body.split():
                    add(match.end() - 1, end, body, f"{match[1]} returns {new or 'at once'}")
    return found


def results(kind: str | None) -> list[str]:
    if kind is None:
        return [""]
    return next((values for start, values in RESULTS if re.match(start, kind.strip())), [])


def run(command: list[str], limit: float) -> tuple[int, float, str]:
    """Status (`-1`: it took too long), seconds, output."""
    environment = {
        "CARGO_TARGET_DIR": str(HOME / "build"), "CARGO_INCREMENTAL": "1", "CARGO_PROFILE_DEV_DEBUG": "0",
        "CARGO_PROFILE_TEST_DEBUG": "0", "CARGO_TERM_COLOR": "never", **os.environ,
    }  # fmt: skip
    begun = time.monotonic()
    # A group of its own: what cargo starts ends with it.
    with subprocess.Popen(
        command, cwd=TREE, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(timeout=limit)
            status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            status = -1
    return status, time.monotonic() - begun, output


def judges(crate: str) -> list[tuple[str, list[str]]]:
    test = ["cargo", "test", "--locked", "--quiet", "-p"]
    return [
        ("tests", [*test, crate, "--all-features", "--lib", "--tests"]),
        ("golden cases", [*test, "oci-examples", "--example", "conformance"]),
        ("documentation", [*test, crate, "--all-features", "--doc"]),
    ]


def judge(crate: str, limits: dict[str, float]) -> str:
    for name, command in judges(crate):
        if name != "documentation":
            status, _, _ = run([*command, "--no-run"], 3600)
            if status != 0:
                return "unviable"
        status, _, _ = run(command, limits[name])
        if status != 0:
            return f"caught by {name}" + (" (too long)" if status == -1 else "")
    return "missed"


def prepare() -> None:
    """A copy of the working tree; files that are the same keep their times, for incremental builds."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    wanted = {name for name in files.decode().split("\0") if name and (ROOT / name).is_file()}
    for old in [path for path in TREE.rglob("*") if path.is_file()] if TREE.exists() else []:
        if old.relative_to(TREE).as_posix() not in wanted:
            old.unlink()
    for name in wanted:
        source, target = ROOT / name, TREE / name
        if not target.exists() or source.read_bytes() != target.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crate", choices=CRATES)
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", default="", help="only files whose path has this part")
    parser.add_argument("--list", action="store_true", help="print the sample, run nothing")
    arguments = parser.parse_args()

    if not arguments.list:
        prepare()
    every = [mutant for mutant in mutants(arguments.crate) if arguments.file in str(mutant.file)]
    sample = random.Random(arguments.seed).sample(every, min(arguments.sample, len(every)))
    print(f"{arguments.crate}: {len(sample)} of {len(every)} mutants, seed {arguments.seed}", flush=True)
    if arguments.list:
        print(*sample, sep="\n")
        return

    limits = {}
    for name, command in judges(arguments.crate):
        run([*command, *(["--no-run"] if name != "documentation" else [])], 3600)
        status, seconds, output = run(command, 3600)
        if status != 0:
            sys.exit(f"without a change, the {name} fail:\n{output[-2000:]}")
        limits[name] = 60 + 10 * seconds

    verdicts: Counter[str] = Counter()
    for mutant in sample:
        target = TREE / mutant.file.relative_to(ROOT)
        # The sources may change meanwhile.
        original = target.read_text()
        target.write_text(original[: mutant.start] + mutant.new + original[mutant.end :])
        verdict = judge(arguments.crate, limits)
        target.write_text(original)
        verdicts[verdict] += 1
        print(f"{verdict:24} {mutant}", flush=True)

    viable = len(sample) - verdicts["unviable"]
    caught = viable - verdicts["missed"]
    print(f"\n{arguments.crate}: {caught} of {viable} viable mutants caught ({100 * caught / max(viable, 1):.0f} %)")
    for verdict, count in verdicts.most_common():
        print(f"  {count:4} {verdict}")
    sys.exit(verdicts["missed"] > 0)


if __name__ == "__main__":
    main()
