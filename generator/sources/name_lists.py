"""Lists of names: spellings of one person or organisation in `site_config/people.yml` and `organisations.yml`."""

from __future__ import annotations

from generator.model import NameRule, Namesakes, Problem, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document
from generator.text.slugs import name_slug

PEOPLE, ORGANISATIONS = "site_config/people.yml", "site_config/organisations.yml"


def read_people(file: SourceFile | None) -> tuple[Namesakes, list[Problem]]:
    """Return the rules for names of people, none without a file or with any problem, and all problems."""
    if file is None:
        return Namesakes(PEOPLE), []
    document = located_yaml.parse(file.text, file.path)
    parsed, problems = schemas.validate(document, schemas.PeopleSchema)
    return _namesakes(document, "people", parsed.people if parsed else (), parsed.different if parsed else (), problems)


def read_organisations(file: SourceFile | None) -> tuple[Namesakes, list[Problem]]:
    """Return the rules for names of organisations, as `read_people` does for people."""
    if file is None:
        return Namesakes(ORGANISATIONS), []
    document = located_yaml.parse(file.text, file.path)
    parsed, problems = schemas.validate(document, schemas.OrganisationsSchema)
    rules, different = (parsed.organisations, parsed.different) if parsed else ((), ())
    return _namesakes(document, "organisations", rules, different, problems)


def _namesakes(
    document: Document,
    key: str,
    listed: tuple[schemas.NameSchema, ...],
    different: tuple[tuple[str, str], ...],
    problems: list[Problem],
) -> tuple[Namesakes, list[Problem]]:
    problems = [*problems, *_faults(document, key, listed)]
    if problems:
        return Namesakes(document.path), sorted(problems)
    rules = []
    for index, one in enumerate(listed):
        marks = (document.position((key, index, "papers", number)) for number in range(len(one.papers)))
        positions = tuple((mark.line, mark.column) for mark in marks)
        rules.append(NameRule(one.name, one.spellings, one.label or "", one.papers, positions))
    return Namesakes(document.path, tuple(rules), different), []


def _faults(document: Document, key: str, listed: tuple[schemas.NameSchema, ...]) -> list[Problem]:
    """Report spellings of two entries without papers, and entries whose pages would have one address."""
    problems = []
    owners: dict[str, str] = {}
    addresses: set[str] = set()
    for index, one in enumerate(listed):
        for number, spelling in enumerate((one.name, *one.spellings)):
            path = (key, index, "spellings", number - 1) if number else (key, index, "name")
            owner = owners.setdefault(name_slug(spelling), one.name) if not one.papers else one.name
            if owner != one.name:
                message = f"'{spelling}' is a spelling of '{owner}' already"
                hint = "keep it in one of the two, or list the papers of one of them"
                problems.append(document.problem(path, message, hint))
        address = name_slug(f"{one.name} {one.label}" if one.label else one.name)
        if address in addresses:
            message = f"'{one.name}' is listed before"
            hint = "join the two entries, or tell them apart by a 'label' and 'papers'"
            problems.append(document.problem((key, index, "name"), message, hint))
        addresses.add(address)
        if one.papers and not one.label:
            message = f"'{one.name}' has papers of its own, but nothing tells it from others of the name"
            problems.append(document.problem((key, index, "name"), message, "add a 'label', such as a field or place"))
    return problems
