"""Pages and channels on networks: who speaks there is not the network, and stands for no office."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.language.sources import heads_in

#: Networks, and what they are called together, in nine languages.
_NETWORK = re.compile(
    r"\b(?:facebook|telegram|tiktok|instagram|whatsapp|viber|twitter|youtube|vkontakte|reddit|snapchat|bluesky|фейсбук"
    r"|телеграм|тэлеграм|вконтакте|одноклассник|инстаграм|інстаграм|вайбер|ютуб)"
    r"|\b(?:social (?:media|network)|soziale\w* (?:medien|netz)|réseaux sociaux|redes sociales|соцсет|соцмереж|сацсет)"
    r"|\b(?:соціальн\w* мереж|социальн\w* сет|сацыяльн\w* сет|media\w* społeczno|socialini\w* tinkl)"
    r"|\b(?:blogg?er|blogueur|bloguer|блогер|tinklarašt|паблик|паблік|chatgrupp|forum user)",
    re.IGNORECASE,
)
#: What stands on a network by whose name it is called: "a Facebook page", "ein Telegram-Kanal", "телеграм-канал".
_PAGE = re.compile(
    r"[«„“”\"»]?[\s-](?:pages?|channels?|accounts?|groups?|posts?|users?|seiten?|kan(?:al|äle)|konto|gruppen?|nutzer|канал"
    r"|паблик|страниц|аккаунт|групп|сторінк|групи?|старонк|kanał|profil|kont|stron|grup|puslap|kanal|paskyr)\w*",
    re.IGNORECASE,
)
#: Heads of people who speak for no office.
_PRIVATE = frozenset({"residents", "witnesses", "relatives", "media", "lawyers", "group", "association"})


def is_page(name: str) -> bool:
    """Whether a source is called by the network that it stands on, and is not the network: "a Facebook page"."""
    network = _NETWORK.search(name)
    return network is not None and _PAGE.search(name, network.start()) is not None


def page_behind(text: str, at: int) -> bool:
    """Whether the words at a place of a text, behind a name, are of a page or channel."""
    return _PAGE.match(text, at) is not None


@lru_cache(maxsize=20_000)
def is_unofficial(name: str, language: str) -> bool:
    """Whether a source is a page, channel or users of a network, and no office's own."""
    return _NETWORK.search(name) is not None and heads_in(name, language) <= _PRIVATE
