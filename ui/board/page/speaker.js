// Sound, one at a time. A browser may keep silent until somebody touches the page: then the page must say so.

const LATE_MS = 2_000;
const ANSWER_MS = 15_000; // words that nobody has said yet are made one by one
const LOOK_AFTER_MS = 500; // a browser that may play takes a moment to begin

export class Speaker {
  #audio = new AudioContext();
  #isTouched = false;
  #onBlocked;

  /** `onBlocked(is)` hears whether sound waits for a click. */
  constructor(onBlocked) {
    this.#onBlocked = onBlocked;
    this.#audio.addEventListener("statechange", () => this.#tell());
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.#touch());
    setTimeout(() => this.#tell(), LOOK_AFTER_MS);
  }

  /** What was touched may sound; if it is silent still, this PC has no loudspeaker, and nobody can help it here. */
  get isBlocked() {
    return this.#audio.state === "suspended" && !this.#isTouched;
  }

  /** Plays the first of `urls` that there is, to its end. */
  async play(...urls) {
    for (const url of urls) {
      const sound = await this.#fetch(url);
      if (sound) return this.#hear(sound);
    }
  }

  #touch() {
    this.#isTouched = true;
    this.#audio.resume();
    this.#tell();
  }

  #tell() {
    this.#onBlocked(this.isBlocked);
  }

  async #fetch(url) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
      return answer.ok ? await this.#audio.decodeAudioData(await answer.arrayBuffer()) : null;
    } catch {
      return null; // the agent is gone, or this was no sound: the next one, or none
    }
  }

  /** A device that does not play must not stop the next announcement. */
  #hear(sound) {
    const source = new AudioBufferSourceNode(this.#audio, { buffer: sound });
    source.connect(this.#audio.destination);
    return new Promise((resolve) => {
      source.onended = resolve;
      setTimeout(resolve, sound.duration * 1000 + LATE_MS);
      source.start();
    });
  }
}
