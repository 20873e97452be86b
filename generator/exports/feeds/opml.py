"""A list of all feeds that a feed reader can import: OPML 2.0, http://opml.org/spec2.opml."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from email.utils import format_datetime

from generator.exports.channels import Group
from generator.model import Settings
from generator.text.wording import words_of


def render(settings: Settings, groups: Sequence[Group], updated: dt.datetime) -> str:
    """Return the list, with a folder for each group. It has RSS only, which every feed reader understands."""
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = words_of(settings.language).t("Feeds of {site}", site=settings.site_name)
    ET.SubElement(head, "dateModified").text = format_datetime(updated)
    body = ET.SubElement(root, "body")
    for group in groups:
        folder = ET.SubElement(body, "outline", text=group.label)
        for channel in group.channels:
            ET.SubElement(
                folder,
                "outline",
                type="rss",
                version="RSS2",
                text=channel.title,
                title=channel.title,
                description=channel.description,
                xmlUrl=settings.site_url + channel.rss,
                htmlUrl=settings.site_url + channel.page,
            )
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
