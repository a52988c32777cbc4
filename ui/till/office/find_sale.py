"""查单: the sales that fit what somebody still knows, newest first; Enter opens one."""

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen, yuan
from edge_agent.wire.types import ArticleView, SaleSummary, SaleView
from ui.till.commands import Call
from ui.till.generic.calls import Then, get
from ui.till.generic.kinds import Column, Do, DoAnyway, Field, Form, FormScreen, Kind, List, ListScreen, Values
from ui.till.generic.moves import open_form, open_list, pick_article, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.days import Day, between, day_of, day_text
from ui.till.office.return_lines import choose_lines
from ui.till.office.sale_page import read_sale
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Phrase, Word

PAGE_ROWS = 20
ROWS_MAX = 100
"""The agent gives no more at once."""
