"""The line on the screen that leads through a practice: the task, and which keys to press."""

from ui.till.keymap import Action
from ui.till.picture.keys import label
from ui.till.picture.rows import Look, Row, View, line
from ui.till.practice_task import TASKS, Practice, Task
from ui.till.words import Phrase

SECOND_MS = 1_000


class Lead(Phrase):
    """What to press, task by task."""

    SALE = (
        "卖一件: 扫码{type}, 按 {tender} 收款, {confirm} 收现金",
        "Sell one: scan{type}, {tender} to pay, {confirm} for cash",
    )
    QUANTITY = (
        "卖三件: 扫一件{type}, 再输 3 按 {quantity}",
        "Three of one: scan{type}, then 3 and {quantity}",
    )
    VOID = "删一行: {down}选中, 按 {void}", "Void a line: {down} selects, {void} voids"
    WALL_CODE = (
        "收款码: 扫一件, {tender} 收款, 到账后按 {method} 再按 {digit}",
        "Wall code: scan one, {tender}, money seen: {method} then {digit}",
    )
    HOLD = (
        "挂单: 扫一件, {hold} 挂起; 再按 {hold}, {confirm} 取回",
        "Hold: scan one, {hold} holds it; {hold} again, {confirm} takes it back",
    )
    REFUND = (
        "退货: {refund} 再 {confirm} 查单, 选小票按 {refund}, {confirm} 选商品, + 再 {confirm}",
        "Refund: {refund} {confirm}, {refund} on a receipt, {confirm} on the article, + {confirm}",
    )
    TYPE = "(或输 {code} {confirm})", " (or {code} {confirm})"
    END = (
        "完成 {done}/{all}, 用时 {minutes} 分 {seconds} 秒; 可以接着练, {quit} 退出, 什么都不保留",
        "{done} of {all} done in {minutes} min {seconds} s. Practise on; {quit} leaves, nothing is kept",
    )


def practice_rows(view: View) -> list[Row]:
    """One line below the status line while somebody practises."""
    practice = view.state.practice
    if practice is None or view.state.session is None:
        return []
    if practice.task is None:
        return [line(view.columns, f" {_ended(view, practice)}", Look.GUIDE)]
    text = _lead(view, practice, practice.task)
    return [line(view.columns, f" {practice.at + 1}/{len(TASKS)} {text}", Look.GUIDE)]


def _lead(view: View, practice: Practice, task: Task) -> str:
    external = view.state.methods[1:]
    confirm = label(view, Action.CONFIRM)
    typed = view.say(Lead.TYPE, code=practice.example, confirm=confirm) if practice.example else ""
    return view.say(
        Lead[task.name],
        type=typed,
        confirm=confirm,
        tender=label(view, Action.TENDER),
        quantity=label(view, Action.QUANTITY),
        down=label(view, Action.DOWN),
        void=label(view, Action.VOID),
        method=label(view, Action.METHOD),
        digit=f"{external[0].key}({external[0].name})" if external else "",
        hold=label(view, Action.HOLD),
        refund=label(view, Action.REFUND),
    )


def _ended(view: View, practice: Practice) -> str:
    seconds = max(practice.ended_at - practice.started_at, 0) // SECOND_MS
    return view.say(
        Lead.END,
        done=practice.done,
        all=len(TASKS),
        minutes=seconds // 60,
        seconds=seconds % 60,
        quit=label(view, Action.QUIT),
    )
