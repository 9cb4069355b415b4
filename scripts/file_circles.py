#!/usr/bin/env python3
"""Circles of files in the crates: files that need each other. Exit status 1 if there are any.

A file needs another when a path in it leads to an item that the other defines. Re-exports are followed to the definition,
and are no need by themselves; `mod` lines and tests are none either.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from rust_source import CRATES, ROOT, children, code, item_end, without_tests

ITEM = re.compile(
    r"\b(?:struct|enum|union|trait|type|static|const|fn|macro_rules!)\s+(?:mut\s+|unsafe\s+|async\s+|extern\s+\"[^\"]*\"\s+|fn\s+)*(\w+)"
)
INLINE_MODULE = re.compile(r"\bmod\s+(\w+)\s*\{")
MODULE_LINE = re.compile(r"\bmod\s+\w+\s*;")
USE = re.compile(r"(?P<visible>\bpub(?:\([^)]*\))?\s+)?\buse\s+(?P<tree>[^;]*);")
PATH = re.compile(r"(?<![\w:.])(\$?[A-Za-z_]\w*(?:\s*::\s*\w+)+)")
NAME = re.compile(r"(?<![\w:.])([A-Za-z_]\w*)")


@dataclass
class Module:
    file: Path
    path: tuple[str, ...]
    parent: "Module | None"
    body: str = ""
    modules: dict[str, "Module"] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    imports: dict[str, list[str]] = field(default_factory=dict)
    globs: list[list[str]] = field(default_factory=list)
    reexported: set[str] = field(default_factory=set)

    def root(self) -> "Module":
        return self.parent.root() if self.parent else self


def load(file: Path, path: tuple[str, ...], parent: Module | None) -> Module:
    text, _ = without_tests(code(file.read_text()))
    module = inside(text, file, path, parent)
    for name, child in children(file, text):
        module.modules[name] = load(child, (*path, name), module)
    return module


def inside(text: str, file: Path, path: tuple[str, ...], parent: Module | None) -> Module:
    module = Module(file, path, parent)
    while match := INLINE_MODULE.search(text):
        end = item_end(text, match.start())
        module.modules[match[1]] = inside(text[match.end() : end - 1], file, (*path, match[1]), module)
        text = text[: match.start()] + text[end:]
    for match in USE.finditer(text):
        for name, target in leaves(match["tree"]):
            if name == "*":
                module.globs.append(target)
            else:
                module.imports[name] = target
                if match["visible"]:
                    module.reexported.add(name)
    module.body = MODULE_LINE.sub(" ", USE.sub(" ", text))
    module.items = {match[1] for match in ITEM.finditer(module.body)}
    return module


def leaves(tree: str) -> list[tuple[str, list[str]]]:
    """The names that a use tree brings in, each with its path; `*` for a glob."""
    tree = tree.strip()
    if "{" in tree:
        head, rest = tree.split("{", 1)
        prefix = [part.strip() for part in head.split("::") if part.strip()]
        parts, depth, start = [], 0, 0
        rest = rest.rsplit("}", 1)[0]
        for at, character in enumerate(rest + ","):
            depth += (character == "{") - (character == "}")
            if character == "," and depth == 0:
                parts.append(rest[start:at])
                start = at + 1
        return [(name, prefix + path) for part in parts if part.strip() for name, path in leaves(part)]
    path, _, alias = (part.strip() for part in tree.partition(" as "))
    segments = [part.strip() for part in path.split("::") if part.strip()]
    if segments[-1] == "*":
        return [("*", segments[:-1])]
    if segments[-1] == "self":
        segments.pop()
    return [(alias or segments[-1], segments)] if segments else []


def resolve(module: Module, segments: list[str], seen: frozenset = frozenset(), local: bool = True) -> Module | None:
    """The module that defines what a path leads to, or that it names; `None` outside of the crate."""
    if (id(module), tuple(segments), local) in seen:
        return None
    seen |= {(id(module), tuple(segments), local)}
    while segments:
        first, *rest = segments
        if local and first in ("crate", "$crate"):
            module = module.root()
        elif first == "self":
            pass
        elif first == "super":
            if not module.parent:
                return None
            module = module.parent
        elif first in module.modules:
            module = module.modules[first]
        elif first in module.items:
            return module
        elif first in module.imports:
            return resolve(module, module.imports[first] + rest, seen)
        else:
            for glob in module.globs:
                # Not while this glob itself is looked up.
                looking = (id(module), tuple(glob), "glob")
                if looking not in seen and (found := resolve(module, glob + segments, seen | {looking})):
                    return found
            return None
        segments, local = rest, first in ("crate", "$crate", "self", "super")
    return module


def needs(module: Module) -> set[Path]:
    """The files whose items a module names."""
    found = set()
    names = {match[1] for match in NAME.finditer(module.body)}
    targets = [path for name, path in module.imports.items() if name not in module.reexported or name in names]
    paths = [re.split(r"\s*::\s*", match[1]) for match in PATH.finditer(module.body)]
    paths += [[*glob, name] for glob in module.globs for name in names if name not in module.items]
    for path in targets + paths:
        target = resolve(module, path)
        # A path that ends at a module names nothing in it yet: what is written behind its name does.
        ends_at_module = target is not None and target.path[-1:] == tuple(path[-1:])
        if target and target.file != module.file and not ends_at_module:
            found.add(target.file)
    return found


def every(module: Module) -> list[Module]:
    return [module] + [inner for child in module.modules.values() for inner in every(child)]


def circles(graph: dict[Path, set[Path]]) -> list[list[Path]]:
    """Strongly connected components of more than one file (Tarjan)."""
    number: dict[Path, int] = {}
    low: dict[Path, int] = {}
    stack: list[Path] = []
    found = []

    def visit(file: Path) -> None:
        number[file] = low[file] = len(number)
        stack.append(file)
        for other in sorted(graph.get(file, ())):
            if other not in number:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], number[other])
        if low[file] == number[file]:
            at = stack.index(file)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for file in sorted(graph):
        if file not in number:
            visit(file)
    return found


def main() -> None:
    sys.setrecursionlimit(10_000)
    total = 0
    for crate in CRATES:
        graph: dict[Path, set[Path]] = {}
        for module in every(load(ROOT / crate / "src/lib.rs", (), None)):
            graph.setdefault(module.file, set()).update(needs(module))
        found = circles(graph)
        total += len(found)
        print(f"{crate}: {len(graph)} files, {sum(map(len, graph.values()))} needs, {len(found)} circles")
        for circle in found:
            print(f"  {len(circle)} files")
            for file in circle:
                inner = sorted(other.relative_to(ROOT / crate / "src").as_posix() for other in graph[file] & set(circle))
                print(f"    {file.relative_to(ROOT / crate / 'src')} -> {', '.join(inner)}")
    sys.exit(total > 0)


if __name__ == "__main__":
    main()
