import { dayOf } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { StoppedError } from "../base/signals.ts";
import type { Config } from "../config/config.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import type { Stream } from "../streams/stream.ts";
import type { ReadDependencies, Surroundings } from "./context.ts";
import { Exclusions } from "./exclusions/exclusions.ts";
import { NamedSettings } from "./exclusions/report.ts";
import type { ClientRun } from "./exclusions/stream-client.ts";
import { UserAccounts } from "./exclusions/user-account.ts";
import { isInaccessible, rateLimitEnd } from "./failures/disposition.ts";
import { explain, neededStream } from "./failures/explain.ts";
import type { ReadSummary } from "./output/read-summary.ts";
import { PartReader } from "./part-reader.ts";
import { missingOf } from "./partitions/child-collector.ts";
import { type NamedParents, PartitionRouter } from "./partitions/partition-router.ts";
import { SharedReads } from "./partitions/shared-reads.ts";
import { type Part, partsOf } from "./parts.ts";
import type { Profile, Profiles } from "./profile.ts";
import { configOf, findProfiles, owners } from "./profiles/profiles.ts";
import type { PartEnd } from "./profiles/stream-parts.ts";
import { callerOf } from "./stream-caller.ts";
import type { StreamLog } from "./stream-log.ts";
import { childPartitionsOf, withAncestors } from "./stream-partitions.ts";
import { Visibility } from "./tracking/visibility.ts";

/** One read: what its streams share. */
export class Run {
  /** The number of complete streams. */
  complete = 0;
  isBegun = false;
  readonly #dependencies: ReadDependencies;
  readonly #streams: ReadonlyMap<string, Stream>;
  /** The configured streams. */
  readonly #wanted: readonly Stream[];
  readonly #context: Surroundings;
  /** By profile ID. */
  readonly #contexts = new Map<string, Surroundings>();
  /** The ID of the main profile. */
  #main: string | undefined;
  /** Those that any of several profiles has. */
  readonly #namedParents: NamedParents = new Map();
  readonly #summary: ReadSummary;
  readonly #clients: ClientRun;
  readonly #reader: PartReader;
  /** Keys of messages that are logged once. */
  readonly #said = new Set<string>();

  constructor(dependencies: ReadDependencies, configured: readonly ConfiguredStream[], summary: ReadSummary) {
    const { config, clock, random, client, signal, streams } = dependencies;
    this.#dependencies = dependencies;
    this.#summary = summary;
    this.#streams = new Map(streams.map((stream) => [stream.name, stream]));
    this.#wanted = configured.flatMap(({ descriptor }) => this.#streams.get(descriptor.name) ?? []);
    const exclusions = new Exclusions();
    this.#clients = { client, exclusions, accounts: new UserAccounts(), proofs: new Map(), clock, random, signal };
    this.#reader = new PartReader(dependencies, this.#streams, this.#clients, summary, (stream, profile) =>
      this.#logOf(stream, profile),
    );
    this.#context = this.#surroundings(config, new NamedSettings(this.#wanted, config));
  }

  /** @param profiles the number of profiles, if the configuration is that of one of them */
  #surroundings(config: Config, settings: NamedSettings, profiles?: number): Surroundings {
    const { clock, random, download, job, serverNow = () => clock.now() } = this.#dependencies;
    const facts = { config, today: dayOf(clock.now()) };
    const needed = withAncestors([...this.#wanted, owners], this.#streams);
    const { exclusions } = this.#clients;
    const read = this.#reader.partitionReader({ ...facts, exclusions, settings });
    const shared = new SharedReads(needed, facts, read);
    const named = profiles === undefined ? undefined : this.#namedParents;
    const visibility = new Visibility(config);
    return {
      ...facts,
      exclusions,
      settings,
      download,
      clock,
      serverNow,
      random,
      job,
      shared,
      profiles: profiles ?? 1,
      router: new PartitionRouter(this.#streams, facts, shared, named),
      seesAll: (stream, client, caller) => visibility.isComplete(stream, client, caller),
    };
  }

  /** Yields the parts of all streams in the order in which to begin them. */
  parts(configured: readonly ConfiguredStream[], states: ReadonlyMap<string, JsonObject>): AsyncGenerator<Part> {
    return partsOf({
      configured,
      states,
      streams: this.#streams,
      context: this.#context,
      writer: this.#dependencies.writer,
      logOf: (stream) => this.#logOf(stream),
      findProfiles: () => this.#findProfiles(),
    });
  }

  async #findProfiles(): Promise<Profiles> {
    const { clock, signal } = this.#dependencies;
    const { config, router, settings } = this.#context;
    const log = this.#logOf(owners);
    const summary = this.#summary;
    const caller = callerOf({ stream: owners, log }, { summary }, clock, signal);
    const { client } = this.#reader.clientOf(owners, this.#context, summary);
    const profiles = await findProfiles(config, router, client, caller, log);
    this.#main = profiles.main;
    this.#dependencies.profileObserver?.found(profiles);
    for (const profile of profiles.found)
      this.#contexts.set(profile.id, this.#surroundings(configOf(profile, config), settings, profiles.found.length));
    return profiles;
  }

  /** Reads a part, and reports the status of its stream before the first and after the last one. */
  async read(part: Part): Promise<void> {
    const { configured, stream, parts, profile } = part;
    const { name } = configured.descriptor;
    const { signal, profileObserver } = this.#dependencies;
    // A stream that never started has no status.
    if (signal.aborted && !parts.isStarted) return;
    const isFirst = !this.isBegun;
    this.isBegun = true;
    parts.start();
    const context = this.#contextOf(part);
    const shared = stream && context.shared.begin(stream);
    let end: PartEnd = "read";
    let quotaReset: number | undefined;
    try {
      if (part.failure !== undefined) throw part.failure;
      if (signal.aborted) throw new StoppedError();
      await this.#reader.read(part, context, isFirst);
      if (profile !== undefined) profileObserver?.ended(name, profile, undefined);
    } catch (error) {
      parts.status.run();
      quotaReset = rateLimitEnd(error);
      end = profile !== undefined && isInaccessible(error) ? { denied: error } : "failed";
      const problem = end === "failed" ? this.#report(error, part) : this.#warnOfDenied(part, error);
      if (profile !== undefined && problem !== undefined) profileObserver?.ended(name, profile, problem);
    } finally {
      shared?.end();
    }
    parts.end(end, quotaReset);
    if (parts.areLeft) return;
    const failure = parts.denial ?? this.#missingNamed(part);
    if (failure !== undefined) {
      const problem = this.#report(failure, part);
      for (const id of this.#contexts.keys()) profileObserver?.ended(name, { id }, problem);
    }
    this.#context.settings.end(name);
    if (parts.finish(failure === undefined)) this.complete += 1;
  }

  #contextOf({ stream, profile }: Part): Surroundings {
    // The lists of the main profile serve children that are not divided themselves.
    const isChild = stream !== undefined && withAncestors([stream], this.#streams).some((each) => each.isPerProfile);
    const id = profile?.id ?? (isChild ? this.#main : undefined);
    return this.#contexts.get(id ?? "") ?? this.#context;
  }

  /** Writes the error of a stream and returns its message; undefined: it was stopped, which is no error. */
  #report(error: unknown, { configured, stream, profile }: Part): string | undefined {
    if (error instanceof StoppedError) return undefined;
    const { writer, remarks } = this.#dependencies;
    const { config, settings } = this.#context;
    const { name } = configured.descriptor;
    const named = (stream?.named?.(config) ?? []).map(({ setting }) => setting);
    const { accessRequirement } = stream ?? {};
    const needed = stream && neededStream(stream, this.#dependencies.streams, error);
    const cause = explain(error, { accessRequirement, settings: named, names: config.names, needed });
    const { message } = (stream && settings.problemOf(stream, this.#context)) ?? cause;
    const explained = cause.with([...(cause.message.startsWith(message) ? [] : [message]), ...(remarks?.() ?? [])]);
    writer.log("ERROR", `${nameOf(name, profile)}: ${explained.message}`);
    writer.error(explained, configured.descriptor);
    return explained.message;
  }

  /** Warns once of a profile that the token can't read, and returns why. */
  #warnOfDenied({ stream, profile }: Part, error: unknown): string | undefined {
    if (stream === undefined || profile === undefined) return undefined;
    const log = this.#logOf(stream, profile);
    const { message } = explain(error, { names: this.#context.config.names });
    const text = `skipped the stream for the profile ${profile.username} (${profile.id}): ${message}`;
    if (!log("WARN", text, `denied ${profile.id}`)) log("INFO", text);
    return message;
  }

  /** Returns the error for parents that the user named and that no profile has. */
  #missingNamed({ stream, profile }: Part): Error | undefined {
    if (stream === undefined || profile === undefined) return undefined;
    const { config } = this.#context;
    const parents = withAncestors([stream], this.#streams)
      .flatMap(childPartitionsOf)
      .map(({ parent }) => parent);
    for (const parent of parents) {
      const missing = missingOf(parent, config, this.#namedParents.get(parent.only?.setting ?? "") ?? new Set());
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  #logOf({ name }: Stream, profile?: Profile): StreamLog {
    return (level, message, once) => {
      if (once !== undefined && this.#said.has(once)) return false;
      if (once !== undefined) this.#said.add(once);
      this.#dependencies.writer.log(level, `${nameOf(name, profile)}: ${message}`);
      return true;
    };
  }
}

/** Returns how messages refer to a part. */
function nameOf(stream: string, profile: Profile | undefined): string {
  return profile === undefined ? stream : `${stream} of ${profile.username}`;
}
