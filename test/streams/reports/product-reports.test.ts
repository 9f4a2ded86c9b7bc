import assert from "node:assert/strict";
import { isStringArray } from "../../../src/base/json.ts";
import { rejected, reporting } from "../../sync/api.ts";
import { itSyncs, valuesOf } from "../../sync/syncs.ts";

const config = { startDate: "2026-06-01" };
const api = reporting(["549"]);
const day = { DATE: "2026-06-02", AD_GROUP_ID: "268" };
const clear = /: must be cleared once, since release 0\.4\.0 changed the key/u;
/** A state as builds before the new key wrote it. */
const earlier = { version: 2, completed: "2026-06-29", dates: { first: "2026-06-01", read: {} } };

describe("reports of products", () => {
  itSyncs("have one row per product group and ad group", "product_group_report", {
    api,
    config,
    file: () => JSON.stringify({ "294": ["1", "2"].map((id) => ({ ...day, AD_GROUP_ID: id, CTR: Number(id) })) }),
    writes: 2,
    also: ({ records }) => assert.deepEqual(valuesOf(records, "ROW_ID"), ["1", "2"]),
  });

  itSyncs("have one row per product, ad group, and Pin", "product_item_report", {
    api,
    config,
    file: () => JSON.stringify({ "5": ["1", "2"].map((id) => ({ ...day, PIN_ID: id, CTR: Number(id) })) }),
    writes: 2,
    also: ({ records, requests }) => {
      assert.deepEqual(valuesOf(records, "ROW_ID"), ["268/1", "268/2"]);
      const columns = requests.flatMap(({ content }) => (content === undefined ? [] : [content.columns]));
      assert.ok(columns.length > 0 && columns.every((list) => isStringArray(list) && list.includes("PIN_ID")));
    },
  });

  for (const message of ["Columns AD_GROUP_ID are not available.", "'AD_GROUP_ID' is not one of ['CTR']"])
    itSyncs(`fail rather than lose a column of their key: ${message}`, "product_group_report", {
      api: reporting(["549"], () => rejected(message)),
      config,
      error: ["config_error", /AD_GROUP_ID/u],
      // Not repeated without it.
      requests: { "/ad_accounts/549/reports": 1 },
    });

  itSyncs("lose other rejected columns, and keep that of their key", "product_group_report", {
    api: reporting(["549"], ({ content }) => {
      const columns = isStringArray(content?.columns) ? content.columns : [];
      assert.ok(columns.includes("AD_GROUP_ID"));
      return columns.includes("CTR") ? rejected("Columns CTR, AD_GROUP_ID are not available.") : undefined;
    }),
    config,
    warnings: [/rejected the columns CTR for/u],
  });

  for (const name of ["product_group_report", "product_item_targeting_report"])
    for (const state of [earlier, { ...earlier, version: 1 }])
      itSyncs(
        `ask once to clear ${name}, after a state of version ${state.version}`,
        name,
        { api, config, mode: "incremental", state, warnings: [clear] },
        { mode: "incremental" },
      );
  itSyncs("ask for nothing in their first sync", "product_group_report", { api, config, mode: "incremental" });
  itSyncs("of campaigns ask for nothing", "campaign_analytics_report", {
    api,
    config,
    mode: "incremental",
    state: earlier,
  });
});
