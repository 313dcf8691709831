"""Wordings of statements about a quarter's figures: at least twelve of each kind.

Slots in capitals are figures: L the level, B the baseline, C the change, P the percentage
change (B2, C2, P2 against the same quarter of the year before), S a share, N its count, W
the whole, R a rate per day. The others are words; see `bench.generator.slots`.
"""

from __future__ import annotations

LEVEL = (
    "{L} {noun} {were} {done} {in_q}.",
    "{in_q}, {L} {noun} {were} {done}.",
    "a total of {L} {noun} {were} {done} {in_q}.",
    "{agent} {done} {L} {noun} {in_q}.",
    "{in_q} {agent} {done} {L} {noun}.",
    "{q} saw {L} {noun} {done}.",
    "{total} {in_q} was {L}.",
    "{total} came to {L} {in_q}.",
    "{L} {noun} {have} been {done} {in_q}, and the work goes on.",
    "there {were} {L} {noun} {done} {in_q}.",
    "figures for {q} show {L} {noun} {done}.",
    "{thing} {done} {in_q} totalled {L}.",
    "across the county {L} {noun} {were} {done} {in_q}.",
    "in all, {L} {noun} {were} {done} {in_q}, which reflects sustained effort by the teams.",
    "partners have been told that {L} {noun} {were} {done} {in_q}.",
)

LEVEL_BASELINE = (
    "{L} {noun} {were} {done} {in_q}, {up} from {B} {at_base}.",
    "{L} {noun} {were} {done} {in_q} compared with {B} {at_base}.",
    "{in_q}, {L} {noun} {were} {done}, against {B} {at_base}.",
    "{thing} {done} {rose} from {B} {at_base} to {L} {in_q}.",
    "{total} {rose} to {L} {in_q} from {B} {at_base}.",
    "{total} {in_q} was {L}; {at_base} it was {B}.",
    "{agent} {done} {L} {noun} {in_q}, {higher} than the {B} of {base}.",
    "{at_base} {B} {noun} {were} {done}; {in_q} the figure {rose} to {L}.",
    "there {were} {L} {noun} {done} {in_q}, where {base} had {B}.",
    "{L} {noun} {were} {done} {in_q} ({base}: {B}).",
    "{thing} {have} {risen}, with {L} {done} {in_q} as opposed to {B} {at_base}.",
    "from {B} {at_base}, {total} went {up} to {L} {in_q}.",
    "the trend is {up}: {L} {noun} {were} {done} {in_q} and {B} {at_base}.",
    "{q} closed with {L} {noun} {done}, set against {B} {at_base}.",
)

LEVEL_CHANGE = (
    "{L} {noun} {were} {done} {in_q}, {a_rise} of {C} ({P}) on {base}.",
    "{in_q} {agent} {done} {L} {noun}. This is {a_rise} of {P} on {base}, or {C} {more}.",
    "{L} {noun} {were} {done} {in_q}: {C} {more} than {at_base}, {up} {P}.",
    "{total} {in_q} was {L}, {up} by {C} ({P}) on {base}.",
    "compared with {base}, {thing} {done} {rose} by {C} ({P}) to {L} {in_q}.",
    "{thing} {done} {in_q} {rose} by {P} to {L}, {C} {more} than {at_base}.",
    "there {were} {L} {noun} {done} {in_q}, {C} ({P}) {more} than {at_base}.",
    "at {L}, {total} {in_q} was {P} {higher} than {at_base}, a difference of {C}.",
    "{total} {rose} {P} on {base} to reach {L} {in_q} ({C} {more}).",
    "{L} {noun} {were} {done} {in_q}. Measured against {base} that is {C} {more}, or {P} {up}.",
    "{agent} {done} {L} {noun} {in_q} ({up} {C}, {P}, on {base}).",
    "{q} brought {L} {noun}, which is {C} {more} than {base} and {a_rise} of {P}.",
    "with {L} {noun} {done} {in_q}, the change from {base} was {C}: {a_rise} of {P}.",
)

LEVEL_BASELINE_CHANGE = (
    "{L} {noun} {were} {done} {in_q} compared with {B} {at_base}, {a_rise} of {C} ({P}).",
    "{L} {noun} {were} {done} {in_q}, {up} from {B} {at_base} ({up} {C}, {P}).",
    "{total} {rose} from {B} {at_base} to {L} {in_q}, {a_rise} of {C} or {P}.",
    "{in_q}, {L} {noun} {were} {done} against {B} {at_base}. This equates to {a_rise} of {P}.",
    "{L} {noun} {were} {done} {in_q}, {C} {more} than the {B} {done} {at_base}.",
    "{thing} {done} {rose} by {P}, from {B} {at_base} to {L} {in_q}.",
    "{at_base} {agent} {done} {B} {noun}. {in_q} the figure was {L}, {up} {C} or {P}.",
    "{total} {in_q} was {L}. {at_base} it had been {B}, so this is {a_rise} of {C} ({P}).",
    "{L} {noun} {were} {done} {in_q}; {base} had {B}. The {rise} is {C}, or {P}.",
    "a {rise} of {P} was seen in {thing} {done}, from {B} {at_base} to {L} {in_q}.",
    "the {L} {noun} {done} {in_q} compare with {B} {at_base}: {C} {more}, {a_rise} of {P}.",
    "{agent} {done} {L} {noun} {in_q} ({B} {at_base}, {a_rise} of {P}).",
    "{up} {P} on {base}: {L} {noun} {were} {done} {in_q}, and {B} {at_base}.",
    "{total} stood at {L} {in_q}, {C} {higher} than {at_base}, when it was {B} ({up} {P}).",
)

TWO_BASELINES = (
    "{L} {noun} {were} {done} {in_q}, {a_rise} of {P} on {base} ({B}). Set against {base2} it is "
    "{a_rise2} of {P2} ({B2}).",
    "{in_q} {agent} {done} {L} {noun} compared with {B} {at_base} ({up} {P}) and {B2} {at_base2} "
    "({up2} {P2}).",
    "{total} {in_q} was {L}. The figure for {base} was {B} and for {base2} it was {B2}.",
    "{L} {noun} {were} {done} {in_q}, {C} {more} than {at_base} ({B}) and {C2} {more2} than "
    "{at_base2} ({B2}).",
    "{thing} {done} {rose} to {L} {in_q} from {B} {at_base}; {at_base2} there had been {B2}.",
    "{L} {noun} {were} {done} {in_q}. This is {C} {more} than {base} ({P}) and {C2} {more2} than "
    "{base2} ({P2}).",
    "there {were} {L} {noun} {done} {in_q}, {up} {P} on {base}. By comparison, {B2} {were} {done} "
    "{at_base2}, {a_rise2} of {C2} ({P2}).",
    "against {base}, {total} {rose} by {C} to {L} {in_q}. Against {base2} it {rose2} by {C2}.",
    "{L} {noun} {were} {done} {in_q} (previous quarter {B}; same quarter last year {B2}).",
    "{total} {rose} from {B} {at_base} to {L} {in_q}, {a_rise} of {C}. A year ago the figure was "
    "{B2}, {a_rise2} of {C2}.",
    "{in_q}, {L} {noun} {were} {done}: {up} {C} on {base} and {up2} {C2} on {base2}.",
    "{agent} {done} {L} {noun} {in_q}. There had been {B} {at_base} ({up} {P}) and {B2} "
    "{at_base2} ({up2} {P2}).",
    "the quarter's figure for {thing} {done} was {L}, {higher} than {at_base} ({B}) and {higher2} "
    "than {at_base2} ({B2}).",
)

SHARE = (
    "of the {W} {noun} {done} {in_q}, {S} ({N}) were {part}.",
    "{W} {noun} {were} {done} {in_q}, of which {S} ({N}) were {part}.",
    "{N} ({S}) of the {W} {noun} {done} {in_q} were {part}.",
    "{S} of the {W} {noun} {done} {in_q} were {part} ({N}).",
    "{in_q} {agent} {done} {W} {noun}; {N} of them, or {S}, were {part}.",
    "{N} {noun} were {part} {in_q}, {S} of the {W} {done}.",
    "out of {W} {noun} {done} {in_q}, {N} were {part}, which is {S}.",
    "{W} {noun} {were} {done} {in_q} and {S} of these ({N}) were {part}.",
    "{in_q}, {N} out of {W} {noun} ({S}) were {part}.",
    "{total} {in_q} was {W}. Of these, {N} ({S}) were {part}.",
    "a share of {S}, or {N} of the {W} {noun} {done} {in_q}, were {part}.",
    "there {were} {W} {noun} {done} {in_q}, with {N} ({S}) being {part}.",
    "{N} of {W} {noun} {done} {in_q} were {part}, equal to {S} of the total.",
    "{S} ({N} of {W}) of {thing} {done} {in_q} were {part}.",
)

OF_WHICH = (
    "{W} {noun} {were} {done} {in_q}, of which {N} were {part}.",
    "of the {W} {noun} {done} {in_q}, {N} were {part}.",
    "{in_q} {agent} {done} {W} {noun}, including {N} that were {part}.",
    "{W} {noun} {were} {done} {in_q}. Of these, {N} were {part}.",
    "{N} of the {W} {noun} {done} {in_q} were {part}.",
    "{total} {in_q} was {W}, {N} of which were {part}.",
    "there {were} {W} {noun} {done} {in_q}; {N} were {part}.",
    "{W} {noun} {were} {done} {in_q}, with {N} of them {part}.",
    "among the {W} {noun} {done} {in_q}, {N} were {part}.",
    "out of {W} {noun} {done} {in_q}, {N} were {part}.",
    "{in_q}, {W} {noun} {were} {done} and {N} of these were {part}.",
    "{agent} {done} {W} {noun} {in_q}. {N} were {part}.",
)

PER_DAY = (
    "{L} {noun} {were} {done} {in_q} ({R} a day).",
    "{L} {noun} {were} {done} {in_q}, an average of {R} per day.",
    "{in_q}, {agent} {done} {L} {noun}, averaging {R} a day.",
    "{agent} {done} {L} {noun} {in_q}, which works out at {R} every day.",
    "{total} {in_q} was {L}, or {R} a day.",
    "there {were} {L} {noun} {done} {in_q} - {R} per day on average.",
    "{L} {noun} {were} {done} {in_q}. That is {R} for each day of the quarter.",
    "an average of {R} {thing} a day {were} {done} {in_q} ({L} in total).",
    "on average {R} {thing} {were} {done} each day, {L} {in_q}.",
    "{q} saw {L} {noun} {done}, equivalent to {R} per day.",
    "{L} {noun} {were} {done} {in_q}, a daily average of {R}.",
    "{thing} {done} {in_q} totalled {L} (daily average {R}).",
    "with {L} {noun} {done} {in_q}, {agent} dealt with {R} a day on average.",
)

SUM = (
    "{W} {noun} {were} {done} {in_q}: {parts}.",
    "of the {W} {noun} {done} {in_q} there were {parts}.",
    "{total} {in_q} was {W}, made up of {parts}.",
    "{in_q}, {W} {noun} {were} {done} ({parts}).",
    "{agent} {done} {W} {noun} {in_q}. By area there were {parts}.",
    "{W} {noun} {were} {done} {in_q}, comprising {parts}.",
    "there {were} {W} {noun} {done} {in_q} in all, with {parts}.",
    "broken down by area, the {W} {noun} {done} {in_q} were {parts}.",
    "{q} saw {W} {noun} {done}, that is {parts}.",
    "{thing} {done} {in_q} totalled {W}, divided as follows: {parts}.",
    "{W} {noun} {were} {done} {in_q}. This figure is made up of {parts}.",
    "across the county {W} {noun} {were} {done} {in_q}; {parts}.",
)

ABOUT = (
    "{L} {noun} {were} {done} {in_q}.",
    "{in_q} {agent} {done} {L} {noun}.",
    "{in_q}, {L} {noun} {were} {done}, keeping teams busy.",
    "{agent} {done} {L} {noun} {in_q}, and demand is expected to stay at this level.",
    "{thing} {done} {in_q} numbered {L}.",
    "there {were} {L} {noun} {done} {in_q}.",
    "{total} {in_q} was {L}.",
    "{q} saw {L} {noun} {done} across the county.",
    "provisional data for {q} point to {L} {noun} {done}.",
    "the teams {done} {L} {noun} {in_q}.",
    "it is thought that {L} {noun} {were} {done} {in_q}.",
    "{L} {noun} {have} been {done} {in_q}, in line with the forecast.",
)

RANGE = (
    "between {X1} and {X2} {noun} {were} {done} each week {in_q}.",
    "{agent} {done} {X1} to {X2} {noun} a week {in_q}.",
    "{in_q}, weekly totals for {thing} {done} ran from {X1} to {X2}.",
    "week by week, {X1}-{X2} {noun} {were} {done} {in_q}.",
    "the weekly figure for {thing} {done} moved between {X1} and {X2} {in_q}.",
    "in a typical week {in_q}, {agent} {done} {X1} to {X2} {noun}.",
    "from {X1} to {X2} {noun} {were} {done} every week {in_q}.",
    "{thing} {done} varied between {X1} and {X2} a week {in_q}.",
    "weekly volumes stayed in the range {X1} to {X2} for {thing} {done} {in_q}.",
    "anything from {X1} to {X2} {noun} {were} {done} per week {in_q}.",
    "{agent} {done} between {X1} and {X2} {noun} in each week of the quarter.",
    "{X1} to {X2} {noun} a week {were} {done} {in_q}.",
)
