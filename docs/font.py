"""Makes the font of what is drawn without a browser anew: the part of Noto Sans CJK that the app speaks in.

    python docs/font.py [FOLDER]

It wants fontTools, and in the folder the collections that Debian's ``fonts-noto-cjk`` brings.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sgd_ui.drawing.render.font import HOME, needed  # noqa: E402

FOLDER = Path("/usr/share/fonts/opentype/noto")
#: The face of each collection that is drawn as the Chinese of the mainland is.
FACE = "Noto Sans CJK SC"
#: Characters that it has not, or not so: the one whose place each takes, and of which parts it is made, each
#: with its size and where its origin lies; it is as wide as the first of them.
MADE = {
    "ŷ": ("ÿ", [("y", 1, 0, 0), ("^", 0.62, -1, 330)]),
    # Its own is as wide as a Chinese character.
    "·": ("·", [(".", 1, 0, 290)]),
    "ᵀ": ("þ", [("T", 0.6, 0, 300)]),
    "₁": ("¹", [("1", 0.6, 0, -100)]),
    "₂": ("ð", [("2", 0.6, 0, -100)]),
}


def main(folder: Path) -> None:
    for weight in ("Regular", "Bold"):
        faces = TTCollection(folder / f"NotoSansCJK-{weight}.ttc").fonts
        face = next(each for each in faces if each["name"].getDebugName(1) == FACE)
        # Glyphs as they are, at any size: no hints, and no forms that a reader would have to ask for.
        options = subset.Options(
            layout_features=["kern"], hinting=False, desubroutinize=True, name_IDs=[0, 1, 2, 4, 6, 13, 14],
            notdef_outline=True, glyph_names=False, legacy_cmap=False,
        )  # fmt: skip
        maker = subset.Subsetter(options)
        parts = "".join(donor + "".join(part[0] for part in parts) for donor, parts in MADE.values())
        maker.populate(unicodes=sorted(map(ord, needed() | set(parts))))
        maker.subset(face)
        for character, (donor, parts) in MADE.items():
            make(face, character, donor, parts)
        # The same characters make the same file.
        face.recalcTimestamp = False
        missing = sorted(needed() - set(map(chr, face.getBestCmap())))
        print(weight, "has no", "".join(missing) or "gap")
        face.save(HOME / f"{weight.lower()}.otf")


def make(face: TTFont, character: str, donor: str, parts: list[tuple[str, float, float, float]]) -> None:
    """Puts a character that is made of others into the place of one; centred where its origin is -1."""
    glyphs, names, widths = face.getGlyphSet(), face.getBestCmap(), face["hmtx"].metrics
    whole = round(widths[names[ord(parts[0][0])]][0] * parts[0][1])
    pen = T2CharStringPen(whole, glyphs)
    for part, size, left, up in parts:
        name = names[ord(part)]
        begin = (whole - widths[name][0] * size) / 2 if left < 0 else left
        glyphs[name].draw(TransformPen(pen, (size, 0, 0, size, begin, up)))
    strings, target = face["CFF "].cff.topDictIndex[0].CharStrings, names[ord(donor)]
    old = strings[target]
    strings[target] = pen.getCharString(old.private, old.globalSubrs)
    widths[target] = (whole, widths[target][1])
    for table in face["cmap"].tables:
        if donor != character:
            table.cmap.pop(ord(donor), None)
        table.cmap[ord(character)] = target


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
