"""The shop's receipt: which parts it has, in which order, and in which words."""

from pathlib import Path

from config.mistakes import Expected
from config.table import Shape, Table
from edge_agent.domain.receipt_template import Section, Template, Words

FOLDER = Path(__file__).parent / "receipts"
STANDARD = "standard"

LINE = Shape(
    r"[^\x00-\x1f\x7f]{0,200}", Expected("每行不超过 200 个字", "a line has at most 200 characters"), ""
)
WORD = Shape(r"[^\x00-\x1f\x7f]{1,40}", Expected("应为 1 到 40 个字", "should be 1 to 40 characters"), "-")
SECTION = Shape(
    "|".join(Section),
    Expected("应为小票的部分:" + ", ".join(Section), "should be parts of a receipt: " + ", ".join(Section)),
    Section.LINES,
)


def standard_file(language: str) -> Path:
    """The template that comes with the product, by language."""
    return FOLDER / ("standard.en.toml" if language == "en" else "standard.toml")


def read_template(table: Table) -> Template:
    """Read a template file's table into the domain's template."""
    words = table.table("words")
    template = Template(
        sections=tuple(Section(name) for name in table.texts("sections", SECTION)),
        words=Words(**{field: words.text(field, WORD) for field in Words.__struct_fields__}),
        header=table.texts("header", LINE),
        footer=table.texts("footer", LINE),
    )
    table.end()
    return template
