import { propertiesOf, typesOf } from "../../../scripts/compatibility/schema-nodes.ts";
import { asText, isList, isObject, isStringArray, type Json, type JsonObject } from "../../../src/base/json.ts";
import {
  connectionSchema,
  credentialsVariants,
  customReportSchema,
  propertyOf,
  readSpec,
} from "../../../src/config/spec.ts";
import { codes, row } from "./markdown.ts";

/** What a setting is explained by besides the form, by its name. */
const more: Readonly<Record<string, string>> = {
  ad_account_ids: "[Several profiles](#several-profiles) and [Changed settings](operating.md#changed-settings)",
  all_profiles: "[Several profiles](#several-profiles)",
  likes_board: "[Likes](pinterest.md#likes)",
  track_changes: "[Changes and deletions](changes-and-deletions.md)",
  columns:
    "[ads metrics](columns/ads-metrics.md), and for custom reports also [report columns](columns/report-columns.md)",
  custom_reports: "[Custom reports](ads.md#custom-reports)",
  attribution: "[Attribution windows](ads.md#attribution-windows)",
};

/** Renders the tables of all settings, from the texts of the form. */
export function settingsPart(): string {
  const { groups } = objectIn(readSpec(), "connectionSpecification");
  const sections = (Array.isArray(groups) ? groups.filter(isObject) : []).map(({ id, title }) => {
    const settings = shown(connectionSchema()).filter(([, { group }]) => group === id);
    return `### ${asText(title)}\n\n${tableOf(settings)}`;
  });
  return [
    ...sections,
    ...[...credentialsVariants()].map(([method, variant]) => {
      const fields = shown(variant).filter(([name]) => name !== "auth_method");
      return `### Authentication: ${asText(variant.title)}\n\n\`credentials\` with \`"auth_method": "${method}"\`. ${textOf(variant)}\n\n${tableOf(fields)}`;
    }),
    `### Fields of a custom report\n\n${tableOf(shown(customReportSchema()))}`,
    `### Fields of the conversion attribution\n\n${tableOf(shown(propertyOf(connectionSchema(), "attribution")))}`,
  ].join("\n\n");
}

type Setting = readonly [name: string, schema: JsonObject];

/** Returns the fields of an object that the form shows, in its order. */
function shown(schema: JsonObject): readonly Setting[] {
  return Object.entries(propertiesOf(schema))
    .filter(([, { airbyte_hidden: isHidden }]) => isHidden !== true)
    .toSorted(([, one], [, other]) => Number(one.order) - Number(other.order));
}

function tableOf(settings: readonly Setting[]): string {
  return [
    row(["Field", "Name", "Values", "Meaning"]),
    row([":---", ":---", ":---", ":---"]),
    ...settings.map(([name, schema]) =>
      row([asText(schema.title), `\`${name}\``, valuesOf(schema), [textOf(schema), seeAlso(name)].join(" ").trim()]),
    ),
  ].join("\n");
}

function seeAlso(name: string): string {
  const link = more[name];
  return link === undefined ? "" : `See ${link}.`;
}

/** Says which values a setting accepts, and its default. */
function valuesOf(schema: JsonObject): string {
  const { default: preset } = schema;
  return preset === undefined ? acceptedBy(schema) : `${acceptedBy(schema)}; default ${exampleOf(preset)}`;
}

function acceptedBy(schema: JsonObject): string {
  const { minimum, maximum } = schema;
  const items = isObject(schema.items) ? schema.items : undefined;
  const choices = [schema.enum, items?.enum].find(isList) ?? [];
  const [example] = isList(schema.examples) ? schema.examples : [];
  if (choices.length > 0) return `${items === undefined ? "" : "list of "}${codes(choices.map(String))}`;
  if (typesOf(schema).includes("boolean")) return "`true`, `false`";
  if (typeof minimum === "number" && typeof maximum === "number")
    return `${minimum} to ${maximum.toLocaleString("en-US")}`;
  return example === undefined ? kindOf(schema) : `${items === undefined ? "" : "list, "}such as ${exampleOf(example)}`;
}

/** Describes settings without choices and examples. */
function kindOf(schema: JsonObject): string {
  if (typesOf(schema).includes("array")) return "list of objects";
  return typesOf(schema).includes("object") ? "object" : "text";
}

function exampleOf(value: Json): string {
  if (isStringArray(value)) return codes(value);
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Returns the description of the form as Markdown. */
function textOf({ description }: JsonObject): string {
  return asText(description)
    .replaceAll(/<code>(.*?)<\/code>/gu, "`$1`")
    .replaceAll(/<b>(.*?)<\/b>/gu, "**$1**")
    .replaceAll(/<a href="([^"]*)">(.*?)<\/a>/gu, "[$2]($1)");
}

function objectIn(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  if (!isObject(value)) throw new Error(`spec.json has no ${name}.`);
  return value;
}
