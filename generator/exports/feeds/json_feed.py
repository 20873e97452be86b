"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.exports.channels import Channel
from generator.exports.feeds.items import Item
from generator.model import Settings
from generator.text.wording import words_of

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def entry(item: Item) -> str:
    """Return an item as one line of JSON."""
    fields = {
        "id": item.address,
        "url": item.address,
        "external_url": item.external,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content,
        "date_published": item.published.isoformat(),
        "authors": [{"name": author} for author in item.authors],
        "tags": [*item.tags.values(), *item.keywords],
    }
    return _as_json({key: value for key, value in fields.items() if value})


def feed(channel: Channel, settings: Settings, items: Iterable[str]) -> str:
    """Return the channel as JSON Feed, with `items` from `entry`."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": settings.site_url + channel.page,
        "feed_url": settings.site_url + channel.json,
        "description": channel.description,
        "language": words_of(settings.language).language,
        "authors": [{"name": settings.site_name, "url": settings.site_url}],
    }
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "items": [\n' + ",\n".join(items) + "\n]}\n"
