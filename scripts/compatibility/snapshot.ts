import { asText, isObject, isStringArray, type JsonObject } from "../../src/base/json.ts";
import type { CatalogStream } from "../../src/protocol/messages.ts";
import { schemaNodes, typesOf } from "./schema-nodes.ts";

/**
 * What a version guarantees to destinations and configurations, without titles and descriptions: facts by stream, or by
 * `spec.json` for the form. `key`, `cursor`, and `modes` are facts, and the type of each field by its path:
 * `/created_at` is `string? date-time`, where `?` stands for null.
 */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A stored snapshot. Facts of the same streams are stored together, since reports share most columns. */
interface StoredSnapshot {
  readonly version: string;
  readonly groups: readonly {
    /** Names separated by spaces. */
    readonly streams: string;
    /** The names of facts, separated by spaces, by value. */
    readonly facts: Readonly<Record<string, string>>;
  }[];
}

/** Returns the snapshot of a specification and a catalog. @param form the specification's `connectionSpecification` */
export function snapshotOf(form: JsonObject, catalog: readonly CatalogStream[]): Snapshot {
  return new Map([["spec.json", fieldsOf(form)], ...catalog.map((stream) => [stream.name, factsOf(stream)] as const)]);
}

function factsOf(stream: CatalogStream): ReadonlyMap<string, string> {
  return new Map([
    ["key", stream.source_defined_primary_key.flat().join(" ")],
    ["cursor", (stream.default_cursor_field ?? []).join(" ")],
    ["modes", stream.supported_sync_modes.join(" ")],
    ...fieldsOf(stream.json_schema),
  ]);
}

/** Returns the type, format, and allowed values of each field by its path, and `required` if it must be set. */
function fieldsOf(schema: JsonObject): ReadonlyMap<string, string> {
  const nodes = schemaNodes(schema);
  const required = new Set(
    nodes.flatMap(({ path, schema: node }) =>
      isStringArray(node.required) ? node.required.map((name) => `${path}/${name}`) : [],
    ),
  );
  return new Map(
    nodes
      .filter(({ path }) => path !== "")
      .map(({ path, schema: node }) => {
        const types = typesOf(node);
        const { format, airbyte_type: airbyteType, const: constant, enum: choices } = node;
        const words = [
          types
            .filter((type) => type !== "null")
            .map(asText)
            .join("|") + (types.includes("null") ? "?" : ""),
          ...[format, airbyteType, constant, ...(Array.isArray(choices) ? choices : [])].flatMap((word) => word ?? []),
          ...(required.has(path) ? ["required"] : []),
        ];
        return [path, words.join(" ")];
      }),
  );
}

/** Returns a snapshot in stored form. */
export function storedSnapshot(version: string, snapshot: Snapshot): StoredSnapshot {
  const streamsOfFact = new Map<string, { fact: string; value: string; streams: string[] }>();
  for (const [stream, facts] of snapshot) {
    for (const [fact, value] of facts) {
      const id = JSON.stringify([fact, value]);
      const known = streamsOfFact.get(id) ?? { fact, value, streams: [] };
      streamsOfFact.set(id, known);
      known.streams.push(stream);
    }
  }
  const groups = new Map<string, Map<string, string[]>>();
  for (const { fact, value, streams } of streamsOfFact.values()) {
    const names = streams.join(" ");
    const facts = groups.get(names) ?? new Map<string, string[]>();
    groups.set(names, facts);
    facts.set(value, [...(facts.get(value) ?? []), fact]);
  }
  return {
    version,
    groups: [...groups].map(([streams, facts]) => ({
      streams,
      facts: Object.fromEntries([...facts].map(([value, names]) => [value, names.join(" ")])),
    })),
  };
}

/** Restores a stored snapshot. @throws TypeError if it is invalid */
export function parseSnapshot(stored: unknown): Snapshot {
  if (!isObject(stored) || !Array.isArray(stored.groups)) throw new TypeError("a snapshot has groups");
  const snapshot = new Map<string, Map<string, string>>();
  for (const group of stored.groups) {
    if (!isObject(group) || typeof group.streams !== "string" || !isObject(group.facts)) {
      throw new TypeError("a snapshot has groups of streams and facts");
    }
    for (const stream of group.streams.split(" ")) {
      const facts = snapshot.get(stream) ?? new Map<string, string>();
      snapshot.set(stream, facts);
      for (const [value, names] of Object.entries(group.facts)) {
        if (typeof names === "string") for (const name of names.split(" ")) facts.set(name, value);
      }
    }
  }
  return snapshot;
}
