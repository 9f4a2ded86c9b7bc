import { isDay } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { asText, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { timestampFrom } from "../../base/timestamps.ts";
import type { Config } from "../../config/config.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import type { ChildPartitions, Dimension, DimensionValue, Parent, RunFacts } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";

/** The key of a partition whose ID is empty. The empty key is that of `onlyParent`. */
const emptyId = '""';

/** Makes child partitions from the records of one partition of the parent stream. */
export class ChildCollector {
  readonly kind: ChildPartitions;
  readonly partitions: Partition[] = [];
  /** The number of parent records, including those without children. */
  parents = 0;
  /** Whether parents might be missing although nothing failed, see `Page`. */
  isPartial = false;
  /** The parents found among those that the user named. */
  readonly named = new Set<string>();
  readonly #run: RunFacts;
  readonly #parent: Partition;
  readonly #wanted: ReadonlySet<string> | undefined;

  /** @param parent the partition of the parent stream */
  constructor(kind: ChildPartitions, run: RunFacts, parent: Partition) {
    this.kind = kind;
    this.#run = run;
    this.#parent = parent;
    this.#wanted = namedBy(kind.parent, run.config);
  }

  take(record: JsonObject): void {
    const { bind, only, where, since, revision, latest } = this.kind.parent;
    if (only !== undefined && this.#wanted !== undefined) {
      const name = asText(record[only.field]);
      if (!this.#wanted.has(name)) return;
      this.named.add(name);
    }
    this.parents += 1;
    if (where !== undefined && !where(record, this.#run.config)) return;
    const parameters = Object.entries(bind).map(
      ([parameter, field]) => [parameter, asText(valueAt(record, field))] as const,
    );
    const values = parameters.map(([, value]) => value);
    // An ad without a Pin, for example.
    if (this.kind.of === "batches" && values.includes("")) return;
    const changed = revision === undefined ? undefined : record[revision[0]];
    const day = since === undefined ? "" : asText(record[since]).slice(0, 10);
    const partition: Partition = {
      key: values.join("/") || emptyId,
      parameters: Object.fromEntries(parameters),
      // A change in a child changes the revision of its ancestors: a Pin in a section changes that of the board.
      revision:
        latest !== undefined
          ? (timestampFrom(record[latest.field]) ?? "")
          : typeof changed === "string"
            ? changed
            : this.#parent.revision,
      group: this.kind.of === "batches" ? (this.kind.batch.group?.(record) ?? "") : "",
      ...(isDay(day) ? { since: day } : {}),
      ...(latest === undefined ? {} : { fields: { [latest.as]: record[latest.field] ?? null } }),
    };
    const each = this.kind.of === "children" ? (this.kind.each ?? []) : [];
    this.partitions.push(...multiplied(partition, each, this.#run));
  }
}

/** Returns a field of a record, or of an object in it: `owner.id`. */
function valueAt(record: JsonObject, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), record);
}

/**
 * Returns the config error for parents that the user named and that weren't found; undefined: all were found.
 * @param found the names of those that were found
 */
export function missingOf({ only }: Parent, config: Config, found: ReadonlySet<string>): ConnectorError | undefined {
  if (only === undefined) return undefined;
  const missing = new Set(only.values(config).filter((name) => !found.has(name)));
  return missing.size === 0
    ? undefined
    : new ConnectorError(
        "config_error",
        `${config.names.of([only.setting])}: ${[...missing].join(", ")} ${missing.size === 1 ? "doesn't" : "don't"} exist, or this account has no access. Check the ${missing.size === 1 ? "ID" : "IDs"}. Everything else was synced.`,
      );
}

function namedBy({ only }: Parent, config: Config): ReadonlySet<string> | undefined {
  const named = only?.values(config) ?? [];
  return named.length === 0 ? undefined : new Set(named);
}

/** Returns one partition per combination of dimension values. */
export function multiplied(
  partition: Partition,
  dimensions: readonly Dimension[],
  run: RunFacts,
): readonly Partition[] {
  return dimensions.reduce<readonly Partition[]>(
    (partitions, { parameter, values }) =>
      partitions.flatMap(({ key, parameters, ...rest }) =>
        values(run).map((value) => ({
          ...rest,
          key: key === "" ? nameOf(value) : `${key}/${nameOf(value)}`,
          parameters: { ...parameters, [parameter]: value },
        })),
      ),
    [partition],
  );
}

/** The maximum length of a key segment. Longer segments become a digest, which keeps states small. */
const maxNameLength = 100;

function nameOf(value: DimensionValue): string {
  if (typeof value !== "object") return String(value);
  const name = value.join("+");
  return name.length <= maxNameLength ? name : digestOf(name, 16);
}
