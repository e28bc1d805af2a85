"""The sheets beside a map that is handed out: value table and questions, their answers, and the outline map's key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from mapapp.labels import Measure
from mapapp.paper.pagetypes import Page, Text
from mapapp.paper.sheet import PAPERS, Options, Paper
from mapapp.paper.worksheet.contents import Worksheet, worksheet
from mapapp.paper.worksheet.textpages import BLACK, Frame, Piece, Setter, flow, gap, together
from mapapp.paper.worksheet.topics import Question, Quote
from mapapp.scene import Scene
from mapapp.texts import N_, t


def text_paper(name: str) -> Paper:
    """Return the paper that text stands on: upright, so that a line is not too long to read; a slide stays one."""
    upright = PAPERS.get(f"{name}-portrait", PAPERS[name])
    return replace(upright, margin=max(upright.margin, 15.0)) if not upright.short else upright


def _frame(scene: Scene, options: Options, title: str) -> Frame:
    paper = text_paper(options.paper)
    # A slide's body is already read from the last row; on paper a pupil reads larger type than a legend's.
    body = paper.body_pt if paper.short else round(paper.body_pt * 1.3, 1)
    credits = scene.credits if options.credits is None else options.credits
    return Frame(paper, title, options.kind, credits if not paper.short else "", body)


def _heading(setter: Setter, title: str, below: Iterable[str]) -> list[Piece]:
    paper = setter.frame.paper
    found = [setter.text(title, bold=True, size=paper.title_pt, after=1.5)]
    found += [setter.text(line, after=1.0) for line in below if line]
    return [together(found), gap(3.0)]


def _titled(scene: Scene, options: Options, message: str) -> str:
    title = scene.title if options.title is None else options.title
    return t(message, scene.language, title=title or scene.title)


def question_pages(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Return the sheets that pupils fill in: their names, the value table, and the questions with lines to write on.

    Raises
    ------
    GeodataError
        If no visible layer can be asked about, or something has no room on the paper.
    """
    made = worksheet(scene)
    frame = _frame(scene, options, _titled(scene, options, N_("Worksheet: {title}")))
    setter = Setter(frame, measure)
    language = scene.language
    pieces = _heading(setter, frame.title, ())
    if not frame.paper.short:
        labels = (t("Name", language), t("Class", language), t("Date", language))
        pieces.append(setter.fields(tuple(zip(labels, (0.55, 0.2, 0.25), strict=True))))
    pieces += _value_table(setter, made, language)
    essay = next((source for source in scene.sources if source.id == "essay"), None)
    if essay and any(scene.statements[claim].claim.source == "essay" for it in made.questions for claim in it.claims):
        words = t("The lines named below are those of an essay: {authors}.", language, authors=essay.by(language))
        pieces.append(setter.text(words, after=4.0))
    for number, question in enumerate(made.questions, start=1):
        pieces.append(_asked(setter, number, question))
    return flow(pieces, frame, measure)


def _value_table(setter: Setter, made: Worksheet, language: str) -> list[Piece]:
    if not made.table.rows:
        return []
    columns = len(made.table.heads) - 2
    named = 0.4 if columns < 2 else 0.24
    shares = [0.08, named, *((0.92 - named) / columns for _ in range(columns))]
    pieces = setter.table(made.table.heads, made.table.rows, shares)
    subjects = "; ".join(dict.fromkeys(made.table.subjects))
    if subjects:
        pieces.append(gap(2.5))
        pieces.append(setter.text(t("The figures are: {subject}.", language, subject=subjects), after=2.0))
    return [*pieces, gap(4.0)]


def _asked(setter: Setter, number: int, question: Question) -> Piece:
    parts = [setter.numbered(number, question.text)]
    if not setter.frame.paper.short:
        parts.append(setter.writing(question.lines, setter.indent))
    return together([*parts, gap(2.5)])


def answer_pages(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Return the teacher's sheets: each question, its answer, and the words of the source with their lines.

    Raises
    ------
    GeodataError
        As for `question_pages`.
    """
    made = worksheet(scene)
    frame = _frame(scene, options, _titled(scene, options, N_("Answers to the worksheet: {title}")))
    setter = Setter(frame, measure)
    language = scene.language
    below = (t("For the teacher. The words of the sources stand under each answer with their lines.", language),)
    pieces = _heading(setter, frame.title, below)
    for number, question in enumerate(made.questions, start=1):
        pieces += _answered(setter, number, question)
    return flow(pieces, frame, measure)


def _answered(setter: Setter, number: int, question: Question) -> list[Piece]:
    small = setter.size if setter.frame.paper.short else round(setter.size * 0.86, 1)
    head = setter.numbered(number, question.text, bold=True)
    answer = setter.text(question.answer, indent=setter.indent, after=1.5)
    said = [setter.text(line, indent=setter.indent, size=small, after=0.5) for line in quoted(question.quotes)]
    return [together([head, answer, *said[:1]]), *said[1:], gap(3.5)]


def quoted(quotes: Iterable[Quote]) -> list[str]:
    """Return quotations as lines of text, those of one place of a source together; sources without words by name."""
    lines = []
    for where, group in groupby(quotes, key=lambda it: it.where):
        own = [it for it in group if it.words]
        words = ", ".join(f"«{it.words}»" for it in own)
        translated = ", ".join(it.translation for it in own if it.translation)
        lines.append(f"{where}: {words}" + (f" — {translated}" if translated else "") if own else where)
    return lines


def numbered_sheets(sheets: Iterable[Page], options: Options, measure: Measure) -> tuple[Page, ...]:
    """Write their numbers on sheets of text, at the right of the foot, where `textpages.flow` leaves room."""
    found = []
    for index, sheet in enumerate(sheets):
        paper = text_paper(options.paper)
        words = replace(options, number=options.number + index).numbering
        wide, tall = measure(words, paper.small_pt, False)
        at = Text(words, sheet.width - paper.margin - wide, sheet.height - paper.margin - tall, paper.small_pt)
        found.append(replace(sheet, texts=(*sheet.texts, replace(at, colour=BLACK))))
    return tuple(found)
