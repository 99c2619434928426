"""What the prose of the lessons claims, computed anew. claims.py says how to write a claim."""

from claims.claims import About, AtLeast, AtMost, claim

__all__ = ["About", "AtLeast", "AtMost", "claim"]
