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
    home = folder.parent / "home"
    if name in ("edition", "frozen", "verified", "standing", "bandwidth"):
        from tools.bench_editions import ours

        ours.edition(folder, facts["size"], facts["kind"]) if name == "edition" else getattr(ours, name)(
            folder
        )
    elif name in ("fill", "rows"):
        from tools.bench_editions import database

        database.fill(home, facts["size"], facts["kind"]) if name == "fill" else database.rows(
            home, facts["size"]
        )
    elif name == "pandas":
        from tools.bench_editions.baselines import pandas

        pandas(folder, facts["way"])
    else:
        from tools.bench_editions.baselines import duckdb

        duckdb(folder, facts["way"], facts["threads"], facts["memory"])


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
