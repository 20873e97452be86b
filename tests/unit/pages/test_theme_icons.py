from __future__ import annotations

from generator.pages import theme_icons

TEMPLATE = b'{%- set masked = {"material/menu": "menu", "mine/star": "star"} -%}'
STAR = b"<svg viewBox='0 0 2 2'><path d=\"M1 0#\"/></svg>\n"


def test_each_icon_that_the_template_names_has_a_mask_of_the_archive_s_own_picture_or_material_s() -> None:
    masks = theme_icons.masks({theme_icons.TEMPLATE: TEMPLATE, ".icons/mine/star.svg": STAR})
    address = "data:image/svg+xml,<svg viewBox=%270 0 2 2%27><path d=%22M1 0%23%22/></svg>"
    assert f'.ps-icon-star {{\n  --ps-icon: url("{address}");\n}}' in masks
    assert masks.count("--ps-icon: url(") == 2
    assert "M3 6h18v2H3" in masks


def test_a_template_of_the_archive_s_own_may_name_none() -> None:
    assert theme_icons.masks({theme_icons.TEMPLATE: b"{% macro icon(name) %}{% endmacro %}"}) == ""
