import type { JsonObject } from "../../base/json.ts";
import { isInaccessible } from "../../pinterest/errors/error-kinds.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { jsonLine } from "../../protocol/json-line.ts";
import type { StreamDescriptor, StreamStatusTrace } from "../../protocol/messages.ts";
import { accountDigest } from "../../sync/basis.ts";
import type { EngineWriter } from "../../sync/engine-writer.ts";
import { StateReader } from "../../sync/state/state-reader.ts";
import { completeMarker, servedOn, stateVersion } from "../../sync/state/stream-state.ts";
import type { Profile, ProfileObserver, Profiles } from "./profile.ts";

/** What the reads of one stream for several profiles have in common: one status, and one STATE with the states of all. */
export class ProfileStream {
  readonly #descriptor: StreamDescriptor;
  readonly #writer: EngineWriter;
  readonly #profiles: Profiles;
  readonly #observer: ProfileObserver | undefined;
  /** By profile ID. */
  readonly #states: Map<string, JsonObject>;
  /** The written records since the last STATE of any profile. */
  #records = 0;
  #isStarted = false;
  #isRunning = false;
  #left: number;
  #last: StreamStatusTrace | undefined;
  /** The errors of the profiles that deny the stream. */
  readonly #denials = new Map<string, ConnectorError>();
  #hasFailed = false;
  /** By setting: the names that each profile lacks. */
  readonly #missing = new Map<string, Map<string, number>>();

  /** The IDs of profiles that deny a stream and were warned of. */
  readonly #warned: Set<string>;

  /**
   * @param warned the IDs of profiles that were warned of, for all streams
   * @throws ConnectorError (config_error) if the state is invalid
   */
  constructor(
    descriptor: StreamDescriptor,
    writer: EngineWriter,
    profiles: Profiles,
    state: JsonObject | undefined,
    observer: ProfileObserver | undefined,
    warned: Set<string>,
  ) {
    this.#warned = warned;
    this.#descriptor = descriptor;
    this.#writer = writer;
    this.#profiles = profiles;
    this.#observer = observer;
    this.#left = profiles.found.length;
    const several = statesIn(state, descriptor.name);
    this.#states = new Map(several);
    if (several !== undefined || state === undefined) return;
    // The state of one profile is continued for the one that owns it.
    const owner = profiles.found.find(({ id }) => accountDigest({ id }) === state.account)?.id ?? profiles.main;
    if (owner !== undefined) this.#states.set(owner, state);
  }

  /** Whether all profiles are complete. */
  isComplete = false;

  stateOf({ id }: Profile): JsonObject | undefined {
    return this.#states.get(id);
  }

  /** The date on which a profile was last served; empty: never. */
  servedOn({ id }: Profile): string {
    return servedOn(this.#states.get(id));
  }

  /** Returns the profiles of the state that own no ad account any more. */
  get gone(): readonly string[] {
    const present = new Set([...this.#profiles.found.map(({ id }) => id), ...this.#profiles.denied.keys()]);
    return [...this.#states.keys()].filter((id) => !present.has(id));
  }

  count(records: number): void {
    this.#records += records;
  }

  /** Writes the states of all profiles, and returns the number of characters. */
  writeState({ id }: Profile, state: JsonObject): number {
    this.#states.set(id, state);
    const isRefreshed = [...this.#states.values()].every((each) => each[completeMarker] === true);
    const all: JsonObject = {
      version: stateVersion,
      ...(isRefreshed ? { [completeMarker]: true } : {}),
      main: this.#profiles.main,
      profiles: Object.fromEntries(this.#states),
    };
    const length = this.#writer.state(this.#descriptor, all, this.#records, jsonLine(all));
    this.#records = 0;
    return length;
  }

  /** Records names in a setting that a profile lacks. They are an error if all profiles lack them. */
  lack(setting: string, names: readonly string[]): void {
    const counts = this.#missing.get(setting) ?? new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    this.#missing.set(setting, counts);
  }

  /** Writes the error of a profile; of one that denies the stream, a warning. */
  report({ id, username }: Profile, error: ConnectorError): void {
    const { name } = this.#descriptor;
    this.#observer?.ended(name, { id }, error.message);
    if (isInaccessible(error.cause)) {
      this.#denials.set(id, error);
      const level = this.#warned.has(id) ? "INFO" : "WARN";
      this.#warned.add(id);
      this.#writer.log(level, `${name}: skipped the stream for the profile ${username} (${id}): ${error.message}`);
      return;
    }
    this.#hasFailed = true;
    this.#writer.log("ERROR", `${name} of ${username}: ${error.message}`);
    this.#writer.error(error, this.#descriptor);
  }

  /** Accepts the status of a profile, and writes that of the stream. */
  status(profile: Profile, trace: StreamStatusTrace): void {
    const { status, reasons } = trace.stream_status;
    if (status === "STARTED") {
      if (!this.#isStarted) this.#writer.trace(trace);
      this.#isStarted = true;
    } else if (status === "RUNNING") {
      if (!this.#isRunning || reasons !== undefined) this.#writer.trace(trace);
      this.#isRunning = true;
    } else {
      if (status === "COMPLETE") this.#observer?.ended(this.#descriptor.name, profile, undefined);
      if (status === "INCOMPLETE" && !this.#denials.has(profile.id)) {
        this.#hasFailed = true;
        if (this.#last?.stream_status.reasons === undefined) this.#last = trace;
      }
      this.#left -= 1;
    }
  }

  /** Writes the final status of the stream. @param missingError returns the error for names that all profiles lack */
  end(missingError: (setting: string, names: readonly string[]) => ConnectorError): void {
    if (!this.#isStarted) return;
    const { found } = this.#profiles;
    const [first] = this.#denials.values();
    const ofAll = this.#denials.size === found.length ? first : this.#missingIn(missingError, found.length);
    if (ofAll !== undefined) {
      this.#writer.log("ERROR", `${this.#descriptor.name}: ${ofAll.message}`);
      this.#writer.error(ofAll, this.#descriptor);
      for (const { id } of found) this.#observer?.ended(this.#descriptor.name, { id }, ofAll.message);
    }
    this.isComplete = ofAll === undefined && !this.#hasFailed && this.#left === 0;
    const status = this.isComplete ? "COMPLETE" : "INCOMPLETE";
    const reasons = this.#last?.stream_status.reasons;
    const { isComplete } = this;
    this.#writer.trace({
      type: "STREAM_STATUS",
      stream_status: {
        stream_descriptor: this.#descriptor,
        status,
        ...(isComplete || reasons === undefined ? {} : { reasons }),
      },
    });
  }

  #missingIn(
    missingError: (setting: string, names: readonly string[]) => ConnectorError,
    profiles: number,
  ): ConnectorError | undefined {
    for (const [setting, counts] of this.#missing) {
      const missing = [...counts].flatMap(([name, count]) => (count >= profiles ? [name] : []));
      if (missing.length > 0) return missingError(setting, missing);
    }
    return undefined;
  }
}

/** Returns the states of the profiles in a state; undefined: it is that of one profile. @throws ConnectorError if invalid */
function statesIn(state: JsonObject | undefined, name: string): readonly (readonly [string, JsonObject])[] | undefined {
  if (state?.profiles === undefined || state.profiles === null) return undefined;
  return new StateReader(state, name).entries("profiles").map(([id, reader]) => [id, reader.json]);
}

/** Returns the state with which a stream that isn't read by profile continues: of several, that of the main profile. */
export function singleState(state: JsonObject | undefined, name: string): JsonObject | undefined {
  const several = statesIn(state, name);
  if (several === undefined || state === undefined) return state;
  const main = new StateReader(state, name).text("main") ?? "";
  return several.find(([id]) => id === main)?.[1];
}
