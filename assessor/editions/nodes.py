"""What is compared with peers."""

from criteria.model import Model


def compared_nodes(model: Model) -> tuple[str, ...]:
    """The total, every dimension and every criterion, in the order of the model.

    >>> from criteria.registry import load
    >>> len(compared_nodes(load("cmc")))
    38
    """
    return ("total", *(d.id for d in model.dimensions), *(c.id for c in model.criteria))
