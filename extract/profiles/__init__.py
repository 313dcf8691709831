"""Profiles: what is particular to a force, as data.

A profile is a TOML file: the force's names, its plan, its places, its partners, themes
and abbreviations. What all forces share stands in `national.toml`, which every profile
extends, the vocabulary of the field in `concepts.toml`, and the names of the country's forces
in `forces.toml`. A new force is one more file, here or wherever the user keeps it.
"""

from __future__ import annotations

from extract.profiles.loading import known_profiles, load_profile
from extract.profiles.model import Concept, Era, Force, Organisation, Profile, Theme, Vocabulary

__all__ = [
    "Concept",
    "Era",
    "Force",
    "Organisation",
    "Profile",
    "Theme",
    "Vocabulary",
    "known_profiles",
    "load_profile",
]
