"""What may leave an edition, as a file to hand out."""

import io
import json

import benchmarks
from benchmarks import Edition

JSON_FORMAT = "benchmark-publication/1"


def publication(edition: Edition, suffix: str) -> tuple[bytes, int]:
    """The published table as .csv, .json or .parquet, and how many rows it has.

    JSON says which edition it is of; the other two say it in columns of their own.
    """
    table = benchmarks.published(edition)
    if suffix == ".json":
        rows = json.loads(table.to_json(orient="records"))
        cited = {key: edition.header[key] for key in ("line", "track", "number", "built_on", "synthetic")}
        content = {"format": JSON_FORMAT, "edition": {**cited, "digest": edition.digest}, "rows": rows}
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode(), len(rows)
    name = f"{edition.line}-{edition.track}-{edition.number}"
    told = table.assign(edition=name, digest=edition.digest, synthetic=edition.synthetic)
    if suffix == ".csv":
        return told.to_csv(index=False, lineterminator="\n").encode(), len(told)
    packed = io.BytesIO()
    told.to_parquet(packed, index=False)
    return packed.getvalue(), len(told)
