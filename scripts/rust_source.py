"""Reads Rust sources as far as counting and following imports needs: no comments, no text in literals, no tests."""

import re
from pathlib import Path

CRATES = ["oci-digest", "oci-spec-types", "oci-platform", "oci-convert"]
ROOT = Path(__file__).resolve().parent.parent

TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* )
    | (?P<block> /\* )
    | (?P<raw> (?:br|cr|r)(?P<hashes>\#*)" )
    | (?P<string> [bc]?"(?:\\.|[^"\\])*" )
    | (?P<char> b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\])' )
    | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
    """,
    re.VERBOSE | re.DOTALL,
)


def code(source: str) -> str:
    """The source with spaces for comments and for the text in literals; every line stays where it is."""
    out, at = [], 0
    while match := TOKEN.search(source, at):
        out.append(source[at : match.start()])
        end = match.end()
        if match["block"]:
            end = block_end(source, match.start())
        elif match["raw"]:
            end = source.index('"' + match["hashes"], end) + 1 + len(match["hashes"])
        text = source[match.start() : end]
        if match["word"]:
            out.append(text)
        elif match["comment"] or match["block"]:
            out.append(spaces(text))
        else:
            out.append('"' + spaces(text[1:-1]) + '"')
        at = end
    out.append(source[at:])
    return "".join(out)


def spaces(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def block_end(source: str, at: int) -> int:
    depth = 0
    for match in re.finditer(r"/\*|\*/", source[at:]):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return at + match.end()
    return len(source)


TESTS = re.compile(r"#\[cfg\((?:test|all\(test\b[^\]]*)\)\]")


def without_tests(code_text: str) -> tuple[str, set[str]]:
    """The code with spaces for items under `#[cfg(test)]`, and the names of modules among these that are files."""
    modules: set[str] = set()
    while match := TESTS.search(code_text):
        end = item_end(code_text, match.end())
        item = code_text[match.end() : end]
        if module := re.match(r"(?:\s|#\[[^\]]*\])*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;", item):
            modules.add(module[1])
        code_text = code_text[: match.start()] + spaces(code_text[match.start() : end]) + code_text[end:]
    return code_text, modules


def item_end(text: str, at: int) -> int:
    """Where an item ends: behind its `;`, or its braces. Attributes before it are a part of it."""
    depth = 0
    for match in re.finditer(r"[\[({})\];,]", text[at:]):
        character = match[0]
        if character in "[({":
            depth += 1
        elif character in "])}":
            depth -= 1
            if depth < 0:
                return at + match.start()
            if depth == 0 and character == "}":
                return at + match.end()
        elif depth == 0:
            return at + match.end()
    return len(text)


def module_files(crate: str) -> dict[Path, str]:
    """The code of every source file of a crate that is no test."""
    files: dict[Path, str] = {}
    waiting = [ROOT / crate / "src/lib.rs"]
    while waiting:
        file = waiting.pop()
        text, _ = without_tests(code(file.read_text()))
        files[file] = text
        waiting += [child for _, child in children(file, text)]
    return files


MODULE = re.compile(r"^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;", re.MULTILINE)


def children(file: Path, text: str) -> list[tuple[str, Path]]:
    """The modules of a file that are files themselves."""
    folder = file.parent if file.name in ("lib.rs", "main.rs", "mod.rs") else file.with_suffix("")
    names = [match[1] for match in MODULE.finditer(text)]
    return [(name, folder / f"{name}.rs") for name in names if (folder / f"{name}.rs").exists()]
