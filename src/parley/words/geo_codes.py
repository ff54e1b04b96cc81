"""The codes of borders, places and volumes: part of the table in codes.py."""

from __future__ import annotations

from typing import Final

from parley.words.record_codes import Code

GEO: Final[dict[str, Code]] = {
    "border-file": Code(
        "The file of a border cannot be used.", "Export it as GeoJSON, GeoPackage or shapefile, in lines or polygons."
    ),
    "border-datum": Code("The file of a border is not in degrees on WGS 84.", "Convert it to EPSG:4326 first."),
    "border-said": Code(
        "What is said of a border is not complete.",
        "Give file, of, kind, pov, source and error_m for each in borders.toml.",
    ),
    "border-unknown": Code("No border of this party is known here.", "Name it in the borders.toml of the home."),
    "geo-range": Code(
        "A latitude is not -90 to 90, or a longitude not -180 to 180.", "Check the order of the two and their signs."
    ),
    "geo-shape": Code("The shape encloses nothing, or crosses itself.", "Give its corners in order, each once."),
    "geo-wide": Code("The area is wider than half the earth.", "Give it in parts."),
    "geo-heights": Code("The upper height lies below the lower one.", "Exchange the two."),
    "geo-datum": Code("The datum of a height is not known.", "Give W84, AMSL, AGL or FL."),
    "geo-times": Code("A window ends before it begins.", "Exchange the two, or leave the end out: until cancelled."),
    "volume-file": Code("The file of volumes is not in its form.", "See docs/geo.md for the form of a volume."),
    "readback-differs": Code(
        "The words and the coordinates of the entry name two places.",
        "Say that it was not understood, or doubt its position: its author corrects it.",
    ),
    "landmarks-malformed": Code(
        "The file of landmarks is not in its form.", "Give names, lat and lon for each in landmarks.toml."
    ),
    "place-unread": Code("The place cannot be read.", "Give degrees, as 49.9767,23.5317 or 4958.6N 02331.9E."),
}
