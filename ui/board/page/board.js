// The board: fetches what it shows whenever the agent says that something changed, paints it, announces it.

import { Announcer } from "/board/announcer.js";
import { fit, pageOf } from "/board/fit.js";
import { Speaker } from "/board/speaker.js";
import { follow } from "/board/stream.js";

const TURN_MS = 6_000; // of the pages, when numbers do not fit on one
const REFRESH_MS = 15_000; // the wait changes by itself
const ANSWER_MS = 5_000;
const LISTEN_EVERY_MS = 250;
const CALLED_SIZES = [240, 180]; // largest and smallest, on 1080 lines
const NUMBER_SIZES = [128, 112, 96, 80, 64];
const MISSED_SIZES = [64];

const $ = (selector) => document.querySelector(selector);
const announcer = new Announcer();
const speaker = new Speaker((isBlocked) => ($("#sound").hidden = !isBlocked));
const ruler = document.createElement("canvas").getContext("2d");

let view = null;
let asked = 0;
let shown = 0;
let isSpeaking = false;

follow("/board/events", refresh, (isSilent) => ($("#stale").hidden = !isSilent));
setInterval(refresh, REFRESH_MS);
setInterval(paint, TURN_MS);
setInterval(announce, LISTEN_EVERY_MS);
addEventListener("resize", paint);

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
  const ids = calls.map((call) => call.id).join(",");
  const words = view.has_voice ? [`/board/voice/${encodeURIComponent(ids)}.wav`] : [];
  try {
    await speaker.play(...words, "/board/voice/chime.wav");
  } finally {
    isSpeaking = false;
  }
}

function paint() {
  if (!view) return;
  const called = new Set(view.called.map((call) => call.ticket));
  const ready = view.ready.filter((no) => !called.has(no));
  $("#waiting").hidden = !view.waiting.length;
  $("#making").hidden = !view.preparing.length && view.waiting.length > 0;
  $("#called").hidden = !view.called.length;
  $("#welcome").hidden = view.ready.length > 0;
  $("#ready").hidden = !view.ready.length;
  $("#welcome").textContent = view.shop;
  paintCalled(ready.length > 0);
  paintNumbers($("#ready ol"), ready, NUMBER_SIZES);
  paintNumbers($("#making ol"), view.preparing, NUMBER_SIZES);
  paintNumbers($("#waiting ol"), view.waiting, NUMBER_SIZES);
  paintFooter();
}

function paintCalled(isCrowded) {
  const list = $("#called");
  const painted = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = view.called.map((call) => painted.get(call.id) ?? calledItem(call));
  if (items.some((item, place) => item !== list.children[place]) || items.length < list.children.length)
    list.replaceChildren(...items); // only when it changes: a bell that rings must not begin anew
  for (const item of items) {
    const number = item.querySelector(".number");
    number.style.fontSize = `${fitting(number, item.clientWidth, isCrowded)}px`;
    nameCounter(item);
  }
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

/** The largest size at which a called number fits its frame; the smallest where others need room beneath. */
function fitting(number, width, isCrowded) {
  const [largest, smallest] = CALLED_SIZES.map(scaled);
  const wanted = (width * 0.96) / widthAt1(number, number.textContent);
  return isCrowded ? smallest : Math.max(smallest, Math.min(largest, wanted));
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
  return ruler.measureText(text).width / 100;
}

/** Pixels here for pixels of a 1920 x 1080 screen. */
function scaled(pixels) {
  return pixels * Math.min(innerWidth / 1920, innerHeight / 1080);
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
