import type { JsonObject } from "../../base/json.ts";
import type { StreamStatusReport } from "../output/stream-status.ts";
import type { Profiles } from "../profile.ts";
import { ownerDigest, ownerIn } from "../state/account-owner.ts";
import { completeMarker, StateReader, stateVersion } from "../state/state-format.ts";

/** How a part of a stream ended: read, skipped because its profile is denied, or failed. */
export type PartEnd = "read" | "failed" | { readonly denied: unknown };

/**
 * The parts of a stream, one per profile, or a single one. They share the stream's status and its STATE messages, which contain
 * the states of all profiles, also of those that this run doesn't read.
 */
export class StreamParts {
  /** The number of written records since the last STATE of any part. */
  readonly unstated = { records: 0 };
  readonly status: StreamStatusReport;
  /** By profile ID. */
  readonly #states: Map<string, JsonObject>;
  readonly #main: string | undefined;
  readonly #single: JsonObject | undefined;
  #isStarted = false;
  #left: number;
  readonly #ends: PartEnd[] = [];
  #quotaReset: number | undefined;

  /**
   * @param profiles undefined: the stream has a single part. It continues from the state of the main profile in a state of
   * several, and a single state is continued for the profile that owns it.
   */
  constructor(name: string, state: JsonObject | undefined, status: StreamStatusReport, profiles?: Profiles) {
    this.status = status;
    this.#left = profiles?.found.length ?? 1;
    const states = state?.profiles === undefined || state.profiles === null ? undefined : new StateReader(state, name);
    const known = states
      ?.expectVersion()
      .entries("profiles")
      .map(([id, { json }]) => [id, json] as const);
    this.#states = new Map(known);
    const main = states?.text("main");
    this.#main = profiles?.main ?? main;
    this.#single = states === undefined ? state : this.#states.get(main ?? "");
    if (profiles === undefined || states !== undefined || state === undefined) return;
    const owner = profiles.found.find(({ id }) => ownerDigest({ id }) === ownerIn(state))?.id ?? profiles.main;
    if (owner !== undefined) this.#states.set(owner, state);
  }

  /** The IDs of profiles with a state. */
  get known(): Iterable<string> {
    return this.#states.keys();
  }

  /** Returns the state of a part. @param profile the ID of its profile; undefined: the single part */
  stateOf(profile: string | undefined): JsonObject | undefined {
    const state = profile === undefined ? this.#single : this.#states.get(profile);
    // Some platforms store an empty state for a stream without one.
    return state === undefined || Object.keys(state).length === 0 ? undefined : state;
  }

  /** Returns the state of the stream with a new state of a part. */
  withState(profile: string | undefined, state: JsonObject): JsonObject {
    if (profile === undefined) return state;
    this.#states.set(profile, state);
    const states = [...this.#states.values()];
    return {
      version: stateVersion,
      ...(states.every((each) => each[completeMarker] === true) ? { [completeMarker]: true } : {}),
      main: this.#main,
      profiles: Object.fromEntries(this.#states),
    };
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Reports the start of the stream at its first part. */
  start(): void {
    if (!this.#isStarted) this.status.start();
    this.#isStarted = true;
  }

  /** @param quotaReset when the rate limit resets that ended the part, epoch milliseconds */
  end(how: PartEnd, quotaReset: number | undefined): void {
    this.#left -= 1;
    this.#ends.push(how);
    this.#quotaReset ??= quotaReset;
  }

  get areLeft(): boolean {
    return this.#left > 0;
  }

  /** The error of a stream whose profiles are all denied. */
  get denial(): unknown {
    const [first] = this.#ends;
    return typeof first === "object" && this.#ends.every((end) => typeof end === "object") ? first.denied : undefined;
  }

  /** Reports the end of the stream after its last part, and returns whether it is complete. */
  finish(isComplete: boolean): boolean {
    if (!isComplete || this.#ends.includes("failed")) {
      this.status.incomplete(this.#quotaReset);
      return false;
    }
    this.status.complete();
    return true;
  }
}
