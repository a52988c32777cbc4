// Which calls are announced, in which order and together: values and the time in, announcements out.

export const AGAIN_AFTER_MS = 10_000; // the same ticket is never announced twice within ten seconds
export const MERGED_ABOVE = 2; // when more wait, they are said together
export const TOGETHER_MAX = 6; // so many in one breath
export const FRESH_MS = 10_000; // a page that has just opened repeats no older calls

export class Announcer {
  #waiting = [];
  #known = new Set();
  #said = new Map();
  #isOpen = false;

  /** Takes in the board's calls, oldest first; `now` is the agent's own clock. */
  hear(calls, now) {
    for (const call of calls) {
      if (this.#known.has(call.id)) continue;
      this.#known.add(call.id);
      if (!this.#isOpen && call.at < now - FRESH_MS) continue;
      this.#waiting = this.#waiting.filter((other) => other.ticket !== call.ticket);
      this.#waiting.push(call);
    }
    this.#isOpen = true;
    this.#known = new Set(calls.map((call) => call.id));
  }

  /** Forgets who is no longer called: the customer came before his turn to be announced. */
  keepOnly(tickets) {
    const living = new Set(tickets);
    this.#waiting = this.#waiting.filter((call) => living.has(call.ticket));
  }

  /** The calls to announce together now, of one counter; an empty list when there is nothing to say. */
  next(now) {
    const sayable = this.#waiting.filter((call) => now - (this.#said.get(call.ticket) ?? -Infinity) >= AGAIN_AFTER_MS);
    if (!sayable.length) return [];
    const together = this.#waiting.length > MERGED_ABOVE ? TOGETHER_MAX : 1;
    const next = sayable.filter((call) => call.counter_id === sayable[0].counter_id).slice(0, together);
    this.#waiting = this.#waiting.filter((call) => !next.includes(call));
    for (const call of next) this.#said.set(call.ticket, now);
    return next;
  }

  get waiting() {
    return this.#waiting.length;
  }
}
