"""Chapter 4: the network is the published one, and the days in the small figure are right."""

from __future__ import annotations

from scipy.sparse.csgraph import connected_components

from analysis import subcultures


def test_the_network_has_the_published_size_and_transitivity():
    ties = subcultures._ties()
    assert (int(ties.max()) + 1, len(ties)) == (7_624, 27_806)
    whole = subcultures._matrix(ties, 7_624).astype(int)
    assert connected_components(whole, directed=False)[0] == 1
    squared = whole @ whole
    closed = int(squared.multiply(whole).sum())
    pairs_of_friends = int(squared.sum() - squared.diagonal().sum())
    assert round(closed / pairs_of_friends, 3) == 0.179


def test_what_needs_two_friends_does_not_cross_a_single_tie():
    assert set(subcultures.days("narrow", 2)) == set("12345")
    assert subcultures.days("narrow", 1)["6"] == subcultures.days("narrow", 1)["5"] + 1
    assert subcultures.days("wide", 2)["10"] == 8
