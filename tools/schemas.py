"""Writes the JSON Schemas that the documentation links to."""

import json
from pathlib import Path

from assessor.reports import exchange
from criteria import schema

DOCS = Path(__file__).parent.parent / "docs"


def schemas() -> dict[Path, str]:
    """Each schema file and what it says."""
    found = {"result.schema.json": exchange.json_schema(), "pack.schema.json": schema.json_schema()}
    return {
        DOCS / name: json.dumps(value, indent=1, ensure_ascii=False) + "\n" for name, value in found.items()
    }


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
        print(path.name)
