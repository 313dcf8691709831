"""Sentences as newspapers write them, all made up: the values that a reader would note.

They guard the generality of the rules: no profile, no quarter. The numbers of each sentence
that are no figures (years, ages, names, scores) are left out of the expected values.
"""

from __future__ import annotations

from extract.figures import extract_claims

SENTENCES: list[tuple[str, list[float]]] = [
    ("Shares in the retailer fell 4.5% to 312p after it cut its profit forecast.", [4.5, 312]),
    (
        "The council approved a £4.2bn budget on Tuesday, £300m less than last year.",
        [4200000000.0, 300000000.0],
    ),
    ("Three people were killed and 27 injured when a coach overturned on the M6.", [3, 27]),
    ("John Harris, 34, of Leeds, was jailed for seven years.", [7]),
    ("A 16-year-old boy has been charged with two counts of robbery.", [2]),
    (
        "Unemployment rose by 12,000 to 1.46 million in the three months to June.",
        [12000, 1460000.0],
    ),
    ("The firm employs more than 2,500 people across 14 sites.", [2500, 14]),
    ("Inflation eased to 2.3 per cent in April from 3.2 per cent in March.", [2.3, 3.2]),
    ("One in five adults said they had skipped meals in the past month.", [20]),
    ("About two-thirds of pupils passed the exam, up from 61% in 2019.", [66.6667, 61]),
    ("The company made a loss of $1.2bn on revenue of $18.7bn.", [1200000000.0, 18700000000.0]),
    ("Between 40 and 50 firefighters tackled the blaze.", [40, 50]),
    ("The storm left 120,000 homes without power for up to six hours.", [120000, 6]),
    ("Police seized 3.5kg of heroin and £45,000 in cash.", [3.5, 45000]),
    ("House prices have risen 8.9% since January 2021, according to Nationwide.", [8.9]),
    (
        "The Bank of England raised interest rates by a quarter of a percentage point to 4.25%.",
        [0.25, 4.25],
    ),
    ("At least 11 people died in the flooding, officials said on 14 July.", [11]),
    ("He ran the marathon in under three hours.", [3]),
    ("The 24-hour strike will affect half of all services.", [50]),
    ("Around 500 jobs will go as the plant closes after 60 years.", [500, 60]),
    ("Sales grew 12 per cent to €340m.", [12, 340000000.0]),
    ("Nearly a third of nurses plan to leave within five years.", [33.3333, 5]),
    ("She scored twice in the 3-1 win at Anfield.", []),
    ("Passengers should call 0800 555 111 or 101 for advice.", []),
    ("The Covid-19 inquiry heard from 12 witnesses.", [12]),
    ("The trust needs £2.75 million to repair the roof of the 14th-century church.", [2750000.0]),
    ("The airline carried 8.4m passengers, an increase of 640,000.", [8400000.0, 640000]),
    ("Some 1,200 children are waiting more than 18 weeks for treatment.", [1200, 18]),
    ("The M25 was closed between junctions 10 and 11 at 7.30am.", []),
    ("Fewer than 100 tigers remain in the wild.", [100]),
    ("In 2022, 6,400 complaints were upheld, compared with 5,150 in 2021.", [6400, 5150]),
    ("The bridge is 1.3 miles long and carries 80,000 vehicles a day.", [1.3, 80000]),
    ("Voters backed the plan by 52% to 48%.", [52, 48]),
    ("A dozen protesters were arrested and four officers hurt.", [12, 4]),
    ("The FTSE 100 closed down 45 points at 7,512.", [45, 7512]),
    (
        "The fund paid out £10m to 3,000 victims, an average of £3,333 each.",
        [10000000.0, 3000, 3333],
    ),
    ("Temperatures reached 38C in parts of Spain.", [38]),
    ("Half a million people marched through London.", [500000]),
    ("The council will spend £1.5-2m on new cycle lanes.", [1500000.0, 2000000.0]),
    ("Two and a half years after the fire, no one has been charged.", [2.5]),
    ("The jury of seven women and five men deliberated for nine hours.", [7, 5, 9]),
    ("The charity helped 85 families in the first half of 2023.", [85]),
    ("Labour held the seat with a majority of 9,813.", [9813]),
    ("The school, which has 950 pupils, was rated Grade 2 by Ofsted.", [950]),
    (
        "Scientists found the drug cut deaths by 35 per cent in a trial of 4,200 patients.",
        [35, 4200],
    ),
    ("Petrol costs 147.3p a litre, 2p more than a week ago.", [147.3, 2]),
    ("The government has pledged 20,000 extra officers by 2025.", [20000]),
    ("The 5,000-seat arena will cost an estimated £65 million.", [5000, 65000000.0]),
    ("More than one million people have signed the petition.", [1000000.0]),
    ("Rainfall in May was 140% of the average.", [140]),
    ("The man was stabbed four times in Bridge Street at 11pm.", [4]),
    ("The site covers 45 acres and could hold 1,100 homes.", [45, 1100]),
    ("The minister said 98 out of 120 recommendations had been met.", [98, 120]),
    ("Wages rose at an annual rate of 5.6%, or 1.3% after inflation.", [5.6, 1.3]),
    ("The hospital declared a critical incident at 10:15 on 3 January.", []),
    (
        "The watchdog fined the bank £28.9 million over failings between 2015 and 2019.",
        [28900000.0],
    ),
    ("The prison, built for 600 men, now holds 842.", [600, 842]),
    ("Six out of ten drivers admitted to speeding.", [60]),
    ("The company is cutting 15-20% of its workforce.", [15, 20]),
    ("The lorry was carrying 20 tonnes of grain.", [20]),
    ("Ambulances took an average of 38 minutes and 12 seconds to reach emergencies.", [2292]),
    ("It is the first time in 30 years that the river has frozen.", [30]),
    ("The 46-year-old was sentenced to 12 months in prison, suspended for two years.", [12, 2]),
    ("Growth of 0.3% was below the 0.5% that economists had expected.", [0.3, 0.5]),
    ("Apple sold 40 million iPhone 14 handsets last year.", [40000000.0]),
    ("The pound fell 0.8 cents to $1.25.", [0.8, 1.25]),
    ("He won by 214 votes.", [214]),
    ("Twenty-two schools and 3 colleges will share the £600k grant.", [22, 3, 600000]),
    ("The Housing Act 1988 gives tenants two months' notice.", [2]),
    ("Around 70 to 80 people were evacuated.", [70, 80]),
    ("Turnout was 43.2 per cent, 6.1 percentage points lower than in 2017.", [43.2, 6.1]),
    ("The 10.42 from Reading arrived 25 minutes late.", [25]),
    ("A second man, aged 52, was released; three others remain in custody.", [3]),
    ("She bought the flat for £185,000 in 1999 and sold it for £410,000.", [185000, 410000]),
    ("Crime in the town fell by a fifth.", [20]),
    ("Up to 300 mourners gathered outside St Mary's.", [300]),
    ("The tunnel will carry 2 billion litres of water a year.", [2000000000.0]),
    ("No fewer than 17 ministers have resigned since 5 July.", [17]),
    ("One man was rescued and another is missing.", [1]),
    ("The vaccine is 94.5% effective after two doses.", [94.5, 2]),
    ("Tesco reported pre-tax profits of £2.3bn, up 15 per cent on the year.", [2300000000.0, 15]),
    ("The fire at the 12-storey block took 80 firefighters eight hours to control.", [80, 8]),
    ("A survey of 2,004 adults found that 37% had been victims of a scam.", [2004, 37]),
    ("The gang stole cars worth more than £1 million from 44 homes.", [1000000.0, 44]),
    ("Mr Khan said 9 out of 10 buses now run on time.", [90]),
    ("The number of rough sleepers doubled from 1,768 to 3,569.", [1768, 3569]),
    ("An 83-year-old woman lost her life savings of £27,500.", [27500]),
    ("Prices start at £9.99 a month.", [9.99]),
    ("The bill passed by 293 votes to 247.", [293, 247]),
    ("Ministers want 300,000 new homes a year by the mid-2020s.", [300000]),
    ("Around 1 in 10 people have the condition.", [10]),
    ("He was fined £440 and given six penalty points.", [440, 6]),
    (
        "Heathrow handled 5.9 million passengers in March, 26.6% fewer than in March 2019.",
        [5900000.0, 26.6],
    ),
    ("The 737 Max was grounded for 20 months.", [20]),
    ("The suspects, aged between 17 and 24, were held in a series of 11 raids.", [11]),
    ("Officers found 63 wraps of cocaine, three phones and a knife.", [63, 3]),
    ("The A12 will be shut for five nights from 6 June.", [5]),
    ("Net migration hit a record 745,000 in the year to December 2022.", [745000]),
    ("About 45% of the £3.6m raised came from just 12 donors.", [45, 3600000.0, 12]),
    ("Rail fares will rise by up to 4.9%.", [4.9]),
    ("It took two hours and 20 minutes.", [140]),
    ("There are 1.3bn people in India.", [1300000000.0]),
    ("Chelsea beat Leeds 2-0 in front of 39,826 fans.", [39826]),
    ("The judge sentenced him to a minimum of 25 years.", [25]),
    ("The trial lasted three weeks and heard from 40 witnesses, two of them children.", [3, 40, 2]),
    ("Oil climbed 2% to $85.40 a barrel.", [2, 85.4]),
    ("The Category 4 hurricane brought winds of 130mph.", [130]),
    ("The council's reserves have fallen from £54m in 2015 to £11m.", [54000000.0, 11000000.0]),
    ("Thousands of people, including dozens of children, fled.", []),
    ("The service handles 1,500 calls each day, of which 300 are urgent.", [1500, 300]),
    ("The lake is 30 metres deep.", [30]),
    ("Four in ten respondents agreed; 25 per cent did not.", [40, 25]),
    ("The plant will generate 3.2GW, enough for six million homes.", [3.2, 6000000.0]),
    ("House sales fell to their lowest level in 10 years.", [10]),
    ("Section 60 powers were used 48 times over the weekend.", [48]),
    ("Police Constable 4471 Jones gave evidence.", []),
    ("The company raised $250 million at a valuation of $4 billion.", [250000000.0, 4000000000.0]),
    (
        "Royal Mail delivered 79.1% of first class post on time, against a target of 93%.",
        [79.1, 93],
    ),
    ("The UK has 67 million people and Scotland 5.4 million.", [67000000.0, 5400000.0]),
    ("He served as an MP for 18 years until 2019.", [18]),
    ("The 2012 Olympics cost £8.77bn.", [8770000000.0]),
    ("One of the victims was a 19-year-old student.", []),
    ("Waiting times for 999 calls rose to 90 seconds.", [90]),
    ("A further 17 cases were confirmed, taking the total to 206.", [17, 206]),
    ("The train was going at 70 miles per hour.", [70]),
    ("Three-quarters of firms expect to hire.", [75]),
    ("Shoplifting offences were up by 37 per cent year on year, to 443,995.", [37, 443995]),
    ("Investors sold 3 billion shares on Friday.", [3000000000.0]),
    ("She paid £3 for the painting, now valued at between £50,000 and £70,000.", [3, 50000, 70000]),
    ("The firm, founded in 1897, has 60-odd branches.", [60]),
]


def _hits(expected: list[float], found: list[float]) -> int:
    rest = list(found)
    hits = 0
    for value in expected:
        near = [x for x in rest if abs(x - value) <= 1e-4 * max(1.0, abs(value))]
        if near:
            rest.remove(near[0])
            hits += 1
    return hits


def test_values_on_newspaper_sentences() -> None:
    hits = read = wanted = 0
    wrong = []
    for sentence, expected in SENTENCES:
        found = [claim.value for claim in extract_claims(sentence)]
        right = _hits(expected, found)
        hits, read, wanted = hits + right, read + len(found), wanted + len(expected)
        if not right == len(expected) == len(found):
            wrong.append((sentence, expected, found))
    f1 = 2 * hits / (read + wanted)
    assert f1 >= 0.98, wrong


def test_offsets_give_the_words() -> None:
    for sentence, _ in SENTENCES:
        for claim in extract_claims(sentence):
            assert sentence[claim.start : claim.end] == claim.text


def test_without_a_quarter_no_period_is_guessed() -> None:
    claims = extract_claims("In the last quarter 40 people were held, and 12 in June.")
    assert [claim.period for claim in claims] == [None, None]


def test_units_and_roles_of_news() -> None:
    (claim,) = extract_claims("House prices have risen 8.9% since January 2021.")
    assert (claim.unit, claim.role, claim.direction) == ("percent", "percent_change", "up")
    first, second = extract_claims(
        "Inflation eased to 2.3 per cent in April from 3.2 per cent in March."
    )
    assert (first.text, second.text) == ("2.3 per cent", "3.2 per cent")
    (money,) = extract_claims("The council approved a £4.2bn budget on Tuesday.")
    assert (money.unit, money.low, money.high) == ("gbp", 4.15e9, 4.25e9)
