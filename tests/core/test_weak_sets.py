"""A set that keeps nothing alive."""

import gc

import numpy as np

from helpers.core.weak_sets import WeakIdentitySet


def test_told_apart_by_identity():
    one, other, known = np.zeros(2), np.zeros(2), WeakIdentitySet()
    known.add(one)
    known.add(one)
    assert one in known and other not in known and len(known) == 1


def test_nothing_is_in_an_empty_one():
    assert None not in WeakIdentitySet() and 1 not in WeakIdentitySet()


def test_forgotten_with_the_object():
    def rule():
        """A reader's."""

    known = WeakIdentitySet()
    known.add(rule)
    assert rule in known
    del rule
    gc.collect()
    assert len(known) == 0


def test_what_cannot_be_referred_to_weakly_is_not_remembered():
    class Slotted:
        __slots__ = ()

    thing, known = Slotted(), WeakIdentitySet()
    known.add(thing)
    assert thing not in known and len(known) == 0


def test_what_has_no_hash_is_remembered():
    class Unhashable:
        __hash__ = None

    thing, known = Unhashable(), WeakIdentitySet()
    known.add(thing)
    assert thing in known
