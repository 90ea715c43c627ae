"""What is wrong with a wording, said to a secretary: the fact, and what to write instead."""

from collections.abc import Sequence

from flask_babel import LazyString

from eventreg.core.i18n import _, lazy
from eventreg.core.marks import Fault, Mistake

WORDS: dict[Fault, LazyString] = {
    Fault.NOT_CLOSED: lazy("“%(what)s” is begun and not closed. Close it in the same line, like {{ event }}."),
    Fault.STRAY_CLOSE: lazy("“%(what)s” closes something that was not begun."),
    Fault.SINGLE_BRACES: lazy("“%(what)s” has a brace too few. Write {{ %(guess)s }}."),
    Fault.UNKNOWN_TAG: lazy(
        "“%(what)s” is not known. Between {%% and %%} may stand: if, elif, else, endif, for, endfor."
    ),
    Fault.NOT_ENDED: lazy(
        "“%(what)s” begins here and is never ended. Write {%% end%(what)s %%} behind what belongs to it."
    ),
    Fault.END_ALONE: lazy("“%(what)s” ends something that was not begun. Delete it, or write its beginning before it."),
    Fault.ELSE_ALONE: lazy("“%(what)s” belongs between “if” and “endif”."),
    Fault.LOOP_IN_LOOP: lazy("A list can't stand inside of another list."),
    Fault.TOO_DEEP: lazy("Too many “if” are inside of each other. Take them apart."),
    Fault.TOO_LONG: lazy("This is too long. Shorten it."),
    Fault.UNREADABLE: lazy("“%(what)s” can't be read. Put the field in anew with its button."),
    Fault.NOT_ALLOWED: lazy("“%(what)s” is more than a field's name. Only the names of the list may stand here."),
    Fault.UNKNOWN_FIELD: lazy("There is no field “%(what)s” in this message."),
    Fault.UNKNOWN_PART: lazy("“%(what)s” is not there in the rows of this list."),
    Fault.UNKNOWN_OPTION: lazy("“%(what)s” never happens here. Possible: %(guess)s."),
    Fault.LIST_PRINTED: lazy("“%(what)s” is a list. Put it in with its button, so that each line is written."),
    Fault.FLAG_PRINTED: lazy("“%(what)s” is only a yes or no for “if”; it has no words to be shown."),
    Fault.ROW_PRINTED: lazy("“%(what)s” is a whole row. Say which part of it."),
    Fault.NOT_A_LIST: lazy("“%(what)s” is not a list. Put it in alone, like {{ %(what)s }}."),
    Fault.NAME_TAKEN: lazy("“%(what)s” is already the name of a field. Call the row something else."),
}
_MEANT = {Fault.UNKNOWN_FIELD, Fault.UNKNOWN_PART}


def words_for(mistake: Mistake) -> str:
    """The mistake in the reader's language, without its line."""
    said = str(WORDS[mistake.fault] % {"what": mistake.what, "guess": mistake.guess})
    if mistake.fault in _MEANT and mistake.guess:
        return said + " " + _("Did you mean “%(guess)s”?", guess=mistake.guess)
    return said


def lines_of(mistakes: Sequence[Mistake]) -> list[str]:
    """Each mistake with its line, as a form shows it."""
    return [_("Line %(line)s: %(mistake)s", line=one.line, mistake=words_for(one)) for one in mistakes]
