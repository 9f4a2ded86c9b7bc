import { orAborted } from "../../base/signals.ts";

/** The room of one body in memory. */
export interface Room {
  /**
   * Resolves when the body has room for this size in total.
   * @throws StoppedError if the signal aborts first. The room then waits no longer
   */
  readonly reserve: (size: number, signal: AbortSignal) => Promise<void>;
  /** Gives the room to others, once. */
  readonly release: () => void;
}

interface Body {
  size: number;
  wanted: number;
  admit: () => void;
}

/**
 * Admits bodies into memory in the order of their arrival. Together they have at most the budget plus one body: the oldest
 * one always has room, so that it ends.
 */
export class MemoryGate {
  readonly #budget: number;
  /** In order of arrival. */
  readonly #bodies = new Set<Body>();
  #size = 0;

  /** @param budget the maximum size of all bodies, in the unit of `reserve` */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Returns the place of a body that has arrived, without room yet. */
  enter(): Room {
    const body: Body = { size: 0, wanted: 0, admit: () => undefined };
    this.#bodies.add(body);
    return {
      reserve: async (size, signal) => {
        if (size <= body.size) return;
        body.wanted = size;
        const admitted = new Promise<void>((resolve) => {
          body.admit = resolve;
        });
        this.#admit();
        await orAborted(admitted, signal);
      },
      release: () => {
        if (!this.#bodies.delete(body)) return;
        this.#size -= body.size;
        this.#admit();
      },
    };
  }

  /** Admits waiting bodies until one has no room, since a smaller one behind it must not delay it. */
  #admit(): void {
    const [oldest] = this.#bodies;
    for (const body of this.#bodies) {
      const more = body.wanted - body.size;
      if (more <= 0) continue;
      if (this.#size + more > this.#budget && body !== oldest) return;
      body.size = body.wanted;
      this.#size += more;
      body.admit();
    }
  }
}

/** Holds the room of one response while something made of it is in use. */
export class Held {
  #room: Pick<Room, "release"> | undefined;

  /** Holds the room of a response instead of the one before. */
  hold(room: Pick<Room, "release"> | undefined): void {
    this.release();
    this.#room = room;
  }

  release(): void {
    this.#room?.release();
    this.#room = undefined;
  }
}
