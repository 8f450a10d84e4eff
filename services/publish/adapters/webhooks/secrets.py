"""Secrets of endpoints and the signatures made with them, after the Standard Webhooks specification.

With a key in the settings a secret is not kept at all: it is derived from the key and a random salt (HMAC-SHA256 as the
derivation, NIST SP 800-108), so that whoever reads Redis can sign nothing. Without one the secret itself is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from standardwebhooks import Webhook

from services.publish.domain.webhooks.endpoint import KeptSecret

PREFIX = "whsec_"
#: Bytes of a secret; the specification asks for 24 to 64.
_SECRET = 32
#: Characters that a key of the settings has at least.
SHORTEST_KEY = 32


class CannotSign(Exception):
    """A secret was derived with a key that the settings no longer name."""


class Secrets:
    """Makes secrets and tells them again. `keys`: those of the settings, the one for new secrets first."""

    def __init__(self, keys: str | None = None) -> None:
        found = [key.strip().encode() for key in (keys or "").split(",") if key.strip()]
        if any(len(key) < SHORTEST_KEY for key in found):
            raise ValueError(f"SLUGLINE_WEBHOOK_KEY: each key needs at least {SHORTEST_KEY} characters")
        self._keys = {hashlib.sha256(key).hexdigest()[:12]: key for key in found}

    def make(self) -> tuple[str, KeptSecret]:
        """A new secret as its owner sees it, once, and what is kept of it."""
        value = base64.b64encode(secrets.token_bytes(_SECRET)).decode()
        name = next(iter(self._keys), None)
        kept = KeptSecret(form="derived", value=value, key=name) if name else KeptSecret(form="plain", value=value)
        return self.tell(kept), kept

    def tell(self, kept: KeptSecret) -> str:
        """The secret again. Raises CannotSign where its key is gone."""
        if kept.form == "plain":
            return PREFIX + kept.value
        if kept.key not in self._keys:
            raise CannotSign("the key that this secret is derived with is not in SLUGLINE_WEBHOOK_KEY")
        derived = hmac.digest(self._keys[kept.key], b"slugline webhook secret\0" + kept.value.encode(), "sha256")
        return PREFIX + base64.b64encode(derived).decode()


def headers(message_id: str, body: bytes, at: datetime, signing: Iterable[str]) -> Mapping[str, str]:
    """The headers of a signed message; one signature for each secret that is valid now."""
    text = body.decode()
    signatures = [Webhook(secret).sign(message_id, at, text) for secret in signing]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
