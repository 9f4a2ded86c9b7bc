import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { families } from "../../../src/streams/all.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { propertiesOf, typesOf } from "../../compatibility/schema-nodes.ts";
import { codes, counted, row } from "./markdown.ts";

/** A column of a table, or a field within one, such as `media.duration` or `tags[]`. */
interface Column {
  readonly path: string;
  readonly type: string;
  readonly unit: string;
  readonly description: string;
}

/** Families whose streams share most columns, the metrics. The pages list these once. */
const familiesWithMetrics: ReadonlySet<string> = new Set(["Ads analytics", "Ads reports"]);

const metricsFile = "ads-metrics.md";

const opening = "<!-- Made by `npm run generate`. Do not edit. -->";

/** Renders the pages on columns, by path: one per family of streams, one of ads metrics, and an index. */
export function columnPages(schemas: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, string> {
  const columns = new Map(
    families.flatMap(({ streams }) => streams.map((stream) => [stream.name, columnsOf(schemas, stream)] as const)),
  );
  const shared = sharedColumns(columns);
  const pages = families.map(({ title, streams }) => {
    const sections = streams.map((stream) => sectionOf(stream, columns.get(stream.name) ?? [], shared));
    return [fileOf(title), pageOf(`Columns: ${title}`, sections)] as const;
  });
  const metrics = pageOf("Columns: ads metrics", [
    `${counted(shared.size, "column")} that streams of ads analytics and ads reports share.`,
    tableOf([...shared.values()], []),
  ]);
  const index = pageOf("Columns", [
    "Every column of every stream but custom reports: its type, unit, and meaning. A unit is empty if the column has none, or if its description says more.",
    [row(["Family", "Streams"]), row([":---", ":---"]), ...families.map(indexRow)].join("\n"),
    `Streams of ads analytics and ads reports share [${counted(shared.size, "column")}](${metricsFile}).`,
  ]);
  return new Map(
    [["README.md", index] as const, [metricsFile, metrics] as const, ...pages].map(([file, text]) => [
      `docs/columns/${file}`,
      text,
    ]),
  );
}

function pageOf(title: string, sections: readonly string[]): string {
  return `${[opening, `# ${title}`, ...sections].join("\n\n")}\n`;
}

function fileOf(title: string): string {
  return `${title.toLowerCase().replaceAll(/[^a-z]+/gu, "-")}.md`;
}

function indexRow({ title, streams }: (typeof families)[number]): string {
  const file = fileOf(title);
  return row([`[${title}](${file})`, streams.map(({ name }) => `[\`${name}\`](${file}#${name})`).join(", ")]);
}

function sectionOf(stream: Stream, columns: readonly Column[], shared: ReadonlyMap<string, Column>): string {
  const own = columns.filter((column) => !isShared(column, shared) || stream.primaryKey.includes(column.path));
  const others = columns.length - own.length;
  return [
    `## ${stream.name}`,
    `${stream.description} Primary key: ${codes(stream.primaryKey)}.`,
    tableOf(own, stream.primaryKey),
    ...(others === 0 ? [] : [`And ${counted(others, "column")} of [ads metrics](${metricsFile}).`]),
  ].join("\n\n");
}

function tableOf(columns: readonly Column[], key: readonly string[]): string {
  return [
    row(["Column", "Type", "Key", "Unit", "Description"]),
    row([":---", ":---", ":---", ":---", ":---"]),
    ...columns.map(({ path, type, unit, description }) =>
      row([`\`${path}\``, type, key.includes(path) ? "key" : "", unit, description]),
    ),
  ].join("\n");
}

function isShared(column: Column, shared: ReadonlyMap<string, Column>): boolean {
  const other = shared.get(column.path);
  return other !== undefined && other.type === column.type && other.description === column.description;
}

/** Returns the columns that at least two streams with metrics have in the same form, by name. */
function sharedColumns(columns: ReadonlyMap<string, readonly Column[]>): ReadonlyMap<string, Column> {
  const counts = new Map<string, { readonly column: Column; count: number }>();
  for (const { streams } of families.filter(({ title }) => familiesWithMetrics.has(title))) {
    for (const column of streams.flatMap(({ name }) => columns.get(name) ?? [])) {
      const form = [column.path, column.type, column.description].join("\n");
      const known = counts.get(form);
      if (known === undefined) counts.set(form, { column, count: 1 });
      else known.count += 1;
    }
  }
  const shared = [...counts.values()].filter(({ count }) => count > 1);
  // The most frequent form of a column comes last, and so remains.
  const byCount = shared.toSorted((one, other) => one.count - other.count);
  const byName = new Map(byCount.map(({ column }) => [column.path, column]));
  return new Map([...byName].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function columnsOf(schemas: ReadonlyMap<string, JsonObject>, { name }: Stream): readonly Column[] {
  const schema = schemas.get(name);
  return schema === undefined ? [] : fieldsOf(schema, "");
}

function fieldsOf(schema: JsonObject, prefix: string): readonly Column[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const items = isObject(property.items) ? property.items : {};
    return [
      { path, type: typeOf(property), unit: unitOf(property), description: textOf(property) },
      ...fieldsOf(property, `${path}.`),
      ...fieldsOf(items, `${path}[].`),
    ];
  });
}

function textOf({ description }: JsonObject): string {
  return typeof description === "string" ? description.replaceAll("|", "\\|").replaceAll("<", "&lt;") : "";
}

/** Describes a type in words, such as "timestamp" or "array of string". */
function typeOf(schema: JsonObject): string {
  const types = typesOf(schema).filter((type) => type !== "null");
  if (typeof schema.format === "string") return schema.format === "date-time" ? "timestamp" : schema.format;
  const name = types.map(String).join(" or ");
  return name === "array" && isObject(schema.items) ? `array of ${typeOf(schema.items)}` : name;
}

/** Units by the words that descriptions have for them. */
const units: readonly (readonly [words: RegExp, unit: string])[] = [
  [/in millionths of (?:the row's|its|the)(?: own)? currency/u, "currency / 1,000,000"],
  [/in whole units of the row's currency/u, "currency"],
  [/in millionths of US dollars/u, "USD / 1,000,000"],
  [/in (?:whole )?US dollars/u, "USD"],
  [/in milliseconds/u, "ms"],
  [/in seconds/u, "s"],
  [/in pixels|^Pixels from/u, "px"],
  [/as a fraction/u, "fraction"],
];

function unitOf(schema: JsonObject): string {
  const isNumber = typesOf(schema).some((type) => type === "number" || type === "integer");
  return isNumber ? (units.find(([words]) => words.test(textOf(schema)))?.[1] ?? "") : "";
}
