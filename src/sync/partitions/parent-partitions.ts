import type { Config } from "../../config/config.ts";
import { digestOf } from "../../digest.ts";
import type { JsonObject } from "../../json.ts";
import { asText } from "../../json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { settingTitle } from "../../setting-titles.ts";
import type { ChildPartitions, Dimension, DimensionValue, Parent, RunFacts } from "../../streams/stream.ts";
import type { Partition } from "./partition.ts";

/** What stands where an id should and cannot be asked for: in an address these would lead elsewhere. */
const invalidIds: ReadonlySet<string> = new Set(["", ".", ".."]);

/** Makes partitions of the records that one partition of the parents' stream holds. */
export class ParentPartitions {
  readonly part: ChildPartitions;
  readonly partitions: Partition[] = [];
  /** How many parents there were, those without children to read included. */
  parents = 0;
  /** Those parents that the user named and that are here. */
  readonly named = new Set<string>();
  readonly #run: RunFacts;
  readonly #from: Partition;
  readonly #wanted: ReadonlySet<string> | undefined;

  /** @param from what the records are in */
  constructor(part: ChildPartitions, run: RunFacts, from: Partition) {
    this.part = part;
    this.#run = run;
    this.#from = from;
    this.#wanted = namedBy(part.parent, run.config);
  }

  take(record: JsonObject): void {
    const { bind, only, where, revision } = this.part.parent;
    if (only !== undefined && this.#wanted !== undefined) {
      const name = asText(record[only.field]);
      if (!this.#wanted.has(name)) return;
      this.named.add(name);
    }
    this.parents += 1;
    if (where !== undefined && !where(record, this.#run.config)) return;
    const parameters = Object.entries(bind).map(([parameter, field]) => [parameter, asText(record[field])] as const);
    const values = parameters.map(([, value]) => value);
    if (values.some((value) => invalidIds.has(value))) return;
    const moved = revision === undefined ? undefined : record[revision];
    const partition: Partition = {
      key: values.join("/"),
      parameters: Object.fromEntries(parameters),
      // What moves a child moves what it is in: a Pin in a section moves the board's version.
      revision: typeof moved === "string" ? moved : this.#from.revision,
      group: this.part.of === "batches" ? (this.part.batch.group?.(record) ?? "") : "",
    };
    const each = this.part.of === "children" ? (this.part.each ?? []) : [];
    this.partitions.push(...multiplied(partition, each, this.#run));
  }
}

/** The error that names those parents that the user named and that were not found; undefined: all were. */
export function missingOf(
  { only }: Parent,
  config: Config,
  found: readonly ParentPartitions[],
): ConnectorError | undefined {
  if (only === undefined) return undefined;
  const missing = new Set(only.values(config));
  for (const { named } of found) for (const name of named) missing.delete(name);
  return missing.size === 0
    ? undefined
    : new ConnectorError(
        "config_error",
        `"${settingTitle([only.setting])}": ${[...missing].join(", ")} ${missing.size === 1 ? "doesn't" : "don't"} exist, or this account has no access. Check the ${missing.size === 1 ? "ID" : "IDs"}. Everything else was synced.`,
      );
}

function namedBy({ only }: Parent, config: Config): ReadonlySet<string> | undefined {
  const named = only?.values(config) ?? [];
  return named.length === 0 ? undefined : new Set(named);
}

/** A partition once for each combination of values that it is asked with. */
export function multiplied(partition: Partition, each: readonly Dimension[], run: RunFacts): readonly Partition[] {
  return each.reduce<readonly Partition[]>(
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

/** The longest part of a key that is written out: a state is to stay small. */
const maxNameLength = 100;

function nameOf(value: DimensionValue): string {
  if (typeof value !== "object") return String(value);
  const name = value.join("+");
  return name.length <= maxNameLength ? name : digestOf(name, 16);
}
