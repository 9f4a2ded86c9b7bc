import { type Day, dayOf, latest } from "../base/dates.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import { anySignal } from "../base/signals.ts";
import { countOf } from "../base/text/count-of.ts";
import { SharedClient } from "../pinterest/shared-client.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { isOfProfile, profileId } from "../streams/profiles.ts";
import { sharedOperations } from "../sync/basis.ts";
import type { ReadDependencies } from "../sync/context.ts";
import type { EngineWriter } from "../sync/engine-writer.ts";
import { ReadSummary } from "../sync/read-summary.ts";
import { metricsOperation } from "../sync/readers/csv-columns.ts";
import { readStreams } from "../sync/run.ts";
import { isMissed } from "../sync/state/known-containers.ts";
import { servedOn } from "../sync/state/stream-state.ts";
import { noLongerListed } from "../texts/unavailable.ts";
import { findProfiles, type Profile, type Profiles } from "./find-profiles.ts";
import { type ProfileObserver, ProfileStream } from "./profile-stream.ts";

/**
 * Reads the configured streams and writes their messages (see `readStreams`). With `all_profiles`, reads one profile after another,
 * the least recently served first, and with the main one all streams that aren't read for each profile.
 * @returns whether all streams are complete
 */
export async function readAll(
  given: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  summary = new ReadSummary(),
  observer?: ProfileObserver,
): Promise<boolean> {
  const { writer, config, signal } = given;
  const divided = configured.filter((each) => isDivided(each, given));
  const shared = [...sharedOperations, metricsOperation, ...(divided.length === 0 ? [] : ["ad_accounts/list"])];
  const client = new SharedClient(given.client, shared, anySignal(signal));
  const failed = new Map<string, unknown>();
  const dependencies = { ...given, client, failed };
  let profiles: Profiles | undefined;
  try {
    if (divided.length > 0) profiles = await findProfiles(dependencies, summary);
  } catch (error) {
    for (const { descriptor } of divided) failed.set(descriptor.name, error);
  }
  if (profiles !== undefined) observer?.found(profiles);
  const merged = new Map<string, ProfileStream>();
  const singles = new Map<string, JsonObject>();
  const gone = new Set<string>();
  for (const each of configured) {
    const { descriptor, syncMode } = each;
    const { ofMain, byProfile } = statesIn(states.get(descriptor.name), profiles?.main);
    if (profiles !== undefined && divided.includes(each)) {
      merged.set(descriptor.name, new ProfileStream(descriptor, writer, profiles, byProfile, observer));
      // Those of other ad accounts than the named ones aren't wanted.
      if (syncMode === "incremental" && config.adAccountIds.length === 0)
        for (const id of missedProfiles(byProfile, profiles, dayOf(given.clock.now()))) gone.add(id);
    } else if (ofMain !== undefined) singles.set(descriptor.name, ofMain);
  }
  for (const id of gone) writer.log("WARN", `skipped profile ${id}: ${noLongerListed}`, "profiles");
  const reads = readsOf(profiles, configured, merged, singles, dependencies, summary);
  const complete = new Set<string>();
  for (const { context, ...read } of reads) {
    const names = await readStreams(context, read.streams, read.states, read.summary);
    for (const name of names) complete.add(name);
  }
  for (const [name, stream] of merged) if (!stream.end(config)) complete.delete(name);
  writer.log("INFO", `${complete.size} of ${countOf(configured.length, "stream")} complete: ${String(summary)}`);
  return complete.size === configured.length;
}

/**
 * Returns the states in a stream's state, by profile ID, and that with which the main profile continues alone. The state of a single
 * profile is that of the main one. So is one with damaged profiles, which `readState` rejects.
 */
function statesIn(state: JsonObject | undefined, main: string | undefined) {
  const { profiles, main: last = "" } = state ?? {};
  if (isObject(profiles) && typeof last === "string") {
    const entries = Object.entries(profiles).flatMap(([id, each]) => (isObject(each) ? [[id, each] as const] : []));
    const byProfile = new Map(entries);
    if (byProfile.size === Object.keys(profiles).length) return { ofMain: byProfile.get(last), byProfile };
  }
  return { ofMain: state, byProfile: new Map(state === undefined || main === undefined ? [] : [[main, state]]) };
}

/** Returns the IDs of profiles that a stream has read, and that neither an ad account of the list nor the token has. */
function missedProfiles(states: ReadonlyMap<string, JsonObject>, { found, denied }: Profiles, today: Day) {
  const days = new Map([...states].map(([id, state]) => [id, servedOn(state)] as const));
  const last = latest("", ...days.values());
  const isFound = (id: string) => denied.has(id) || found.some((each) => each.id === id);
  return [...days].flatMap(([id, day]) => (day !== "" && !isFound(id) && isMissed(day, last, today) ? [id] : []));
}

/** Returns the reads of all profiles, and of the streams that no profile's read has. */
function readsOf(
  profiles: Profiles | undefined,
  configured: readonly ConfiguredStream[],
  merged: ReadonlyMap<string, ProfileStream>,
  singles: ReadonlyMap<string, JsonObject>,
  context: ReadDependencies,
  summary: ReadSummary,
) {
  const { found = [], main } = profiles ?? {};
  const isMerged = ({ descriptor }: ConfiguredStream) => merged.has(descriptor.name);
  const reads = found.map((profile) => {
    const isMain = profile.id === main;
    const own = profile.adAccountId === undefined ? [] : [profile.adAccountId];
    const adAccountIds = isMain ? [...new Set([...own, ...context.config.adAccountIds])] : own;
    const ofProfile: ReadDependencies = {
      ...context,
      config: { ...context.config, adAccountIds },
      writer: writerOf(profile, merged, context.writer),
      sharersOf: (name) => (merged.has(name) ? found.length : 1),
      acceptMissing: (name, setting, names) => merged.get(name)?.acceptMissing(setting, names) === true,
    };
    return {
      context: ofProfile,
      streams: isMain ? configured : configured.filter(isMerged),
      states: new Map([...singles, ...[...merged].map(([name, stream]) => [name, stream.stateOf(profile)] as const)]),
      summary: summary.ofProfile(profile.username),
    };
  });
  const others: readonly ConfiguredStream[] = configured.filter((each) => !isMerged(each));
  const rest = { context, streams: others, states: singles, summary };
  // A full refresh has no day: states of it are dropped, and it takes turns with others of its profile.
  const served = ({ streams, states }: typeof rest) => {
    const incremental = streams.filter(({ syncMode }) => syncMode !== "full_refresh");
    return incremental.map(({ descriptor }) => servedOn(states.get(descriptor.name))).toSorted()[0] ?? "";
  };
  return [...(main === undefined ? [rest] : []), ...reads].toSorted((one, other) =>
    served(one).localeCompare(served(other)),
  );
}

/** Returns whether a stream is read by profile: if the setting is on and the connection has the column. */
function isDivided({ descriptor, fields }: ConfiguredStream, { streams, config, writer }: ReadDependencies): boolean {
  const stream = streams.find(({ name }) => name === descriptor.name);
  if (stream === undefined || !isOfProfile(stream)) return false;
  const isOn = stream.isPerProfile === true;
  const hasColumn = fields?.includes(profileId) ?? isOn;
  const setting = config.names.of(["all_profiles"]);
  const text = `${setting} was changed after the source schema, so only one profile is read. Refresh the source schema, and clear the stream`;
  if (hasColumn !== isOn) writer.log("WARN", text, descriptor.name);
  return isOn && hasColumn;
}

/**
 * Returns a writer for one profile's read: adds the profile to records, and merges states and statuses.
 * @param streams the streams that are read for each profile. The messages of others pass
 */
function writerOf(profile: Profile, streams: ReadonlyMap<string, ProfileStream>, writer: EngineWriter): EngineWriter {
  return {
    caughtUp: () => writer.caughtUp(),
    streamError: (error, stream) => {
      const merged = streams.get(stream.name);
      if (merged === undefined) writer.streamError(error, stream);
      else merged.report(profile, error);
    },
    log: (level, message, label) => {
      const isMerged = label !== undefined && streams.has(label);
      writer.log(level, message, isMerged ? `${label} of ${profile.username}` : label);
    },
    trace: (trace) => {
      const status = trace.type === "STREAM_STATUS" ? trace : undefined;
      const merged = streams.get(status?.stream_status.stream_descriptor.name ?? "");
      if (merged === undefined || status === undefined) writer.trace(trace);
      else merged.status(profile, status);
    },
    recordLines: (stream, rows) =>
      writer.recordLines(
        stream,
        streams.has(stream.name) ? rows.map((row) => ({ [profileId]: profile.id, ...row })) : rows,
      ),
    appendRecords: (stream, lines, count) => writer.appendRecords(stream, lines, count),
    state: (stream, state, count, json) => {
      const merged = streams.get(stream.name);
      if (merged === undefined) writer.state(stream, state, count, json);
      else merged.writeState(profile, state, count);
    },
  };
}
