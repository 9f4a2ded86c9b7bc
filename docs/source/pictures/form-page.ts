import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { connectionSchema } from "../../../src/config/spec.ts";

type Field = readonly [key: string, schema: JsonObject];

/** Renders the form of spec.json like Airbyte's web app, once as it opens and once with every section open. */
export function formPage(): string {
  const schema = connectionSchema();
  const groups = listOf(schema.groups);
  const column = (title: string, some: readonly JsonObject[], isOpen: boolean) =>
    `<div><h1>${title}</h1>${some.map((group) => cardOf(group, fieldsOf(schema), isOpen)).join("")}</div>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title><style>
${readFileSync(join(import.meta.dirname, "form.css"), "utf8")}</style>
${column("As the form opens", groups, false)}${column("With every section open", groups.slice(1), true)}</html>
`;
}

function cardOf({ id, title }: JsonObject, all: readonly Field[], isOpen: boolean): string {
  const own = all.filter(([, { group }]) => group === id);
  // An object without variants isn't shown itself: its card shows its fields and title.
  const nested = own.flatMap(([, field]) =>
    field.type === "object" && field.oneOf === undefined ? fieldsOf(field) : [],
  );
  const fields = nested.length > 0 ? nested : own;
  const shown = fields.filter(([key, field]) => field.always_show === true || key === "credentials");
  const closed = fields.filter((field) => !shown.includes(field));
  const isSection = shown.length === 0 && nested.length === 0;
  const heading = isSection ? "" : `<h2>${text(title)}</h2>`;
  const name = text(isSection ? title : "Optional fields");
  const rest =
    closed.length === 0
      ? ""
      : `<details${isOpen ? " open" : ""}><summary>${name}</summary>${closed.map(controlOf).join("")}</details>`;
  return `<section>${heading}${shown.map(controlOf).join("")}${rest}</section>`;
}

function controlOf([key, field]: Field): string {
  const { title, pattern_descriptor: ownHint, items, description, default: preset, oneOf } = field;
  const hint = ownHint ?? (isObject(items) ? items.pattern_descriptor : undefined);
  const isOptional = field.type !== "boolean" && key !== "credentials" && field.isRequired !== true;
  return `<div class="field"><label>${text(title)}${description === undefined ? "" : "<i>?</i>"}${isOptional ? "<small>Optional</small>" : ""}</label>
${hint === undefined ? "" : `<p>${text(hint)}</p>`}${Array.isArray(oneOf) ? oneOf.filter(isObject).map(variantOf).join("") : inputOf(field, preset)}</div>`;
}

/** The first authentication option is selected. Its button provides the fields that the user doesn't enter. */
function variantOf(variant: JsonObject, index: number): string {
  const { title, description } = variant;
  const inputs = fieldsOf(variant).filter(([key]) => key !== "refresh_token");
  const inner = inputs.map(([key, field]) => controlOf([key, { ...field, isRequired: true }])).join("");
  const button = "<button>Authenticate your Pinterest account</button>";
  return `<div class="variant"><b>${text(title)}</b><p>${text(description)}</p></div>${index === 0 ? `<div class="asked">${inner}${button}</div>` : ""}`;
}

function inputOf(
  { type, format, enum: choices, items, airbyte_secret: secret }: JsonObject,
  preset: Json | undefined,
): string {
  if (type === "boolean") return `<div class="switch${preset === true ? " on" : ""}"></div>`;
  if (isObject(items) && items.type === "object")
    return `<div class="list">No items have been added<button>+ Add</button></div>`;
  const isChoice = choices !== undefined || (isObject(items) && items.enum !== undefined);
  const icons = [isChoice ? "▾" : "", format === "date" ? "📅" : "", secret === true ? "👁" : ""];
  return `<div class="input">${text(preset)}<span>${icons.join("")}</span></div>`;
}

/** Returns the visible fields of an object's schema, in order. */
function fieldsOf({ properties }: JsonObject): readonly Field[] {
  return Object.entries(isObject(properties) ? properties : {})
    .flatMap(([key, field]): readonly Field[] => {
      const isVisible = isObject(field) && field.const === undefined && field.airbyte_hidden !== true;
      return isVisible ? [[key, field]] : [];
    })
    .toSorted(([, one], [, other]) => Number(one.order) - Number(other.order));
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: Json | undefined): string {
  return asText(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
