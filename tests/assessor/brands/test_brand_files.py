"""Brand files: what a good one gives, and every fault of a bad one at once, with its line."""

import pytest

from assessor.brands.brand import DEFAULT
from assessor.brands.operations import brand_of, clear_brand, set_brand
from assessor.brands.reading import BrandInvalid, read_brand
from tests.assessor.brands.pictures import SHAPE, SOUND, svg

GOOD = """\
name: Example Certification Body
kind: certification body
primary: "#4A1D5C"
accent: "#8a3a10"
logo: logo.svg
confidentiality: Confidential
prepared_by: Assessment unit
footer: Example Certification Body, 1 Example Street
distribution: [Board, Quality manager]
"""


def written(tmp_path, text, logo=None):
    (tmp_path / "logo.svg").write_bytes(logo or svg(SHAPE))
    (tmp_path / "logo.png").write_bytes(SOUND)
    (tmp_path / "brand.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "brand.yaml"


def refused(tmp_path, text):
    with pytest.raises(BrandInvalid) as error:
        read_brand(written(tmp_path, text))
    return [str(fault) for fault in error.value.faults]


def test_a_good_one(tmp_path):
    brand = read_brand(written(tmp_path, GOOD))
    assert (brand.name, brand.kind) == ("Example Certification Body", "certification body")
    assert (brand.primary, brand.accent) == ("#4a1d5c", "#8a3a10")
    assert (brand.confidentiality, brand.prepared_by) == ("Confidential", "Assessment unit")
    assert brand.distribution == ("Board", "Quality manager")
    assert brand.logo.startswith('<img src="data:image/svg+xml;base64,')
    assert 'alt="Example Certification Body"' in brand.logo


def test_a_name_and_a_kind_are_enough(tmp_path):
    brand = read_brand(written(tmp_path, "name: Example\nkind: client\n"))
    assert (brand.primary, brand.accent, brand.logo) == (DEFAULT.primary, DEFAULT.accent, None)


def test_the_name_cannot_leave_its_attribute(tmp_path):
    brand = read_brand(written(tmp_path, "name: '\"><script>'\nkind: client\nlogo: logo.png\n"))
    assert brand.logo.endswith('alt="&#34;&gt;&lt;script&gt;">')


def test_warnings_look_the_same_whoever_prints(tmp_path):
    brand = read_brand(written(tmp_path, GOOD))
    assert (brand.alert, brand.ink, brand.muted) == (DEFAULT.alert, DEFAULT.ink, DEFAULT.muted)
    assert brand.tint != DEFAULT.tint


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("name:", "brand.yaml:1: name: found nothing"),
        ("name: [a]", "name: found ['a']"),
        (f"name: {'x' * 121}", "name: found 121 characters; allowed: at most 120"),
        ('name: "a\\nb"', "name: found a line break"),
        ('name: "a\\x07b"', "name: found the character U+0007"),
        ("kind: klient", "kind: found 'klient'; allowed: one of certification body, consultancy, client"),
        ("kind:", "kind: found nothing"),
        ("primary: #4a1d5c", 'primary: found nothing; allowed: a colour as "#rrggbb", in quotes'),
        ("primary: purple", "primary: found 'purple'"),
        ('primary: "#fff"', "primary: found '#fff'"),
        ('primary: "#4a1d5c; background: url(x)"', "primary: found '#4a1d5c; background: url(x)'"),
        ("primary: 112233", "primary: found '112233'"),
        ("accent: {a: b}", "accent: found {'a': 'b'}"),
        ("logo: ../logo.svg", "allowed: the name of a file beside this one"),
        ("logo: /etc/passwd", "allowed: the name of a file beside this one"),
        ("logo: missing.svg", "logo: found missing.svg: No such file"),
        ("logo: brand.yaml", "neither"),
        ("logo: [a, b]", "logo: found ['a', 'b']"),
        (f"confidentiality: {'x' * 41}", "at most 40"),
        ('footer: "a\\nb"', "footer: found a line break"),
        ("distribution: Board", "distribution: found no list"),
        ("distribution: [Board, '']", "distribution.1: found nothing"),
        ("distribution: [[Board]]", "distribution.0: found ['Board']"),
        (f"distribution: [{', '.join('x' * 51)}]", "distribution: found 51 items"),
        ("fotter: x", "perhaps footer"),
        ("name: again\nname: twice", "found the key twice"),
        ("name: &a x", "found the anchor &a"),
        ("name: !!python/object:os.system x", "found the tag"),
    ],
)
def test_each_fault_is_named(tmp_path, line, said):
    key = line.partition(":")[0]
    lines = [kept for kept in GOOD.splitlines() if not kept.startswith(f"{key}:")]
    assert any(said in fault for fault in refused(tmp_path, "\n".join([line, *lines]))), said


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(tmp_path):
    (fault,) = refused(tmp_path, GOOD.replace('"#8a3a10"', '"#ffd500"'))
    assert fault == (
        "brand.yaml:4: accent: found #ffd500, with a contrast of 1.34:1 on #fff9d9; "
        "allowed: at least 4.5:1, for which #7b6700 is the nearest darker colour"
    )
    assert read_brand(written(tmp_path, GOOD.replace('"#8a3a10"', '"#7b6700"'))).accent == "#7b6700"


def test_a_primary_colour_must_be_read_on_the_accents_ground(tmp_path):
    """On white it could be read; on the chosen row of a table, a mixture of the accent, it cannot."""
    (fault,) = refused(tmp_path, "name: A\nkind: client\nprimary: '#747474'\naccent: '#000000'\n")
    assert "#747474, with a contrast of 3.3" in fault
    assert "on #d9d9d9" in fault


def test_all_faults_at_once(tmp_path):
    faults = refused(tmp_path, 'kind: x\nprimary: "#eeeeee"\nlogo: ../x\nfotter: y\ndistribution: z\n')
    assert len(faults) == 6
    assert {fault.split(": ")[1] for fault in faults} == {
        *("name", "kind", "primary", "logo", "fotter", "distribution")
    }


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text", "a: b: c", "\x00"])
def test_what_is_no_brand_at_all(tmp_path, text):
    assert refused(tmp_path, text)


# --- recorded -----------------------------------------------------------------------------------------


def test_what_was_set_comes_back_whole(tmp_path, local):
    brand = read_brand(written(tmp_path, GOOD))
    assert brand_of(local.id) is None
    set_brand(local, brand)
    assert brand_of(local.id) == brand


def test_a_second_one_takes_the_place_of_the_first(tmp_path, local):
    set_brand(local, read_brand(written(tmp_path, GOOD)))
    plain = read_brand(written(tmp_path, "name: Other\nkind: client\n"))
    set_brand(local, plain)
    assert brand_of(local.id) == plain


def test_a_brand_is_its_tenants_alone(tmp_path, local, stranger):
    set_brand(local, read_brand(written(tmp_path, GOOD)))
    assert brand_of(stranger.id) is None
    assert not clear_brand(stranger)
    assert brand_of(local.id) is not None
    assert clear_brand(local)
    assert brand_of(local.id) is None
