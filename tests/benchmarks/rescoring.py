"""Attackers who move scores about and look whether anything that is shown changes."""

from dataclasses import replace

from benchmarks import Cell, published, stand
from tests.benchmarks.attacks import counted
from tests.benchmarks.worlds import restless_editions


def rescored(told, scores):
    """The same world with other scores, given by organisation and assessment."""
    return [
        ([replace(one, scores=scores.get(named(one), one.scores)) for one in given], withdrawn)
        for given, withdrawn in told
    ]


def named(one):
    return one.organisation_id, one.assessment_id


def exchanged(told, classes, chance):
    """Exchange scores and absences inside each class, node by node: more than exchanging organisations."""
    scores = {named(one): list(one.scores) for given, _ in told for one in given}
    for group in classes:
        members = sorted(group)
        for node in range(2):
            held = [scores[one][node] for one in members]
            chance.shuffle(held)
            for one, score in zip(members, held, strict=True):
                scores[one][node] = score
    return {name: tuple(found) for name, found in scores.items()}


PROBES = [
    Cell("C", "CN-GD", "large"),
    Cell("C", "CN", "small"),
    Cell("G", "JP", "small"),
    Cell("K", "FR", "large"),
]


def shown(found):
    """Everything an edition shows to anybody, except the digest that cites it."""
    standings = [stand(found, cell, {"total": 50, "people": 12.5}) for cell in PROBES]
    placed = [replace(one, edition=replace(one.edition, digest="")) for one in standings]
    return published(found).to_csv(), found.counts.digest, found.counts.blocks, placed


def at_the_ends(told, editions):
    """Scores with the best organisation better still and the worst worse, node by node.

    Best and worst of all there are, and so of every cohort they are in.
    """
    scores = {named(one): list(one.scores) for given, _ in told for one in given}
    everyone = sorted({one for found in editions for one in counted(found)})
    for node in range(2):
        held = [one for one in everyone if scores[one][node] is not None]
        if len(held) > 1:
            scores[min(held, key=lambda one: scores[one][node])][node] = 0
            scores[max(held, key=lambda one: scores[one][node])][node] = 1000
    return {name: tuple(found) for name, found in scores.items()}


def ends_are_hidden(told, k):
    editions = restless_editions(told, k)
    moved = restless_editions(rescored(told, at_the_ends(told, editions)), k)
    return [published(one).to_csv() for one in editions] == [published(one).to_csv() for one in moved]
