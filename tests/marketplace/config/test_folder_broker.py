"""The broker in a folder: a message is there whole, or not at all."""

import os
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from marketplace.config import folder_broker
from marketplace.config.brokers import celery_transport


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    url, options = celery_transport(f"filesystem://{tmp_path}")
    with Connection(url, transport_options=options) as connection:
        yield connection.channel()


def test_the_address_of_a_folder_leads_to_this_broker(channel):
    assert isinstance(channel, folder_broker.Channel)


def test_a_message_is_handed_on_once(channel):
    channel._put("celery", {"body": "é"})

    assert channel._get("celery") == {"body": "é"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_that_is_still_being_written_is_not_seen(channel, monkeypatch):
    seen = []

    def look_then_replace(unfinished, name, replace=os.replace):
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(Path(unfinished).read_text())
        replace(unfinished, name)

    monkeypatch.setattr(folder_broker.os, "replace", look_then_replace)
    channel._put("celery", {"body": 1})

    assert seen == ['{"body": 1}']
    assert channel._get("celery") == {"body": 1}


def test_queues_do_not_read_each_other(channel):
    channel._put("other", {"body": 1})

    with pytest.raises(Empty):
        channel._get("celery")
