"""A drawing from elsewhere fitted to a plan that is there: booths of the same number stay who they are. Pure."""

from dataclasses import replace

from eventreg.booths.drawing import Drawing


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
