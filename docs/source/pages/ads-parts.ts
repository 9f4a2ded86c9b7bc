import { isStringArray } from "../../../src/base/json.ts";
import { attributionWindows } from "../../../src/config/attribution.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";
import { families } from "../../../src/streams/all.ts";
import type { Partitions, RunFacts, Stream } from "../../../src/streams/stream.ts";
import { codes, row } from "./markdown.ts";

/** Renders the table of the attribution windows that Pinterest allows together. */
export function windowsPart(): string {
  const clicks = [...new Set(attributionWindows.map(([click]) => click))];
  return [
    row(["Click", "Engagement, each with its views"]),
    row([":---", ":---"]),
    ...clicks.map((click) => {
      const allowed = attributionWindows.filter(([each]) => each === click);
      return row([
        String(click),
        allowed.map(([, engagement, views]) => `${engagement} with ${orList(views)}`).join("; "),
      ]);
    }),
  ].join("\n");
}

function orList(days: readonly number[]): string {
  return new Intl.ListFormat("en-US", { type: "disjunction" }).format(days.map(String));
}

/** A run with the default settings. */
export const defaultRun: RunFacts = {
  config: parseConfig({ credentials: { auth_method: "access_token", access_token: "token" } }, {}),
  today: "2026-01-01",
};

/** Renders the table of the targeting types of each stream with targeting. */
export function targetingPart(): string {
  const streams = families.flatMap((family) => family.streams).filter(({ name }) => name.includes("_targeting_"));
  const types = new Map(streams.map((stream) => [stream.name, targetingTypesOf(stream)]));
  const [first = [], ...others] = types.values();
  const shared = first.filter((type) => others.every((each) => each.includes(type)));
  const further = new Map<string, string[]>();
  for (const [name, all] of types) {
    const own = codes(all.filter((type) => !shared.includes(type)));
    if (own !== "") further.set(own, [...(further.get(own) ?? []), name]);
  }
  return [
    row(["Streams", "Targeting types"]),
    row([":---", ":---"]),
    row(["all", codes(shared)]),
    ...[...further].map(([own, names]) => row([codes(names), `also ${own}`])),
  ].join("\n");
}

function targetingTypesOf({ parameters, partitions }: Stream): readonly string[] {
  const value = parameters?.(defaultRun).targeting_types;
  return isStringArray(value) ? value : dimensionsIn(partitions);
}

/** Returns the types of reports, which are in lists for one report each. */
function dimensionsIn(partitions: Partitions): readonly string[] {
  const each = "each" in partitions ? (partitions.each ?? []) : [];
  return each
    .filter(({ parameter }) => parameter === "targeting_types")
    .flatMap(({ values }) => values(defaultRun).flatMap((list) => (isStringArray(list) ? list : [])));
}
