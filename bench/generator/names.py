"""Names of a fictional county: places, teams and operations. None is meant to exist."""

from __future__ import annotations

import random
from dataclasses import dataclass

from quarterline.places import Place

_STEMS = (
    "Ambrel Brask Corvel Dorrim Eskin Fallow Garrin Hesker Ilver Kestren Lorvin Mirren Norvel "
    "Oster Pellan Quarren Rusken Sarrow Tollan Umber Varden Wexen Yorrel Zenning Aldrin Bexmar "
    "Cravel Dunmer Ettle Farrow Gissel Holver Innis Jessel Kellan Lunter Marlin Nessel Orrin "
    "Pardle Ravel Selder Thessel Ursel Vennel Withel Ashkel Birchel Cobbel Dellan"
).split()
_ENDINGS = (
    "bury combe dale den field ford ham hurst leigh low mere moor stead stoke thorpe ton wick "
    "worth wood gate bridge by"
).split()
_BEFORE = ("Great", "Little", "Upper", "Nether", "East", "West", "Long", "Old")
_AFTER = ("Bay", "Green", "Heath", "Cross", "Quay", "Vale", "Magna", "Regis")
_COUNTY_ENDINGS = ("shire", "mark", "land", "fold")
_AREAS = (
    ("North", "South", "West"),
    ("North", "Central", "South", "East"),
    ("Coast", "Vale"),
    ("Eastern", "Western", "Northern"),
    ("City", "Downs", "Forest"),
)
_SCHEMES = ("LPA", "LPA", "Division", "Policing Area")
OPERATION_WORDS = (
    "ALABASTER ALDER AMBERGRIS ANCHOR ANTLER APRICOT ARCHWAY ASTER BADGER BALLAST BANJO BANYAN "
    "BARLEY BASALT BEACON BEECH BELLOWS BERYL BIRCH BISON BRACKEN BRAMBLE BREAKER BUTTRESS "
    "CALIPER CANDLE CANOPY CARAWAY CEDAR CHARCOAL CHISEL CINNAMON CITADEL CLOVER COBALT COMET "
    "CORAL CORMORANT COURIER CURLEW CYPRESS DAFFODIL DAMSON DERRICK DIPPER DOVETAIL DRIFTWOOD "
    "EIDER ELDERBERRY EMBER ENSIGN ERMINE FATHOM FENNEL FERRET FINCH FLAGSTONE FLINT FOXGLOVE "
    "FULCRUM FURLONG GANNET GARNET GENTIAN GIMLET GINGER GIRDER GOSHAWK GRANITE GRAPNEL HARRIER "
    "HAWTHORN HAZEL HERON HICKORY HOLLY HORNBEAM HYSSOP IBEX INDIGO IRONWOOD IVORY JACKDAW "
    "JASMINE JASPER JUNIPER KEEL KESTREL KINGFISHER LANTERN LARCH LAUREL LAVENDER LICHEN LINDEN "
    "LINNET LODESTAR LYNX MAGNOLIA MALLARD MALLET MAPLE MARIGOLD MARLIN MERLIN MILLSTONE MISTRAL "
    "MORTAR MULBERRY NETTLE NIGHTJAR NUTMEG OAKLEAF OBELISK OCARINA OSPREY OTTER PADDOCK PARSLEY "
    "PELICAN PEWTER PILLAR PINNACLE PIPIT PLOVER POPLAR PRIMROSE QUARRY QUARTZ QUILL RAFTER "
    "REDSHANK REDWOOD RIVET ROSEMARY ROWAN RUDDER SABLE SADDLE SAFFRON SANDPIPER SAPPHIRE "
    "SEXTANT SICKLE SLATE SORREL SPANNER SPARROW SPINDLE SPRUCE STARLING STURGEON SYCAMORE TALLOW "
    "TAMARIND TANAGER TEAL TERN THIMBLE THISTLE THYME TIMBER TOPAZ TREFOIL TRELLIS TURNSTONE "
    "TURRET UMBRELLA VELLUM VERBENA VIADUCT VIOLET WAGTAIL WALNUT WAXWING WEASEL WHEATEAR WILLOW "
    "WOODCOCK WREN YARROW YEW ZINC ZITHER"
).split()


@dataclass(frozen=True, slots=True)
class County:
    """A county: its force's full name, and its places as a gazetteer holds them."""

    name: str
    force: str
    places: tuple[Place, ...]
    areas: tuple[str, ...]
    districts: tuple[str, ...]

    def within(self, place: str) -> tuple[str, ...]:
        """The place and those in which it lies, widest first, the force left out."""
        by_name = {p.name: p for p in self.places}
        chain = []
        while place and by_name[place].kind != "force":
            chain.append(place)
            place = by_name[place].parent
        return tuple(reversed(chain))


def make_county(rng: random.Random) -> County:
    """A county of two to four areas, each of districts, each of towns."""
    used: set[str] = set()

    def stem_name() -> str:
        while True:
            name = rng.choice(_STEMS) + rng.choice(_ENDINGS)
            if name not in used:
                used.add(name)
                return name

    def place_name() -> str:
        name, choice = stem_name(), rng.random()
        if choice < 0.15:
            return f"{rng.choice(_BEFORE)} {name}"
        return f"{name} {rng.choice(_AFTER)}" if choice < 0.3 else name

    county = rng.choice(_STEMS) + rng.choice(_COUNTY_ENDINGS)
    force = f"{county} {rng.choice(('Police', 'Police', 'Constabulary'))}"
    scheme = rng.choice(_SCHEMES)
    places = [Place(force, "force", "", (county,))]
    areas, districts = [], []
    for word in rng.choice(_AREAS):
        area = f"{word} {scheme}"
        areas.append(area)
        other = (f"{word} Local Policing Area",) if scheme == "LPA" else ()
        places.append(Place(area, "lpa", force, other))
        for _ in range(rng.randint(2, 4)):
            district = place_name()
            districts.append(district)
            places.append(Place(district, "district", area))
            places += [Place(place_name(), "town", district) for _ in range(rng.randint(2, 4))]
    return County(county, force, tuple(places), tuple(areas), tuple(districts))


def profile_values(county: County) -> dict[str, object]:
    """The county as a force's profile, in the fields of a profile file."""
    areas: list[dict[str, object]] = []
    for place in county.places:
        if place.kind in ("lpa", "district"):
            towns = [p.name for p in county.places if p.kind == "town" and p.parent == place.name]
            areas.append(
                {
                    "name": place.name,
                    "kind": place.kind,
                    "parent": place.parent,
                    "aliases": list(place.aliases),
                    "towns": towns,
                }
            )
    return {"force": county.force, "aliases": [county.name], "areas": areas}
