import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import { isInaccessible } from "../../pinterest/errors/error-kinds.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { jsonLine } from "../../protocol/json-line.ts";
import type { StreamDescriptor, StreamStatusTrace } from "../../protocol/messages.ts";
import { accountDigest } from "../../sync/basis.ts";
import type { EngineWriter } from "../../sync/engine-writer.ts";
import { StreamStatusReport } from "../../sync/output/stream-status.ts";
import { missingError } from "../../sync/partitions/children.ts";
import { StateReader } from "../../sync/state/state-reader.ts";
import { completeMarker, stateVersion } from "../../sync/state/stream-state.ts";
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
  readonly #status: StreamStatusReport;
  #isStarted = false;
  #left: number;
  /** When the rate limit resets that ended a profile's read, epoch milliseconds. */
  #quotaReset: number | undefined;
  /** The errors of the profiles that deny the stream. */
  readonly #denials = new Map<string, ConnectorError>();
  #hasFailed = false;
  /** The names in settings that a profile lacks. */
  readonly #missing: { readonly setting: string; readonly names: readonly string[] }[] = [];

  /** @throws ConnectorError (config_error) if the state is invalid */
  constructor(
    descriptor: StreamDescriptor,
    writer: EngineWriter,
    profiles: Profiles,
    state: JsonObject | undefined,
    observer: ProfileObserver | undefined,
  ) {
    this.#status = new StreamStatusReport(writer, descriptor);
    this.#descriptor = descriptor;
    this.#writer = writer;
    this.#profiles = profiles;
    this.#observer = observer;
    this.#left = profiles.found.length;
    const several = statesIn(state, descriptor.name);
    this.#states = new Map(several);
    const present = new Set([...profiles.found.map(({ id }) => id), ...profiles.denied.keys()]);
    for (const id of this.#states.keys()) {
      const text = `${descriptor.name}: the profile ${id} owns none of the ad accounts any more, so its rows are no longer synced. Its state is kept in case it returns`;
      if (!present.has(id)) writer.log("WARN", text);
    }
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
    this.#missing.push({ setting, names });
  }

  /** Writes the error of a profile; of one that denies the stream, a warning. */
  report({ id, username }: Profile, error: ConnectorError): void {
    const { name } = this.#descriptor;
    this.#observer?.ended(name, { id }, error.message);
    if (isInaccessible(error.cause)) {
      this.#denials.set(id, error);
      this.#writer.log("WARN", `${name}: skipped the stream for the profile ${username} (${id}): ${error.message}`);
      return;
    }
    this.#hasFailed = true;
    this.#writer.log("ERROR", `${name} of ${username}: ${error.message}`);
    this.#writer.error(error, this.#descriptor);
  }

  /** Accepts the status of a profile, and writes that of the stream. */
  status(profile: Profile, trace: StreamStatusTrace): void {
    const { status, reasons } = trace.stream_status;
    const quotaReset = reasons?.[0]?.rate_limited.quota_reset;
    if (status === "STARTED") {
      if (!this.#isStarted) this.#status.start();
      this.#isStarted = true;
    } else if (status === "RUNNING") {
      if (quotaReset === undefined) this.#status.run();
      else this.#status.waitUntil(quotaReset);
    } else {
      if (status === "COMPLETE") this.#observer?.ended(this.#descriptor.name, profile, undefined);
      if (status === "INCOMPLETE" && !this.#denials.has(profile.id)) {
        this.#hasFailed = true;
        this.#quotaReset ??= quotaReset;
      }
      this.#left -= 1;
    }
  }

  /** Writes the final status of the stream. */
  end(config: Config): void {
    if (!this.#isStarted) return;
    const { found } = this.#profiles;
    const [denial] = this.#denials.values();
    const ofAll = this.#denials.size === found.length ? denial : this.#missingInAll(config);
    if (ofAll !== undefined) {
      this.#writer.log("ERROR", `${this.#descriptor.name}: ${ofAll.message}`);
      this.#writer.error(ofAll, this.#descriptor);
      for (const { id } of found) this.#observer?.ended(this.#descriptor.name, { id }, ofAll.message);
    }
    this.isComplete = ofAll === undefined && !this.#hasFailed && this.#left === 0;
    if (this.isComplete) this.#status.complete();
    else this.#status.incomplete(this.#quotaReset);
  }

  /** Returns the error for names that all profiles lack. */
  #missingInAll(config: Config): ConnectorError | undefined {
    const all = this.#missing.flatMap(({ names }) => names);
    const isInNone = (name: string) => all.filter((each) => each === name).length >= this.#profiles.found.length;
    const [lacking] = this.#missing.filter(({ names }) => names.some(isInNone));
    return lacking && missingError(lacking.setting, lacking.names.filter(isInNone), config);
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
