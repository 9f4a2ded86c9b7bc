import type { JsonObject } from "../base/json.ts";
import type { Config } from "../config/config.ts";
import { isInaccessible } from "../pinterest/errors/error-kinds.ts";
import type { ConnectorError } from "../protocol/errors.ts";
import { jsonLine } from "../protocol/json-line.ts";
import type { StreamDescriptor, StreamStatusTrace } from "../protocol/messages.ts";
import type { EngineWriter } from "../sync/engine-writer.ts";
import { StreamStatusReport } from "../sync/output/stream-status.ts";
import { completeMarker, stateVersion } from "../sync/state/stream-state.ts";
import { missingError } from "../texts/unavailable.ts";
import type { Profile, Profiles } from "./find-profiles.ts";

/** Learns the profiles of a read with `all_profiles`, and what it can't read of them. */
export interface ProfileObserver {
  /** Called once, unless the profiles can't be determined. */
  readonly found: (profiles: Profiles) => void;
  /**
   * Called when a stream has ended for a profile, unless a stop signal ended it.
   * @param problem the message of the error; undefined: the stream is complete for this profile
   */
  readonly ended: (stream: string, profile: Pick<Profile, "id">, problem: string | undefined) => void;
}

/** What the reads of one stream for several profiles have in common: one status, and one STATE with the states of all. */
export class ProfileStream {
  readonly #descriptor: StreamDescriptor;
  readonly #writer: EngineWriter;
  readonly #profiles: Profiles;
  readonly #observer: ProfileObserver | undefined;
  /** By profile ID. Those of profiles that are gone stay. */
  readonly #states: Map<string, JsonObject>;
  readonly #status: StreamStatusReport;
  /** The IDs of the profiles whose full refresh is complete. The states of an earlier job don't tell. */
  readonly #refreshed = new Set<string>();
  #isStarted = false;
  /** The number of profiles that are complete, or deny the stream. */
  #over = 0;
  /** When the rate limit resets that ended a profile's read, epoch milliseconds. */
  #quotaReset: number | undefined;
  /** The errors of the profiles that deny the stream. */
  readonly #denials: ConnectorError[] = [];
  /** By name in a setting that a profile lacks: the number of such profiles. */
  readonly #missing = new Map<string, number>();
  #setting = "";

  /** @param states the input states of the profiles, by ID */
  constructor(
    descriptor: StreamDescriptor,
    writer: EngineWriter,
    profiles: Profiles,
    states: ReadonlyMap<string, JsonObject>,
    observer: ProfileObserver | undefined,
  ) {
    this.#descriptor = descriptor;
    this.#writer = writer;
    this.#profiles = profiles;
    this.#observer = observer;
    this.#states = new Map(states);
    this.#status = new StreamStatusReport(writer, descriptor);
  }

  stateOf({ id }: Profile): JsonObject {
    return this.#states.get(id) ?? {};
  }

  /** Writes the states of all profiles. @param records since the last one */
  writeState({ id }: Profile, state: JsonObject, records: number): void {
    this.#states.set(id, state);
    if (state[completeMarker] === true) this.#refreshed.add(id);
    const isRefreshed = this.#profiles.found.every((each) => this.#refreshed.has(each.id));
    const all: JsonObject = {
      version: stateVersion,
      ...(isRefreshed ? { [completeMarker]: true } : {}),
      main: this.#profiles.main,
      profiles: Object.fromEntries(this.#states),
    };
    this.#writer.state(this.#descriptor, all, records, jsonLine(all));
  }

  /** Records names in a setting that a profile lacks. They are an error if all profiles lack them. @returns true */
  acceptMissing(setting: string, names: readonly string[]): true {
    this.#setting = setting;
    for (const name of names) this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
    return true;
  }

  /** Writes the error of a profile; of one that denies the stream, a warning. */
  report({ id, username }: Profile, error: ConnectorError): void {
    const { name } = this.#descriptor;
    this.#observer?.ended(name, { id }, error.message);
    if (isInaccessible(error.cause)) {
      this.#over += 1;
      this.#denials.push(error);
      this.#writer.log("WARN", `skipped the stream for the profile ${username} (${id}): ${error.message}`, name);
      return;
    }
    this.#writer.streamError(error, this.#descriptor, `${name} of ${username}`);
  }

  /** Accepts the status of a profile, and writes that of the stream. */
  status(profile: Profile, { stream_status: { status, reasons } }: StreamStatusTrace): void {
    const quotaReset = reasons?.[0].rate_limited.quota_reset;
    if (status === "STARTED") {
      if (!this.#isStarted) this.#status.start();
      this.#isStarted = true;
    } else if (status === "RUNNING") {
      if (quotaReset === undefined) this.#status.run();
      else this.#status.waitUntil(quotaReset);
    } else if (status === "INCOMPLETE") {
      this.#quotaReset ??= quotaReset;
    } else {
      this.#over += 1;
      this.#observer?.ended(this.#descriptor.name, profile, undefined);
    }
  }

  /** Writes the final status of the stream. @returns whether all profiles are complete */
  end(config: Config): boolean {
    if (!this.#isStarted) return false;
    const { found, missing } = this.#profiles;
    const ofAll = this.#denials.length === found.length ? this.#denials[0] : this.#missingInAll(config);
    const ofOthers = missing.length === 0 ? undefined : missingError("ad_account_ids", missing, config);
    const error = ofAll ?? ofOthers;
    if (error !== undefined) this.#writer.streamError(error, this.#descriptor);
    if (ofAll !== undefined) {
      for (const { id } of found) this.#observer?.ended(this.#descriptor.name, { id }, ofAll.message);
    }
    const isComplete = error === undefined && this.#over === found.length;
    if (isComplete) this.#status.complete();
    else this.#status.incomplete(this.#quotaReset);
    return isComplete;
  }

  /** Returns the error for names that all profiles lack. */
  #missingInAll(config: Config): ConnectorError | undefined {
    const names = [...this.#missing].flatMap(([name, count]) => (count >= this.#profiles.found.length ? [name] : []));
    return names.length === 0 ? undefined : missingError(this.#setting, names, config);
  }
}
