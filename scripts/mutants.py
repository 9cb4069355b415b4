#!/usr/bin/env python3
"""Changes one place of a crate at a time and looks whether a test notices.

    scripts/mutants.py CRATE... [--sample N] [--seed S] [--file PART] [--list]
    scripts/mutants.py CRATE... --only 'FILE:LINE: CHANGE' ...

The mutants are drawn from all places of a crate's sources (without tests), by the seed. Each is judged by the crate's
tests, then by the golden cases, then by the crate's documentation tests, in a copy of the working tree
(`target/mutants`). One build has many of them: a function has its changed bodies beside its own, and a variable says
which one runs. What that cannot do (constants, say) is built by itself. `unviable` mutants do not compile; a test that
takes much too long has noticed. Exit status 1 if a mutant was missed.
"""

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

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
FAILED = re.compile(r"^test (\S+).* \.\.\. FAILED$", re.MULTILINE)

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


def environment(chosen: int = 0) -> dict[str, str]:
    return {
        "CARGO_INCREMENTAL": "1", "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_PROFILE_TEST_DEBUG": "0",
        "CARGO_TERM_COLOR": "never", **os.environ, "CARGO_TARGET_DIR": str(HOME / "build"), VARIABLE: str(chosen),
        # That it fails is enough, and what failed is no case of the next mutant.
        "PROPTEST_MAX_SHRINK_ITERS": "0", "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true",
    }  # fmt: skip


def run(command: list[str], limit: float = 3600, chosen: int = 0, folder: Path = TREE) -> tuple[int, str]:
    """Status (`-1`: it took too long, `-2`: a test failed and the others were not waited for), and output."""
    # A group of its own: what is started ends with it.
    with subprocess.Popen(
        command, cwd=folder, env=environment(chosen), text=True, errors="replace", start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        ended = []

        def end(why: int) -> None:
            ended.append(why)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, end, [-1])
        timer.start()
        output = []
        for line in process.stdout:
            output.append(line)
            if FAILED.search(line):
                end(-2)
                break
        process.stdout.read()
        process.wait()
        timer.cancel()
    return (ended or [process.returncode])[0], "".join(output)


@dataclass
class Judge:
    """A way to notice: commands, each in its folder, and how long they may take."""

    name: str
    commands: list[tuple[list[str], Path]]
    limit: float = 3600

    def fails(self, chosen: int = 0) -> str:
        """Why, or nothing."""
        for command, folder in self.commands:
            status, output = run(command, self.limit, chosen, folder)
            if status != 0:
                failed = FAILED.search(output)
                return "too long" if status == -1 else failed[1] if failed else f"status {status}\n{output[-2000:]}"
        return ""

    def measured(self) -> "Judge":
        begun = time.monotonic()
        if why := self.fails():
            sys.exit(f"without a change, the {self.name} fail: {why}")
        self.limit = 60 + 10 * (time.monotonic() - begun)
        return self


def build(crate: str, name: str) -> Judge | None:
    """A judge of the sources as they are now; nothing if they do not compile."""
    test = ["cargo", "test", "--locked", *SPEED]
    if name == "documentation":
        return Judge(name, [([*test, "-p", crate, "--all-features", "--doc"], TREE)])
    target = ["-p", "oci-examples", "--example", "conformance"]
    if name == "tests":
        target = ["-p", crate, "--all-features", "--lib", "--tests"]
    status, output = run([*test, *target, "--no-run", "--message-format=json"])
    if status != 0:
        return None
    made = [message for message in messages(output) if message.get("executable") and message["profile"]["test"]]
    return Judge(name, [([one["executable"]], Path(one["manifest_path"]).parent) for one in made])


def built(crate: str, name: str) -> Judge:
    """A judge of the woven sources, which knows how long it takes."""
    judge = build(crate, name) or sys.exit(f"without a change, the {name} do not compile")
    return judge.measured()


JUDGES = ["tests", "golden cases", "documentation"]


# The tests of one build run many times: that they are fast pays.
FAST = [*CRATES, "proptest", "chacha20", "serde_json"]
SPEED = [part for name in FAST for part in ("--config", f"profile.dev.package.{name}.opt-level=1")]


def messages(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def errors(crate: str) -> list[dict]:
    """What the compiler has against the sources as they are now."""
    status, output = run(["cargo", "check", "--locked", "-p", crate, "--all-features", "--message-format=json"])
    told = [message["message"] for message in messages(output) if message["reason"] == "compiler-message"]
    found = [message for message in told if message["level"] == "error"]
    if status != 0 and not found:
        sys.exit(output[-2000:])
    return found


def spans(error: dict) -> Iterator[tuple[Path, int]]:
    """The lines that an error is about, also where the macros of these are called."""
    for span in error["spans"]:
        while span:
            yield TREE / span["file_name"], span["line_start"]
            span = (span["expansion"] or {}).get("span")


# What a crate gets that has the changed bodies beside its own.
VARIABLE = "OCI_MUTANT"
SWITCH = f"""
pub(crate) mod mutants {{
    use core::sync::atomic::{{AtomicUsize, Ordering}};

    static CHOSEN: AtomicUsize = AtomicUsize::new(usize::MAX);

    pub(crate) fn is(number: usize) -> bool {{
        match CHOSEN.load(Ordering::Relaxed) {{
            usize::MAX => read() == number,
            chosen => chosen == number,
        }}
    }}

    @STD@
    #[cold]
    fn read() -> usize {{
        extern crate std;
        let chosen = std::env::var("{VARIABLE}").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        CHOSEN.store(chosen, Ordering::Relaxed);
        chosen
    }}

    @NO_STD@
    fn read() -> usize {{
        0
    }}
}}
"""


class Body(NamedTuple):
    start: int
    end: int
    # Where the function is declared a constant one, if it is: with a choice in it, it cannot be.
    const: int | None
    head: int


class Sources:
    """The sources of a crate in the copy. Where they come from they may change meanwhile."""

    def __init__(self, crate: str):
        self.lib = TREE / crate / "src/lib.rs"
        self.has_std = re.search(r"^std = ", (TREE / crate / "Cargo.toml").read_text(), re.MULTILINE) is not None
        self.codes = {TREE / file.relative_to(ROOT): text for file, text in module_files(crate).items()}
        self.texts = {file: file.read_text() for file in self.codes}

    def restore(self) -> None:
        for file, text in self.texts.items():
            if file.read_text() != text:
                file.write_text(text)

    def changed(self, mutant: Mutant) -> str:
        text = self.texts[mutant.file]
        return text[: mutant.start] + mutant.new + text[mutant.end :]

    def parses(self, mutant: Mutant) -> bool:
        """Whether it is Rust at all: a pattern with `&` for `|` is not, and no compiler has to tell."""
        parse = ["rustfmt", "--edition", "2024", "--quiet"]
        return subprocess.run(parse, input=self.changed(mutant), text=True, capture_output=True).returncode == 0

    def change(self, mutant: Mutant) -> None:
        self.restore()
        mutant.file.write_text(self.changed(mutant))

    def body(self, mutant: Mutant) -> Body | None:
        """That of the function that a mutant is in."""
        text, found = self.codes[mutant.file], None
        for match in FUNCTION.finditer(text):
            start, end = match.end() - 1, item_end(text, match.end() - 1)
            if start <= mutant.start and mutant.end <= end:
                const = re.search(r"\bconst\s+$", text[: match.start()])
                found = Body(start, end, const and const.start(), match.start())
        return found

    def weave(self, numbered: dict[int, Mutant]) -> dict[Path, list[tuple[int, int, list[int]]]]:
        """Writes changed bodies beside the own ones. By file: the lines of these and of their functions, and whose."""
        by_body: dict[tuple[Path, Body], list[int]] = {}
        for number, mutant in numbered.items():
            by_body.setdefault((mutant.file, self.body(mutant)), []).append(number)
        places: dict[Path, list[tuple[int, int, list[int]]]] = {}
        woven = {}
        for file, text in self.texts.items():
            out, at, line = [], 0, 1

            def add(part: str) -> int:
                nonlocal line
                out.append(part)
                line += part.count("\n")
                return line

            own = [(body, numbers) for (path, body), numbers in by_body.items() if path == file]
            for (start, end, const, head), numbers in sorted(own, key=lambda item: item[0].start):
                if const is not None:
                    add(text[at:const])
                    at = head
                first = add(text[at:start] + "{\n")
                for number in numbers:
                    mutant = numbered[number]
                    body = text[start : mutant.start] + mutant.new + text[mutant.end : end]
                    begin = add(f"if crate::mutants::is({number}) ")
                    places.setdefault(file, []).append((begin, add(body), [number]))
                    add("\nelse ")
                last = add(text[start:end] + "\n}")
                places.setdefault(file, []).append((first, last, numbers))
                at = end
            out.append(text[at:])
            woven[file] = "".join(out)
        # A test may build the crate without the standard library.
        std = 'feature = "std"' if self.has_std else "true"
        woven[self.lib] += SWITCH.replace("@STD@", f"#[cfg({std})]").replace("@NO_STD@", f"#[cfg(not({std}))]")
        for file, text in woven.items():
            if file.read_text() != text:
                file.write_text(text)
        return places


def together(crate: str, sources: Sources, numbered: dict[int, Mutant], constant: bool) -> dict[int, Mutant]:
    """The mutants that one build can have, perhaps with those of constant functions. The sources have them then."""
    taken: set[tuple[Path, Body]] = set()
    fit = {}
    for number, mutant in numbered.items():
        body = sources.body(mutant)
        if body and (constant or body.const is None):
            # A function in a function: one of the two.
            others = [other for file, other in taken if file == mutant.file and other != body]
            if not any(body.start < other.end and other.start < body.end for other in others):
                fit[number] = mutant
                taken.add((mutant.file, body))
    while True:
        places = sources.weave(fit)
        found = errors(crate)
        if not found:
            return fit
        bad: set[int] = set()
        for error in found:
            at = [
                (end - start, numbers)
                for file, line in spans(error)
                for start, end, numbers in places.get(file, [])
                if start <= line <= end
            ]
            bad.update(min(at)[1] if at else [])
        # Where a constant is made of such a function.
        bad = bad or {number for number, mutant in fit.items() if sources.body(mutant).const is not None}
        if not bad:
            sys.exit("\n".join(error["rendered"] for error in found))
        fit = {number: mutant for number, mutant in fit.items() if number not in bad}


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


class Sample:
    """Mutants of a crate, and what became of them."""

    def __init__(self, crate: str, mutants: list[Mutant], first: int):
        self.crate = crate
        self.mutants = dict(enumerate(mutants, first))
        self.sources = Sources(crate)
        self.verdicts: dict[int, str] = {}
        self.limits: dict[str, float] = {}
        self.woven: set[int] = set()

    def tell(self, number: int, verdict: str) -> None:
        self.verdicts[number] = verdict.split(" (")[0]
        print(f"{time.strftime('%H:%M:%S')}  {verdict:28}  {self.mutants[number]}", flush=True)

    def copied(self) -> dict[int, Mutant]:
        """Those without a verdict, as they are in the copy."""
        return {
            number: replace(mutant, file=TREE / mutant.file.relative_to(ROOT))
            for number, mutant in self.mutants.items()
            if number not in self.verdicts
        }

    def weave(self) -> Judge:
        for number, mutant in self.copied().items():
            if not self.sources.parses(mutant):
                self.tell(number, "unviable")
        self.woven = set(together(self.crate, self.sources, self.copied(), constant=True))
        tests = build(self.crate, "tests")
        if not tests:
            self.woven = set(together(self.crate, self.sources, self.copied(), constant=False))
        print(f"{self.crate}: {len(self.woven)} in one build", flush=True)
        return tests.measured() if tests else built(self.crate, "tests")

    def waiting(self) -> list[int]:
        return sorted(self.woven - self.verdicts.keys())

    def judge(self, judge: Judge) -> None:
        self.limits[judge.name] = judge.limit
        for number in self.waiting():
            if why := judge.fails(number):
                self.tell(number, f"caught by {judge.name} ({why.splitlines()[0]})")

    def judge_alone(self) -> None:
        """What is not woven, one by one."""
        for number, mutant in self.copied().items():
            if number in self.woven:
                self.tell(number, "missed")
                continue
            self.sources.change(mutant)
            verdict = "unviable" if errors(self.crate) else "missed"
            for name in JUDGES:
                if verdict == "missed":
                    judge = build(self.crate, name)
                    why = replace(judge, limit=self.limits.get(name, 3600)).fails() if judge else "it does not compile"
                    verdict = f"caught by {name} ({why.splitlines()[0]})" if why else verdict
            self.tell(number, verdict)
        self.sources.restore()

    def sum_up(self) -> int:
        counts = Counter(self.verdicts.values())
        viable = len(self.mutants) - counts["unviable"]
        caught = viable - counts["missed"]
        print(f"\n{self.crate}: {caught} of {viable} viable mutants caught ({100 * caught / max(viable, 1):.0f} %)")
        for verdict, count in counts.most_common():
            print(f"  {count:4} {verdict}")
        return counts["missed"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crates", choices=CRATES, nargs="+", metavar="CRATE", help=", ".join(CRATES))
    parser.add_argument("--sample", type=int, default=30, help="how many of each crate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", default="", help="only files whose path has this part")
    parser.add_argument("--only", action="append", default=[], help="of their crate, these instead of a sample")
    parser.add_argument("--list", action="store_true", help="print the sample, run nothing")
    arguments = parser.parse_args()

    if not arguments.list:
        prepare()
    samples: list[Sample] = []
    first = 1
    for crate in arguments.crates:
        every = [mutant for mutant in mutants(crate) if arguments.file in str(mutant.file)]
        sample = random.Random(arguments.seed).sample(every, min(arguments.sample, len(every)))
        sample = [mutant for mutant in every if str(mutant) in arguments.only] or sample
        print(f"{crate}: {len(sample)} of {len(every)} mutants, seed {arguments.seed}", flush=True)
        if arguments.list:
            print(*sample, sep="\n")
        else:
            samples.append(Sample(crate, sample, first))
            first += len(sample)

    for sample in samples:
        sample.judge(sample.weave())
    if any(sample.waiting() for sample in samples):
        golden = built("", "golden cases")
        for sample in samples:
            sample.judge(golden)
    for sample in samples:
        if sample.waiting():
            sample.judge(built(sample.crate, "documentation"))
        sample.judge_alone()
    sys.exit(sum([sample.sum_up() for sample in samples]) > 0)


if __name__ == "__main__":
    main()
