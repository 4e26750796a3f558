"""Read a page the way a browser without JavaScript does: its forms, links and words."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br", "hr"}


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)  # what it says: what it sends
    elsewhere: dict[str, str] = field(default_factory=dict)  # what it says: where it goes instead

    @property
    def says(self) -> str:
        """What its first button says."""
        return next(iter(self.buttons), "")


class Page(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.labelled: set[str] = set()
        self.wrapped: list[dict[str, str]] = []  # fields inside their label
        self._open: list[str] = []
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._elsewhere: list[tuple[str, str, str]] = []
        self._words: list[str] = []
        self._link = ""
        self._area = ""
        self._goes = ""
        self._button: tuple[str, dict[str, str]] | None = None
        self.feed(html)
        for form, name, value in self._elsewhere:
            if form in self._by_id:
                self._by_id[form].fields.setdefault(name, value)

    def handle_starttag(self, tag, attrs):
        got = {name: value or "" for name, value in attrs}
        if "template" in self._open:
            return  # not part of the page until a script takes it out
        self.tags.append((tag, got))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self._form = Form(got.get("action", "").split("#")[0], got.get("method", "get"))
            self.forms.append(self._form)
            self._by_id[got.get("id", "")] = self._form
        if tag == "label" and "for" in got:
            self.labelled.add(got["for"])
        if tag in ("input", "textarea", "select"):
            if "label" in self._open:
                self.wrapped.append(got)
            self._field(tag, got)
        if tag == "a":
            self._link = got.get("href", "")
        if tag == "button" and self._form:
            sends = {got["name"]: got.get("value", "")} if "name" in got else {}
            self._button = ("", sends)
            self._goes = got.get("formaction", "")

    def _field(self, tag, got):
        name = got.get("name")
        if not name or (got.get("type") in ("radio", "checkbox") and "checked" not in got):
            return
        if "form" in got:
            self._elsewhere.append((got["form"], name, got.get("value", "")))
        elif self._form:
            self._form.fields[name] = got.get("value", "")
            self._area = name if tag == "textarea" else ""

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "button" and self._form and self._button:
            self._form.buttons[self._button[0]] = self._button[1]
            if self._goes:
                self._form.elsewhere[self._button[0]] = self._goes
            self._button = None
        if tag == "form":
            self._form = None
        if tag in ("textarea", "a"):
            self._area = self._link = ""

    def handle_data(self, data):
        if self._area and self._form:
            # A browser drops the newline right after the tag.
            self._form.fields[self._area] += data.removeprefix("\n")
            return
        self._words.append(data)
        if self._button:
            self._button = (self._button[0] + data.strip(), self._button[1])
        if self._link:
            self.links[data.strip()] = self._link

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def form(self, says: str) -> Form:
        found = [form for form in self.forms if says in form.buttons]
        assert found, f"no button says {says!r}, only {[[*form.buttons] for form in self.forms]}"
        return found[0]

    def has(self, says: str) -> bool:
        return any(says in form.buttons for form in self.forms)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def receipt(self) -> str:
        found = re.search(r"(?:\d{4} ){5}\d{4}-\d", self.words)
        assert found, "no receipt on this page"
        return found[0]


@dataclass
class Browser:
    """A client and the page it is looking at."""

    client: object
    page: Page | None = None
    answer: object = None

    def go(self, path: str) -> Page:
        return self._look(self.client.get(path))

    def press(self, says: str, **typed: str) -> Page:
        form = self.page.form(says)
        typed = form.buttons[says] | typed
        action = form.elsewhere.get(says, form.action)
        if form.method == "get":
            return self._look(self.client.get(form.action, params=form.fields | typed))
        return self._look(self.client.post(action, data=form.fields | typed))

    def _look(self, answer) -> Page:
        self.answer = answer
        self.page = Page(answer.text)
        return self.page


def secret_on(page: Page) -> str:
    """What an app on a phone would read: groups of four letters, one after another."""
    found = re.search(r"(?:\b[A-Z2-7]{4} ?){8}", page.words)
    assert found, "no secret on this page"
    return found[0].replace(" ", "")
