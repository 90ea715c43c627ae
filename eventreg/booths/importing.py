"""A drawing from elsewhere fitted to a plan that is there: booths of the same number stay who they are. Pure."""

from dataclasses import replace

from eventreg.booths.drawing import BoothDrawn, Drawing


def joined(found: Drawing, there: Drawing, *, keep: bool) -> Drawing:
    """The plan with booths that were found in another's drawing: those of the same number move to where it has them.

    `keep`: whether booths that the drawing doesn't have stay. The floor grows where the drawing is larger.
    """
    known = {booth.label: booth for booth in there.booths}
    taken, number, brought = {booth.id for booth in there.booths}, 0, list[BoothDrawn]()
    for booth in found.booths:
        if booth.label in known:
            brought.append(replace(known[booth.label], rect=booth.rect))
            continue
        while (uid := f"traced-{number}") in taken:
            number += 1
        taken.add(uid)
        brought.append(replace(booth, id=uid))
    labels = {booth.label for booth in brought}
    kept = [booth for booth in there.booths if keep and booth.label not in labels]
    ids = {booth.id for booth in (*kept, *brought)}
    return replace(
        there,
        width=max(there.width, found.width),
        height=max(there.height, found.height),
        booths=(*kept, *brought),
        links=tuple(link for link in there.links if ids.issuperset(link.booths)),
    )


def fitted(drawing: Drawing, there: Drawing) -> Drawing:
    """The drawing with the ids of the booths that have the same numbers now, so that who is placed stays placed."""
    known = {booth.label: booth.id for booth in there.booths}
    ids = {booth.id: known.get(booth.label, f"{booth.id}") for booth in drawing.booths}
    foreign = set(known.values()) - {ids[booth.id] for booth in drawing.booths if booth.label in known}
    for number, booth in enumerate(drawing.booths):
        if booth.label not in known and (ids[booth.id] in known.values() or ids[booth.id] in foreign):
            ids[booth.id] = f"{booth.id[:10]}-{number}"  # this id is another booth's here
    links = []
    for link in drawing.links:
        one, other = sorted(ids[uid] for uid in link.booths)
        links.append(replace(link, booths=(one, other)))
    booths = tuple(replace(booth, id=ids[booth.id]) for booth in drawing.booths)
    return replace(drawing, booths=booths, links=tuple(links))
