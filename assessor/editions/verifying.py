"""Whether an edition is still what was built: its files, its counts, and the guard over its history."""

import benchmarks
from assessor.editions.queries import editions_root
from assessor.models import Edition


def problems_of(row: Edition) -> list[str]:
    """What is wrong with an edition, a line for each problem; nothing where it is as it was built."""
    folder = editions_root() / row.folder
    try:
        edition = benchmarks.verify(folder)
    except benchmarks.EditionDamaged as error:
        return [f"{row.name}: {problem}" for problem in error.problems]
    except benchmarks.DisclosureRefused as error:
        return [f"{row.name}: {error}"]
    if edition.digest != row.digest:
        recorded = f"{row.digest[:12]}, recorded when it was built"
        return [f"{row.name}: its digest {edition.digest[:12]} is not {recorded}"]
    return []
