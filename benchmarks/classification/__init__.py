"""Where an organisation belongs: industry (ISIC Rev. 4), place (ISO 3166, UN M49) and size (head count).

Codes of other industry classifications are read as ISIC Rev. 4 (`schemes`), countries by any of their usual
names (`places`), and everything has a name in three languages (`naming`).
"""

from benchmarks.classification.faults import NoSection, UnknownCode
from benchmarks.classification.industries import divisions, industry, section_of, sections
from benchmarks.classification.lists import (
    LANGUAGES,
    WORLD,
    Country,
    Industry,
    Language,
    Province,
    Region,
    versions,
)
from benchmarks.classification.naming import SIZE_NAMES, geography_name, industry_name, size_name
from benchmarks.classification.places import (
    OWN_CODE_IN_CHINA,
    countries,
    country,
    country_named,
    place,
    provinces,
    regions,
    subregions,
    widening,
)
from benchmarks.classification.schemes import SCHEMES, Correspondence, correspondence, section
from benchmarks.classification.sizes import SIZE_BANDS, require_size, size_band

__all__ = [
    "LANGUAGES",
    "OWN_CODE_IN_CHINA",
    "SCHEMES",
    "SIZE_BANDS",
    "SIZE_NAMES",
    "WORLD",
    "Correspondence",
    "Country",
    "Industry",
    "Language",
    "NoSection",
    "Province",
    "Region",
    "UnknownCode",
    "correspondence",
    "countries",
    "country",
    "country_named",
    "divisions",
    "geography_name",
    "industry",
    "industry_name",
    "place",
    "provinces",
    "regions",
    "require_size",
    "section",
    "section_of",
    "sections",
    "size_band",
    "size_name",
    "subregions",
    "versions",
    "widening",
]
