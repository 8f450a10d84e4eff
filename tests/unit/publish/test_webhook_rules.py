"""Webhooks: the pure rules of addresses, retries, signatures, and of what goes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.publish.adapters.webhooks.requests import Replay, entry_of
from services.publish.adapters.webhooks.secrets import CannotSign, Secrets, headers
from services.publish.domain.folding import LARGEST, fold, size
from services.publish.domain.webhooks.delivery import Delivery
from services.publish.domain.webhooks.endpoint import Endpoint, Standing
from services.publish.domain.webhooks.schedule import WAITS, outcome_of, seconds_of, wait_before
from services.publish.domain.webhooks.taking import MOST_UNDER_WAY, next_to_send, taken
from shared.contracts.update import Change
from shared.outbound.addresses import Allowed, Refused, allowed_addresses, check_url
from shared.testing import builders as a

NOW = datetime(2025, 8, 15, 12, 0, tzinfo=UTC)
DESK = Allowed(private=True, plain_http=True)
KEY = "k" * 32


def at(seconds: float) -> datetime:
    """The instant so many seconds after noon."""
    return NOW + timedelta(seconds=seconds)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:4136:e378::1",
        "2001:db8::1", "64:ff9b:1::1", "not an address",
    ],
)  # fmt: skip
def test_no_private_address_is_connected_to(address: str) -> None:
    """A name that leads to a private, loopback, link-local, shared, reserved or disguised address is refused."""
    with pytest.raises(Refused):
        allowed_addresses(["93.184.216.34", address], Allowed())


def test_public_addresses_are_connected_to() -> None:
    """A name whose addresses are all public is connected to, at those addresses."""
    found = ["93.184.216.34", "2606:2800:220:1::1", "93.184.216.34"]
    assert ["93.184.216.34", "2606:2800:220:1::1"] == allowed_addresses(found, Allowed())
    with pytest.raises(Refused):
        allowed_addresses([], Allowed())


def test_a_desk_may_allow_its_own_network() -> None:
    """The setting lets loopback and private addresses through, and link-local ones (cloud metadata) not even then."""
    own = ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "::ffff:192.168.0.1"]
    assert own == allowed_addresses(own, DESK)
    for address in ("169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254"):
        with pytest.raises(Refused):
            allowed_addresses([address], DESK)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https:///x", "https://user:secret@example.com/",
        "https://example.com:0/", "https://example.com:99999/", "https://127.0.0.1/", "https://[::1]/",
        "https://localhost/", "https://x.localhost./", "https://printer.local/", "https://exa mple.com/",
        "https://example.com/\r\nx: y", "https://exämple.com/", "https://example.com/" + "a" * 2000, "",
    ],
)  # fmt: skip
def test_such_urls_are_refused_at_once(url: str) -> None:
    """A URL that is not https, holds a password, or names a private address is refused before anything is resolved."""
    with pytest.raises(Refused):
        check_url(url, Allowed())


def test_such_urls_are_taken() -> None:
    """Plain https URLs are taken; http and loopback where the settings allow it."""
    check_url("https://hooks.example.com:8443/slugline?desk=1", Allowed())
    check_url("http://127.0.0.1:9000/", DESK)


# Retries


def test_retries_follow_the_specification() -> None:
    """Ten attempts over three days: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""
    minutes = [wait_before(attempt, 0.0) for attempt in range(2, 11)]
    assert [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] == minutes
    assert 10 == len(WAITS)
    assert wait_before(11, 0.0) is None


def test_jitter_only_lengthens() -> None:
    """Jitter makes a wait up to a fifth longer, never shorter."""
    assert 360.0 == wait_before(3, 1.0)
    assert 300.0 == wait_before(3, 0.0)


def test_retry_after_is_honoured() -> None:
    """An endpoint that asks for more time gets it, up to a day; one that asks for less waits as planned."""
    assert 120.0 == wait_before(2, 0.0, 120.0)
    assert 5.0 == wait_before(2, 0.0, 1.0)
    assert 86_400.0 == wait_before(2, 0.0, 10**9)
    assert wait_before(11, 0.0, 5.0) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None), ("", None), ("120", 120.0), ("soon", None), ("-5", None), ("1e9", None), ("9" * 50, None),
        ("Fri, 15 Aug 2025 12:00:30 GMT", 30.0), ("Fri, 15 Aug 2025 11:00:00 GMT", 0.0), ("²", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    """Retry-After may be seconds or a date; nonsense is as good as none."""
    assert seconds == seconds_of(header, NOW)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"), (204, "delivered"), (301, "redirected"), (307, "redirected"), (400, "refused"),
        (404, "refused"), (410, "gone"), (429, "slowed"), (500, "failed"), (503, "slowed"), (504, "slowed"),
    ],
)  # fmt: skip
def test_answers_mean_what_the_specification_says(status: int, outcome: str) -> None:
    """2xx is success, 410 the end, 429 and gateway errors a pause; a redirect is a failure."""
    assert outcome == outcome_of(status)


# What goes together


def told(story: str, revision: int, *changes: Change) -> Any:
    """The event of a revision."""
    return a.event(a.story_update(story, revision, *changes))


def take(*told_at: tuple[float, Any], last: dict[str, datetime] | None = None, folds: bool = True) -> list[Delivery]:
    """What waits after these events came at these seconds, nothing of it sent."""
    waiting: dict[str, Delivery] = {}
    for number, (seconds, event) in enumerate(told_at):
        for each in taken(waiting.values(), f"{number + 1}-0", event, at(seconds), last or {}, folds):
            waiting[each.id] = each
    return sorted(waiting.values(), key=lambda one: (one.due, one.parts[0].revision))


def test_first_revision_is_due_at_once_and_later_ones_join_it() -> None:
    """What waits for its endpoint anyway takes later revisions of its story in, under an id that names both ends."""
    (found,) = take((0, told("st_1", 1)), (0.1, told("st_1", 2)), (0.2, told("st_1", 3)))
    assert ("st_1-r1-r3", NOW) == (found.event_id, found.due)
    (single,) = take((0, told("st_1", 1)))
    assert "st_1-r1" == single.event_id


def test_what_follows_a_delivery_waits_for_its_second() -> None:
    """A revision within a second of the last delivery of its story is due when the second is over."""
    (found,) = take((0.3, told("st_1", 2)), (0.6, told("st_1", 3)), last={"st_1": NOW})
    assert (at(1), [2, 3]) == (found.due, [part.revision for part in found.parts])


def test_without_folding_every_revision_is_its_own_delivery() -> None:
    """fold=none gives one delivery a revision, at once and in order."""
    found = take((0, told("st_1", 1)), (0.1, told("st_1", 2)), last={"st_1": NOW}, folds=False)
    assert ["st_1-r1", "st_1-r2"] == [each.event_id for each in found]
    assert all(each.due <= at(0.1) for each in found)


def test_kill_goes_at_once_and_takes_what_waits_along() -> None:
    """A kill is a delivery of its own, due now, and what waits of its story is due before it."""
    kill = told("st_1", 3, a.article_withdrawn("urn:x"))
    found = take((0.3, told("st_1", 2)), (0.4, kill), (0.5, told("st_1", 4)), last={"st_1": NOW})
    assert ["st_1-r2", "st_1-r3", "st_1-r4"] == [each.event_id for each in found]
    assert [at(0.4), at(0.4), at(1)] == [each.due for each in found]


def test_what_was_tried_stays_as_it_is() -> None:
    """A delivery that was tried takes nothing more in: its id stands for what was sent."""
    (first,) = take((0, told("st_1", 1)))
    begun = first.begun(NOW)
    found = taken([], "2-0", told("st_1", 2), at(1), {})
    assert not begun.can_take(found[0].parts[0])
    assert first.can_take(found[0].parts[0])


def test_parts_are_folded_only_as_far_as_they_fit() -> None:
    """However long an endpoint was away, no delivery is larger than 64 KiB."""
    item = a.article("urn:long", text="Sixteen prisoners were freed. " * 60)
    changes = [Change(kind="quote_added", ref=f"c{n}", evidence=(a.evidence(item, item.text),)) for n in range(5)]
    events = [told("st_1", n, *changes) for n in range(1, 40)]
    found = take(*((0, event) for event in events))
    assert 1 < len(found) < len(events)
    for each in found:
        inside = [event for event in events if event.data.revision in {part.revision for part in each.parts}]
        assert size(fold(inside)) <= LARGEST
    assert [*range(1, 40)] == [part.revision for each in found for part in each.parts]


def test_one_delivery_of_a_story_at_a_time() -> None:
    """Deliveries of one story go one after the other, those of others beside them, a few at once."""
    waiting = take(*((0, told(f"st_{n}", 1)) for n in range(9)))
    assert MOST_UNDER_WAY == len(next_to_send(waiting, [], at(1), is_failing=False))
    busy = [waiting[0]]
    assert waiting[0] not in next_to_send(waiting, busy, at(1), is_failing=False)
    assert [] == next_to_send(waiting, busy, at(1), is_failing=True)
    assert [] == next_to_send(waiting, [], at(-1), is_failing=False)


def test_endpoint_is_failing_after_three_different_deliveries() -> None:
    """One delivery that fails again and again stops nothing; three that fail in a row do, until one is accepted."""
    standing = Standing(cursor="0-0")
    for _ in range(5):
        standing = standing.failed("dl_1", NOW)
    assert not standing.is_failing
    standing = standing.failed("dl_2", NOW).failed("dl_3", NOW)
    assert standing.is_failing
    assert not standing.succeeded(NOW).is_failing


# Secrets and signatures


def test_signature_is_that_of_the_specification() -> None:
    """The reference library accepts our headers, and refuses them for another body or secret."""
    secret, _ = Secrets().make()
    now = datetime.now(UTC)
    sent = dict(headers("st_1-r1", '{"text":"čaj"}'.encode(), now, [secret]))
    assert {"text": "čaj"} == Webhook(secret).verify('{"text":"čaj"}', sent)
    for wrong, body in ((secret, "{}"), (Secrets().make()[0], '{"text":"čaj"}')):
        with pytest.raises(WebhookVerificationError):
            Webhook(wrong).verify(body, sent)


def test_both_secrets_sign_while_one_replaces_the_other() -> None:
    """During a rotation a receiver may verify with either secret."""
    old, new = Secrets().make()[0], Secrets().make()[0]
    sent = dict(headers("id", b"{}", datetime.now(UTC), [new, old]))
    assert 2 == len(sent["webhook-signature"].split(" "))
    for secret in (old, new):
        Webhook(secret).verify("{}", sent)


def test_replaced_secret_signs_until_its_time_is_over() -> None:
    """After its time a replaced secret signs no more."""
    new, old = (Secrets().make()[1] for _ in range(2))
    kept = (new, old.model_copy(update={"until": at(60)}))
    endpoint = Endpoint(id="sub_1", url="https://x.example", secrets=kept, created=NOW, changed=NOW)
    assert [2, 1] == [len(endpoint.signing(at(seconds))) for seconds in (59, 60)]


def test_with_a_key_no_secret_is_kept() -> None:
    """With a key in the settings, what is kept tells nothing of the secret, and the key alone tells it again."""
    secrets = Secrets(KEY)
    secret, kept = secrets.make()
    assert secret.removeprefix("whsec_") not in kept.model_dump_json()
    assert secret == Secrets(f"{'n' * 32},{KEY}").tell(kept)
    with pytest.raises(CannotSign):
        Secrets("o" * 32).tell(kept)
    assert secrets.make()[0] != secret


def test_weak_keys_are_refused() -> None:
    """A key of fewer than 32 characters is refused at start."""
    with pytest.raises(ValueError, match="32"):
        Secrets("short")


# What replays may ask for


@pytest.mark.parametrize(
    ("since", "entry"),
    [
        ("1755259200000-3", "1755259200000-3"),
        ("2025-08-15T12:00:00Z", f"{1755259200000 - 1}-{2**64 - 1}"),
        ("2025-08-15T14:00:00+02:00", f"{1755259200000 - 1}-{2**64 - 1}"),
        ("2025-08-15T12:00:00", None),
        ("yesterday", None),
    ],
)
def test_time_of_a_replay_is_an_entry(since: str, entry: str | None) -> None:
    """A replay begins at a time with its offset, or at an entry of the stream."""
    assert entry == entry_of(since)


def test_replay_asks_for_one_thing() -> None:
    """A replay names a delivery, a time or a story, and only one of them."""
    for said in ({}, {"delivery": "dl_1", "story": "st_1"}, {"since": "soon"}, {"story": "st_1", "who": 1}):
        with pytest.raises(ValueError, match=r"say one|since|Extra"):
            Replay.model_validate(said)
