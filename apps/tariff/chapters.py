"""The chapters of the Harmonized System in a few plain words, for staff.

The words shorten the titles of the Harmonized Tariff Schedule of the United States (<https://hts.usitc.gov>) to what
people call such goods. Only the full title and its notes decide where goods belong. Chapter 77 is kept for the future.
"""

_TITLES = """
01 Live animals
02 Meat
03 Fish and shellfish
04 Milk, eggs and honey
05 Other products of animals
06 Live plants and cut flowers
07 Vegetables
08 Fruit and nuts
09 Coffee, tea and spices
10 Grain
11 Flour, malt and starch
12 Seeds and medicinal plants
13 Gums, resins and plant extracts
14 Plaiting materials of plants
15 Fats and oils
16 Preserved meat and fish
17 Sugar and candy
18 Cocoa and chocolate
19 Bakery, pasta and cereals
20 Preserved vegetables, fruit and nuts
21 Sauces, supplements and other food
22 Drinks and vinegar
23 Animal feed
24 Tobacco and nicotine
25 Salt, stone and cement
26 Ores
27 Fuels and oils
28 Inorganic chemicals
29 Organic chemicals
30 Medicines
31 Fertilizers
32 Dyes, paints and inks
33 Perfume and cosmetics
34 Soap, cleaners and candles
35 Glues and proteins
36 Explosives, fireworks and matches
37 Photographic goods
38 Other chemical products
39 Plastics
40 Rubber
41 Hides and leather
42 Leather goods, bags and travel goods
43 Furs
44 Wood
45 Cork
46 Baskets and plaited goods
47 Wood pulp
48 Paper
49 Books and printed goods
50 Silk
51 Wool
52 Cotton
53 Linen and other plant fibers
54 Man-made filaments
55 Man-made staple fibers
56 Felt, nonwovens and rope
57 Carpets
58 Special woven fabrics and lace
59 Coated fabrics
60 Knitted fabrics
61 Knitted clothing
62 Clothing that is not knitted
63 Bedding, towels and other made-up textiles
64 Shoes
65 Hats
66 Umbrellas
67 Wigs, feathers and artificial flowers
68 Goods of stone and plaster
69 Ceramics
70 Glass
71 Jewelry and precious metals
72 Iron and steel
73 Goods of iron or steel
74 Copper
75 Nickel
76 Aluminum
78 Lead
79 Zinc
80 Tin
81 Other base metals
82 Tools and cutlery
83 Other goods of base metal
84 Machines and computers
85 Electrical goods and electronics
86 Railway goods
87 Vehicles and their parts
88 Aircraft and drones
89 Boats
90 Optical, measuring and medical instruments
91 Watches and clocks
92 Musical instruments
93 Weapons and ammunition
94 Furniture, lamps and mattresses
95 Toys, games and sports goods
96 Pens, lighters and other small goods
97 Art and antiques
98 Special provisions of the United States
99 Temporary provisions of the United States
"""
CHAPTERS = {line[:2]: line[3:] for line in _TITLES.strip().splitlines()}


def chapter_title(hs: str) -> str:
    """Return the chapter of an HS code in words; "" where no chapter has the first two digits."""
    return CHAPTERS.get(hs[:2], "")
