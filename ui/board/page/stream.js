// The agent's word that something changed, and its heartbeat; connects again by itself, for ever.

const AGAIN_AFTER_MS = 1_000;
export const SILENT_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** Calls `onChange` at each change and at the beginning of each connection, `onSilence(is)` again and again. */
export function follow(url, onChange, onSilence) {
  let heardAt = performance.now();
  let openedAt = heardAt;
  let source = null;
  let openAt = 0;

  function open() {
    source?.close();
    source = new EventSource(url);
    openedAt = performance.now();
    openAt = Infinity;
    let isNew = true; // what changed before its first message was told to nobody
    source.onmessage = (message) => {
      heardAt = performance.now();
      if (isNew || JSON.parse(message.data).topic !== "heartbeat") onChange();
      isNew = false;
    };
    source.onerror = () => {
      source.close();
      openAt = performance.now() + AGAIN_AFTER_MS;
    };
  }

  function look() {
    const now = performance.now();
    onSilence(now - heardAt >= SILENT_MS);
    const isHalfDead = now - Math.max(heardAt, openedAt) >= SILENT_MS; // it will not say so itself
    if (isHalfDead || now >= openAt) open();
  }

  setInterval(look, LOOK_EVERY_MS);
  open();
}
