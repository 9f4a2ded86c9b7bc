import type { JsonObject } from "../base/json.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { eachAdAccount } from "../streams/parents.ts";
import { isOfProfile, profileId } from "../streams/profiles.ts";
import type { Stream } from "../streams/stream.ts";
import type { ReadContext } from "./context.ts";
import { StreamStatusReport } from "./output/stream-status.ts";
import type { Profile, Profiles } from "./profile.ts";
import { StreamParts } from "./profiles/stream-parts.ts";
import { inReadingOrder, parentsFirst } from "./schedule/stream-order.ts";
import type { StreamLog } from "./stream-log.ts";
import { withAncestors } from "./stream-partitions.ts";

/** A stream, or what one profile has of it: the unit that is ordered, read, and resumed. */
export interface Part {
  readonly configured: ConfiguredStream;
  /** Undefined: unknown. */
  readonly stream: Stream | undefined;
  readonly parts: StreamParts;
  /** Undefined: the stream isn't divided by profile. */
  readonly profile: Profile | undefined;
  /** Why it can't be read; undefined: it can. */
  readonly failure?: unknown;
}

/** The inputs of a read's parts. */
export interface PartsPlan {
  readonly configured: readonly ConfiguredStream[];
  readonly states: ReadonlyMap<string, JsonObject>;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly context: Pick<ReadContext, "config" | "today">;
  readonly writer: MessageWriter;
  readonly logOf: (stream: Stream) => StreamLog;
  /** Finds the profiles. Called once, if any stream is divided. */
  readonly findProfiles: () => Promise<Profiles>;
}

/** Yields the parts of all streams in the order in which to begin them. */
export async function* partsOf(plan: PartsPlan): AsyncGenerator<Part> {
  const { configured } = plan;
  const perProfile = configured.filter((each) => isDivided(each, plan));
  // The list of ad accounts, in which the profiles are found, is read once: by its own stream if it is configured.
  const isFirst = ({ descriptor }: ConfiguredStream) =>
    perProfile.length > 0 && descriptor.name === eachAdAccount.stream;
  yield* configured.filter(isFirst).flatMap((each) => divided(each, plan));
  const found = perProfile.length === 0 ? {} : await attempt(plan.findProfiles);
  const others = configured.filter((each) => !isFirst(each));
  yield* inOrder(
    others.flatMap((each) => divided(each, plan, perProfile.includes(each) ? found : {})),
    plan,
    found.profiles?.main,
  );
}

interface Attempt {
  readonly profiles?: Profiles;
  readonly failure?: unknown;
}

async function attempt(find: () => Promise<Profiles>): Promise<Attempt> {
  try {
    return { profiles: await find() };
  } catch (failure) {
    return { failure };
  }
}

/** Returns whether a stream is read by profile: if the setting is on and the connection has the column. */
function isDivided({ descriptor, fields }: ConfiguredStream, { streams, context, logOf }: PartsPlan): boolean {
  const stream = streams.get(descriptor.name);
  if (stream === undefined || !isOfProfile(stream)) return false;
  const hasColumn = fields?.includes(profileId);
  const isOn = stream.isPerProfile === true;
  const setting = context.config.names.of(["all_profiles"]);
  const log = logOf(stream);
  if (isOn && hasColumn === false) {
    log(
      "WARN",
      `${setting} is on, but the connection has no column profile_id, so only one profile is read, as before. Refresh the source schema, and clear the stream or remove its rows without ${profileId}; then this profile continues from its state, and the others start from the beginning`,
    );
  }
  if (!isOn && hasColumn === true) {
    log(
      "WARN",
      `${setting} is off, so only one profile is read, from its state. Refresh the source schema to remove the column ${profileId}`,
    );
  }
  return isOn && hasColumn !== false;
}

/** Returns the parts of a stream. */
function divided(
  configured: ConfiguredStream,
  { streams, states, writer, logOf }: PartsPlan,
  { profiles, failure }: Attempt = {},
): readonly Part[] {
  const { descriptor } = configured;
  const stream = streams.get(descriptor.name);
  const status = new StreamStatusReport(writer, descriptor);
  const parts = new StreamParts(descriptor.name, states.get(descriptor.name), status, profiles);
  const part = { configured, stream, parts };
  if (profiles === undefined || stream === undefined) return [{ ...part, profile: undefined, failure }];
  const log = logOf(stream);
  const present = new Set([...profiles.found.map(({ id }) => id), ...profiles.denied.keys()]);
  for (const id of parts.known) {
    if (present.has(id)) continue;
    log(
      "WARN",
      `the profile ${id} owns none of the ad accounts any more, so its rows are no longer synced. Its state is kept in case it returns`,
      `gone ${id}`,
    );
  }
  return profiles.found.map((profile) => ({ ...part, profile }));
}

/** @param main the ID of the profile whose lists serve the children that are not divided */
function inOrder(parts: readonly Part[], { streams, context }: PartsPlan, main?: string): readonly Part[] {
  const candidates = parts.map((part) => {
    const { configured, stream, profile } = part;
    const id = profile?.id ?? main;
    const nameOf = (name: string) =>
      id !== undefined && streams.get(name)?.isPerProfile === true ? `${name}/${id}` : name;
    const ancestors = stream === undefined ? [] : withAncestors([stream], streams);
    return {
      part,
      name: nameOf(configured.descriptor.name),
      state: part.parts.stateOf(profile?.id),
      isFullRefresh: configured.syncMode === "full_refresh",
      withParents: ancestors.map(({ name }) => nameOf(name)),
    };
  });
  return parentsFirst(inReadingOrder(candidates, context.today)).map(({ part }) => part);
}
