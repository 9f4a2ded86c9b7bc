import type { JsonObject } from "../../base/json.ts";
import { SharedClient } from "../../pinterest/shared-client.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import { eachAdAccount } from "../../streams/parents.ts";
import { withAncestors } from "../../streams/partitions.ts";
import { isOfProfile, profileId } from "../../streams/profiles.ts";
import type { ReadDependencies } from "../../sync/context.ts";
import type { EngineWriter } from "../../sync/engine-writer.ts";
import { PartialSummary, ReadSummary } from "../../sync/output/read-summary.ts";
import { StreamStatusReport } from "../../sync/output/stream-status.ts";
import { readStreams } from "../../sync/read.ts";
import { servedOn } from "../../sync/state/stream-state.ts";
import { callerOf } from "../../sync/stream-reader.ts";
import { explain } from "../../texts/explain.ts";
import { findProfiles } from "./find-profiles.ts";
import type { Profile, ProfileObserver, Profiles } from "./profile.ts";
import { ProfileStream, singleState } from "./profile-stream.ts";

/** The operations whose responses the reads of all profiles share: the ad accounts, and their owners. */
const sharedOperations = ["ad_accounts/list", "user_account/get"];

/** The maximum number of profiles that are read at a time. Under a daily quota, it is one. */
const maxProfiles = 4;

type States = ReadonlyMap<string, JsonObject>;

/**
 * Reads the configured streams, with `all_profiles` those of the profile once per profile, and writes their messages. See
 * `readStreams`.
 * @returns whether all streams are complete
 */
export async function readAll(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: States,
  summary = new ReadSummary(),
  observer?: ProfileObserver,
): Promise<boolean> {
  const reading = new ProfileReads(dependencies, summary, observer);
  const complete = await reading.read(configured, states);
  if (complete !== undefined) {
    const counts = `${complete} of ${configured.length} streams are complete`;
    dependencies.writer.log("INFO", `${counts}: ${String(summary)}`);
  }
  return (complete ?? 0) === configured.length;
}

/** One read of some streams: those of a profile, or those that no profile has. */
interface Unit {
  /** The date on which it was last served; empty: never. */
  readonly served: string;
  /** @returns the number of complete streams that aren't read by profile; undefined: none was begun before a stop signal */
  readonly read: (isContinuation: boolean) => Promise<number | undefined>;
}

/** The reads of all profiles. */
class ProfileReads {
  readonly #given: ReadDependencies;
  /** Those with shared responses. */
  readonly #dependencies: ReadDependencies;
  readonly #summary: ReadSummary;
  readonly #observer: ProfileObserver | undefined;

  constructor(dependencies: ReadDependencies, summary: ReadSummary, observer: ProfileObserver | undefined) {
    const { client, signal } = dependencies;
    this.#given = dependencies;
    this.#dependencies = { ...dependencies, client: new SharedClient(client, sharedOperations, signal) };
    this.#summary = summary;
    this.#observer = observer;
  }

  /** @returns the number of complete streams; undefined: none was begun before a stop signal */
  async read(configured: readonly ConfiguredStream[], states: States): Promise<number | undefined> {
    const divided = configured.filter((each) => this.#isDivided(each));
    const others = configured.filter((each) => !divided.includes(each));
    const singles = this.#valid(others, (state, { name }) => singleState(state, name), states);
    const dependencies = divided.length === 0 ? this.#given : this.#dependencies;
    const unitOf = (streams: ReadonlyMap<ConfiguredStream, JsonObject | undefined>) =>
      this.#unitOf([...streams.keys()], statesByName(streams), dependencies, this.#summary);
    if (divided.length === 0) return unitOf(singles).read(false);
    const { writer, config } = this.#dependencies;
    const profiles = await this.#find(divided);
    if (profiles === undefined) return unitOf(singles).read(false);
    this.#observer?.found(profiles);
    const merged = this.#valid(
      divided,
      (state, descriptor) => new ProfileStream(descriptor, writer, profiles, state, this.#observer),
      states,
    );
    // The lists of the main profile serve the children that aren't divided themselves.
    const ofMain = new Map([...singles].filter(([each]) => profiles.main !== undefined && this.#isBelowDivided(each)));
    const apart = new Map([...singles].filter(([each]) => !ofMain.has(each)));
    const units = profiles.found.map((profile) =>
      this.#unitOfProfile(profile, merged, profile.id === profiles.main ? ofMain : new Map(), profiles),
    );
    const complete = await this.#run(apart.size > 0 ? [unitOf(apart), ...units] : units);
    for (const stream of merged.values()) stream.end(config);
    return complete + [...merged.values()].filter(({ isComplete }) => isComplete).length;
  }

  /** Reads the units, the least recently served first, and returns the number of complete streams that aren't divided. */
  async #run(units: readonly Unit[]): Promise<number> {
    const { client, signal } = this.#dependencies;
    const inOrder = units.toSorted((one, other) => one.served.localeCompare(other.served));
    let complete = 0;
    const open = new Set<Promise<void>>();
    for (const [index, unit] of inOrder.entries()) {
      if (signal.aborted) break;
      const read = unit.read(index > 0).then((count = 0) => {
        complete += count;
        open.delete(read);
      });
      open.add(read);
      await Promise.race([read, client.firstResponse]);
      if (client.hasQuota) await read;
      else if (open.size >= maxProfiles) await Promise.race(open);
    }
    await Promise.all(open);
    return complete;
  }

  #unitOf(
    streams: readonly ConfiguredStream[],
    states: States,
    dependencies: ReadDependencies,
    summary: ReadSummary,
  ): Unit {
    const served = streams.map(({ descriptor }) => servedOn(states.get(descriptor.name)));
    return {
      served: served.toSorted()[0] ?? "",
      read: (isContinuation) => readStreams({ ...dependencies, isContinuation }, streams, states, summary),
    };
  }

  #unitOfProfile(
    profile: Profile,
    merged: ReadonlyMap<ConfiguredStream, ProfileStream>,
    singles: ReadonlyMap<ConfiguredStream, JsonObject | undefined>,
    { found }: Profiles,
  ): Unit {
    const dependencies = this.#dependencies;
    const { adAccountId, username } = profile;
    const byName = new Map([...merged].map(([{ descriptor }, stream]) => [descriptor.name, stream]));
    const states = new Map([...merged].map(([each, stream]) => [each, stream.stateOf(profile)]));
    let complete = 0;
    const ofProfile: ReadDependencies = {
      ...dependencies,
      config: { ...dependencies.config, adAccountIds: adAccountId === undefined ? [] : [adAccountId] },
      writer: writerOf(profile, byName, dependencies.writer, () => {
        complete += 1;
      }),
      sharers: found.length,
      lack: (name, setting, names) => byName.get(name)?.lack(setting, names),
    };
    const { served, read } = this.#unitOf(
      [...merged.keys(), ...singles.keys()],
      statesByName(new Map([...states, ...singles])),
      ofProfile,
      new PartialSummary(this.#summary, username),
    );
    return { served, read: (isContinuation) => read(isContinuation).then(() => complete) };
  }

  /** Finds the profiles; on an error, ends the streams that are read by profile. */
  async #find(divided: readonly ConfiguredStream[]): Promise<Profiles | undefined> {
    const { config, client, clock, signal, writer } = this.#dependencies;
    const log = (level: "INFO" | "WARN" | "DEBUG", message: string) => {
      writer.log(level, `profiles: ${message}`);
      return true;
    };
    const caller = callerOf({ log, summary: this.#summary }, clock, signal);
    try {
      return await findProfiles(config, client, caller, (message) => log("WARN", message));
    } catch (error) {
      if (!signal.aborted) for (const each of divided) this.#end(each, explain(error, { names: config.names }));
      return undefined;
    }
  }

  /** Ends a stream that can't be read. */
  #end({ descriptor }: ConfiguredStream, error: ConnectorError): void {
    const { writer, remarks } = this.#dependencies;
    const explained = error.with(remarks?.() ?? []);
    const status = new StreamStatusReport(writer, descriptor);
    status.start();
    status.run();
    writer.log("ERROR", `${descriptor.name}: ${explained.message}`);
    writer.error(explained, descriptor);
    status.incomplete(undefined);
  }

  /** Returns what is made of the states of streams. Streams with an invalid state end with its error. */
  #valid<Made>(
    configured: readonly ConfiguredStream[],
    make: (state: JsonObject | undefined, descriptor: StreamDescriptor) => Made,
    states: States,
  ): ReadonlyMap<ConfiguredStream, Made> {
    const valid = new Map<ConfiguredStream, Made>();
    for (const each of configured) {
      try {
        valid.set(each, make(states.get(each.descriptor.name), each.descriptor));
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        this.#end(each, error);
      }
    }
    return valid;
  }

  /** Returns whether a stream is read by profile: if the setting is on and the connection has the column. */
  #isDivided({ descriptor, fields }: ConfiguredStream): boolean {
    const { config, writer } = this.#dependencies;
    const stream = this.#dependencies.streams.find(({ name }) => name === descriptor.name);
    if (stream === undefined || !isOfProfile(stream)) return false;
    const hasColumn = fields?.includes(profileId);
    const isOn = stream.isPerProfile === true;
    const setting = config.names.of(["all_profiles"]);
    if (isOn && hasColumn === false) {
      writer.log(
        "WARN",
        `${descriptor.name}: ${setting} is on, but the connection has no column profile_id, so only one profile is read, as before. Refresh the source schema, and clear the stream or remove its rows without ${profileId}; then this profile continues from its state, and the others start from the beginning`,
      );
    }
    if (!isOn && hasColumn === true) {
      writer.log(
        "WARN",
        `${descriptor.name}: ${setting} is off, so only one profile is read, from its state. Refresh the source schema to remove the column ${profileId}`,
      );
    }
    return isOn && hasColumn !== false;
  }

  #isBelowDivided({ descriptor }: ConfiguredStream): boolean {
    const all = new Map(this.#dependencies.streams.map((stream) => [stream.name, stream]));
    const stream = all.get(descriptor.name);
    const ancestors = stream === undefined ? [] : withAncestors([stream], all);
    return ancestors.some(
      (each) => each !== stream && each.isPerProfile === true && each.name !== eachAdAccount.stream,
    );
  }
}

function statesByName(states: ReadonlyMap<ConfiguredStream, JsonObject | undefined>): States {
  return new Map(
    [...states].flatMap(([{ descriptor }, state]) => (state === undefined ? [] : [[descriptor.name, state]])),
  );
}

/**
 * Returns a writer for one profile's read: adds the profile to records, and merges states and statuses.
 * @param streams the streams that are read for each profile. The messages of others pass
 * @param onComplete called for each other stream that is complete
 */
function writerOf(
  profile: Profile,
  streams: ReadonlyMap<string, ProfileStream>,
  writer: EngineWriter,
  onComplete: () => void,
): EngineWriter {
  return {
    room: () => writer.room(),
    error: (error, stream) => {
      const merged = streams.get(stream?.name ?? "");
      if (merged === undefined) writer.error(error, stream);
      else merged.report(profile, error);
    },
    log: (level, message) => {
      const [name = ""] = message.split(":", 1);
      if (!streams.has(name)) writer.log(level, message);
      // `report` logs the errors of streams.
      else if (level !== "ERROR") writer.log(level, message.replace(name, `${name} of ${profile.username}`));
    },
    trace: (trace) => {
      const status = trace.type === "STREAM_STATUS" ? trace.stream_status : undefined;
      const merged = streams.get(status?.stream_descriptor.name ?? "");
      if (merged !== undefined && trace.type === "STREAM_STATUS") return merged.status(profile, trace);
      if (status?.status === "COMPLETE") onComplete();
      writer.trace(trace);
    },
    recordLines: (stream, rows) =>
      writer.recordLines(
        stream,
        streams.has(stream.name) ? rows.map((row) => ({ [profileId]: profile.id, ...row })) : rows,
      ),
    appendRecords: (stream, lines, count) => {
      streams.get(stream.name)?.count(count);
      writer.appendRecords(stream, lines, count);
    },
    state: (stream, state, count, json) =>
      streams.get(stream.name)?.writeState(profile, state) ?? writer.state(stream, state, count, json),
  };
}
