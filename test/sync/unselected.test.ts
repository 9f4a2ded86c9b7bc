import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { apiError, listIn, page } from "../scripted-api.ts";
import { words } from "../words.ts";
import { denied, fault, idsOf, rows } from "./api.ts";
import type { Read, Script } from "./scripted-read.ts";
import { itSyncs } from "./situations.ts";

const every = words("ACTIVE PAUSED ARCHIVED DRAFT DELETED_DRAFT");
/** By stream: the parameter for the IDs of its rows. */
const parameters = { campaigns: "campaign_ids", ad_groups: "ad_group_ids", ads: "ad_ids" };

/**
 * Returns an API with an ad account of objects in these statuses.
 * @param byId responds to requests for objects by ID first
 */
const objects =
  (statuses: Readonly<Record<string, string>>, byId: Script = () => undefined): Script =>
  (request, signal) => {
    const { path, query } = request;
    if (path === "/ad_accounts") return page(rows("500"));
    const wanted = listIn(query, "entity_statuses");
    const [ids] = Object.values(parameters).flatMap((name) => (query.has(name) ? [listIn(query, name)] : []));
    const found = Object.entries(statuses).flatMap(([id, status]): readonly JsonObject[] =>
      wanted.includes(status) && ids?.includes(id) !== false ? [{ id, ad_account_id: "500", status }] : [],
    );
    return (ids === undefined ? undefined : byId(request, signal)) ?? page(found);
  };

const active = { mode: "incremental", config: { entityStatuses: ["ACTIVE"] } } as const;
const all = { mode: "incremental", config: { entityStatuses: [] } } as const;
const before = objects({ 1: "ACTIVE", 2: "ACTIVE", 3: "ACTIVE" });
const after = objects({ 1: "ACTIVE", 2: "ARCHIVED" });

/** Asserts the IDs with the statuses of the records, and the IDs of each request by ID. */
const tells = (told: readonly string[], asked: readonly string[]) => ({
  also: ({ records, requests }: Read) => {
    const byId = requests.flatMap(({ query }) => Object.values(parameters).flatMap((name) => query.get(name) ?? []));
    assert.deepEqual([records.map(({ id, status }) => `${asText(id)} ${asText(status)}`), byId], [told, asked]);
  },
});

describe("a status that is no longer selected", () => {
  for (const [name, parameter] of Object.entries(parameters))
    itSyncs(
      `is told once of ${name}, which are requested by ID`,
      name,
      { ...active, api: before, ids: ["1", "2", "3"] },
      {
        ...active,
        api: after,
        also: (read) => {
          tells(["2 ARCHIVED"], ["2,3"]).also(read);
          const request = read.requests.find(({ query }) => query.has(parameter));
          assert.equal(request?.path, `/ad_accounts/500/${name}`);
          assert.deepEqual(listIn(request.query, "entity_statuses"), every);
        },
      },
      { ...active, api: after, ...tells([], []) },
      { ...active, api: objects({ 1: "ACTIVE", 2: "ACTIVE" }), ...tells(["2 ACTIVE"], []) },
    );

  itSyncs(
    "is requested for 250 IDs at a time",
    "ads",
    { ...active, api: objects(Object.fromEntries(idsOf(600).map((id) => [id, "ACTIVE"]))), counts: { ads: 600 } },
    {
      ...active,
      api: objects(Object.fromEntries(idsOf(600).map((id) => [id, "PAUSED"]))),
      counts: { ads: 600 },
      calls: { "/ad_accounts/500/ads": 4 },
    },
    { ...active, calls: { "/ad_accounts/500/ads": 1 } },
  );

  itSyncs(
    "costs no request if all statuses are selected",
    "campaigns",
    { ...all, api: before },
    { ...all, api: after, ...tells(["2 ARCHIVED"], []) },
  );

  itSyncs(
    "is told after the selection became narrower, without starting over",
    "campaigns",
    { ...all, api: objects({ 1: "ACTIVE", 2: "ACTIVE", 3: "PAUSED" }) },
    { ...active, api: objects({ 1: "ACTIVE", 2: "ARCHIVED", 3: "PAUSED" }), ...tells(["2 ARCHIVED"], ["2,3"]) },
    { ...active, ...tells([], []) },
    { ...all, ...tells(["2 ARCHIVED", "3 PAUSED"], []) },
  );

  itSyncs(
    "is requested again after a failure, which ends the stream INCOMPLETE",
    "campaigns",
    { ...active, api: before },
    {
      ...active,
      api: objects({ 1: "ACTIVE", 2: "ARCHIVED" }, () => fault),
      error: ["transient_error", /ad account 500.*500/u],
      ids: [],
    },
    { ...active, api: after, ...tells(["2 ARCHIVED"], ["2,3"]) },
  );
  itSyncs(
    "is a warning if it is denied",
    "campaigns",
    { ...active, api: before },
    { ...active, api: objects({ 1: "ACTIVE" }, () => denied), warnings: [/skipped ad account 500/u], ids: [] },
    { ...active, api: after, ...tells(["2 ARCHIVED"], ["2,3"]) },
  );
  itSyncs(
    "is not requested after a list that failed",
    "campaigns",
    { ...active, api: before },
    {
      ...active,
      api: (request, signal) =>
        request.path.endsWith("/campaigns") ? apiError(500, 12, "Something went wrong.") : before(request, signal),
      error: ["transient_error", /500/u],
      ...tells([], []),
    },
    { ...active, api: after, ...tells(["2 ARCHIVED"], ["2,3"]) },
  );
});
