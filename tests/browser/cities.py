"""A large network with planted groups, the same every time."""

from __future__ import annotations

import random

from network_stores import Story


def cities(groups: int, size: int, edges: int) -> Story:
    """Planted groups whose members are mostly joined among themselves."""
    generator, story = random.Random(1), Story()
    page = story.document("page", "Page", date="2020-01-01")
    names = [
        [story.thing(f"organization/g{g}m{m}", f"Cooperative {m} of City {g}") for m in range(size)]
        for g in range(groups)
    ]
    done: set[tuple[str, str]] = set()
    while len(done) < edges:
        group = generator.randrange(groups)
        one = names[group][int(size * generator.random() ** 2)]
        far = generator.randrange(groups) if generator.random() < 0.1 else group
        other = names[far][int(size * generator.random() ** 2)]
        if one != other and (one, other) not in done and (other, one) not in done:
            done.add((one, other))
            story.fact(page, one, generator.choice(("partnerOf", "memberOf", "supports")), other, "They are joined.")
    return story
