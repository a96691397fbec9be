"""One measurement in this process: python -m tools.bench_editions.job '{"name": "frozen", ...}'"""

import json
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 3
"""The exit code of a measurement that its limit of memory was not enough for."""


def run(name: str, folder: Path, facts: Mapping[str, Any]) -> None:
    """Measure one thing. Imports only what it needs, so that nothing else is in its memory."""
    home, drawn = folder.parent / "home", (facts["size"], facts["kind"])
    match name:
        case "fill" | "rows":
            from tools.bench_editions import database

            database.fill(home, *drawn) if name == "fill" else database.rows(home, facts["size"])
        case "pandas" | "duckdb":
            from tools.bench_editions import baselines

            settings = (facts["threads"], facts["memory"]) if name == "duckdb" else ()
            getattr(baselines, name)(folder, facts["way"], *settings)
        case _:
            from tools.bench_editions import ours

            getattr(ours, name)(folder, *(drawn if name == "edition" else ()))


def main() -> int:
    """Run one job within its limit of memory."""
    facts = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_DATA, (facts["memory"], facts["memory"]))
    try:
        run(facts["name"], Path(facts["folder"]), facts)
    except MemoryError as error:
        print(error, file=sys.stderr)
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
