"""Writes what the documentation has from code and pack: JSON Schemas, and the model as a document.

python -m tools.generated
"""

import json
from pathlib import Path

from assessor.reports import exchange
from assessor.reports.model_markdown import markdown
from criteria import guide_schema
from criteria.registry import load

DOCS = Path(__file__).parent.parent / "docs"


def generated() -> dict[Path, str]:
    """Each generated file and what it says."""
    schemas = {"result.schema.json": exchange.json_schema(), "pack.schema.json": guide_schema.json_schema()}
    files = {name: json.dumps(value, indent=1, ensure_ascii=False) + "\n" for name, value in schemas.items()}
    files["model.md"] = markdown(load("cmc"), "en")
    files["model.zh-Hans.md"] = markdown(load("cmc"), "zh-Hans")
    return {DOCS / name: text for name, text in files.items()}


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(path.name)
