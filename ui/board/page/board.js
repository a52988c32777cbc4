// The board: fetches what it shows whenever the agent says that something changed, paints it, announces it.

import { Announcer } from "/board/announcer.js";
import { fit, pageOf } from "/board/fit.js";
import { Speaker } from "/board/speaker.js";
import { follow } from "/board/stream.js";

const TURN_MS = 6_000; // of the pages, when numbers do not fit on one
const REFRESH_MS = 15_000; // the wait changes by itself
const ANSWER_MS = 5_000;
const LISTEN_EVERY_MS = 250;
const MINUTE_MS = 60_000;
const DRIFT = 6; // pixels, on 1080 lines
const TEXT_SIZE = 64; // the smallest, on 1080 lines: the body's
const CALLED_SIZES = [240, 180]; // alone, and where others need room beneath
const NUMBER_SIZES = [128, 112, 96, 80, 64];
const READY_SIZES = [160, ...NUMBER_SIZES];
const MISSED_SIZES = [64];

const $ = (selector) => document.querySelector(selector);
const announcer = new Announcer();
const speaker = new Speaker((isBlocked) => show("#sound", isBlocked));
const ruler = document.createElement("canvas").getContext("2d");

let view = null;
let asked = 0;
let shown = 0;
let isSpeaking = false;

follow("/board/events", refresh, (isSilent) => show("#stale", isSilent));
setInterval(refresh, REFRESH_MS);
setInterval(paint, TURN_MS);
setInterval(announce, LISTEN_EVERY_MS);
addEventListener("resize", paint);

/** A banner takes its room from the numbers, and gives it back. */
function show(banner, isShown) {
  if ($(banner).hidden !== isShown) return;
  $(banner).hidden = !isShown;
  paint();
}

async function refresh() {
  const turn = ++asked;
  try {
    const answer = await fetch("/board/tickets", { signal: AbortSignal.timeout(ANSWER_MS) });
    const fetched = answer.ok ? await answer.json() : null;
    if (!fetched || turn < shown) return; // an older one that came later
    shown = turn;
    take(fetched);
  } catch {
    // the agent is gone: the stream finds it again, and the page says when it is silent for long
  }
}

function take(fetched) {
  if (view && view.release !== fetched.release) location.reload();
  view = fetched;
  announcer.hear(view.calls, view.now);
  announcer.keepOnly(view.ready);
  paint();
  announce();
}

async function announce() {
  if (isSpeaking || speaker.isBlocked) return;
  const calls = announcer.next(performance.now());
  if (!calls.length) return;
  isSpeaking = true;
  const ids = encodeURIComponent(calls.map((call) => call.id).join(","));
  const once = calls.length > 1 || announcer.waiting > 0 ? "?once=true" : ""; // whoever waits wants to hear his
  const words = view.has_voice ? [`/board/voice/${ids}.wav${once}`] : [];
  try {
    await speaker.play(...words, "/board/voice/chime.wav");
  } finally {
    isSpeaking = false;
  }
}

function paint() {
  drift();
  if (!view) return;
  const called = new Set(view.called.map((call) => call.ticket));
  const ready = view.ready.filter((no) => !called.has(no));
  $("#waiting").hidden = !view.waiting.length;
  $("#making").hidden = !view.preparing.length && view.waiting.length > 0;
  $("#called").hidden = !view.called.length;
  $("#welcome").hidden = view.ready.length > 0;
  $("#ready").hidden = !view.ready.length;
  $("#welcome").textContent = view.shop;
  paintCalled(ready.length > 0 && view.called.length > 2);
  paintNumbers($("#ready ol"), ready, READY_SIZES);
  paintNumbers($("#making ol"), view.preparing, NUMBER_SIZES);
  paintNumbers($("#waiting ol"), view.waiting, NUMBER_SIZES);
  paintFooter();
}

/** What never moves burns into a screen: all of it goes round by some pixels, a step a minute. */
function drift() {
  const angle = (Math.PI / 4) * Math.floor(performance.now() / MINUTE_MS);
  document.body.style.translate = [Math.cos(angle), Math.sin(angle)].map((by) => `${scaled(by * DRIFT)}px`).join(" ");
}

function paintCalled(isCrowded) {
  const list = $("#called");
  const painted = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = view.called.map((call) => painted.get(call.id) ?? calledItem(call));
  if (items.some((item, place) => item !== list.children[place]) || items.length < list.children.length) {
    for (const item of painted.values()) item.classList.remove("new");
    list.replaceChildren(...items); // only when it changes: what draws the eye must not begin anew
  }
  list.style.setProperty("--called", `${calledSize(items, isCrowded)}px`);
  items.forEach(nameCounter);
}

function calledItem(call) {
  const item = element("li", "new");
  item.dataset.id = call.id;
  const counter = element("span", "counter");
  counter.append(element("span"), " ", element("span"));
  counter.lastChild.lang = "en";
  item.append(element("span", "number", call.ticket), counter);
  item.call = call;
  return item;
}

/** The counter in both languages, in Chinese alone, or by the number that is said: whatever can be read whole. */
function nameCounter({ call, lastChild: counter }) {
  const bare = [`${call.counter_id}号台`, `Counter ${call.counter_id}`];
  const names = [[call.counter, call.counter_en], [call.counter, ""], bare];
  const room = counter.clientWidth / parseFloat(getComputedStyle(counter).fontSize);
  const whole = names.find((name) => widthAt1(counter, name.join(" ")) <= room) ?? bare;
  [counter.firstChild.textContent, counter.lastChild.textContent] = whole;
}

/** Of all called numbers: smaller where others need room beneath, and never wider than their frames. */
function calledSize(items, isCrowded) {
  const [alone, crowded] = CALLED_SIZES.map(scaled);
  const fitting = items.map(
    ({ clientWidth, firstChild: number }) => (clientWidth * 0.98) / widthAt1(number, number.textContent),
  );
  return Math.min(isCrowded ? crowded : alone, ...fitting);
}

function paintNumbers(list, numbers, sizes) {
  if (list.closest("[hidden]")) return list.replaceChildren();
  const style = getComputedStyle(list);
  const width = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = list.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const widest = Math.max(1, ...numbers.map((no) => widthAt1(list, no)));
  const shape = fit(numbers.length, widest, width, height, sizes.map(scaled));
  list.style.fontSize = `${shape.size}px`;
  list.style.gridTemplateColumns = `repeat(${shape.columns}, minmax(0, 1fr))`;
  const one = pageOf(numbers, shape, Math.floor(performance.now() / TURN_MS));
  list.replaceChildren(...one.numbers.map((no) => element("li", "", no)));
  if (shape.pages > 1) list.append(element("li", "pages", `${one.page}/${shape.pages}`));
}

function paintFooter() {
  $("#wait").hidden = view.wait_high_minutes === null;
  $("#wait .minutes").textContent = `${view.wait_low_minutes}–${view.wait_high_minutes} 分钟 min`;
  $("#missed").hidden = !view.missed.length;
  paintNumbers($("#missed ol"), view.missed, MISSED_SIZES);
}

function widthAt1(place, text) {
  const style = getComputedStyle(place);
  ruler.font = `${style.fontWeight} 100px ${style.fontFamily}`;
  ruler.fontStretch = style.fontStretch === "100%" ? "normal" : "condensed";
  const spacing = parseFloat(style.letterSpacing) / parseFloat(style.fontSize) || 0;
  return ruler.measureText(text).width / 100 + spacing * text.length;
}

/** Pixels here for pixels of a 1920 x 1080 screen: as board.css has it. */
function scaled(pixels) {
  return (pixels * parseFloat(getComputedStyle(document.body).fontSize)) / TEXT_SIZE;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
