#!/usr/bin/env python3
"""Lines of the crates' sources without blank lines, comments and tests; `--files` lists the files, longest first."""

import sys

from rust_source import CRATES, ROOT, module_files


def main() -> None:
    total_files = total = 0
    every = []
    print(f"{'crate':16} {'files':>6} {'lines':>7}")
    for crate in CRATES:
        counts = {file: sum(1 for line in text.split("\n") if line.strip()) for file, text in module_files(crate).items()}
        every += [(count, file.relative_to(ROOT)) for file, count in counts.items()]
        print(f"{crate:16} {len(counts):6} {sum(counts.values()):7}")
        total_files, total = total_files + len(counts), total + sum(counts.values())
    print(f"{'all':16} {total_files:6} {total:7}")
    if "--files" in sys.argv:
        for count, file in sorted(every, reverse=True):
            print(f"{count:6} {file}")


if __name__ == "__main__":
    main()
