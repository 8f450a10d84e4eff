"""Places in the order of the wire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.delivery.order import Order


def _arrive(order: Order, seq: int, handled: list[int]) -> None:
    if order.place(seq) == "early":
        order.park(seq, now=0.0)
        return
    handled.append(seq)
    order.done(seq)
    while (ready := order.ready()) is not None:
        handled.append(ready)
        order.done(ready)


@given(st.permutations(range(1, 13)))
def test_any_arrival_is_put_in_order(arrival: list[int]) -> None:
    """Whatever order articles arrive in, they are handled in the order of the wire, each once."""
    order, handled = Order(), []
    for seq in arrival:
        _arrive(order, seq, handled)
    assert list(range(1, 13)) == handled
    assert 0 == order.waiting


@given(st.permutations(range(1, 13)), st.integers(0, 12))
def test_a_new_writer_takes_up_where_the_former_stopped(arrival: list[int], cut: int) -> None:
    """A writer that starts from the stored place and the parked articles handles the rest in order."""
    order, handled = Order(), []
    for seq in arrival[:cut]:
        _arrive(order, seq, handled)
    after = Order()
    after.load(order.next, [seq for seq in arrival[:cut] if seq not in handled], now=5.0)
    for seq in arrival[cut:]:
        _arrive(after, seq, handled)
    assert list(range(1, 13)) == handled


def test_a_missing_place_is_overdue_after_the_wait() -> None:
    """A place is given up only when an article behind it has waited as long as was asked."""
    order = Order()
    order.park(4, now=10.0)
    assert 0 == len(order.overdue(now=11.9, wait=2.0))
    assert range(1, 4) == order.overdue(now=12.0, wait=2.0)
    order.give_up(4)
    assert 4 == order.ready()


def test_nothing_is_overdue_while_the_next_one_is_there() -> None:
    """An article whose turn has come is handled before any place is given up."""
    order = Order()
    order.park(1, now=0.0)
    assert 0 == len(order.overdue(now=99.0, wait=2.0))


def test_late_articles_are_told_apart() -> None:
    """An article whose place was given up is late, and does not move the order back."""
    order = Order()
    order.give_up(5)
    assert "late" == order.place(3)
    order.done(3)
    assert 5 == order.next


@given(st.permutations([(seq, enriched) for seq in range(1, 7) for enriched in (False, True)]))
def test_an_enrichment_is_handled_after_its_article(arrival: list[tuple[int, bool]]) -> None:
    """An enrichment that overtakes its article waits for it, fills no place, and is handled once."""
    order, handled = Order(), []

    def articles() -> None:
        while (ready := order.ready()) is not None:
            handled.append((ready, False))
            order.done(ready)

    for seq, enriched in arrival:
        if enriched and order.place(seq) != "late":
            order.park_enrichment(seq)
        elif enriched:
            handled.append((seq, True))
        elif order.place(seq) == "early":
            order.park(seq, 0.0)
        else:
            handled.append((seq, False))
            order.done(seq)
            articles()
        while (late := order.ready_enrichment()) is not None:
            handled.append((late, True))
            order.enrichment_done(late)
    assert sorted(arrival) == sorted(handled)
    assert [seq for seq, enriched in handled if not enriched] == list(range(1, 7))
    assert all(handled.index((seq, False)) < handled.index((seq, True)) for seq in range(1, 7))
