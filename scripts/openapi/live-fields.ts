import type { JsonObject } from "../../src/json.ts";

const clicks = ["impression", "pin_click", "clickthrough"];
const reactions = ["reaction", "comment"];

/**
 * What live answers hold beyond the document, by the component it belongs to: property -> OpenAPI schema, read as if
 * the document had it. A property that the document has is only added to.
 */
export const liveFields: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  Pin: {
    // Answers recorded in July 2026 by NangoHQ/integration-templates (integrations/pinterest/tests).
    is_product: { type: "boolean", description: "Whether the Pin shows a product." },
    is_removable: { type: "boolean", description: "Whether the Pin can be removed." },
    // Only ever seen empty; that it holds strings is what Airbyte's own connector declares.
    product_tags: { type: "array", items: { type: "string" }, description: "Products tagged in the Pin." },
    // In the document until version 5.12 and in Airbyte's own connector.
    note: { type: "string", description: "Private note on the Pin." },
    // The document names the counts only in its example; version 5.12 called the second key all_time.
    pin_metrics: {
      type: "object",
      properties: {
        "90d": counts("Counts of the last 90 days.", clicks),
        lifetime_metrics: counts("Counts since the Pin was created.", [...clicks, ...reactions]),
        all_time: counts("Counts since the Pin was created, as older versions of the API name them.", [
          ...clicks,
          ...reactions,
        ]),
      },
    },
  },
  ImageSize: {
    // On older Pins; in Airbyte's own connector.
    originals: { $ref: "#/components/schemas/ImageDetails" },
  },
  UserWebsiteSummary: {
    // The document shows a time in its example without declaring one.
    verified_at: { format: "date-time" },
  },
};

/** Times that carry no zone, as `<component>.<property>`: the document says `date-time` for them all the same. */
export const unzonedTimes: ReadonlySet<string> = new Set([
  "Pin.created_at",
  "BoardBase.created_at",
  "BoardBase.board_pins_modified_at",
  "UserWebsiteSummary.verified_at",
]);

function counts(description: string, names: readonly string[]): JsonObject {
  return {
    type: "object",
    description,
    properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])),
  };
}
