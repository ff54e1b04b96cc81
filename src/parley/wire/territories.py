"""Names of countries whose borders are spoken of: in English, and in Russian in the genitive (ISO 3166 codes)."""

from __future__ import annotations

from typing import Final

TERRITORIES: Final = {
    "BLR": ("Belarus", "Белоруссии"),
    "CAN": ("Canada", "Канады"),
    "CHN": ("China", "Китая"),
    "EST": ("Estonia", "Эстонии"),
    "FIN": ("Finland", "Финляндии"),
    "GEO": ("Georgia", "Грузии"),
    "GRC": ("Greece", "Греции"),
    "IND": ("India", "Индии"),
    "ISR": ("Israel", "Израиля"),
    "JPN": ("Japan", "Японии"),
    "KOR": ("the Republic of Korea", "Республики Корея"),
    "LTU": ("Lithuania", "Литвы"),
    "LVA": ("Latvia", "Латвии"),
    "MDA": ("Moldova", "Молдавии"),
    "NOR": ("Norway", "Норвегии"),
    "PAK": ("Pakistan", "Пакистана"),
    "POL": ("Poland", "Польши"),
    "PRK": ("the Democratic People's Republic of Korea", "Корейской Народно-Демократической Республики"),
    "ROU": ("Romania", "Румынии"),
    "RUS": ("Russia", "России"),
    "SWE": ("Sweden", "Швеции"),
    "SYR": ("Syria", "Сирии"),
    "TUR": ("Türkiye", "Турции"),
    "UKR": ("Ukraine", "Украины"),
    "USA": ("the United States", "Соединённых Штатов"),
}


def in_english(code: str) -> str:
    """Name a country in English; a code that is not here stays as it is."""
    return TERRITORIES.get(code, (code, code))[0]


def in_russian_genitive(code: str) -> str:
    """Name a country in Russian after 'of'; a code that is not here stays as it is."""
    return TERRITORIES.get(code, (code, code))[1]
