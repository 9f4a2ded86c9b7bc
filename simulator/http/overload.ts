import { retryAfter } from "../errors.ts";
import type { Settings } from "../settings.ts";

/** Rejects some ads analytics requests as overloaded, as the settings say. */
export class Overload {
  readonly #settings: Settings;
  #seen = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts a request. @throws ApiError for one in every `analytics_overload` requests */
  check(): void {
    const { analytics_overload: every, analytics_overload_seconds: seconds } = this.#settings;
    if (every === 0) return;
    this.#seen += 1;
    if (this.#seen % every === 0) throw retryAfter(seconds);
  }
}
