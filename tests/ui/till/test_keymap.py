"""The keymap: the preset works, and what cannot work is refused in one sentence."""

import re
from pathlib import Path

import pytest

from ui.till.decoder import Key
from ui.till.keymap import Action, Keymap, KeymapError, Section, load_keymap


@pytest.fixture
def preset() -> str:
    """The text of the shipped keymap."""
    import config  # noqa: PLC0415 found where it is installed

    return (Path(config.__file__).parent / "keymaps" / "cn-std.toml").read_text("utf-8")


def load(tmp_path: Path, text: str) -> Keymap:
    file = tmp_path / "keys.toml"
    file.write_text(text, "utf-8")
    return load_keymap(file)


@pytest.mark.parametrize(
    ("section", "key", "action"),
    [
        (Section.SALE, Key("plus", "+"), Action.TENDER),
        (Section.SALE, Key("minus", "-"), Action.VOID),
        (Section.SALE, Key("asterisk", "*"), Action.QUANTITY),
        (Section.SALE, Key("f5"), Action.HOLD),
        (Section.SALE, Key("space", " "), Action.ACCEPT),
        (Section.TENDER, Key("full_stop", "."), Action.METHOD),
        (Section.TENDER, Key("backspace", "\x7f"), Action.ERASE),
        (Section.SALE, Key("slash", "/"), Action.PRICE),
        (Section.SALE, Key("f6"), Action.ORDER_DISCOUNT),
        (Section.SALE, Key("f8"), Action.PICKUP),
        (Section.SALE, Key("f9"), Action.CALL),
        (Section.SALE, Key("shift+f9"), Action.CALL_AGAIN),
        (Section.SALE, Key("ctrl+t"), Action.QUEUE),
        (Section.TENDER, Key("ctrl+f"), Action.INVOICE),
        (Section.SALE, Key("2", "2"), None),
        (Section.TENDER, Key("plus", "+"), None),
    ],
)
def test_the_preset_binds_what_the_table_says(section: Section, key: Key, action: Action | None) -> None:
    """Keys act on their own screens, and are text elsewhere."""
    assert load_keymap().action(section, key) is action


def test_every_action_has_a_key() -> None:
    """The preset leaves nothing out."""
    keymap = load_keymap()
    assert {action: bool(keymap.key_for(action)) for action in Action} == dict.fromkeys(Action, True)


def test_keys_can_be_changed(preset: str, tmp_path: Path) -> None:
    """Another key, or several, for an action."""
    keymap = load(tmp_path, preset.replace('tender = "+"', 'tender = ["f11", "end"]'))
    assert [keymap.action(Section.SALE, Key(name)) for name in ("f11", "end", "f5")] == [
        Action.TENDER,
        Action.TENDER,
        Action.HOLD,
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('search = "f3"', 'search = "f5"', '"f5" is both search and hold'),
        ('member = "f2"', 'member = "f3"', '"f3" is both search and member'),
        ('invoice = "ctrl+f"', 'invoice = "ctrl+e"', '"ctrl+e" is both invoice and shift_close'),
        ('method = "."', 'method = "ctrl+f"', '"ctrl+f" is both invoice and method'),
        ('line_discount = ["%", "f4"]', 'line_discount = ["%", "f6"]', '"f6" is both line_discount and'),
        ('more = ["insert", "ctrl+g"]', 'more = ["insert", "insert"]', '"insert" is both more and more'),
        ('drawer = "f12"', 'drawer = "shift+f13"', '"shift+f13" is not a key (for drawer)'),
        ('sold_out = "ctrl+o"', 'sold_out = "ctrl+j"', '"ctrl+j" cannot be sold_out'),
        ('options = "right"', 'options = "o"', '"o" cannot be options: it is part of codes and amounts'),
        ('search = "f3"', 'search = "?"', '"?" is both help and search'),
        ('method = "."', 'method = "escape"', '"escape" is both back and method'),
        ('search = "f3"', 'search = "7"', '"7" cannot be search: it is part of codes and amounts'),
        ('search = "f3"', 'search = "ctrl+m"', '"ctrl+m" cannot be search: a terminal or a scanner sends it'),
        ('search = "f3"', 'search = "enter"', '"enter" cannot be search'),
        ('search = "f3"', 'search = "f13"', '"f13" is not a key (for search)'),
        ('search = "f3"', "search = []", "keys.sale.search has no key"),
        ('search = "f3"', 'serch = "f3"', "keys.sale.serch is not an action"),
        ("[keys.tender]", "[keys.tendr]", "keys.tendr is not a group of keys"),
        ("gap_ms = 30", "gap_ms = 0", "scanner.gap_ms must be 1 or more"),
        ("gap_ms = 30", "gab_ms = 30", "scanner.gab_ms is not a setting"),
        ('quantity_of = "line"', 'quantity_of = "both"', 'sale.quantity_of must be "line" or "next"'),
        ("[keys.everywhere]", "[keys.everywhere", "Expected ']'"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(
    preset: str, tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    """A clash, an impossible key, a misspelt name: the file, what is wrong, a full stop, one line."""
    assert was in preset
    with pytest.raises(KeymapError, match=re.escape(says)) as refused:
        load(tmp_path, preset.replace(was, becomes))
    assert str(refused.value).startswith(f"{tmp_path}/keys.toml: ")
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    with pytest.raises(KeymapError, match="No such file or directory; name a file that can be read"):
        load_keymap(tmp_path / "none.toml")
