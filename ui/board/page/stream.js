// The agent's word that something changed, and its heartbeat; connects again by itself, for ever.

const AGAIN_AFTER_MS = 1_000;
export const SILENT_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** Calls `onChange` at the beginning, at each change and after each new connection, `onSilence(is)` as it is. */
export function follow(url, onChange, onSilence) {
  let heardAt = performance.now();
  let source = null;
  let openAt = 0;

  function open() {
    source?.close();
    source = new EventSource(url);
    openAt = Infinity;
    source.onopen = onChange;
    source.onmessage = (message) => {
      heardAt = performance.now();
      if (JSON.parse(message.data).topic !== "heartbeat") onChange();
    };
    source.onerror = () => {
      source.close();
      openAt = performance.now() + AGAIN_AFTER_MS;
    };
  }

  function look() {
    const now = performance.now();
    onSilence(now - heardAt >= SILENT_MS);
    if (now - heardAt >= SILENT_MS && openAt === Infinity) openAt = now; // half dead: it will not say so itself
    if (now >= openAt) open();
  }

  setInterval(look, LOOK_EVERY_MS);
  open();
}
