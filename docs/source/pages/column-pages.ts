import { propertiesOf, typesOf } from "../../../scripts/compatibility/schema-nodes.ts";
import { customReport } from "../../../scripts/generate/openapi/catalog.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { metricColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { families } from "../../../src/streams/all.ts";
import { codes, row } from "./markdown.ts";

/** A column of a table, or a field within one, such as `media.duration` or `tags[]`. */
interface Column {
  readonly path: string;
  readonly type: string;
  readonly unit: string;
  readonly description: string;
}

/** Columns that several streams share. */
interface SharedColumns {
  /** How other pages name them. */
  readonly title: string;
  /** Where they are: a file in `docs/columns/`, or a heading of one. */
  readonly file: string;
  readonly columns: ReadonlyMap<string, Column>;
}

/** Shared columns on a page of their own. */
interface SharedPage extends SharedColumns {
  /** Which streams have them, as a sentence of the page. */
  readonly about: string;
}

/** Families whose streams share most columns, the metrics. */
const familiesWithMetrics: ReadonlySet<string> = new Set(["Ads analytics", "Ads reports"]);

/** Streams with most of the columns of another stream, whose table they refer to. */
const sameObjects: ReadonlyMap<string, string> = new Map([
  ...["board_pins", "board_section_pins", "likes", "search_pins", "search_partner_pins", "ad_pins"].map(
    (name) => [name, "pins"] as const,
  ),
  ["search_boards", "boards"],
  ["following_boards", "boards"],
  ["user_account_top_video_pins", "user_account_top_pins"],
  ["business_shared_audiences", "audiences"],
  ["business_member_assets", "business_assets"],
  ["business_partner_assets", "business_assets"],
]);

const opening = "<!-- Made by `npm run generate`. Do not edit. -->";

/**
 * Renders the pages on columns, by path: one per family of streams, those of shared columns, and an index.
 * @param schemas the schemas by stream
 * @param customSchema the schema of all custom reports
 */
export function columnPages(
  schemas: ReadonlyMap<string, JsonObject>,
  customSchema: JsonObject,
): ReadonlyMap<string, string> {
  const columns = new Map(
    [...schemas, [customReport, customSchema] as const].map(([name, schema]) => [name, fieldsOf(schema, "")]),
  );
  const shared = sharedColumns(columns);
  const pages = families.map(({ title, streams }) => {
    const anchor = columnsFile(title).replace(".md", "");
    const sections = streams.map(({ name, description, primaryKey }) => {
      const groups = familiesWithMetrics.has(title) ? shared : columnsOfOther(name, columns);
      const about = `${description} Primary key: ${codes(primaryKey)}.`;
      return sectionOf(name, about, columns.get(name) ?? [], primaryKey, groups);
    });
    return page(columnsFile(title), `Columns: ${title}`, [
      `[Operations and rate limits](../streams.md#${anchor}) of these streams; [how the tables join](../schema.md).`,
      ...sections,
      ...(title === "Ads reports" ? [customSection(customSchema, columns.get(customReport) ?? [], shared)] : []),
    ]);
  });
  const sharedPages = shared.map(({ title, file, about, columns: all }) =>
    page(file, `Columns: ${title}`, [about, tableOf([...all.values()], [])]),
  );
  const index = page("README.md", "Columns", [
    "Every column of every stream: its type, unit, and meaning. A unit is empty if the column has none, or if its description says more. Null means that Pinterest returns no value, unless the description gives another reason.",
    [row(["Family", "Streams"]), row([":---", ":---"]), ...families.map(indexRow)].join("\n"),
    `Columns that several streams of ads analytics and ads reports share have pages of their own: ${shared.map(linkTo).join(" and ")}.`,
    "Two settings add columns that no page lists: [All profiles of the ad accounts](../settings.md#several-profiles) adds `profile_id`, the ID of the profile that the row was read for, and [Track changes and deletions](../changes-and-deletions.md#setup) adds `_ab_cdc_updated_at` and `_ab_cdc_deleted_at`.",
  ]);
  return new Map([index, ...sharedPages, ...pages]);
}

/** Returns the file of a family's columns, below `docs/columns/`. Its name without the ending is also the anchor of the family's title. */
export function columnsFile(title: string): string {
  return `${title.toLowerCase().replaceAll(/[^a-z]+/gu, "-")}.md`;
}

function page(file: string, title: string, sections: readonly string[]): readonly [path: string, text: string] {
  return [`docs/columns/${file}`, `${[opening, `# ${title}`, ...sections].join("\n\n")}\n`];
}

function indexRow({ title, streams }: (typeof families)[number]): string {
  const file = columnsFile(title);
  const names = [...streams.map(({ name }) => name), ...(title === "Ads reports" ? [customReport] : [])];
  return row([`[${title}](${file})`, names.map((name) => `[\`${name}\`](${file}#${name})`).join(", ")]);
}

function customSection(
  { description }: JsonObject,
  columns: readonly Column[],
  shared: readonly SharedColumns[],
): string {
  const about = `${asText(description)} The report \`spend\` is the stream \`custom_spend\`. [Custom reports](../ads.md#custom-reports) shows the primary key of each level and granularity.`;
  return sectionOf(customReport, about, columns, [], shared);
}

function sectionOf(
  name: string,
  about: string,
  columns: readonly Column[],
  key: readonly string[],
  shared: readonly SharedColumns[],
): string {
  const isOwn = (column: Column) => key.includes(column.path) || !shared.some((group) => isIn(group, column));
  const own = columns.filter(isOwn);
  return [`## ${name}`, about, tableOf(own, key), ...shared.flatMap((group) => sharedText(group, own, columns))].join(
    "\n\n",
  );
}

/** Says which of the shared columns a stream has besides its own: by their names, or by the names of the missing ones. */
function sharedText(group: SharedColumns, own: readonly Column[], columns: readonly Column[]): readonly string[] {
  const ownPaths = new Set(own.map(({ path }) => path));
  const paths = new Set(columns.map(({ path }) => path));
  const others = [...group.columns.keys()].filter((path) => !ownPaths.has(path));
  const present = others.filter((path) => paths.has(path));
  const missing = others.filter((path) => !paths.has(path));
  if (present.length === 0) return [];
  if (missing.length === 0) return [`And all ${present.length} ${linkTo(group)}.`];
  return [
    present.length < missing.length
      ? `And these ${linkTo(group)}: ${codes(present)}.`
      : `And ${present.length} ${linkTo(group)}: all but ${codes(missing)}.`,
  ];
}

function linkTo({ title, file }: SharedColumns): string {
  return `[${title}](${file})`;
}

/** Renders the table of columns. @param key the primary key; empty: the table doesn't show keys */
function tableOf(columns: readonly Column[], key: readonly string[]): string {
  const keyCells = (text: string) => (key.length === 0 ? [] : [text]);
  return [
    row(["Column", "Type", ...keyCells("Key"), "Unit", "Description"]),
    row([":---", ":---", ...keyCells(":---"), ":---", ":---"]),
    ...columns.map(({ path, type, unit, description }) =>
      row([`\`${path}\``, type, ...keyCells(key.includes(path) ? "key" : ""), unit, description]),
    ),
  ].join("\n");
}

function isIn({ columns }: SharedColumns, column: Column): boolean {
  const other = columns.get(column.path);
  return other !== undefined && other.type === column.type && other.description === column.description;
}

/** Returns the columns that streams with metrics share, and those that only reports with freely chosen columns share. */
function sharedColumns(columns: ReadonlyMap<string, readonly Column[]>): readonly SharedPage[] {
  const withMetrics = families.filter(({ title }) => familiesWithMetrics.has(title)).flatMap(({ streams }) => streams);
  const metrics = columnsInSeveral(withMetrics.map(({ name }) => columns.get(name) ?? []));
  const chosen = columnsInSeveral([customReport, "template_reports"].map((name) => columns.get(name) ?? []));
  const further = new Map([...chosen].filter(([name]) => !metrics.has(name)));
  const others = [...metrics.keys()].filter((name) => !metricColumns.includes(name));
  return [
    {
      title: "ads metrics",
      file: "ads-metrics.md",
      about:
        "Streams of [ads analytics](ads-analytics.md) and [ads reports](ads-reports.md) share these columns. If a stream describes one on its own page, that applies: in analytics, the columns with `ENTITY_STATUS` are numbers." +
        ` The standard columns, from which you choose **Ads columns**, are all but ${codes(others)}.`,
      columns: metrics,
    },
    {
      title: "further report columns",
      file: "report-columns.md",
      about:
        "Only [custom reports](ads-reports.md#custom_report) and [template reports](ads-reports.md#template_reports) have these columns.",
      columns: further,
    },
  ];
}

/** Returns the columns of the stream whose table a stream refers to, if there is one. */
function columnsOfOther(name: string, columns: ReadonlyMap<string, readonly Column[]>): readonly SharedColumns[] {
  const other = sameObjects.get(name);
  const family = families.find(({ streams }) => streams.some((stream) => stream.name === other));
  if (other === undefined || family === undefined) return [];
  const byPath = new Map((columns.get(other) ?? []).map((column) => [column.path, column]));
  return [{ title: `other columns of \`${other}\``, file: `${columnsFile(family.title)}#${other}`, columns: byPath }];
}

/** Returns the columns that at least two lists have in the same form, by name, in alphabetical order. */
function columnsInSeveral(lists: readonly (readonly Column[])[]): ReadonlyMap<string, Column> {
  const counts = new Map<string, { readonly column: Column; count: number }>();
  for (const column of lists.flat()) {
    const form = [column.path, column.type, column.description].join("\n");
    const known = counts.get(form);
    if (known === undefined) counts.set(form, { column, count: 1 });
    else known.count += 1;
  }
  const shared = [...counts.values()].filter(({ count }) => count > 1);
  // The most frequent form of a column comes last, and so remains.
  const byCount = shared.toSorted((one, other) => one.count - other.count);
  const byName = new Map(byCount.map(({ column }) => [column.path, column]));
  return new Map([...byName].toSorted(([one], [other]) => (one < other ? -1 : 1)));
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
  [/in the row's currency, with decimals/u, "currency"],
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
