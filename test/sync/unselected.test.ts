import assert from "node:assert/strict";
import { listIn } from "../scripted-api.ts";
import { words } from "../words.ts";
import { type Account, fault, idsOf, type ScriptedResponse } from "./api.ts";
import { itSyncs, type Sync } from "./syncs.ts";

/** By stream: the parameter for the IDs of its rows. */
const parameters = { campaigns: "campaign_ids", ad_groups: "ad_group_ids", ads: "ad_ids" };
const names = Object.values(parameters);

/**
 * An ad account with objects such as `1/ACTIVE`.
 * @param byId responds to requests for objects by their IDs, in place of these
 */
const objects = (all: string, byId?: ScriptedResponse): Account => ({
  "/ad_accounts": "500",
  "/ad_accounts/500/*": (request) => {
    const { query } = request;
    const [ids] = names.flatMap((name) => (query.has(name) ? [listIn(query, name)] : []));
    if (ids !== undefined && byId !== undefined) return byId;
    const rows = words(all).map((each) => {
      const [id = "", status = ""] = each.split("/");
      return { id, ad_account_id: "500", status };
    });
    const wanted = listIn(query, "entity_statuses");
    return rows.filter(({ id, status }) => wanted.includes(status) && ids?.includes(id) !== false);
  },
});
/** Returns what arrives, and asserts the IDs of each request by ID. */
const tells = (writes: string, ...requested: readonly string[]): Sync => ({
  writes,
  also: ({ requests }) =>
    assert.deepEqual(
      requests.flatMap(({ query }) => names.flatMap((name) => query.get(name) ?? [])),
      requested,
    ),
});
const active = { config: { entityStatuses: ["ACTIVE"] } };
const before: Sync = {
  mode: "incremental",
  ...active,
  account: objects("1/ACTIVE 2/ACTIVE 3/ACTIVE"),
  by: "id status",
  writes: "1/ACTIVE 2/ACTIVE 3/ACTIVE",
};
/** Campaign 3 was deleted. */
const after = objects("1/ACTIVE 2/ARCHIVED");

describe("a status that is no longer selected", () => {
  for (const [name, parameter] of Object.entries(parameters))
    itSyncs(`is told once of ${name}, which are requested by ID`, name, [
      before,
      {
        account: after,
        writes: "2/ARCHIVED",
        also: ({ requests }) => {
          const byId = requests.filter(({ query }) => query.has(parameter));
          assert.deepEqual(
            byId.map(({ path, query }) => [path, query.get(parameter), listIn(query, "entity_statuses")]),
            [[`/ad_accounts/500/${name}`, "2,3", words("ACTIVE PAUSED ARCHIVED DRAFT DELETED_DRAFT")]],
          );
        },
      },
      tells(""),
      { account: objects("1/ACTIVE 2/ACTIVE"), ...tells("2/ACTIVE") },
    ]);

  const all = (status: string) =>
    objects(
      idsOf(600)
        .map((id) => `${id}/${status}`)
        .join(" "),
    );
  itSyncs("is requested for 250 IDs at a time", "ads", [
    { ...before, account: all("ACTIVE"), writes: 600 },
    { account: all("PAUSED"), writes: 600, requests: { "/ad_accounts/500/ads": 4 } },
    { requests: { "/ad_accounts/500/ads": 1 } },
  ]);
  itSyncs("costs no request if all statuses are selected", "campaigns", [
    { ...before, config: {} },
    { account: after, ...tells("2/ARCHIVED") },
  ]);
  const later: Sync = { account: after, ...tells("2/ARCHIVED", "2,3") };
  itSyncs("is requested again after a failure, which ends the stream INCOMPLETE", "campaigns", [
    before,
    { account: objects("1/ACTIVE", fault), error: ["transient_error", /ad account 500.*500/u] },
    later,
  ]);
});
