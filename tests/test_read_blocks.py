"""The layout of texts: what each line is, and what introduces it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.read.blocks import find_blocks
from sse_graph.records import Document

PROSE = "The network was founded by twelve cooperatives of the valley, and it has grown ever since in all directions."
WRAPPED = """The Union was founded in Lyon by five workshops, which
had long shared a kitchen, a van and a bookkeeper, and
which wanted more. It has forty members now and is a
member of Beta."""


def outline(text: str) -> list[tuple[str, str, str]]:
    """(kind, words, words of the parent) of each block."""
    blocks = find_blocks(text)
    words = [text[block.start : block.end] for block in blocks]
    return [
        (block.kind, words[index], words[block.parent] if block.parent >= 0 else "")
        for index, block in enumerate(blocks)
    ]


LAYOUTS = {
    "title, then text": (f"Forum of Alps\n\n{PROSE}", [("title", "Forum of Alps", ""), ("paragraph", PROSE, "")]),
    "a title may hold a colon": (
        "Shelter First: Ending Homelessness\n\nVenue: R13",
        [
            ("title", "Shelter First: Ending Homelessness", ""),
            ("label", "Venue:", ""),
            ("value", "R13", "Venue:"),
        ],
    ),
    "the way to the page is no title": (
        f"Home > Events > Past\n\nForum of Alps\n\n{PROSE}",
        [("paragraph", "Home > Events > Past", ""), ("title", "Forum of Alps", ""), ("paragraph", PROSE, "")],
    ),
    "a date above the title is no title": (
        f"• Monday 17 Oct 2016\n• Economy: a Key Sector\n\n{PROSE}",
        [("item", "Monday 17 Oct 2016", ""), ("title", "Economy: a Key Sector", ""), ("paragraph", PROSE, "")],
    ),
    "text alone has no title": (PROSE, [("paragraph", PROSE, "")]),
    "label with a list": (
        "T\n\nPartner Organizations:\n• Alpha Union\n• Beta Union",
        [
            ("title", "T", ""),
            ("label", "Partner Organizations:", ""),
            ("item", "Alpha Union", "Partner Organizations:"),
            ("item", "Beta Union", "Partner Organizations:"),
        ],
    ),
    "a blank line does not part label and list": (
        "T\n\nPartners:\n\n- Alpha\n\n- Beta",
        [("title", "T", ""), ("label", "Partners:", ""), ("item", "Alpha", "Partners:"), ("item", "Beta", "Partners:")],
    ),
    "text after a list ends it": (
        f"T\n\nPartners:\n- Alpha\n\n{PROSE}\n\n- Beta",
        [
            ("title", "T", ""),
            ("label", "Partners:", ""),
            ("item", "Alpha", "Partners:"),
            ("paragraph", PROSE, ""),
            ("item", "Beta", ""),
        ],
    ),
    "lines without bullets below a label": (
        "T\n\nSpeakers:\nAna Ruiz, Alpha\nBen Okri, Beta",
        [
            ("title", "T", ""),
            ("label", "Speakers:", ""),
            ("item", "Ana Ruiz, Alpha", "Speakers:"),
            ("item", "Ben Okri, Beta", "Speakers:"),
        ],
    ),
    "lines without bullets below a heading": (
        "T\n\nBoard members\nEcopower (Belgium)\nEnercoop (France)",
        [
            ("title", "T", ""),
            ("heading", "Board members", ""),
            ("item", "Ecopower (Belgium)", "Board members"),
            ("item", "Enercoop (France)", "Board members"),
        ],
    ),
    "French label with a space before the colon": (
        "T\n\nPartenaires institutionnels : Alpha ; Beta",
        [
            ("title", "T", ""),
            ("label", "Partenaires institutionnels :", ""),
            ("value", "Alpha ; Beta", "Partenaires institutionnels :"),
        ],
    ),
    "Spanish phrase as a label": (
        "T\n\nCon el apoyo de: Alpha",
        [("title", "T", ""), ("label", "Con el apoyo de:", ""), ("value", "Alpha", "Con el apoyo de:")],
    ),
    "an unusual label is told by its form": (
        "T\n\nBurkina Faso : Alpha\nMali : Beta",
        [
            ("title", "T", ""),
            ("label", "Burkina Faso :", ""),
            ("value", "Alpha", "Burkina Faso :"),
            ("label", "Mali :", ""),
            ("value", "Beta", "Mali :"),
        ],
    ),
    "a sentence with a colon is no label": (
        "T\n\nOur members come first: they decide on everything, from the colour of the door to the wages of all.",
        [
            ("title", "T", ""),
            (
                "paragraph",
                "Our members come first: they decide on everything, from the colour of the door to the wages of all.",
                "",
            ),
        ],
    ),
    "addresses and times are no labels": (
        "T\n\nhttps://example.org/a\n10:30 Opening",
        [("title", "T", ""), ("paragraph", "https://example.org/a", ""), ("item", "10:30 Opening", "")],
    ),
    "fields of a page on one line": (
        "T\n\nDate: 6 May, 2:00 PM – 3:30 PM Venue: Room 9 Lead Organization:Alpha Union",
        [
            ("title", "T", ""),
            ("label", "Date:", ""),
            ("value", "6 May, 2:00 PM – 3:30 PM", "Date:"),
            ("label", "Venue:", ""),
            ("value", "Room 9", "Venue:"),
            ("label", "Lead Organization:", ""),
            ("value", "Alpha Union", "Lead Organization:"),
        ],
    ),
    "title and fields on one line": (
        "Feeding The City Date: Friday Venue: Room 3 Partners: Alpha",
        [
            ("title", "Feeding The City", ""),
            ("label", "Date:", ""),
            ("value", "Friday", "Date:"),
            ("label", "Venue:", ""),
            ("value", "Room 3", "Venue:"),
            ("label", "Partners:", ""),
            ("value", "Alpha", "Partners:"),
        ],
    ),
    "a session with its organizers on one line": (
        "T\n\nMonday 10 Feb\nShelter First: A Debate; Organizers: Alpha; Beta; Co-sponsors: Gamma",
        [
            ("title", "T", ""),
            ("heading", "Monday 10 Feb", ""),
            ("paragraph", "Shelter First: A Debate;", "Monday 10 Feb"),
            ("label", "Organizers:", "Shelter First: A Debate;"),
            ("value", "Alpha; Beta", "Organizers:"),
            ("label", "Co-sponsors:", "Shelter First: A Debate;"),
            ("value", "Gamma", "Co-sponsors:"),
        ],
    ),
    "several bullets on one line": (
        "T\n\nPartners: • Alpha • Beta",
        [("title", "T", ""), ("label", "Partners:", ""), ("item", "Alpha", "Partners:"), ("item", "Beta", "Partners:")],
    ),
    "items joined by semicolons and dashes": (
        "T\n\nPartners:\n• – Alpha (A); – And Beta (B),\n• Gamma,",
        [
            ("title", "T", ""),
            ("label", "Partners:", ""),
            ("item", "Alpha (A)", "Partners:"),
            ("item", "And Beta (B),", "Partners:"),
            ("item", "Gamma,", "Partners:"),
        ],
    ),
    "numbers on one line": (
        "T\n\nAims\n1. Meet. 2. Vote. 3. Dine.",
        [
            ("title", "T", ""),
            ("heading", "Aims", ""),
            ("item", "Meet.", "Aims"),
            ("item", "Vote.", "Aims"),
            ("item", "Dine.", "Aims"),
        ],
    ),
    "an item that runs on after a line break": (
        "T\n\nPartners:\n• Pacific Learning\nNetwork\n• Alpha\nof Beta",
        [
            ("title", "T", ""),
            ("label", "Partners:", ""),
            ("item", "Pacific Learning\nNetwork", "Partners:"),
            ("item", "Alpha\nof Beta", "Partners:"),
        ],
    ),
    "bullet and text on two lines": (
        "T\n\nPartners:\n•\nAlpha\n•\nBeta",
        [("title", "T", ""), ("label", "Partners:", ""), ("item", "Alpha", "Partners:"), ("item", "Beta", "Partners:")],
    ),
    "a list in a list": (
        "T\n\nPartners:\n- Alpha\n  - Alpha North\n  - Alpha South\n- Beta",
        [
            ("title", "T", ""),
            ("label", "Partners:", ""),
            ("item", "Alpha", "Partners:"),
            ("item", "Alpha North", "Alpha"),
            ("item", "Alpha South", "Alpha"),
            ("item", "Beta", "Partners:"),
        ],
    ),
    "a list that a sentence announces": (
        "T\n\nThe alliance Gamma was founded last year by the following three unions:\n- Alpha\n- Beta",
        [
            ("title", "T", ""),
            ("paragraph", "The alliance Gamma was founded last year by the following three unions:", ""),
            ("item", "Alpha", "The alliance Gamma was founded last year by the following three unions:"),
            ("item", "Beta", "The alliance Gamma was founded last year by the following three unions:"),
        ],
    ),
    "initials are no enumeration": (
        "T\n\nBoard members\nJ. Smith, Alpha\nV. Gomez, Beta",
        [
            ("title", "T", ""),
            ("heading", "Board members", ""),
            ("item", "J. Smith, Alpha", "Board members"),
            ("item", "V. Gomez, Beta", "Board members"),
        ],
    ),
    "numbered headings": (
        f"T\n\n1. Context\n{PROSE}\n\n2. Partners\n- Alpha",
        [
            ("title", "T", ""),
            ("heading", "Context", ""),
            ("paragraph", PROSE, "Context"),
            ("heading", "Partners", ""),
            ("item", "Alpha", "Partners"),
        ],
    ),
    "headings in capitals need no blank line": (
        f"T\n\nOUR HISTORY\n{PROSE}\nOUR FRIENDS\nAlpha (Lyon)\nBeta (Lille)",
        [
            ("title", "T", ""),
            ("heading", "OUR HISTORY", ""),
            ("paragraph", PROSE, "OUR HISTORY"),
            ("heading", "OUR FRIENDS", ""),
            ("item", "Alpha (Lyon)", "OUR FRIENDS"),
            ("item", "Beta (Lille)", "OUR FRIENDS"),
        ],
    ),
    "a heading that ends like a clause": (
        "T\n\nFUNDED BY\nAlpha Union | Beta\n\nWHAT WE PROMOTE\nland rights ~ fair trade",
        [
            ("title", "T", ""),
            ("heading", "FUNDED BY", ""),
            ("item", "Alpha Union | Beta", "FUNDED BY"),
            ("heading", "WHAT WE PROMOTE", ""),
            ("paragraph", "land rights ~ fair trade", "WHAT WE PROMOTE"),
        ],
    ),
    "a bullet before a heading": (
        "T\n\n➤ Full members\n• Alpha\n\n➤ Observers\n• Beta",
        [
            ("title", "T", ""),
            ("heading", "Full members", ""),
            ("item", "Alpha", "Full members"),
            ("heading", "Observers", ""),
            ("item", "Beta", "Observers"),
        ],
    ),
    "lines broken at a margin are one paragraph": (
        f"T\n\n{WRAPPED}\n\nAlpha",
        [("title", "T", ""), ("paragraph", WRAPPED, ""), ("paragraph", "Alpha", "")],
    ),
    "Markdown": (
        "# Forum\n\n## Partners ##\n\n* **Alpha**\n* [Beta](https://b.example)\n\n"
        "**Venue:** Lyon\n\nSetext\n------\n\n> quoted",
        [
            ("title", "Forum", ""),
            ("heading", "Partners", ""),
            ("item", "Alpha", "Partners"),
            ("item", "[Beta](https://b.example)", "Partners"),
            ("label", "Venue:", "Partners"),
            ("value", "Lyon", "Venue:"),
            ("heading", "Setext", ""),
            ("paragraph", "quoted", "Setext"),
        ],
    ),
    "Markdown table": (
        "# T\n\n| Name | Country |\n|------|---------|\n| Alpha | Mali |\n| Beta | Chad |",
        [
            ("title", "T", ""),
            ("row", "Name | Country", ""),
            ("row", "Alpha | Mali", "Name | Country"),
            ("row", "Beta | Chad", "Name | Country"),
        ],
    ),
    "rows of tabs": (
        "T\n\nAna\tAlpha\tMali\nBen\tBeta\tChad",
        [("title", "T", ""), ("row", "Ana\tAlpha\tMali", ""), ("row", "Ben\tBeta\tChad", "")],
    ),
    "a table of fields": (
        "T\n\nDate | 24/06/2019\nConvener(s) | Alpha And Beta",
        [
            ("title", "T", ""),
            ("label", "Date", ""),
            ("value", "24/06/2019", "Date"),
            ("label", "Convener(s)", ""),
            ("value", "Alpha And Beta", "Convener(s)"),
        ],
    ),
    "rules belong to nothing": ("T\n=====\n\n* * *\n\n- - -\n\n_____", [("title", "T", "")]),
    "nothing": (" \n\t\n", []),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    text, expected = LAYOUTS[name]
    assert outline(text) == expected


def test_levels_of_headings_and_items() -> None:
    text = "# T\n\n## A\n\n### B\n\n- one\n    - two\n        - three\n\n## C\n\ntext"
    levels = [(block.kind, block.level) for block in find_blocks(text)]
    assert levels == [
        ("title", 0),
        ("heading", 2),
        ("heading", 3),
        ("item", 1),
        ("item", 2),
        ("item", 3),
        ("heading", 2),
        ("paragraph", 0),
    ]


PIECES = (
    *(
        "• ",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "(a) ",
        "IV. ",
        "# ",
        "## ",
        "**",
        "> ",
        "| ",
        " | ",
        "|",
        "\t",
        "  ",
        " 2. ",
        "```",
    ),
    *(
        "Venue: ",
        "Partner Organizations:",
        "; – ",
        "Lyon",
        "UPPER CASE",
        "10:30 ",
        "---",
        "===",
        "http://x.y/",
        "a,",
        "o  ",
    ),
    *("é", "e\u0301", "👉", "\u00a0", ":", ";", "(", ")", "?", "»", "The union has members.", "العربية", "中文"),
    *("\U0001f1eb\U0001f1f7", "\u200d", "\n", "\n", "\n\n"),
)
texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)


@given(texts)
def test_blocks_are_ordered_trimmed_ranges_whose_parents_precede(text: str) -> None:
    blocks = find_blocks(text)
    last = 0
    for index, block in enumerate(blocks):
        words = text[block.start : block.end]
        assert last <= block.start < block.end <= len(text)
        assert words == words.strip()
        assert -1 <= block.parent < index
        last = block.end
    if text.strip():
        Document("a.txt", text, "", blocks)


@given(texts)
def test_every_word_is_in_a_block(text: str) -> None:
    inside = [range(block.start, block.end) for block in find_blocks(text)]
    for word in re.finditer(r"Lyon|UPPER|CASE|Venue|Partner|union|members|العربية|中文", text):
        fence = re.match(r"[ \t]*(?:`{3,}|~{3,})", text[text.rfind("\n", 0, word.start()) + 1 :])
        assert fence or any(word.start() in block and word.end() - 1 in block for block in inside)


@given(st.lists(st.sampled_from(["Alpha Union", "Beta (Lyon)", "Réseau des Amis", "ICA"]), min_size=1, max_size=6))
def test_a_bulleted_list_gives_its_items(names: list[str]) -> None:
    text = "Forum\n\nPartners:\n" + "\n".join(f"• {name}" for name in names)
    assert [words for kind, words, _ in outline(text) if kind == "item"] == names


@pytest.mark.parametrize(
    "piece",
    [
        "a:",
        "Venue: x ",
        " ",
        "a\t",
        "a|",
        "• a ",
        "1. a. ",
        ">",
        "*",
        "(",
        "abc\n",
        "- a\n",
        "a;b;c\n",
        "# a\n",
        "; – a",
    ],
)
def test_cost_grows_with_length_only(piece: str) -> None:
    # 150,000 repetitions would take minutes if any step looked back over what it had seen
    assert find_blocks("x" + piece * 30_000 + "y")
