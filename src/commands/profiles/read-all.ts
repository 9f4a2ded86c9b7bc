import type { JsonObject } from "../../base/json.ts";
import { SharedClient } from "../../pinterest/shared-client.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { StreamDescriptor } from "../../protocol/messages.ts";
import { eachAdAccount } from "../../streams/parents.ts";
import { withAncestors } from "../../streams/partitions.ts";
import { isOfProfile, profileId } from "../../streams/profiles.ts";
import type { Stream } from "../../streams/stream.ts";
import type { ReadDependencies } from "../../sync/context.ts";
import type { EngineWriter } from "../../sync/engine-writer.ts";
import { explain } from "../../sync/explain.ts";
import { PartialSummary, ReadSummary } from "../../sync/output/read-summary.ts";
import { StreamStatusReport } from "../../sync/output/stream-status.ts";
import { missingError } from "../../sync/partitions/children.ts";
import { readStreams } from "../../sync/read.ts";
import { servedOn } from "../../sync/state/stream-state.ts";
import { callerOf } from "../../sync/stream-reader.ts";
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

/** One read of some streams for one profile, or of those that no profile has. */
interface Unit {
  readonly served: string;
  readonly read: (isContinuation: boolean) => Promise<number | undefined>;
}

/** The reads of all profiles. */
class ProfileReads {
  readonly #dependencies: ReadDependencies;
  readonly #summary: ReadSummary;
  readonly #observer: ProfileObserver | undefined;
  readonly #streams: ReadonlyMap<string, Stream>;

  constructor(dependencies: ReadDependencies, summary: ReadSummary, observer: ProfileObserver | undefined) {
    this.#dependencies = dependencies;
    this.#summary = summary;
    this.#observer = observer;
    this.#streams = new Map(dependencies.streams.map((stream) => [stream.name, stream]));
  }

  /** @returns the number of complete streams; undefined: none was begun before a stop signal */
  async read(configured: readonly ConfiguredStream[], states: States): Promise<number | undefined> {
    const divided = configured.filter((each) => this.#isDivided(each));
    const others = configured.filter((each) => !divided.includes(each));
    const rest = this.#valid(others, states, (state, { name }) => singleState(state, name));
    if (divided.length === 0) return readStreams(this.#dependencies, rest.streams, rest.states, this.#summary);
    const dependencies = {
      ...this.#dependencies,
      client: new SharedClient(this.#dependencies.client, sharedOperations, this.#dependencies.signal),
    };
    const profiles = await this.#find(dependencies, divided);
    if (profiles === undefined) return readStreams(dependencies, rest.streams, rest.states, this.#summary);
    this.#observer?.found(profiles);
    const { writer, config } = dependencies;
    const merged = new Map<string, ProfileStream>();
    const warned = new Set<string>();
    const valid = this.#valid(divided, states, (state, descriptor) => {
      const { name } = descriptor;
      const stream = new ProfileStream(descriptor, writer, profiles, state, this.#observer, warned);
      merged.set(name, stream);
      for (const id of stream.gone) {
        writer.log(
          "WARN",
          `${name}: the profile ${id} owns none of the ad accounts any more, so its rows are no longer synced. Its state is kept in case it returns`,
        );
      }
      return state;
    });
    // The lists of the main profile serve the children that aren't divided themselves.
    const ofMain = rest.streams.filter((each) => this.#isBelowDivided(each));
    const apart = rest.streams.filter((each) => profiles.main === undefined || !ofMain.includes(each));
    const units: Unit[] = profiles.found.map((profile) => {
      const streams = profile.id === profiles.main ? [...valid.streams, ...ofMain] : valid.streams;
      return this.#unitOf(profile, streams, rest.states, merged, profiles.found.length, dependencies);
    });
    if (apart.length > 0) {
      const served = apart.map(({ descriptor }) => servedOn(rest.states.get(descriptor.name)));
      units.unshift({
        served: served.toSorted()[0] ?? "",
        read: (isContinuation) => readStreams({ ...dependencies, isContinuation }, apart, rest.states, this.#summary),
      });
    }
    const complete = await this.#run(units, dependencies);
    for (const stream of merged.values()) stream.end((setting, names) => missingError(setting, names, config));
    return complete + [...merged.values()].filter(({ isComplete }) => isComplete).length;
  }

  /** Reads the units, the least recently served first, and returns the number of complete streams that aren't divided. */
  async #run(units: readonly Unit[], { client, signal }: ReadDependencies): Promise<number> {
    const inOrder = units.toSorted((one, other) =>
      one.served < other.served ? -1 : one.served > other.served ? 1 : 0,
    );
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
    profile: Profile,
    streams: readonly ConfiguredStream[],
    states: States,
    merged: ReadonlyMap<string, ProfileStream>,
    sharers: number,
    dependencies: ReadDependencies,
  ): Unit {
    const own = streams.flatMap(({ descriptor }) => merged.get(descriptor.name) ?? []);
    const all = new Map(states);
    for (const [name, stream] of merged) {
      const state = stream.stateOf(profile);
      if (state === undefined) all.delete(name);
      else all.set(name, state);
    }
    const adAccountIds = profile.adAccountId === undefined ? [] : [profile.adAccountId];
    let complete = 0;
    const ofProfile: ReadDependencies = {
      ...dependencies,
      config: { ...dependencies.config, adAccountIds },
      writer: writerOf(profile, merged, dependencies.writer, () => {
        complete += 1;
      }),
      sharers,
      report: (name, error) => {
        const stream = merged.get(name);
        if (stream !== undefined) return stream.report(profile, error);
        dependencies.writer.log("ERROR", `${name}: ${error.message}`);
        dependencies.writer.error(error, streams.find(({ descriptor }) => descriptor.name === name)?.descriptor);
      },
      lack: (name, setting, names) => merged.get(name)?.lack(setting, names),
    };
    return {
      served: own.map((stream) => stream.servedOn(profile)).toSorted()[0] ?? "",
      read: async (isContinuation) => {
        await readStreams(
          { ...ofProfile, isContinuation },
          streams,
          all,
          new PartialSummary(this.#summary, profile.username),
        );
        return complete;
      },
    };
  }

  /** Finds the profiles; on an error, ends the streams that are read by profile. */
  async #find(dependencies: ReadDependencies, divided: readonly ConfiguredStream[]): Promise<Profiles | undefined> {
    const { config, client, clock, signal, writer } = dependencies;
    const log = (level: "INFO" | "WARN" | "DEBUG", message: string) => {
      writer.log(level, `profiles: ${message}`);
      return true;
    };
    const caller = callerOf({ log, summary: this.#summary }, { name: "profiles" }, clock, signal);
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

  /** Returns the streams with valid states. The others end with an error. */
  #valid(
    configured: readonly ConfiguredStream[],
    states: States,
    read: (state: JsonObject | undefined, descriptor: StreamDescriptor) => JsonObject | undefined,
  ) {
    const valid = new Map<string, JsonObject>();
    const streams = configured.filter((each) => {
      const { name } = each.descriptor;
      try {
        const state = read(states.get(name), each.descriptor);
        if (state !== undefined) valid.set(name, state);
        return true;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        this.#end(each, error);
        return false;
      }
    });
    return { streams, states: valid };
  }

  /** Returns whether a stream is read by profile: if the setting is on and the connection has the column. */
  #isDivided({ descriptor, fields }: ConfiguredStream): boolean {
    const { config, writer } = this.#dependencies;
    const stream = this.#streams.get(descriptor.name);
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
    const stream = this.#streams.get(descriptor.name);
    if (stream === undefined) return false;
    const ancestors = withAncestors([stream], this.#streams).filter(({ name }) => name !== eachAdAccount.stream);
    return ancestors.some((each) => each !== stream && each.isPerProfile === true);
  }
}

/**
 * Returns a writer for the messages of one profile's read: adds the profile to records, and merges states and statuses.
 * @param onComplete called for each complete stream that isn't read by profile
 */
function writerOf(
  profile: Profile,
  merged: ReadonlyMap<string, ProfileStream>,
  writer: EngineWriter,
  onComplete: () => void,
): EngineWriter {
  return {
    log: (level, message) => {
      const [name = ""] = message.split(":", 1);
      writer.log(level, merged.has(name) ? message.replace(name, `${name} of ${profile.username}`) : message);
    },
    error: (error, stream) => writer.error(error, stream),
    room: () => writer.room(),
    trace: (trace) => {
      if (trace.type !== "STREAM_STATUS") return writer.trace(trace);
      const { status, stream_descriptor } = trace.stream_status;
      const stream = merged.get(stream_descriptor.name);
      if (stream !== undefined) return stream.status(profile, trace);
      if (status === "COMPLETE") onComplete();
      writer.trace(trace);
    },
    recordLines: (stream, rows, write) =>
      writer.recordLines(
        stream,
        merged.has(stream.name) ? rows.map((row) => ({ [profileId]: profile.id, ...row })) : rows,
        write,
      ),
    appendRecords: (stream, lines, count) => {
      merged.get(stream.name)?.count(count);
      writer.appendRecords(stream, lines, count);
    },
    state: (stream, state, count, json) => {
      const all = merged.get(stream.name);
      if (all === undefined) return writer.state(stream, state, count, json);
      return all.writeState(profile, state);
    },
  };
}
