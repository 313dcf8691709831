"""Profiles: those that ship, one of the user's, the generic one, and every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.profiles import known_profiles, load_profile
from quarterline.errors import ProfileError

KENT = Path(__file__).parent / "data" / "kent.toml"


def test_essex_has_its_fourteen_districts_by_area() -> None:
    gazetteer = load_profile("essex police").gazetteer
    districts = {
        area: {p.name for p in gazetteer if p.kind == "district" and p.parent == area}
        for area in ("North LPA", "South LPA", "West LPA")
    }
    assert districts == {
        "North LPA": {
            "Braintree",
            "Uttlesford",
            "Chelmsford",
            "Maldon",
            "Colchester",
            "Tendring",
        },
        "South LPA": {"Basildon", "Castle Point", "Rochford", "Southend"},
        "West LPA": {"Brentwood", "Epping Forest", "Harlow", "Thurrock"},
    }
    assert gazetteer.up("Jaywick") == ("Tendring", "North LPA")
    assert sum(p.kind in ("town", "site") for p in gazetteer) >= 150


def test_a_force_is_found_by_any_of_its_names() -> None:
    assert load_profile("Essex") is load_profile("ESSEX  Police")
    assert [p.force for p in known_profiles()] == ["Essex Police"]


def test_an_unknown_force_gets_what_all_forces_share() -> None:
    profile = load_profile("Ruritania Constabulary")
    assert profile.force == "" and list(profile.gazetteer) == []
    assert profile.abbreviations["NCA"] == "National Crime Agency"
    assert "county lines" in {t.name for t in profile.themes}
    assert "British Transport Police" in {o.name for o in profile.organisations}


def test_a_new_force_is_a_file_and_no_code() -> None:
    profile = load_profile(KENT)
    assert profile.force == "Kent Police"
    assert load_profile(str(KENT)).force == "Kent Police"
    assert load_profile("Kent", extra=[KENT]).gazetteer.up("Bluewater") == (
        "Dartford",
        "North Division",
    )
    assert profile.abbreviations["VRU"] == "Violence Reduction Unit"
    assert profile.abbreviations["NCA"] == "National Crime Agency"
    assert "Police and Crime Plan" in profile.plans and "Making Kent Safer" in profile.plans


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("force = ", r"bad\.toml is no TOML file"),
        ('aliases = ["X"]', r"bad\.toml: field 'force' is missing"),
        ("force = 3", r"bad\.toml: field 'force' is 3; expected some text"),
        ('force = "X"\naliases = "Y"', r"field 'aliases' is 'Y'; expected a list of texts"),
        ('force = "X"\ntheme = []', r"field 'theme' is \[\]; expected one of abbreviations"),
        ('force = "X"\n[[areas]]\nkind = "lpa"', r"field 'areas\[0\]\.name' is None"),
        (
            'force = "X"\n[[areas]]\nname = "A"\nkind = "region"',
            r"field 'areas\[0\]\.kind' is 'region'; expected one of force, lpa",
        ),
        (
            'force = "X"\n[[areas]]\nname = "A"\nparent = "B"',
            r"field 'areas': place 'A' lies in 'B'",
        ),
        (
            'force = "X"\n[[areas]]\nname = "A"\ntowns = ["T", "T"]',
            r"field 'areas\[0\]' names the place 'T' a second time",
        ),
        (
            'force = "X"\n[[organisations]]\nname = "Y Council"\nplace = "Y"',
            r"field 'organisations\[0\]\.place' is 'Y'",
        ),
        ('force = "X"\nareas = 4', r"field 'areas' is 4; expected a list of tables"),
        ('force = "X"\nareas = [4]', r"field 'areas\[0\]' is 4; expected a table"),
        ('force = "X"\n[abbreviations]\nA = 4', r"field 'abbreviations\.A' is 4"),
    ],
)
def test_a_fault_names_file_and_field(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProfileError, match=message):
        load_profile(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.toml cannot be read"):
        load_profile(tmp_path / "none.toml")
