"""The fields of the calculators; the formula of each is a script in ``_static/calculators/``."""

from _ext.house import Field

FIELDS = {
    "dough": [
        Field("water", "Grams of water", 700),
        Field("flour", "Grams of flour", 1000, least=1),
    ],
}
