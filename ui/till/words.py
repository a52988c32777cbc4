"""Every text of the till, in Chinese and English side by side; the agent words its own refusals."""

import enum
from functools import lru_cache

LANGUAGES = ("zh-CN", "en")


class Phrase(enum.Enum):
    """A text: Chinese, English. A screen of its own brings its own: `class StockWord(Phrase)`."""


class Word(Phrase):
    """The texts that screens share."""

    # the status line
    ONLINE = "在线", "online"
    BEHIND = "补传中", "behind"
    OFFLINE = "离线", "offline"
    LINK_STOPPED = "上传停止", "upload stopped"
    UNSENT = "待传{n}", "{n} unsent"
    SINCE = "自{time}", "since {time}"
    AGENT_LOST = "主机没有回应,正在重连", "agent lost, reconnecting"
    AGENT_UNSEEN = "正在连接主机", "connecting to the agent"
    PRINTER_LOW = "纸将尽", "paper low"
    PRINTER_OUT = "缺纸", "no paper"
    PRINTER_OPEN = "打印机盖开", "printer open"
    PRINTER_ERROR = "打印机故障", "printer fault"
    PRINTER_GONE = "打印机断开", "printer lost"
    PRINTER_UNKNOWN = "打印机不明", "printer unknown"
    UNPRINTED = "未打{n}张", "{n} unprinted"
    # the sale
    NAME = "品名", "Article"
    QUANTITY = "数量", "Qty"
    PRICE = "单价", "Price"
    AMOUNT = "金额", "Amount"
    PIECES = "件数 {n}", "Items {n}"
    DISCOUNT = "优惠 {amount}", "Off {amount}"
    DUE = "应收", "Due"
    INPUT = "输入", "Input"
    LAST_SCAN = "上一扫", "Last"
    SCAN_OK = "已加", "OK"
    SCAN_WAITING = "等待", "..."
    SCAN_REFUSED = "未加", "NOT ADDED"
    SCAN_KEPT = "已保留", "kept"
    NEXT_QUANTITY = "下一件 x{n}", "next x{n}"
    ABOUT = "约", "~"
    EMPTY_SALE = "请扫码", "Scan an article"
    SELECTED = "选中 {no}", "Line {no}"
    PRICE_DIFFERS = "标签价与现价不同", "label has another price"
    WEIGHT_DERIVED = "重量由金额折算", "weight worked out"
    VOIDED = "已删 {n} 行", "{n} voided"
    HELD_COUNT = "挂单 {n}", "On hold {n}"
    WAITING = "等待 {n}", "waiting {n}"
    REFUSED_COUNT = "未加 {n} 个", "{n} not added"
    DISMISS = "{key} 知道了", "{key} dismiss"
    ACCEPT = "{key} 照加", "{key} add anyway"
    GO_ON = "{key} 照做", "{key} do it"
    # after a sale
    CHANGE = "找零", "Change"
    TOTAL = "合计", "Total"
    RECEIPT = "单号", "Receipt"
    NEXT_SALE = "直接扫下一位顾客的商品", "scan on: the next sale begins"
    NO_CHANGE = "不找零", "no change"
    # tender
    TENDER = "收款", "Payment"
    RECEIVED = "已收", "Received"
    REST = "还差", "Rest"
    TAKE = "本次收", "Taking"
    METHODS = "方式", "Methods"
    CASH = "现金", "Cash"
    REFERENCE = "凭证号", "Reference"
    PICK_METHOD = "按方式的数字键", "press the method's key"
    EXACT = "不输金额即正好", "no amount: exact"
    METHOD_AFTER_AMOUNT = "按 {key} 或上下选方式", "{key} or Up/Down: method"
    # forms, lists, pages
    NOTHING_HERE = "没有记录", "Nothing here"
    OPTIONAL = "可不填", "may be left empty"
    MORE = "更多", "More"
    SENDING = "正在处理", "working"
    MENU_HINT = "按数字进入", "press a number"
    # approval
    APPROVAL = "需要授权", "Approval needed"
    APPROVER = "授权人工号", "Approver"
    REASON = "原因", "Reason"
    APPROVED = "{name} 已授权", "Approved by {name}"
    OWN_APPROVAL = "输入自己的密码和原因", "Type your own PIN and a reason"
    # recall, search, print jobs
    RECALL = "取单", "Recall"
    NONE_HELD = "没有挂单", "Nothing is on hold"
    LOADING = "正在读取", "loading"
    TIME = "时间", "Time"
    LANE = "收银", "Till"
    FIRST = "第一件", "First article"
    COUNT = "行数", "Lines"
    SEARCH = "查询", "Search"
    SEARCH_HINT = "输入品名的一部分或货号;扫码查价", "Type part of a name or number; scan to see a price"
    NONE_FOUND = "没有找到", "Nothing found"
    PER_KG = "/千克", "/kg"
    CODE = "货号", "Number"
    JOBS = "未打单据", "Unprinted"
    NO_JOBS = "没有未打的单据", "Everything is printed"
    JOBS_HINT = "看一眼打印纸,再说明每张的结果", "Look at the paper, then say what became of each"
    DOCUMENT = "单据", "Document"
    STATE = "状态", "State"
    PRINTER = "打印机", "Printer"
    JOB_UNCERTAIN = "不确定是否打出", "may be printed"
    JOB_HELD = "没有打", "not printed"
    COPY = "补打{n}", "copy {n}"
    RECEIPT_PAPER = "小票", "Receipt"
    # sign-in, float, questions
    SIGN_IN = "收银员登录", "Sign in"
    STAFF = "工号", "Staff number"
    PIN = "密码", "PIN"
    KEPT = "已保留 {n} 个扫码,登录后加入", "{n} scans are kept and added after sign-in"
    OPEN_SHIFT = "开班", "Open the shift"
    FLOAT = "备用金", "Cash float"
    FLOAT_EXPECTED = (
        "上一班留下 ￥{amount},直接确认或输入实数",
        "The last shift left ￥{amount}: confirm it, or type the count",
    )
    ASK_CANCEL = "整单取消: {n} 件, ￥{amount} ?", "Cancel the whole sale: {n} items, ￥{amount} ?"
    ASK_GIVE_BACK = (
        "已收 ￥{amount}, 全部退还并返回购物车?",
        "￥{amount} is taken: give all of it back and reopen the sale?",
    )
    ASK_QUIT = "退出收银? 购物车会保留。", "Leave the till? The cart is kept."
    YES = "是", "yes"
    NO = "否", "no"
    # refusals of the till's own
    QUANTITY_FIRST = "先输数量(1-9999),再按数量键", "Type a quantity (1-9999) first"
    VOID_COUNT = "按件的商品才能删几件: 先输件数", "Only pieces can be taken off by number"
    NO_LINE = "没有选中的商品", "No line is selected"
    NOTHING_TO_SELL = "购物车是空的: 先扫码", "The cart is empty: scan something first"
    BUFFER_FIRST = "先处理已输入的 {typed}: 确认或清除", "First confirm or clear what you typed: {typed}"
    NOT_AN_AMOUNT = "不是金额: 例如 50 或 27.85", "Not an amount: 50 or 27.85, for example"
    NO_METHOD = "没有收款方式 {key}", "No method has the key {key}"
    REFERENCE_NEEDED = "请输凭证号再确认", "Type the reference first"
    STAFF_NEEDED = "请输工号", "Type your staff number"
    PIN_NEEDED = "请输密码", "Type your PIN"
    KEPT_FULL = "保留的扫码太多: 请先登录", "Too many scans are kept: sign in first"
    LOST = "主机没有回应: 请稍候,扫码不会丢", "The agent does not answer: please wait, scans are kept"
    SCAN_NOT_HERE = "{code} 在这里用不上: 先完成或返回", "{code} is of no use here: finish or go back first"
    FIELD_NEEDED = "这一项必须填写", "This must be filled in"
    NOT_DIGITS = "只能输数字", "Digits only"
    NOT_A_NUMBER = "请输整数", "Type a whole number"
    NOT_PIECES = "请输件数: 整数", "Type a number of pieces: a whole number"
    NOT_KILOGRAMS = "请输千克数: 例如 0.532", "Type kilograms: 0.532, for example"
    NOT_A_DISCOUNT = "不是折扣: 88 即 8.8 折", "Not a discount: 88 leaves 88 percent to pay"
    NOT_A_DATE = "不是日期: 例如 20261122", "Not a date: 20261122, for example"
    NOT_A_CHOICE = "请按前面的数字选择", "Press the number of a choice"
    # what was done
    HELD = "已挂单", "On hold"
    CANCELLED = "已整单取消", "The sale is cancelled"
    JOB_SETTLED = "已登记", "Noted"
    # the help line and the help screen
    HELP = "按键", "Keys"
    HELP_CLOSE = "按任意键返回", "Any key goes back"
    KEY_CONFIRM = "确认", "confirm"
    KEY_ERASE = "退格/返回", "erase/back"
    KEY_BACK = "返回", "back"
    KEY_MOVE = "选择", "select"
    KEY_PAGE = "翻页", "page"
    KEY_HELP = "帮助", "help"
    KEY_QUIT = "退出", "quit"
    KEY_QUANTITY = "数量", "qty"
    KEY_VOID = "删行", "void"
    KEY_VOID_MORE = "删行; 先输件数则删几件", "void the line, or as many as you type first"
    KEY_TENDER = "收款", "pay"
    KEY_SEARCH = "查询", "search"
    KEY_HOLD = "挂单/取单", "hold/recall"
    KEY_CANCEL = "整单取消", "cancel"
    KEY_JOBS = "未打单据", "unprinted"
    KEY_LOCK = "锁屏", "lock"
    KEY_ACCEPT = "照加,照做(问到时)", "do it anyway, when asked"
    KEY_METHOD = "方式", "method"
    KEY_PRINTED = "已打出", "was printed"
    KEY_REPRINT = "重打", "print again"
    KEY_DROP = "不打了", "do not print"
    KEY_NEXT = "下一项", "next"
    KEY_OPEN = "进入", "open"
    KEY_CHOOSE = "选定", "choose"
    KEY_SELL = "加入购物车", "sell"
    KEY_RECALL = "取单", "recall"
    CODE_ENTRY = "输入条码/货号/菜单号后确认", "type a code, number or menu number, then confirm"
    # names of keys
    SPACE = "空格", "Space"
    UP_DOWN = "上下", "Up/Down"
    BACKSPACE = "退格", "Bksp"
    # at start
    NEEDS_TERMINAL = "收银界面需要终端: 请在终端里运行。", "The till needs a terminal: start it in one."


def say(language: str, word: Phrase, **params: str | int) -> str:
    """`word` in `language` (anything but `en` is Chinese), its parameters filled in."""
    text = _text(language, word)
    return text.format(**params) if params else text


@lru_cache(maxsize=512)
def _text(language: str, word: Phrase) -> str:
    return str(word.value[1 if language.startswith("en") else 0])
