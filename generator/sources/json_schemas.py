"""JSON Schemas of the files that people write, for their editors, made from the models that check these files."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from generator.sources import schemas

FOLDER = "site_config/schema"

_FILES: dict[str, type[schemas.FileSchema]] = {
    "digest": schemas.DigestSchema,
    "note": schemas.NoteSchema,
    "collection": schemas.CollectionSchema,
    "page": schemas.PageSchema,
    "tags": schemas.TagsSchema,
    "people": schemas.PeopleSchema,
    "organisations": schemas.OrganisationsSchema,
    "archive": schemas.ArchiveSchema,
}


def modeline(name: str, path: str) -> str:
    """Return the comment that names the schema of the file at `path` for editors, by its relative path."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{FOLDER}/{name}.json\n"


def files() -> dict[str, str]:
    """Return the text of every schema, by its path in an archive."""
    return {f"{FOLDER}/{name}.json": _text(model) for name, model in _FILES.items()}


def _text(model: type[schemas.FileSchema]) -> str:
    schema = model.model_json_schema(schema_generator=_Generator)
    # The draft that all editors understand. The keywords that we use mean the same in later ones.
    dialect = "http://json-schema.org/draft-07/schema#"
    return json.dumps({"$schema": dialect, **schema}, ensure_ascii=False, indent=2) + "\n"


class _Generator(GenerateJsonSchema):
    """Leaves `null` out of the schemas: a person omits a key without a value. The types of schemas are pydantic's."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        mapping = super().dict_schema(schema)
        return {**mapping, "additionalProperties": False} if "patternProperties" in mapping else mapping

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 (pydantic's signature)
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        with_default = super().default_schema(schema)
        if with_default.get("default", "") in (None, "", [], {}):
            with_default.pop("default", None)
        return with_default
