"""Pictures of figures: plain rows in, a Vega-Lite spec and the same rows as a table out.

A spec names no colours, fonts or backgrounds: the page's script (or whoever renders it) lays a light or dark theme over
it. What a series or a bar is can be told without colour: by dash, by shape, by a label. Marks whose colour carries a
meaning bear a style for the theme to fill: `goal`, `interval`, `gain`, `loss`, `total`. Numbers in a spec are floats,
for a picture is no figure; the table beside it keeps the exact ones. May use the kernel and Altair; no
Django, no clock.
"""
