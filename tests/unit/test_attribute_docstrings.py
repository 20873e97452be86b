from __future__ import annotations

from pydantic import BaseModel, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from generator.attribute_docstrings import described


class Shelf(BaseModel):
    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        return described(cls, schema, handler)

    boards: int = 0
    """Counted from
    the floor.
    """
    colour: str = Field("", alias="color")
    """Of the wood."""
    width: int = 0


class Cupboard(Shelf):
    width: int = 1
    """In centimetres."""


def test_the_docstring_of_a_field_is_its_description_also_of_one_that_is_inherited() -> None:
    properties = Cupboard.model_json_schema()["properties"]
    described_as = {name: field.get("description") for name, field in properties.items()}
    assert described_as == {"boards": "Counted from\nthe floor.", "color": "Of the wood.", "width": "In centimetres."}
    assert "description" not in Shelf.model_json_schema()["properties"]["width"]
