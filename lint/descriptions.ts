import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeField } from "../docs/source/descriptions/describe-field.ts";
import { entryKeys, lookUp, rowOf } from "../docs/source/descriptions/descriptions.ts";
import { sentencesFor } from "../docs/source/descriptions/metrics.ts";
import { propertiesOf } from "../scripts/compatibility/schema-nodes.ts";
import type { OpenApiDocument } from "../scripts/generate/openapi/document.ts";
import { valuesOf } from "../scripts/generate/openapi/shape.ts";
import { streamSchema } from "../scripts/generate/openapi/stream-schema.ts";
import type { Json } from "../src/base/json.ts";
import { isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { connectionSchema } from "../src/config/spec.ts";
import {
  conversionProductColumns,
  metricColumns,
  mixModelColumns,
  reportColumns,
} from "../src/pinterest/operations/columns.generated.ts";
import { operations } from "../src/pinterest/operations/operations.generated.ts";
import { streams } from "../src/streams/all.ts";
import type { Stream } from "../src/streams/stream.ts";
import { assertEach, assertEachNamed } from "../test/assert-each.ts";
import { document } from "../test/scripts/openapi-document.ts";
import { rule } from "./rule.ts";

interface Field {
  readonly name: string;
  readonly stream: string;
  readonly path: readonly string[];
  readonly description: string;
}

const folder = join(packageRoot, "catalog");
const fields = readdirSync(folder).flatMap((file) => {
  const stream = file.replace(/\.json$/u, "");
  return [...fieldsOf(JSON.parse(readFileSync(join(folder, file), "utf8")), stream, [])];
});

rule("field descriptions are sentences on one line of at most 300 characters", () => {
  assert.ok(fields.length > 8_000);
  assertEachNamed(fields, ({ description }) => {
    assert.ok(description.length <= 300, `${description.length} characters`);
    assert.match(description, /^[\p{Lu}\d].*\.$/u);
    assert.doesNotMatch(description, /[<>`{}\n]|\]\(| {2}/u);
  });
});

rule("field descriptions say more than the names of the field, its parent, and the stream", () => {
  assertEachNamed(fields, ({ stream, path, description }) => {
    const [sentence = ""] = description.split(" Known values:");
    const known = new Set([stream, rowOf(stream), ...path.slice(-2)].flatMap(wordsOf));
    const news = wordsOf(sentence).filter((word) => !known.has(word));
    assert.ok(news.length > 0, description);
  });
});

rule("field descriptions of the primary key don't explain null", () => {
  const keys = fields.filter(({ stream, path: [name = "", ...rest] }) => rest.length === 0 && isKey(stream, name));
  assert.ok(keys.length > 200);
  assertEachNamed(keys, ({ description }) => assert.doesNotMatch(description, /\bnull\b/iu));
});

rule("field descriptions use the terms of the pages", () => {
  const others = /\bweb address|\bshowings?\b|\bkinds? of\b|\bparts? of the (?:people|audience)|\bsum (?:of|that)\b/iu;
  assertEachNamed(fields, ({ description }) => assert.doesNotMatch(description, others));
});

rule("field descriptions name a value, or the standard, of every enumeration in the contract", () => {
  const enumerations = streams.flatMap((stream) => enumerationsOf(document, stream));
  assert.ok(enumerations.length > 250);
  assertEachNamed(enumerations, ({ values, description }) => {
    const words = new Set(description.split(/[^\w+/-]+/u));
    if (!/\bISO \d/u.test(description))
      assert.ok(
        values.some((value) => words.has(value)),
        description,
      );
    for (const [, example = ""] of description.matchAll(/such as ([A-Z][A-Z_]+)\b/gu))
      assert.ok(values.includes(example), `${example} is no value`);
  });
});

rule("field descriptions state the currency of every amount, or that Pinterest doesn't", () => {
  const amounts = fields.filter(({ path }) =>
    /dollar|micro_?currency|_usd$|spend_cap$|^budget/iu.test(path.at(-1) ?? ""),
  );
  assert.ok(amounts.length > 1_000);
  const others = /budget_type|BUDGET_OPTIMIZATION/iu;
  assertEachNamed(
    amounts.filter(({ name }) => !others.test(name)),
    ({ description }) => assert.match(description, /currency|US dollars|documented/iu),
  );
});

rule("field descriptions state micro-units exactly where they apply", () => {
  const inMicro = fields.filter(({ path }) => /micro/iu.test(path.at(-1) ?? ""));
  assertEachNamed(inMicro, ({ description }) => assert.match(description, /millionths/u));
  const inWhole = fields.filter(({ path }) =>
    /_IN_DOLLAR|_IN_USD|COST_PER_ACTION|LOCAL_CURRENCY/u.test(path.at(-1) ?? ""),
  );
  assertEachNamed(inWhole, ({ description }) => assert.doesNotMatch(description, /millionths/u));
});

rule("field descriptions advise to recompute a cost or return exactly where the stream has its parts", () => {
  const names = new Set(fields.map(({ name }) => name));
  const ratios = fields.flatMap(({ stream, path: [column = ""], ...field }) => {
    const part = column.startsWith("INAPP_SKAN_") ? undefined : partOf(column);
    return part === undefined ? [] : [{ ...field, hasParts: names.has(`${stream}.${part}`) }];
  });
  assert.ok(ratios.length > 200);
  assertEachNamed(ratios, ({ description, hasParts }) =>
    assert.match(description, hasParts ? /recompute it for totals/u : /Not additive/u),
  );
});

rule("field descriptions say which lists of Pins can't have metrics", () => {
  const lists = fields.filter(({ path }) => path.length === 1 && path[0] === "pin_metrics");
  assert.ok(lists.length > 5);
  assertEachNamed(lists, ({ stream, description }) => {
    const operation = streams.find(({ name }) => name === stream)?.operation;
    assert.ok(operation !== undefined);
    assert.equal(description.startsWith("Null:"), !("pin_metrics" in operations[operation].query));
  });
});

rule("field descriptions copy no eight consecutive words of the OpenAPI document", () => {
  const theirs = new Set([...descriptionsOf(document)].flatMap((text) => runsOf(text)));
  assert.ok(theirs.size > 10_000);
  assertEachNamed(fields, ({ description }) => {
    const [sentence = ""] = description.split(" Known values:");
    for (const run of runsOf(sentence)) assert.ok(!theirs.has(run), run);
  });
});

rule("stream descriptions say what one row is, in 300 characters", () => {
  assertEachNamed(streams, ({ description }) => {
    assert.ok(description.length <= 300);
    assert.match(description, /\bone row\b/u);
  });
});

rule(
  "stream descriptions name only streams, settings, and known fields, and of two with the same metrics, each the other",
  () => {
    const named = streams.map(({ name, description }) => ({
      name,
      description,
      others: [...description.matchAll(/`(\w+)`/gu)].map(([, other = ""]) => other),
    }));
    const fields = ["is_owner", ...Object.keys(propertiesOf(connectionSchema()))];
    const names = [...streams.map(({ name }) => name), ...fields];
    assertEachNamed(named, ({ name, others }) => {
      for (const other of others) assert.ok(names.includes(other) && other !== name, other);
    });
    const same = named.filter(({ description }) => description.includes("sync one of the two"));
    // Five levels and four of their targeting, each as analytics and as reports.
    assert.equal(same.length, 18);
    assertEachNamed(same, ({ name, others: [other = ""] }) => {
      assert.deepEqual(same.find((each) => each.name === other)?.others, [name]);
      assert.notEqual(name.endsWith("_report"), other.endsWith("_report"));
    });
  },
);

rule("docs/source/fields has no unused or duplicate entry", () => {
  const used = new Set(fields.map(({ stream, path }) => lookUp(stream, path)?.entry));
  assertEach(entryKeys, String, (key) => assert.ok(used.has(key), "no field needs it"));
  assert.deepEqual(entryKeys, [...new Set(entryKeys)]);
});

const columns = [...new Set([...metricColumns, ...reportColumns, ...mixModelColumns, ...conversionProductColumns])];

rule("the grammar of metrics parses every column unambiguously", () => {
  assertEach(columns, String, (column) => assert.ok(sentencesFor(column).length <= 1));
});

function* fieldsOf(schema: Json, stream: string, above: readonly string[]): Generator<Field> {
  if (!isObject(schema)) return;
  for (const [name, member] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    const path = [...above, name];
    const description = isObject(member) && typeof member.description === "string" ? member.description : "";
    yield { name: `${stream}.${path.join(".")}`, stream, path, description };
    yield* fieldsOf(member ?? null, stream, path);
  }
  yield* fieldsOf(schema.items ?? null, stream, above);
}

function isKey(stream: string, field: string): boolean {
  return streams.some(({ name, primaryKey }) => name === stream && primaryKey.includes(field));
}

/** Returns the column that is divided by the spend, or divides it; undefined for columns that aren't such a ratio. */
function partOf(column: string): string | undefined {
  const [, event, measure] = /^(\w+)_(COST_PER_ACTION|ROAS)$/u.exec(column) ?? [];
  if (event === undefined) return undefined;
  return measure === "ROAS" ? `TOTAL_${event}_VALUE_IN_MICRO_DOLLAR` : `TOTAL_${event}`;
}

/** Returns the fields of a stream whose values the document lists. */
function enumerationsOf(document: OpenApiDocument, stream: Stream) {
  const found: { name: string; values: readonly string[]; description: string }[] = [];
  streamSchema(document, stream, (path, shape, isInKey) => {
    const description = describeField(stream.name, path, shape, isInKey);
    const values = valuesOf(shape);
    if (values.length > 0) found.push({ name: `${stream.name}.${path.join(".")}`, values, description });
    return description;
  });
  return found;
}

const fillers: ReadonlySet<string> = new Set(
  "a an the of in on for to it its that this i is are was were be been and or by with from at as when which who whom what where there row identifie if null none".split(
    " ",
  ),
);

/** Returns the meaningful words of a text, in the singular. */
function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .map((word) => word.replace(/s$/u, ""))
    .filter((word) => word !== "" && !fillers.has(word));
}

/** Returns all sequences of eight words. */
function runsOf(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .replaceAll(/<[^>]*>|'/gu, "")
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== "");
  return words.slice(7).map((_, place) => words.slice(place, place + 8).join(" "));
}

/** Returns all descriptions of the OpenAPI document, in components and operations. */
function* descriptionsOf(document: OpenApiDocument): Generator<string> {
  yield* textsIn(document.components);
  for (const { declaration } of document.operations) yield* textsIn(declaration);
}

function* textsIn(value: Json | undefined): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === "description" && typeof member === "string") yield member;
    else yield* textsIn(member);
  }
}
