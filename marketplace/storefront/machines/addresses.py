"""Whole addresses of pages, in each language: the shop's own, whatever host was asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import translate_url

DEFAULT = "x-default"  # for readers of any other language


@dataclass(frozen=True)
class Alternate:
    """The address of a page in ``language``, or for readers of no language in particular."""

    language: str
    url: str


def absolute(path: str) -> str:
    """The whole address of a path; one that is whole already (a store's) stays."""
    return path if "://" in path else settings.SITE_URL + path


def root(language: str) -> str:
    """What the paths of a language begin with."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def roots() -> list[str]:
    """What the paths of each language begin with, the shop's first one first."""
    return [root(language) for language, _name in settings.LANGUAGES]


def translated(path: str, language: str) -> str:
    """The path of the same page in another language; itself where there is but one."""
    return str(translate_url(path, language))


def alternates(path: str) -> Iterator[Alternate]:
    """A page in each language, itself included: each of them names the same ones."""
    for language, _name in settings.LANGUAGES:
        yield Alternate(language, absolute(translated(path, language)))
    yield Alternate(DEFAULT, absolute(translated(path, settings.LANGUAGE_CODE)))
