"""Stamping: the theme's template is rendered once for a kind of page, and pages of that kind are stamped from it.

The rendering is watched. The sample page's texts are marks in it, each of which comes out where, and through which
filters, the template prints it; and every question the template asks of the page ("is there a description?") is
written down with its answer. So a `Shell` is what the template printed, cut at the marks, and the questions: it fits
each page that answers alike. A block of the template that does more with the page than print and ask, such as a loop
over its feeds, is rendered by itself for every page. Nothing here knows what the template says.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, cast

from jinja2 import Environment, Template
from jinja2.runtime import Context

_MARK = re.compile("\ue000([0-9]+)\ue001")
"""A mark: characters for private use, which no theme or page is expected to have; a page that has them is refused."""


_Test = Callable[..., Any]


class Untraceable(Exception):
    """The template does with the page what cannot be stamped."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A text of a page that the template prints, by where it is on the page, and the filters it goes through."""

    path: tuple[str, ...]
    filters: tuple[tuple[str, tuple[Any, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the template that is rendered for each page, and the variables that are set when its turn comes."""

    name: str
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the template asked of the sample page, and the answer: `operator.contains`, of `meta.hide`, "toc", True."""

    of: Printed
    ask: Callable[[Any, Any], Any]
    operand: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendering of the template, cut where pages differ. `linked` are the folders that hold what it links to, `place`
    is where the sample was, seen from there.

    For the blocks in it: what they are called with, what `{% set %}` has made, and all that the template has.
    """

    template: Template
    parts: tuple[str | Printed | Block, ...]
    questions: tuple[Question, ...]
    linked: frozenset[str]
    place: tuple[int, str]
    arguments: Mapping[str, Any]
    variables: Mapping[str, Any]
    blocks: Mapping[str, list[Callable[[Context], Iterator[str]]]]

    def stamp(self, page: Any) -> str | None:
        """The page as the template would render it; None when it is of another kind than the sample was."""
        context = self.template.new_context({**self.arguments, "page": page}, shared=True)
        context.blocks = dict(self.blocks)
        if page.url in self.linked or _place(page.url, self.linked) != self.place:
            return None
        if not all(self._answers_alike(question, context) for question in self.questions):
            return None
        text = "".join(
            part if isinstance(part, str) else self._render(part, context)  # (most parts are texts)
            for part in self.parts
        )
        return None if "\ue000" in text else text

    def _answers_alike(self, question: Question, context: Context) -> bool:
        try:
            value = _value(question.of, context)
        except (LookupError, AttributeError):
            return False
        return bool(question.ask(value, question.operand) == question.answer)

    def _render(self, part: Printed | Block, context: Context) -> str:
        if isinstance(part, Block):
            context.vars = {name: self.variables[name] for name in part.variables}
            return "".join(context.blocks[part.name][0](context))
        return str(_value(part, context))


def _value(printed: Printed, context: Context) -> Any:
    """What a page has there, after the filters."""
    value = context.parent["page"]
    for name in printed.path:
        value = value[name] if isinstance(value, Mapping) else getattr(value, name)
    for name, arguments in printed.filters:
        value = context.environment.call_filter(name, value, arguments, context=context)
    return value


class Tracer:
    """Renders templates of one environment, watching what they do with a page.

    To watch filters and tests, it puts its own into the environment, which do what those did, as long as nothing is
    being traced: so it must come before the first rendering, after which modules of macros may have kept a filter.
    """

    def __init__(self, environment: Environment) -> None:
        self._trace: _Trace | None = None
        environment.filters = {name: self._watched(name, made) for name, made in environment.filters.items()}
        environment.tests = {name: self._watched_test(cast(_Test, made)) for name, made in environment.tests.items()}

    def shell(self, template: Template, variables: Mapping[str, Any]) -> Shell:
        """The shell that `variables["page"]`, a page of MkDocs, gives as a sample, and gives again.

        Raises:
            Untraceable: when there is none.
        """
        untraced = template.new_context(dict(variables))
        wanted = "".join(template.root_render_func(untraced))
        natively: set[str] = set()
        while True:
            self._trace = _Trace(template, variables, untraced, natively)
            try:
                shell = self._trace.shell()
                break
            except _Stuck as stuck:
                if stuck.block is None or stuck.block in natively:
                    raise Untraceable(str(stuck.__cause__ or stuck)) from stuck
                natively.add(stuck.block)
            finally:
                self._trace = None
        if shell.stamp(variables["page"]) != wanted:
            raise Untraceable("stamped, the sample is another")
        return shell

    def _watched(self, name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        passes = hasattr(made, "jinja_pass_arg")

        def watching(*arguments: Any, **named: Any) -> Any:
            trace = self._trace
            if trace is None:
                return made(*arguments, **named)
            value, rest = arguments[passes], arguments[passes + 1 :]
            if isinstance(value, _Text):
                if named or any(map(_is_watched, rest)):
                    raise Untraceable(f"the filter {name} with arguments that are the page's")
                return value.filtered(name, rest)
            if any(map(_is_watched, (value, *rest, *named.values()))) or "\ue000" in str(value):
                raise Untraceable(f"the filter {name} of something made of the page")
            if passes and isinstance(arguments[0], Context) and arguments[0] is not trace.untraced:
                # `url` looks at the page, as a whole: of pages in one place it makes one thing of most addresses.
                trace.linked.add(str(value))
                arguments = (trace.untraced, *arguments[1:])
            return made(*arguments, **named)

        return update_wrapper(watching, made)

    def _watched_test(self, made: _Test) -> _Test:
        passes = hasattr(made, "jinja_pass_arg")

        def watching(*arguments: Any) -> Any:
            value = arguments[passes]
            if self._trace is None or not isinstance(value, _Text):
                return made(*arguments)
            before, after = arguments[:passes], arguments[passes + 1 :]
            return value.asked(lambda real, rest: made(*before, real, *rest), after)

        return update_wrapper(watching, made)


class _Stuck(Exception):
    """Something untraceable was met in a block, or outside of all."""

    def __init__(self, block: str | None) -> None:
        super().__init__(block)
        self.block = block


class _Trace:
    """One rendering under watch. `natively` are the blocks that are not to be rendered but left open."""

    def __init__(self, template: Template, variables: Mapping[str, Any], untraced: Context, natively: set[str]) -> None:
        self.template, self.variables, self.untraced, self.natively = template, variables, untraced, natively
        self.linked: set[str] = set()
        self._marks: list[Printed | Block] = []
        self._questions: dict[Any, Question] = {}

    def shell(self) -> Shell:
        context = self.template.new_context({**self.variables, "page": _Thing(self, (), self.variables["page"])})
        context.blocks = {name: [self._watched(name), *made] for name, made in self.untraced.blocks.items()}
        try:
            parts = tuple(self._cut("".join(self.template.root_render_func(context))))
            if self.natively and any(map(_is_watched, context.vars.values())):
                raise Untraceable("a variable of the page, for all blocks")
        except _Stuck:
            raise
        except Exception as error:  # whatever a template does with our marks, it can be rendered the long way
            raise _Stuck(None) from error
        linked = frozenset(_folders(self.linked))
        return Shell(
            self.template,
            parts,
            tuple(self._questions.values()),
            linked,
            _place(self.variables["page"].url, linked),
            self.untraced.parent,
            self.untraced.vars,
            self.untraced.blocks,
        )

    def _watched(self, name: str) -> Callable[[Context], Iterator[str]]:
        """A block that knows when something in it goes wrong; the block that it stands before follows it."""

        def watching(context: Context) -> Iterator[str]:
            if name in self.natively:
                yield self.mark(Block(name, tuple(context.vars)))
                return
            try:
                yield from context.blocks[name][1](context)
            except _Stuck:
                raise
            except Exception as error:
                raise _Stuck(name) from error

        return watching

    def _cut(self, text: str) -> Iterator[str | Printed | Block]:
        for number, piece in enumerate(_MARK.split(text)):
            if number % 2:
                yield self._marks[int(piece)]
            elif "\ue000" in piece or "\ue001" in piece:
                raise Untraceable("a mark was cut")
            elif piece:
                yield piece

    def mark(self, what: Printed | Block) -> str:
        self._marks.append(what)
        return f"\ue000{len(self._marks) - 1}\ue001"

    def ask(self, of: Printed, ask: Callable[[Any, Any], Any], operand: Any, real: Any) -> Any:
        if _is_watched(operand):
            raise Untraceable("a comparison of two things of the page")
        answer = ask(real, operand)
        self._questions[of, ask, repr(operand)] = Question(of, ask, operand, answer)
        return answer

    def wrap(self, path: tuple[str, ...], real: Any) -> Any:
        """What the template gets in the place of something of the page."""
        match real:
            case _ if path == ("toc",) and not list(real):  # as of every page that is stamped
                return real
            case None | bool() | int():
                return self.ask(Printed(path), _itself, None, real)
            case Mapping() if path == ("meta",):
                return _Front(self, real)
            case str() | list() | Mapping():
                return _Text(self, Printed(path), real)
            case _ if path == ("file",):
                return _Thing(self, path, real)
        raise Untraceable(".".join(path))


class _Thing:
    """The page, or its file, as a template sees it."""

    def __init__(self, trace: _Trace, path: tuple[str, ...], real: Any) -> None:
        self._trace, self._path, self._real = trace, path, real

    def __getattr__(self, name: str) -> Any:
        return self._trace.wrap((*self._path, name), getattr(self._real, name))


class _Front:
    """The page's front matter, as a template sees it."""

    def __init__(self, trace: _Trace, real: Mapping[str, Any]) -> None:
        self._trace, self._real = trace, real

    def __contains__(self, key: str) -> bool:
        return bool(self._trace.ask(Printed(("meta",)), operator.contains, key, self._real))

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(key)
        return self._trace.wrap(("meta", key), self._real[key])

    def __bool__(self) -> bool:
        return bool(self._trace.ask(Printed(("meta",)), _is_true, None, self._real))

    def __getattr__(self, name: str) -> Any:
        raise Untraceable(f"meta.{name}") if hasattr(dict, name) else AttributeError(name)


class _Text:
    """A text of the page, or something else in its front matter: printed as a mark, asked as what it is."""

    def __init__(self, trace: _Trace, printed: Printed, real: Any) -> None:
        self._trace, self._printed, self._real = trace, printed, real

    def filtered(self, name: str, arguments: tuple[Any, ...]) -> _Text:
        context = self._trace.untraced
        real = context.environment.call_filter(name, self._real, arguments, context=context)
        if not isinstance(real, str):
            raise Untraceable(f"the filter {name}")
        return _Text(self._trace, Printed(self._printed.path, (*self._printed.filters, (name, arguments))), real)

    def asked(self, ask: Callable[[Any, Any], Any], operand: Any) -> Any:
        return self._trace.ask(self._printed, ask, operand, self._real)

    def __str__(self) -> str:
        if not isinstance(self._real, str):
            raise Untraceable(".".join(self._printed.path))
        return self._trace.mark(self._printed)

    def __bool__(self) -> bool:
        return bool(self.asked(_is_true, None))

    def __eq__(self, other: object) -> bool:
        return bool(self.asked(operator.eq, other))

    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, part: object) -> bool:
        return bool(self.asked(operator.contains, part))

    def _refuse(self, *_: object) -> Any:
        raise Untraceable(".".join(self._printed.path))

    __getitem__ = __iter__ = __len__ = __html__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()


def _itself(real: Any, _: None) -> Any:
    return real


def _is_true(real: Any, _: None) -> bool:
    return bool(real)


def _is_watched(value: Any) -> bool:
    return isinstance(value, _Text | _Front | _Thing) or (isinstance(value, str) and "\ue000" in value)


def _folders(addresses: Iterable[str]) -> Iterator[str]:
    """The addresses of folders, as pages have them, that hold one of the addresses: for these, `url` differs."""
    for address in addresses:
        parts = address.split("/")
        yield from ("/".join(parts[:number]) + "/" for number in range(1, len(parts) + 1))


def _place(address: str, linked: Set[str]) -> tuple[int, str]:
    """How deep a page is, and the innermost folder it is in that holds something linked: of pages that agree in both,
    `url` makes the same of all that is linked.
    """
    folders = [folder for folder in _folders([address.rpartition("/")[0]]) if folder in linked]
    return address.count("/"), folders[-1] if folders else ""
