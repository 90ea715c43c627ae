"""Wordings of the staff's own: every slip is told with its line, and nothing but the named fields can be reached."""

import pytest

from eventreg.core.marks import Fault, Mistake
from eventreg.core.mistakes import lines_of
from eventreg.core.wording import LONGEST_SOURCE, Field, Shape, Unusable, check, fields_in, fill, texts

FIELDS = texts(["business", "event", "deadline"]) | {
    "reason": Field(Shape.LINES),
    "tickets": Field(Shape.ROWS, parts=frozenset({"holder", "code"})),
    "is_draft": Field(Shape.FLAG),
    "act": Field(Shape.CHOICE, options=frozenset({"undone", "corrected"})),
}


@pytest.mark.parametrize(
    "source",
    [
        "Tiket {{ event }}\n\nSalam, {{business}}, 100 % { } dan # biasa.",
        "{% if deadline %}Sebelum {{ deadline }}.{% else %}Segera.{% endif %}",
        "{% if not is_draft and (deadline or reason) %}x{% elif act == 'undone' %}y{% endif %}",
        "{% for line in reason %}\n> {{ line }}\n{% endfor %}",
        "{% for t in tickets %}{% if t.code %}**{{ t.holder }}**: {{ t.code }}{% endif %}{% endfor %}",
        '{# untuk pengurus saja #}{%- if act == "corrected" -%} x {%- endif -%}',
    ],
)
def test_what_staff_may_write(source):
    assert check(source, FIELDS) == []


@pytest.mark.parametrize(
    ("source", "line", "fault", "what", "guess"),
    [
        ("a\nb {{ busines }}", 2, Fault.UNKNOWN_FIELD, "busines", "business"),
        ("{{ event }", 1, Fault.NOT_CLOSED, "{{ event }", ""),
        ("a\n{{ event\n}}", 2, Fault.NOT_CLOSED, "{{ event", ""),
        ("{{ event {{ business }}", 1, Fault.NOT_CLOSED, "{{ event", ""),
        ("event }}", 1, Fault.STRAY_CLOSE, "}}", ""),
        ("Halo {event}", 1, Fault.SINGLE_BRACES, "{event}", "event"),
        ("{% set x = 1 %}", 1, Fault.UNKNOWN_TAG, "set x = 1", ""),
        ("{% include 'x' %}", 1, Fault.UNKNOWN_TAG, "include 'x'", ""),
        ("a\n{% if event %}\nx", 2, Fault.NOT_ENDED, "if", ""),
        ("{% for l in reason %}{% if event %}{{ l }}{% endfor %}", 1, Fault.NOT_ENDED, "if", ""),
        ("x\n\n{% endif %}", 3, Fault.END_ALONE, "endif", ""),
        ("{% else %}", 1, Fault.ELSE_ALONE, "else", ""),
        ("{% if event %}{% else %}{% else %}{% endif %}", 1, Fault.ELSE_ALONE, "else", ""),
        (
            "{% for a in reason %}{% for b in reason %}{% endfor %}{% endfor %}",
            1,
            Fault.LOOP_IN_LOOP,
            "b in reason",
            "",
        ),
        ("{% if event %}" * 11 + "{% endif %}" * 11, 1, Fault.TOO_DEEP, "if", ""),
        ("{% for reason %}{% endfor %}", 1, Fault.UNREADABLE, "for reason", ""),
        ("{% if %}{% endif %}", 1, Fault.UNREADABLE, "if", ""),
        ("{{ nama usaha }}", 1, Fault.UNREADABLE, "nama usaha", ""),
        ("{{ event | upper }}", 1, Fault.NOT_ALLOWED, "event | upper", ""),
        ("{{ event() }}", 1, Fault.NOT_ALLOWED, "event()", ""),
        ("{{ event + event }}", 1, Fault.NOT_ALLOWED, "event + event", ""),
        ("{% if deadline is defined %}{% endif %}", 1, Fault.NOT_ALLOWED, "deadline is defined", ""),
        ("{{ event.title }}", 1, Fault.NOT_ALLOWED, "event.title", ""),
        ("{{ reason }}", 1, Fault.LIST_PRINTED, "reason", ""),
        ("{{ is_draft }}", 1, Fault.FLAG_PRINTED, "is_draft", ""),
        ("{% for t in tickets %}{{ t }}{% endfor %}", 1, Fault.ROW_PRINTED, "t", ""),
        ("{% for t in tickets %}{{ t.holdr }}{% endfor %}", 1, Fault.UNKNOWN_PART, "t.holdr", "holder"),
        ("{% for l in event %}{% endfor %}", 1, Fault.NOT_A_LIST, "event", ""),
        ("{% for event in reason %}{% endfor %}", 1, Fault.NAME_TAKEN, "event", ""),
        ("{% if act == 'gone' %}{% endif %}", 1, Fault.UNKNOWN_OPTION, "gone", "corrected, undone"),
    ],
)
def test_every_slip_is_told_with_its_line(source, line, fault, what, guess):
    mistake = check(source, FIELDS)[0]

    assert (mistake.line, mistake.fault, mistake.what, mistake.guess) == (line, fault, what, guess)


def test_all_slips_are_told_at_once():
    found = check("{{ evnt }}\n{{ business }\n{% if deadline %}\n{{ reason }}", FIELDS)

    assert [mistake.line for mistake in found] == [1, 2, 3, 4]


def test_a_row_is_known_in_its_own_loop_alone():
    assert check("{% for l in reason %}{% endfor %}{{ l }}", FIELDS)[0].fault is Fault.UNKNOWN_FIELD


ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{% for t in tickets %}{{ t.__class__ }}{% endfor %}",
    "{{ event.__init__.__globals__ }}",
    "{{ self }}{{ self.__dict__ }}",
    "{{ config }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__ }}",
    "{{ event['__class__'] }}",
    "{{ 9**9**9 }}",
    "{% for i in range(10**9) %}{% endfor %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% macro m() %}{% endmacro %}",
    "{% import 'x' as x %}",
    "{% extends 'layout.html' %}",
    "{% filter upper %}x{% endfilter %}",
    "{% for t in tickets if t.code %}{% endfor %}",
    "{% for t in tickets recursive %}{% endfor %}",
    "{{ '}}' }}{{ event }}",
    "{{ " + "(" * 5000 + "event" + ")" * 5000 + " }}",
    "{% if " + "not " * 5000 + "event %}{% endif %}",
    "{{ event }}" * 3000,
]


@pytest.mark.parametrize("source", ATTACKS, ids=range(len(ATTACKS)))
def test_nothing_but_fields_can_be_reached(source):
    assert check(source, FIELDS)


@pytest.mark.parametrize("source", ATTACKS, ids=range(len(ATTACKS)))
def test_what_was_never_checked_does_no_harm_either(source):
    """A stored wording is filled as it is: the sandbox may not lean on the check that came before."""
    values = {"event": "Pekan", "tickets": [{"holder": "Sri", "code": "ABCD"}]}

    with pytest.raises(Unusable):
        fill(source, values)


def test_filling_puts_values_where_their_names_stand():
    source = (
        "{% for t in tickets %}{{ t.holder }} ({{ t.code }})\n{% endfor %}{% if note %}!{% endif %}{{ event }} {{ n }}"
    )
    values = {"tickets": [{"holder": "Sri", "code": "AB"}, {"holder": "{{ event }}", "code": "CD"}], "note": ""}

    text = fill(source, values | {"event": "Pekan <b>", "n": 3})

    assert text == "Sri (AB)\n{{ event }} (CD)\nPekan <b> 3"


def test_each_value_is_shown_as_the_caller_wants_it():
    assert fill("a*b* {{ event }}", {"event": "x*y*"}, show=_starless) == "a*b* xy"


def test_a_field_that_is_gone_is_no_gap_in_the_text():
    with pytest.raises(Unusable, match="old_name"):
        fill("Halo {{ old_name }}", {"event": "Pekan"})


def test_things_with_code_of_their_own_are_not_seen():
    with pytest.raises(Unusable):
        fill("{{ person }}", {"person": object()})


def test_a_long_list_makes_no_endless_text():
    source = "{% for line in reason %}" + "x" * 10_000 + "{% endfor %}"

    with pytest.raises(Unusable, match="too long"):
        fill(source, {"reason": ["a"] * 10_000})
    assert check("x" * (LONGEST_SOURCE + 1), FIELDS)[0].fault is Fault.TOO_LONG


def test_what_our_own_wordings_use_are_the_fields():
    fields = fields_in(
        "{{ event }}{% if deadline %}{{ deadline }}{% endif %}{% if is_draft %}{% endif %}",
        "{% for t in tickets %}{{ t.code }}{{ t.holder }}{% endfor %}{% for l in reason %}{{ l }}{% endfor %}"
        "{% if act == 'undone' %}{% elif not act == 'corrected' %}{% endif %}",
    )

    assert fields == {
        "event": Field(),
        "deadline": Field(is_optional=True),
        "is_draft": Field(Shape.FLAG, is_optional=True),
        "tickets": Field(Shape.ROWS, parts=frozenset({"code", "holder"})),
        "reason": Field(Shape.LINES),
        "act": Field(Shape.CHOICE, options=frozenset({"undone", "corrected"}), is_optional=True),
    }


def _starless(value):
    return str(value).replace("*", "")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("fault", Fault)
def test_every_slip_has_words(app, fault):
    with app.app_context(), app.test_request_context():
        [line] = lines_of([Mistake(7, fault, "evnt", "event")])

    assert line.startswith("Baris 7: ")
    assert "%(" not in line
    assert "%%" not in line
