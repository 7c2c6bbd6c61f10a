"""Questions with an explanation of every answer.

``{question}`` makes one, ``{answers}`` shows the answers to all questions of the book. On the
website the reader opens an option and sees at once whether it is right and why; no script is
needed. In the EPUB and the PDF each question links to its answer.
"""

from __future__ import annotations

import re
from string import ascii_uppercase
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext import collect
from _ext.formats import is_print
from _ext.rules import warn
from _ext.words import N_, _

OPTIONS = range(2, 7)
"""How many options a question may have."""

MARK = re.compile(r"\[([ xX])\](\s+|$)")


class question(nodes.General, nodes.Element):
    """A question: its stem, then its options. ``number`` counts on the page."""


class question_stem(nodes.Element):
    """What is asked, as paragraphs and other blocks."""


class question_option(nodes.Element):
    """An option: its text, then its explanation. ``letter``; ``right`` is true for one of them."""


class question_choice(nodes.TextElement):
    """The text of an option, without its mark."""


class question_explanation(nodes.Element):
    """Why the option is right or wrong."""


class answers(nodes.General, nodes.Element):
    """The place where all answers are shown."""


class Questions(collect.Collection):
    """The questions of the book."""

    name = "quiz"
    label = "questions"
    item = question
    listing = answers


class QuestionDirective(SphinxDirective):
    """Read a question; ``docs/exercises.md`` shows what its writer types."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the question, even a faulty one: one build then tells all faults."""
        number = self.env.new_serialno("question") + 1
        self.node = question("", number=number, ids=[f"question-{number}"])
        self.set_source_info(self.node)
        stem = question_stem()
        if self.arguments:
            inline, messages = self.parse_inline(self.arguments[0])
            stem += [nodes.paragraph(self.arguments[0], "", *inline), *messages]
        self.node += stem
        for block in self.parse_content_to_nodes():
            if isinstance(block, nodes.bullet_list) and any(map(_mark, block.children)):
                for item in block.children:
                    self.node += self.option(item)
            elif len(self.node) == 1:
                stem += block
            else:
                self.warn(
                    "B306",
                    "Text after an option of question {} belongs to no option. Indent it by two "
                    "spaces, so that it stands under its option.",
                    location=block,
                )
        self.check()
        self.state.document.set_id(self.node)
        return [self.node]

    def warn(self, code: str, message: str, location: nodes.Node | None = None) -> None:
        """Log that the rule *code* is broken.

        In *message*, {} stands for the first words of the question.
        """
        name = collect.short(self.node[0].astext())
        place = (self.env.docname, (location and location.line) or self.lineno)
        warn(code, message.replace("{}", f'"{name}"'), location=place)

    def option(self, item: nodes.list_item) -> question_option:
        """Return the option that the list item *item* holds."""
        letter = ascii_uppercase[(len(self.node) - 1) % 26]
        mark = _mark(item)
        option = question_option("", letter=letter, right=bool(mark and mark[1] in "xX"))
        option.source, option.line = item.source, item.line
        first = item[0] if item.children else nodes.paragraph()
        choice = question_choice()
        if isinstance(first, nodes.paragraph):
            choice += first.children
            del item[:1]
        name = collect.short(choice.astext())
        if not mark:
            self.warn(
                "B302",
                f'Option "{name}" of question {{}} begins with neither [ ] nor [x]. Write one of '
                "them after its dash.",
                location=item,
            )
        else:
            text = choice[0]
            choice[0] = nodes.Text(text[mark.end() :])
            name = collect.short(choice.astext())
            if not name:
                self.warn("B302", "An option of question {} has no text. Write it.", location=item)
        if not item.children:
            self.warn(
                "B303",
                f'Option "{name}" of question {{}} has no explanation. Leave a line empty under '
                "it, and write a paragraph, indented by two spaces, that says why it is "
                f"{'right' if option['right'] else 'wrong'}.",
                location=item,
            )
        option += [choice, question_explanation("", *item.children)]
        return option

    def check(self) -> None:
        """Warn of what is missing in the whole question."""
        stem, *options = self.node.children
        if not stem.astext().strip():
            self.warn(
                "B301", "A question has no text. Write it on its first line, after {question}."
            )
        if not options:
            self.warn(
                "B304",
                "Question {} has no options. Write each as a list item that begins with - [ ], "
                "and the right one with - [x].",
            )
            return
        if len(options) not in OPTIONS:
            self.warn(
                "B304",
                f"Question {{}} has {len(options)} option{'s' * (len(options) > 1)}. "
                f"Give it {OPTIONS[0]} to {OPTIONS[-1]}.",
            )
        right = sum(option["right"] for option in options)
        if right != 1:
            many = f"{right} right answers" if right else "no right answer"
            self.warn("B305", f"Question {{}} has {many}. Mark exactly one option with [x].")


def _mark(item: nodes.Node) -> re.Match[str] | None:
    """Return the mark, [ ] or [x], that the list item begins with."""
    first = item[0] if item.children else None
    if not isinstance(first, nodes.paragraph) or not isinstance(first[0], nodes.Text):
        return None
    return MARK.match(first[0])


class AnswersDirective(SphinxDirective):
    """The place where the answers to all questions of the book are shown."""

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when a format is written."""
        return [answers()]


class ShowAnswers(SphinxPostTransform):
    """Fill the page of answers with the answers of all pages."""

    default_priority = 2  # before MyST (9) and Sphinx (10) resolve the links of the copies

    def run(self, **kwargs: Any) -> None:
        """Replace each ``answers`` node by a section for each page."""
        for place in list(self.document.findall(answers)):
            here = collect.page_of(place, self.env)
            made = self.sections(here)
            if not is_print(self.app.builder):
                made = [*collect.contents(made), *made]
            place.replace_self(made or nodes.paragraph("", _("There are no questions yet.")))

    def sections(self, here: str) -> list[nodes.section]:
        """Return the sections of the page of answers, one for each page with questions."""
        domain: Any = self.env.get_domain("quiz")
        builder = self.app.builder
        made = []
        for page, section in collect.sections(domain, builder, here, "answers"):
            for item in collect.items_of(domain, builder, page, here):
                section += self.answer(item, page, here)
            made.append(section)
        return made

    def answer(self, item: nodes.Element, page: str, here: str) -> nodes.container:
        """Return the answer to the question *item* of *page*."""
        stem, *options = item.children
        number = item["number"]
        box = nodes.container("", ids=[collect.anchor("answer", page, number)], classes=["answer"])
        title = _("Question %s") % number
        box += nodes.rubric(title, title, classes=["answer-title"])
        asked = next(iter(stem.findall(nodes.paragraph)), nodes.paragraph())
        box += nodes.paragraph("", "", *asked.children, classes=["answer-question"])
        right = [option["letter"] for option in options if option["right"]]
        box += nodes.paragraph(
            "", _("Right answer: %s") % ", ".join(right), classes=["answer-right"]
        )
        lines = lettered("answer-options")
        for choice, why in options:
            text = choice.children
            if choice.parent["right"]:
                text = [nodes.strong("", "", *text)]
            lines += nodes.list_item("", nodes.paragraph("", "", *text), *why.children)
        box += lines
        back = collect.link(
            self.app.builder, here, page, f"question-{number}", _("Back to question %s") % number
        )
        box += nodes.paragraph("", "", back, classes=["answer-back"])
        return box


def lettered(name: str) -> nodes.enumerated_list:
    """Return an empty list, of the class *name*, whose items are lettered A, B, C."""
    return nodes.enumerated_list("", enumtype="upperalpha", prefix="", suffix=".", classes=[name])


class PrintQuestions(SphinxPostTransform):
    """Give questions the form they have in a book: options without their explanations."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        """Replace each question by a container of standard nodes."""
        if not is_print(self.app.builder):
            return
        for node in list(self.document.findall(question)):
            stem, *options = node.children
            title = _("Question %s") % node["number"]
            box = nodes.container("", ids=node["ids"], classes=["question"])
            box += nodes.paragraph(title, title, classes=["question-number"])
            box += stem.children
            lines = lettered("question-options")
            for choice, _why in options:
                lines += nodes.list_item("", nodes.paragraph("", "", *choice.children))
            box += lines
            box += self.where(node)
            node.replace_self(box)

    def where(self, node: question) -> list[nodes.paragraph]:
        """Return the line that leads to the answer."""
        domain: Any = self.env.get_domain("quiz")
        if domain.home is None:
            return []
        page = collect.page_of(node, self.env)
        number = node["number"]
        to = collect.link(
            self.app.builder,
            page,
            domain.home,
            collect.anchor("answer", page, number),
            _("Answer to question %s") % number,
        )
        return [nodes.paragraph("", "", to, classes=["question-answer-link"])]


class PlainChoices(SphinxPostTransform):
    """Take the links out of the options on the website, where the whole option is to be clicked.

    The page of answers has them.
    """

    default_priority = 12  # after the references have been resolved

    def run(self, **kwargs: Any) -> None:
        """Replace each link in an option by its text."""
        for choice in self.document.findall(question_choice):
            for reference in list(choice.findall(nodes.reference)):
                reference.replace_self(reference.children)


class WebQuestion:
    """How the website writes a question."""

    VERDICT: ClassVar[dict[bool, str]] = {True: N_("Right."), False: N_("Not quite.")}

    @staticmethod
    def visit(self: HTML5Translator, node: question) -> None:
        """Begin a question: a group that has its number and its stem as name."""
        name = node["ids"][0]
        labels = {"aria-labelledby": f"{name}-number {name}-stem"}
        self.body.append(self.starttag(node, "div", CLASS="question", role="group", **labels))
        number = _("Question %s") % node["number"]
        self.body.append(f'<p class="question-number" id="{name}-number">{number}</p>\n')

    @staticmethod
    def visit_stem(self: HTML5Translator, node: question_stem) -> None:
        """Begin what is asked."""
        name = f"{node.parent['ids'][0]}-stem"
        self.body.append(f'<div class="question-stem" id="{name}">\n')

    @staticmethod
    def visit_option(self: HTML5Translator, node: question_option) -> None:
        """Begin an option. Options of one name close each other."""
        name = node.parent["ids"][0]
        self.body.append(f'<details class="question-option" name="{name}">\n')

    @staticmethod
    def visit_choice(self: HTML5Translator, node: question_choice) -> None:
        """Begin what the reader clicks on."""
        self.body.append(
            f'<summary><span class="question-letter">{node.parent["letter"]}</span> '
            '<span class="question-choice">'
        )

    @staticmethod
    def visit_explanation(self: HTML5Translator, node: question_explanation) -> None:
        """Begin what is behind an option, with the verdict in words."""
        right = node.parent["right"]
        kind = "right" if right else "wrong"
        self.body.append(
            f'<div class="question-explanation question-{kind}">\n'
            f'<p class="question-verdict">{_(WebQuestion.VERDICT[right])}</p>\n'
        )


def _end(html: str) -> Any:
    def depart(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(html)

    return depart


def check_footnotes(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of footnotes in questions."""
    collect.refuse_footnotes(doctree, question, "a question")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and what becomes of them."""
    app.setup_extension("_ext.collect")
    app.setup_extension("_ext.assets")
    app.add_domain(Questions)
    app.add_directive("question", QuestionDirective)
    app.add_directive("answers", AnswersDirective)
    # No epub= here: Sphinx would then never look at html= for the EPUB.
    app.add_node(question, html=(WebQuestion.visit, _end("</div>\n")))
    app.add_node(question_stem, html=(WebQuestion.visit_stem, _end("</div>\n")))
    app.add_node(question_option, html=(WebQuestion.visit_option, _end("</details>\n")))
    app.add_node(question_choice, html=(WebQuestion.visit_choice, _end("</span></summary>\n")))
    app.add_node(question_explanation, html=(WebQuestion.visit_explanation, _end("</div>\n")))
    app.add_node(answers)
    app.add_post_transform(ShowAnswers)
    app.add_post_transform(PrintQuestions)
    app.add_post_transform(PlainChoices)
    app.connect("doctree-read", check_footnotes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
