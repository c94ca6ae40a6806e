"""Run every benchmark in a process of its own and write docs/performance.md."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.harness import ROOT, Section, machine

MODULES = ["deposit", "posting", "verifying", "reads", "pages", "import_preview"]


def main() -> None:
    chosen = sys.argv[1:] or MODULES
    sections = []
    for name in chosen:
        print(f"{name} …", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", "--json"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        sections += [Section(**section) for section in json.loads(done.stdout.splitlines()[-1])]
        print("\n".join(section.markdown() for section in sections[-3:]), flush=True)
    if chosen == MODULES:
        text = "\n".join(
            [
                "# Performance",
                "",
                "Written by `make bench`; do not edit.",
                "",
                machine(),
                "",
                *(s.markdown() for s in sections),
            ]
        )
        (ROOT / "docs" / "performance.md").write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
