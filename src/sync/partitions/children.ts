import { isDay } from "../../base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { timestampFrom } from "../../base/timestamps.ts";
import type { Config } from "../../config/config.ts";
import type { ChildPartitions, Dimension, DimensionValue, Parent, RunFacts } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import { extendedKey, keyOf, segmentOf } from "../partition-key.ts";

/** Child partitions of parent records. */
export interface Children {
  readonly partitions: readonly Partition[];
  /** The number of parents, including those without children. */
  readonly parents: number;
  /** The found parents that the user named. */
  readonly named: readonly string[];
}

/**
 * Makes child partitions from parent records.
 * @param above the partition of the parent stream in which the records were found
 */
export function childrenOf(
  kind: ChildPartitions,
  records: readonly JsonObject[],
  above: Partition,
  run: RunFacts,
): Children {
  const { only, where, isSilent } = kind.parent;
  const names = only?.values(run.config) ?? [];
  const wanted = names.length === 0 ? undefined : new Set(names);
  const nameOf = (record: JsonObject) => (only === undefined ? "" : asText(record.id));
  const chosen = wanted === undefined ? records : records.filter((record) => wanted.has(nameOf(record)));
  const partitions = chosen.flatMap((record) => {
    const children = childOf(kind, record, above);
    if (isSilent?.(record, run.config) === true) return children.map((each) => ({ ...each, isSilent: true as const }));
    if (where?.(record, run.config) === false) return [];
    const dimensions = kind.of === "children" ? (kind.each ?? []) : [];
    return children.flatMap((partition) => multiplied(partition, dimensions, run));
  });
  return { partitions, parents: chosen.length, named: wanted === undefined ? [] : chosen.map(nameOf) };
}

function childOf(kind: ChildPartitions, record: JsonObject, above: Partition): readonly Partition[] {
  const { bind, since, latest, attributionDays } = kind.parent;
  const parameters = Object.entries(bind).map(
    ([parameter, field]) => [parameter, asText(valueAt(record, field))] as const,
  );
  const values = parameters.map(([, value]) => value);
  // An ad without a Pin, for example.
  if (kind.of === "batches" && values.includes("")) return [];
  const batch = kind.of === "batches" ? kind.batch : undefined;
  const ofPart = parameters.flatMap(([parameter, value]) => (parameter === batch?.parameter ? [] : [value]));
  const day = since === undefined ? "" : asText(record[since]).slice(0, 10);
  return [
    {
      key: keyOf(values),
      parameters: Object.fromEntries(parameters),
      part: keyOf(ofPart),
      container: values[0] ?? "",
      batch,
      parent: above.key,
      revision: revisionOf(kind.parent, record, above),
      group: batch?.group?.(record),
      since: isDay(day) ? day : undefined,
      attributionDays: attributionDays?.(record),
      fields: latest === undefined ? undefined : { [latest.as]: record[latest.field] ?? null },
    },
  ];
}

/** Returns the revision of a child; of a child without its own, that of its ancestors: a Pin in a section changes the board's. */
function revisionOf({ revision, latest }: Parent, record: JsonObject, above: Partition): string | undefined {
  if (latest !== undefined) return timestampFrom(record[latest.field]) ?? "";
  if (revision === undefined) return above.revision;
  const [changed, count] = revision.map((field) => record[field]);
  if (typeof changed !== "string") return above.revision;
  return count === undefined ? changed : `${changed} ${asText(count)}`;
}

/** Returns a field of a record, or of an object in it: `owner.id`. */
function valueAt(record: JsonObject, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), record);
}

/** Returns the names of the parents that the user named and that weren't found. @param found those that were */
export function missingNames({ only }: Parent, config: Config, found: ReadonlySet<string>): readonly string[] {
  return [...new Set(only?.values(config).filter((name) => !found.has(name)))];
}

/** Returns one partition per combination of dimension values. */
export function multiplied(
  partition: Partition,
  dimensions: readonly Dimension[],
  run: RunFacts,
): readonly Partition[] {
  return dimensions.reduce<readonly Partition[]>(
    (partitions, dimension) =>
      partitions.flatMap(({ key, parameters, ...rest }) =>
        dimension.values(run).map((value) => ({
          ...rest,
          key: extendedKey(key, value),
          parameters: { ...parameters, [dimension.parameter]: value },
          part: extendedKey(key, value),
          ...optionality(value, dimension),
        })),
      ),
    [partition],
  );
}

function optionality(value: DimensionValue, { optional, undocumented }: Dimension) {
  if (!isOneOf(optional, value)) return {};
  return { isOptional: isOneOf(undocumented, value) ? ("undocumented" as const) : (true as const) };
}

const isOneOf = (values: readonly DimensionValue[] | undefined, value: DimensionValue) =>
  values?.some((each) => segmentOf(each) === segmentOf(value)) === true;
