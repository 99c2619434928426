"""How far apart two colours are, with normal and with deficient colour vision."""

import numpy as np
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

# Machado, Oliveira & Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", 2009: a colour of such a space, converted to sRGB, is what such an eye sees.
SIGHTS = {
    "normal": "sRGB1",
    **{
        f"{kind}opia": {"name": "sRGB1+CVD", "cvd_type": f"{kind}omaly", "severity": 100}
        for kind in ("protan", "deuteran", "tritan")
    },
}


def difference(one, other, sight="normal"):
    """Return the difference of two colours in CAM02-UCS, as it is with one of SIGHTS.

    Luo, Cui & Li (2006), "Uniform colour spaces based on CIECAM02". 1 is just noticeable.
    """
    seen = [cspace_convert(to_rgb(colour), SIGHTS[sight], "sRGB1") for colour in (one, other)]
    return float(deltaE(*np.clip(seen, 0, 1), input_space="sRGB1"))


def over_white(colour, alpha):
    """Return what a colour that lets white through looks like."""
    return tuple(1 - (1 if alpha is None else alpha) * (1 - np.array(to_rgb(colour))))


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    luminances = [cspace_convert(to_rgb(colour), "sRGB1", "XYZ1")[1] for colour in (one, other)]
    dark, light = sorted(luminances)
    return (light + 0.05) / (dark + 0.05)
