"""Answers as people read them: each question that was asked, and what was answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventreg.businesses import queries as businesses
from eventreg.businesses.models import Product
from eventreg.core.files import StoredFile
from eventreg.questions.rules import Kind, Question, shown
from eventreg.questions.words import answer_text, label_of


@dataclass(frozen=True)
class Answered:
    """A question and its answer: words, or products, or files; none of them where it was left out."""

    question: Question
    label: str
    text: str = ""
    products: Sequence[Product] = ()
    files: Sequence[StoredFile] = ()


def tell(
    questions: Sequence[Question],
    answers: Mapping[str, Any],
    *,
    products: Iterable[Product] = (),
    files: Iterable[StoredFile] = (),
) -> list[Answered]:
    """The questions that were asked, in their order; `products` and `files` are those of the application."""
    of_id, of_key = {product.id: product for product in products}, {file.key: file for file in files}
    return [_answered(question, answers.get(question.key), of_id, of_key) for question in shown(questions, answers)]


def text_of(question: Question, value: Any) -> str:
    """`answer_text`, with the name of a region."""
    if question.kind is Kind.REGION and value:
        region = businesses.find_region(value)
        return region.name if region else str(value)
    return answer_text(question, value)


def _answered(
    question: Question, value: Any, products: Mapping[int, Product], files: Mapping[str, StoredFile]
) -> Answered:
    label = label_of(question)
    if question.kind is Kind.PRODUCTS:
        found = [products[number] for number in value or [] if number in products]
        return Answered(question, label, "" if found else text_of(question, value), products=found)
    if question.kind in {Kind.FILE, Kind.PHOTOS}:
        kept = [files[key] for key in value or [] if key in files]
        return Answered(question, label, "" if kept else text_of(question, value), files=kept)
    return Answered(question, label, text_of(question, value))
