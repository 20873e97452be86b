"""JSON Schemas of the files people write, for their editors, made from the models that check those files."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from generator.sources import schemas

FOLDER = "site_config/schema"

_FILES: dict[str, type[schemas.FileSchema]] = {
    "digest": schemas.DigestSchema,
    "note": schemas.NoteSchema,
    "page": schemas.PageSchema,
    "tags": schemas.TagsSchema,
    "archive": schemas.ArchiveSchema,
}


def modeline(name: str, path: str) -> str:
    """The comment by which an editor finds the schema `name` for the file at `path`: its way there is relative."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{FOLDER}/{name}.json\n"


def files() -> dict[str, str]:
    """Every schema, by its path in an archive."""
    return {f"{FOLDER}/{name}.json": _text(model) for name, model in _FILES.items()}


def _text(model: type[schemas.FileSchema]) -> str:
    schema = model.model_json_schema(schema_generator=_Generator)
    # The version that all editors understand; what we use means the same in later ones.
    dialect = "http://json-schema.org/draft-07/schema#"
    return json.dumps({"$schema": dialect, **schema}, ensure_ascii=False, indent=2) + "\n"


class _Generator(GenerateJsonSchema):
    """What may be left out is left out, and not written as `null`, which is no text."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        mapping = super().dict_schema(schema)
        return {**mapping, "additionalProperties": False} if "patternProperties" in mapping else mapping

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (pydantic's signature)
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        with_default = super().default_schema(schema)
        if with_default.get("default", "") in (None, "", [], {}):
            with_default.pop("default", None)
        return with_default
