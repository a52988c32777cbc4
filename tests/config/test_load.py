"""The configuration: defaults, a store's file over them, and all mistakes at once."""

import contextlib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from config.load import DEFAULTS, load
from config.settings import Settings
from edge_agent.domain.errors import Code, ConfigError
from edge_agent.domain.ids import TillId
from edge_agent.domain.receipt_template import Section
from edge_agent.domain.scan import Prefixed, WeighedScan, classify

FOLDER = Path(config.__file__).parent
EXAMPLE = FOLDER / "store.example.toml"


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    return tmp_path / "store.toml"


def loaded(file: Path, text: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load(file)


def mistakes(file: Path, text: str) -> list[str]:
    """The lines that a file's mistakes are told in, English for the tests' sake."""
    with pytest.raises(ConfigError) as caught:
        loaded(file, f'store.language = "en"\n{text}')
    assert caught.value.code is Code.CONFIG_INVALID
    assert caught.value.params["file"] == str(file)
    return str(caught.value.params["mistakes"]).split("\n")


# --- the defaults -----------------------------------------------------------------------------------------


def test_a_shop_without_a_file_can_sell() -> None:
    """The defaults are a whole shop: one lane, cash and two more ways to pay, no printer, no headquarters."""
    settings = load(None)
    assert (settings.store.code, settings.store.zone.key, settings.store.cutoff_minutes) == (
        "S0001",
        "Asia/Shanghai",
        240,
    )
    assert [(lane.till, lane.drawer, lane.printer) for lane in settings.lanes] == [("1", "1", None)]
    assert [(method.id, method.name, method.key) for method in settings.methods] == [
        ("wechat", "微信", "2"),
        ("alipay", "支付宝", "3"),
    ]
    assert settings.printers == ()
    assert settings.headquarters.url is None
    assert settings.limits.body_bytes_max == 65_536


def test_the_default_labels_are_read() -> None:
    """Money from 21, weight from 22, both from 26: as the defaults say."""
    rules = load(None).scan
    for code, expected in (
        ("2100202015852", ("00202", 1585, None)),
        ("2200202005324", ("00202", None, 532)),
        ("260020201585005325", ("00202", 1585, 532)),
    ):
        scan = classify(code, None, rules)
        assert isinstance(scan, WeighedScan)
        assert (scan.plu, scan.amount_fen, scan.weight) == expected
    assert dict(rules.prefixes)["PK1:"] is Prefixed.PICKUP


def test_the_example_is_complete_and_right() -> None:
    """The example file loads, and names every key of the defaults: nothing that can be set is hidden."""
    settings = load(EXAMPLE)
    assert [lane.printer for lane in settings.lanes] == ["counter", "door"]
    assert settings.printers[0].address == "tcp://192.168.1.50:9100"
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert set(_keys(tomllib.loads(DEFAULTS.read_text(encoding="utf-8")))) <= set(_keys(example))


def test_every_value_of_the_example_that_is_no_shops_own_is_the_default() -> None:
    """Whoever leaves a line of the example out gets what it said."""
    example, defaults = load(EXAMPLE), load(None)
    sections = ("headquarters", "limits", "selling", "members", "shifts", "payments", "pickup", "board")
    for section in (*sections, "rights"):
        assert getattr(example, section) == getattr(defaults, section)
    assert example.tax_classes == defaults.tax_classes
    assert example.scan.prefixes == defaults.scan.prefixes
    assert example.printing.stale_after_ms == defaults.printing.stale_after_ms
    assert example.printing.drawer_pulse_expires_ms == defaults.printing.drawer_pulse_expires_ms


def _keys(table: dict[str, Any], path: str = "") -> list[str]:
    found = []
    for key, value in table.items():
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        found += _keys(inner, f"{path}{key}.") if isinstance(inner, dict) else [f"{path}{key}"]
    return found


# --- a store's own file -----------------------------------------------------------------------------------


def test_a_file_names_only_what_differs(store_file: Path) -> None:
    """A table is merged key by key; a list of tables is replaced as a whole."""
    settings = loaded(store_file, 'store.name = "五一店"\n[[lanes]]\ntill = "7"\n')
    assert (settings.store.name, settings.store.code) == ("五一店", "S0001")
    assert [(lane.till, lane.name, lane.drawer) for lane in settings.lanes] == [("7", "7", "7")]
    assert settings.lane(TillId("7")) == settings.lanes[0]
    assert settings.lane(TillId("1")) is None


def test_a_file_from_a_windows_editor_is_read(store_file: Path) -> None:
    """The mark before UTF-8 and CR LF do not matter."""
    store_file.write_bytes(b'\xef\xbb\xbf[store]\r\nname = "\xe5\xba\x97"\r\n')
    assert load(store_file).store.name == "店"


def test_receipt_numbers_begin_with_the_shops_code(store_file: Path) -> None:
    """The scan rules know the store's code."""
    assert loaded(store_file, 'store.code = "S0123"').scan.store_code == "S0123"


def test_a_shop_with_payment_codes_names_its_provider(store_file: Path) -> None:
    """Without one there is none, and no address is needed; with one its address is kept."""
    assert loaded(store_file, "").payments.provider == "none"
    settings = loaded(store_file, '[payments]\nprovider = "simulated"\nurl = "http://127.0.0.1:8800"\n')
    assert (settings.payments.provider, settings.payments.url) == ("simulated", "http://127.0.0.1:8800")
    assert settings.payments.wait_max_ms >= settings.payments.ask_every_ms


def test_the_receipt_follows_the_language(store_file: Path) -> None:
    """zh-CN and en have their template, and a shop's own lines go over it."""
    assert load(None).printing.template.words.total == "应收"
    settings = loaded(store_file, 'store.language = "en"\nprinting.header = ["1 Main St"]')
    assert settings.printing.template.words.total == "Total"
    assert settings.printing.template.header == ("1 Main St",)
    assert settings.printing.template.footer != ()


def test_both_templates_have_every_part() -> None:
    """Nothing that a receipt can hold is left out of the standard ones."""
    english = load(EXAMPLE).printing.template
    for template in (load(None).printing.template, english):
        assert set(template.sections) == set(Section)


@pytest.mark.parametrize("word", ["always", "ask", "on_demand"])
def test_a_receipt_comes_always_or_when_it_is_asked_for(store_file: Path, word: str) -> None:
    """Each of the three, as the design names them."""
    assert loaded(store_file, f'printing.receipt = "{word}"').printing.receipt == word


def test_a_shop_may_bring_its_own_template(store_file: Path) -> None:
    """A file beside the store's own is the template."""
    standard = (FOLDER / "receipts" / "standard.toml").read_text(encoding="utf-8")
    own = re.sub(r"(?m)^sections = .*$", 'sections = ["shop", "lines"]', standard)
    store_file.with_name("own.toml").write_text(own, encoding="utf-8")
    settings = loaded(store_file, 'printing.template = "own.toml"')
    assert settings.printing.template.sections == (Section.SHOP, Section.LINES)


# --- where the state lies ---------------------------------------------------------------------------------


def test_the_state_lies_where_it_is_said(store_file: Path, tmp_path: Path) -> None:
    """The argument goes before the file, the file before XDG_STATE_HOME, that before the home folder."""
    store_file.write_text('state_dir = "/var/lib/edge"', encoding="utf-8")
    assert load(store_file, state_dir=tmp_path).state_dir == tmp_path
    assert load(store_file).state_dir == Path("/var/lib/edge")
    assert load(None, environ={"XDG_STATE_HOME": "/s"}).state_dir == Path("/s/edge-agent")
    home = Path.home() / ".local/state/edge-agent"
    assert load(None, environ={}).state_dir == home
    assert load(None, environ={"XDG_STATE_HOME": "relative"}).state_dir == home


def test_a_user_without_a_home_names_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A service may run as a user who has none: that is said, unless the folder is."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    with pytest.raises(ConfigError, match="state_dir"):
        load(None, environ={})
    assert load(None, state_dir=tmp_path).state_dir == tmp_path
    assert load(None, environ={"XDG_STATE_HOME": "/s"}).state_dir == Path("/s/edge-agent")


def test_a_state_folder_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    """What Linux would refuse at start is found while the file is read."""
    with pytest.raises(ConfigError, match="state_dir"):
        load(None, state_dir=tmp_path / ("x" * 100))


# --- mistakes ---------------------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once(store_file: Path) -> None:
    """Each mistake has its line with its key; none hides another."""
    told = mistakes(
        store_file,
        """
        colour = "red"
        store.cutof = "04:00"
        store.generation = true
        headquarters.url = "ftp://x"
        limits.body_bytes_max = 1.5
        [[lanes]]
        printer = "none"
        [[methods]]
        id = "cash"
        name = "现金"
        key = "1"
        """,
    )
    assert [line.split(": ")[0] for line in told] == [
        "store.generation",
        "lanes#1.till",
        "lanes#1.printer",
        "methods#1.id",
        "methods#1.key",
        "headquarters.url",
        "limits.body_bytes_max",
        "colour",
        "store.cutof",
    ]
    assert told[-1] == "store.cutof: is not a setting; did you mean cutoff?"
    assert told[0] == "store.generation: should be a whole number from 1 to 9999 (found true)"


def test_mistakes_are_told_in_the_shops_language(store_file: Path) -> None:
    """Chinese unless the file says English."""
    with pytest.raises(ConfigError) as caught:
        loaded(store_file, 'store.cutoff = "25:00"')
    assert caught.value.params["mistakes"] == 'store.cutoff:应为时刻,如 04:00(现为 "25:00")'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('store.code = "长沙"', "store.code"),
        ('store.code = "S-1"', "store.code"),
        ('store.name = ""', "store.name"),
        ('store.name = " "', "store.name"),
        ("store.name = 'a\\nb'.x", "store.toml"),
        ("store.generation = 0", "store.generation"),
        ('store.zone = "Asia/Nowhere"', "store.zone"),
        ('store.zone = "/etc/localtime"', "store.zone"),
        ('store.zone = "Asia"', "store.zone"),
        ('store.zone = ""', "store.zone"),
        ("store.zone = 8", "store.zone"),
        ('state_dir = "here"', "state_dir"),
        ('state_dir = "/var/a\\u0000b"', "state_dir"),
        ('state_dir = "~nobody"', "state_dir"),
        ("lanes = []", "lanes"),
        ("lanes = 3", "lanes"),
        ('lanes = [{till = "1"}, {till = "1"}]', "lanes#2.till"),
        ('printers = [{name = "a", address = "tcp://x:9100", columns = 1}]', "printers#1.columns"),
        ('printers = [{name = "a", address = "x:9100"}]', "printers#1.address"),
        ('printers = [{name = "a", address = "tcp://x"}]', "printers#1.address"),
        ('printers = [{name = "a", address = "tcp://x:0"}]', "printers#1.address"),
        ('printers = [{name = "a", address = "tcp://x:65536"}]', "printers#1.address"),
        ('printers = [{name = "a", address = "tcp://a..b:9100"}]', "printers#1.address"),
        ('printers = [{name = "a", address = "tcp://[::::]:9100"}]', "printers#1.address"),
        ('printers = [{name = "a"}]', "printers#1.address"),
        (
            'printers = [{name = "a", address = "tcp://x:1", fallback = "a"}]',
            "printers#1.fallback",
        ),
        (
            'printers = [{name = "a", address = "tcp://x:1", fallback = "b"}]',
            "printers#1.fallback",
        ),
        ('stations = [{id = "bar", printer = "none"}]', "stations#1.printer"),
        ('methods = [{id = "a", name = "A", key = "2"}, {id = "b", name = "B", key = "2"}]', "methods#2.key"),
        ('methods = [{id = "a", name = "A", key = "2"}, {id = "a", name = "B", key = "3"}]', "methods#2.id"),
        ('methods = [{id = "a", name = "A", key = "2", asks_reference = "no"}]', "methods#1.asks_reference"),
        ('printing.receipt = "sometimes"', "printing.receipt"),
        ('printing.template = "none.toml"', "printing.template"),
        ("printing.footer = [1]", "printing.footer"),
        ('printing.footer = "thanks"', "printing.footer"),
        ('scan.prefixes.member = "M"', "scan.prefixes.member"),
        ('scan.prefixes.member = "C:"', "scan.prefixes.coupon"),
        ('scan.labels = [{pattern = "PPPAAA"}]', "scan.labels#1.pattern"),
        ('scan.labels = [{pattern = "FFPPPPPAAAAAC"}]', "scan.labels#1.prefixes"),
        ('scan.labels = [{pattern = "FFPPPPPAAAAAC", prefixes = ["2x"]}]', "scan.labels#1.prefixes"),
        (
            'scan.labels = [{pattern = "FFPPPPPAAAAAC", prefixes = ["21"]}, {pattern = "2PPPPPWWWWWWC"}]',
            "scan.labels#2.pattern",
        ),
        ("headquarters.retry_max_ms = 100", "headquarters.retry_max_ms"),
        ('headquarters.url = "https://"', "headquarters.url"),
        ('headquarters.url = "http://["', "headquarters.url"),
        ('headquarters.url = "http://[v1.x]"', "headquarters.url"),
        ('headquarters.url = "http://exa mple"', "headquarters.url"),
        ('headquarters.url = "http://a..b"', "headquarters.url"),
        ('headquarters.url = "http://h?store=1"', "headquarters.url"),
        ('headquarters.url = "http://h:0"', "headquarters.url"),
        ('payments.provider = "bank"', "payments.provider"),
        ('payments.provider = "simulated"', "payments.url"),
        ('payments = {provider = "simulated", url = "127.0.0.1:9"}', "payments.url"),
        ('payments.url = "http://h\\u0000"', "payments.url"),
        ("payments.ask_every_ms = 0", "payments.ask_every_ms"),
        ('selling.rounding = "fen"', "selling.rounding"),
        ("limits = 1", "limits"),
        ("scan.labels = [1]", "scan.labels"),
        ('printers = [{name = "a", address = "tcp://x:1", colums = 48}]', "printers#1.colums"),
    ],
)
def test_a_mistake_names_its_key(store_file: Path, text: str, key: str) -> None:
    """One wrong value gives one line, with the key that holds it."""
    if key == "store.toml":
        with pytest.raises(ConfigError) as caught:
            loaded(store_file, text)
        assert "line 1" in str(caught.value.params["mistakes"])
        return
    assert [line.split(": ")[0] for line in mistakes(store_file, text)] == [key]


def test_a_template_s_mistakes_are_told_too(store_file: Path) -> None:
    """Mistakes in a shop's own receipt are told with the file's name."""
    store_file.with_name("own.toml").write_text(
        'sections = ["shops"]\nextra = 1\n[words]\n', encoding="utf-8"
    )
    told = mistakes(store_file, 'printing.template = "own.toml"')
    assert any(line.startswith("own.toml: sections: ") for line in told)
    assert "own.toml: extra: is not a setting" in told
    assert any(line.startswith("own.toml: words.total: ") for line in told)


@pytest.mark.parametrize("content", [b"a =", b"\xff\xfe", b"a = " + b"[" * 5_000, b"# \n" * 400_000])
def test_what_is_no_toml_is_told(store_file: Path, content: bytes) -> None:
    """Half a line, another encoding, endless nesting and endless length are one sentence each."""
    store_file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(store_file)
    assert caught.value.code is Code.CONFIG_INVALID
    assert "\n" not in str(caught.value.params["mistakes"])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """No file has a code of its own; a folder in its place is a mistake."""
    with pytest.raises(ConfigError) as missing:
        load(tmp_path / "store.toml")
    assert missing.value.code is Code.CONFIG_MISSING
    with pytest.raises(ConfigError) as folder:
        load(tmp_path)
    assert folder.value.code is Code.CONFIG_INVALID


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["till", "name", "id", "pattern", "prefixes", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    st.sampled_from(_keys(tomllib.loads(DEFAULTS.read_text(encoding="utf-8")))),
    values.filter(lambda v: v is not None),
)
def test_no_value_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, key: str, value: Any) -> None:
    """Whatever stands behind a key, the answer is settings or a ConfigError."""
    file = tmp_path_factory.mktemp("any") / "store.toml"
    with contextlib.suppress(ConfigError):
        assert isinstance(loaded(file, f"{key} = {_toml(value)}"), Settings)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value if item is not None) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items() if item is not None) + "}"
        )
    return str(value)


# --- the data files ---------------------------------------------------------------------------------------


def test_data_files_are_beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are found from any working directory."""
    monkeypatch.chdir(tmp_path)
    assert load(None).printing.template.sections
    assert (FOLDER / "demo" / "catalogue.csv").read_text("utf-8").startswith("sku,")
    assert os.fspath(FOLDER) != os.fspath(tmp_path)
