"""Reads a page as a browser does: its forms with their fields, and its visible text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: where it goes, and what it would send untouched."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The parts of a page that tests look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._textarea: str | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """The visible words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        return next(form for form in self.forms if form.action.endswith(ending))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        name = given.get("name")
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        elif tag == "textarea" and name:
            self._textarea = name
        elif tag == "input" and name and self.forms and self._sent(given):
            self.forms[-1].fields[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._textarea:
            fields = self.forms[-1].fields
            fields[self._textarea] = fields.get(self._textarea, "") + data.removeprefix("\n")

    @staticmethod
    def _sent(given: dict[str, str | None]) -> bool:
        return given.get("type") not in ("radio", "checkbox") or "checked" in given
