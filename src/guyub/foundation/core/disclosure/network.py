"""What an outsider can work out: the exact range of a hidden number, by flows in whole numbers.

A table with its margins is a circulation: every number is the flow on an arc, every sum a node that keeps nothing. The
outsider knows the visible arcs and that no flow is negative. How far a hidden flow can grow or shrink is then the
greatest flow around a circle of hidden arcs, which augmenting paths find exactly; no fractions, no floats.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arc:
    """One number of the table, flowing from a node to a node; to the same node, if it is part of no sum."""

    tail: int
    head: int
    value: int


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the greatest value that a hidden number may have; None: no upper end."""

    low: int
    high: int | None

    @property
    def width(self) -> int | None:
        """Return how many steps apart the ends are; None: without end."""
        return None if self.high is None else self.high - self.low


class Network:
    """The arcs of one table, asked with different sets of hidden ones (by their places)."""

    def __init__(self, arcs: Sequence[Arc]) -> None:
        self.arcs = list(arcs)

    def interval(self, arc: int, hidden: Collection[int]) -> Interval:
        """Return the range of a hidden arc's value."""
        own = self.arcs[arc]
        if own.tail == own.head:
            return Interval(0, None)
        more = self._room(own.head, own.tail, arc, hidden, None)
        less = self._room(own.tail, own.head, arc, hidden, own.value) or 0
        return Interval(own.value - less, None if more is None else own.value + more)

    def is_wide(self, arc: int, hidden: Collection[int], width: int) -> bool:
        """Return whether the range is at least `width` wide, without working out more than that."""
        own = self.arcs[arc]
        if own.tail == own.head:
            return True
        if self._is_lonely(own, arc, hidden):
            return width <= 0
        less = self._room(own.tail, own.head, arc, hidden, min(own.value, width)) or 0
        if less >= width:
            return True
        return (self._room(own.head, own.tail, arc, hidden, width - less) or 0) >= width - less

    def _is_lonely(self, own: Arc, arc: int, hidden: Collection[int]) -> bool:
        """Return whether one of its two sums hides nothing else: then subtraction tells the value."""
        others = [self.arcs[other] for other in hidden if other != arc]
        return any(not any(node in {one.tail, one.head} for one in others) for node in (own.tail, own.head))

    def _room(self, start: int, goal: int, arc: int, hidden: Collection[int], limit: int | None) -> int | None:
        """Return the greatest extra flow from `start` to `goal` over other hidden arcs, up to `limit`; None: endless.

        Along an arc it may grow without end, against it only down to zero.
        """
        flow = {other: self.arcs[other].value for other in hidden if other != arc}
        found = 0
        while limit is None or found < limit:
            path = self._path(start, goal, flow)
            if path is None:
                return found
            narrowest = min((flow[other] for other, forward in path if not forward), default=None)
            if narrowest is None and limit is None:
                return None
            step = limit - found if narrowest is None else narrowest  # type: ignore[operator]
            if limit is not None:
                step = min(step, limit - found)
            for other, forward in path:
                flow[other] += step if forward else -step
            found += step
        return found

    def _path(self, start: int, goal: int, flow: dict[int, int]) -> list[tuple[int, bool]] | None:
        """Return a shortest way with room left, as (arc, along it?)."""
        came: dict[int, tuple[int, int, bool]] = {start: (start, -1, True)}
        queue = deque([start])
        while queue and goal not in came:
            node = queue.popleft()
            for other, value in flow.items():
                ends = self.arcs[other]
                if ends.tail == node and ends.head not in came:
                    came[ends.head] = (node, other, True)
                    queue.append(ends.head)
                elif ends.head == node and value and ends.tail not in came:
                    came[ends.tail] = (node, other, False)
                    queue.append(ends.tail)
        if goal not in came:
            return None
        path = []
        node = goal
        while node != start:
            node, other, forward = came[node]
            path.append((other, forward))
        return path
