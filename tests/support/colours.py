"""How far apart two colours are, to any eye: what is known of it, and nothing of the course."""

import numpy as np
from matplotlib.colors import to_rgb

# What light becomes without one of the three kinds of cones: Machado, Oliveira & Fernandes, "A
# physiologically-based model for simulation of color vision deficiency", 2009, severity 1.0.
SIGHTS = {
    "common": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
SHARMA = [  # Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula", 2005, from table 1
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
]


def linear(colour):
    """Return the light of a colour: red, green and blue from 0 to 1."""
    light = np.array(to_rgb(colour))
    return np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)


def over_white(colour, alpha):
    """Return what a colour that lets white through looks like."""
    return tuple(1 - (1 if alpha is None else alpha) * (1 - np.array(to_rgb(colour))))


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, sight):
    """Return a colour in CIELAB, as it looks with one of SIGHTS."""
    x = TO_XYZ @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1) / WHITE
    x = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return 116 * x[1] - 16, 500 * (x[0] - x[1]), 200 * (x[1] - x[2])


def difference(one, other):
    """Return CIEDE2000 of two colours in CIELAB, as Sharma, Wu & Dalal (2005) write it down."""
    far = _seventh((np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2)
    (l1, c1, h1), (l2, c2, h2) = (_polar(colour, 1.5 - 0.5 * far) for colour in (one, other))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = np.radians((h1 + turn / 2) % 360 if c1 * c2 else h1 + h2)
    waves = ((1, -0.17, -30), (2, 0.24, 0), (3, 0.32, 6), (4, -0.2, -63))
    t = 1 + sum(high * np.cos(k * hue + np.radians(shift)) for k, high, shift in waves)
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2) / (1 + 0.015 * chroma * t)
    around = np.radians(60 * np.exp(-(((np.degrees(hue) - 275) / 25) ** 2)))
    turned = -2 * _seventh(chroma) * np.sin(around) * by_chroma * by_hue
    return np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + turned)


def _seventh(chroma):
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _polar(colour, stretch):
    lightness, a, b = colour
    return lightness, np.hypot(stretch * a, b), np.degrees(np.arctan2(b, stretch * a)) % 360
