# SPDX-License-Identifier: Apache-2.0
"""A report as a browser would read it: text, tables by caption, figures, links."""
import html.parser
import pathlib
import re

VOID = {"wbr", "meta", "link", "br", "img", "hr", "input"}


class Page(html.parser.HTMLParser):
    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.source = pathlib.Path(source).read_text(encoding="utf-8") if not str(source).lstrip().startswith("<") else source
        self.stack, self.tables, self.figures, self.links, self.ids, self.texts, self.tags, self.wrong = [], {}, [], [], [], [], set(), []
        self.attributes = []
        self._table = self._row = self._cell = self._caption = None
        self.feed(self.source)
        self.close()
        if self.stack:
            self.wrong.append(f"not closed: {self.stack}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.attributes.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs.get("href", ""))
        if tag == "svg":
            self.figures.append({"attributes": attrs, "title": "", "texts": []})
        if tag == "table":
            self._table = []
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._cell = {"text": "", "tag": tag, "scope": attrs.get("scope", ""), "class": attrs.get("class", "")}
        elif tag == "caption":
            self._caption = ""
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.wrong.append(f"</{tag}> in {self.stack}")
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass
        if tag in ("td", "th"):
            self._row.append(self._cell)
            self._cell = None
        elif tag == "tr":
            self._table.append(self._row)
        elif tag == "table":
            self.tables[self._caption] = self._table

    def handle_data(self, data):
        if "style" in self.stack:
            return
        if self._cell is not None and "table" in self.stack:
            self._cell["text"] += data
        if "caption" in self.stack and self._caption is not None and self.stack[-1] == "caption":
            self._caption += data
        if "svg" in self.stack and self.stack[-1] in ("text", "title", "desc"):
            if self.stack[-1] == "title" and not self.figures[-1]["title"]:
                self.figures[-1]["title"] = data
            self.figures[-1]["texts"].append(data)
        if data.strip():
            self.texts.append((tuple(self.stack), data.strip()))

    def table(self, caption):
        """Rows below the head: {first cell: {column: text}}; captions may begin with what is given."""
        for name, rows in self.tables.items():
            if name == caption or name.endswith(caption):
                head = [c["text"] for c in rows[0]]
                return {row[0]["text"].strip(): {h: c["text"] for h, c in zip(head, row)} for row in rows[1:]}
        raise AssertionError(f"no table {caption!r}; there are {list(self.tables)}")

    @property
    def text(self):
        return "\n".join(t for _, t in self.texts)


PREFIX = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "m": 1e-3, "u": 1e-6, "µ": 1e-6, "n": 1e-9}


def value(text):
    """(number in the base unit, unit) of "1.718 MW", "61.55 MWh", "12.3 °C", "69.8 %", "12.3 million JPY"."""
    m = re.fullmatch(r"\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(.*)", text.strip())
    if not m:
        raise AssertionError(f"no number: {text!r}")
    number, unit = float(m[1]), m[2].strip()
    for word, factor in (("billion ", 1e9), ("million ", 1e6)):
        if unit.startswith(word):
            return number * factor, unit[len(word):]
    for base in ("Wh", "W", "VA", "Pa"):
        if unit.endswith(base) and unit[: -len(base)] in PREFIX:
            return number * PREFIX[unit[: -len(base)]], base
    return number, unit
