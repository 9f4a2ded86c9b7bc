import assert from "node:assert/strict";
import { operations } from "../../simulator/api/all.ts";
import { laterContracts } from "../../simulator/later-operations.ts";
import { contracts } from "../../simulator/parameters.generated.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import type { Json } from "../../src/json.ts";
import { adsCases, type Case } from "./ads-cases.ts";
import { type Answer, get, pages, type Query, request, rowsOf, send, token, withSimulator } from "./api.ts";
import { coverageCases } from "./coverage-cases.ts";
import { Document, documentPath, extraFields, hasDocument } from "./document.ts";
import { singleCases } from "./single-cases.ts";

const days = { start_date: "2026-04-12", end_date: "2026-07-09" };

/** Requests that succeed: every operation, under several settings. */
function casesOf(simulator: Simulator): Case[] {
  const { world } = simulator;
  const { me, adAccounts } = world;
  const [own, shared] = adAccounts.map(({ id }) => id);
  const adAccount = { ad_account_id: shared ?? "" };
  const section = me.sections.find(({ id }) => me.sectionPins(id).length > 0);
  const image = me.ownPins().find(({ mediaType }) => mediaType === "image");
  const video = me.ownPins().find(({ mediaType }) => mediaType === "video");
  const several = me
    .ownPins()
    .slice(0, 90)
    .map(({ id }) => id);
  const board = `/boards/${section?.boardId}`;
  const analytics = { ...days, metric_types: "IMPRESSION,SAVE,SAVE_RATE,TOTAL_COMMENTS,TOTAL_REACTIONS,USER_FOLLOW" };
  const pinOptions: Query[] = [
    { page_size: 250, pin_metrics: true, include_protected_pins: true },
    { page_size: 250, creative_types: ["VIDEO", "CAROUSEL"] },
    { pin_filter: "exclude_repins" },
    { pin_type: "PRIVATE" },
    adAccount,
  ];
  return [
    { operation: "user_account/get", path: "/user_account" },
    { operation: "user_account/get", path: "/user_account", query: adAccount },
    { operation: "user_account/analytics", path: "/user_account/analytics", query: days },
    ...["APP_TYPE", "OWNED_CONTENT", "SOURCE", "PIN_FORMAT"].map((split_field) => ({
      operation: "user_account/analytics",
      path: "/user_account/analytics",
      query: { ...days, split_field, app_types: "MOBILE", metric_types: "ENGAGEMENT,ENGAGEMENT_RATE" },
    })),
    ...["ENGAGEMENT", "IMPRESSION", "SAVE"].map((sort_by) => ({
      operation: "user_account/analytics/top_pins",
      path: "/user_account/analytics/top_pins",
      query: { ...days, sort_by, num_of_pins: 50 },
    })),
    {
      operation: "user_account/analytics/top_video_pins",
      path: "/user_account/analytics/top_video_pins",
      query: { ...days, sort_by: "VIDEO_START", created_in_last_n_days: 30 },
    },
    { operation: "linked_business_accounts/get", path: "/user_account/businesses" },
    { operation: "followers/list", path: "/user_account/followers", query: { page_size: 250 }, items: "UserSummary" },
    { operation: "user_following/get", path: "/user_account/following", items: "UserSummary" },
    {
      operation: "user_following/get",
      path: "/user_account/following",
      query: { feed_type: "CREATOR_ONLY", explicit_following: true },
      items: "UserSummary",
    },
    { operation: "boards_user_follows/list", path: "/user_account/following/boards", items: "Board" },
    {
      operation: "user_account/followed_interests",
      path: `/users/${me.profile.username}/interests/follow`,
      items: "Interest",
    },
    { operation: "user_websites/get", path: "/user_account/websites", items: "UserWebsiteSummary" },
    ...pinOptions.map((query) => ({ operation: "pins/list", path: "/pins", query, items: "Pin" })),
    { operation: "pins/get", path: `/pins/${video?.id}` },
    { operation: "pins/get", path: `/pins/${video?.id}`, query: { pin_metrics: true } },
    { operation: "pins/analytics", path: `/pins/${image?.id}/analytics`, query: analytics },
    {
      operation: "pins/analytics",
      path: `/pins/${video?.id}/analytics`,
      query: { ...days, metric_types: "VIDEO_START,VIDEO_AVG_WATCH_TIME", split_field: "APP_TYPE" },
    },
    { operation: "multi_pins/analytics", path: "/pins/analytics", query: { ...analytics, pin_ids: several } },
    { operation: "multi_pins/analytics", path: "/pins/analytics", query: { ...analytics, pin_ids: several.join() } },
    { operation: "boards/list", path: "/boards", items: "Board" },
    ...["ALL", "PUBLIC", "PROTECTED", "SECRET", "PUBLIC_AND_SECRET"].map((privacy) => ({
      operation: "boards/list",
      path: "/boards",
      query: { privacy, page_size: 2 },
      items: "Board",
    })),
    { operation: "boards/get", path: board },
    { operation: "board_sections/list", path: `${board}/sections`, query: { page_size: 1 }, items: "BoardSection" },
    {
      operation: "boards/list_pins",
      path: `${board}/pins`,
      query: { pin_metrics: true, creative_types: "REGULAR,IDEA" },
      items: "Pin",
    },
    { operation: "board_sections/list_pins", path: `${board}/sections/${section?.id}/pins`, items: "Pin" },
    { operation: "search_user_boards/get", path: "/search/boards", items: "Board" },
    { operation: "search_user_boards/get", path: "/search/boards", query: { query: "recipes" }, items: "Board" },
    { operation: "search_user_pins/list", path: "/search/pins", query: { query: "garden" }, items: "Pin" },
    { operation: "media/list", path: "/media", items: "Media" },
    { operation: "ad_accounts/list", path: "/ad_accounts", query: { page_size: 1 }, items: "AdAccount" },
    { operation: "ad_accounts/get", path: `/ad_accounts/${own}` },
    ...adsCases(simulator),
    ...coverageCases(simulator),
    ...singleCases(simulator),
  ];
}

/** What the document says nothing of: operations of later versions, and one answer that it has no schema for. */
function isUndeclared(operationId: string, status: number): boolean {
  return Object.hasOwn(laterContracts, operationId) || (operationId === "lead_form_questions/get" && status === 200);
}

function ask(simulator: Simulator, { path, query, body }: Case, bearer?: string): Promise<Answer> {
  return body === undefined ? get(simulator, path, query, bearer) : send(simulator, path, body, bearer);
}

/** The body as the document declares it: ids of analytics as texts, where the live API writes numbers. */
function declaredForm(answer: Answer): Json {
  return answer.text.startsWith("[{") && answer.text.includes('_ID":') ? rowsOf(answer) : answer.body;
}

describe(`simulator: every answer is as Pinterest's document declares it${hasDocument ? "" : " (skipped: the document is missing)"}`, () => {
  let document: Document;

  before(function () {
    if (!hasDocument) this.skip();
    document = new Document();
    assert.notDeepEqual(document.faultsBySchema("Pin", { id: 1, created_at: "2026-07-09T10:43:44Z" }), []);
  });

  const pathOf = (operationId: string) => {
    const operation = operations.find((one) => one.operationId === operationId);
    assert.ok(operation, operationId);
    return operation;
  };
  const assertDeclared = (operationId: string, answer: Answer) => {
    const { path, method } = pathOf(operationId);
    const { status } = answer;
    if (isUndeclared(operationId, status)) return;
    const body = declaredForm(answer);
    assert.deepEqual(document.faultsOf(path, method, status, body), [], `${operationId} ${status} by ${documentPath}`);
  };

  for (const pagesSetting of ["full", "ragged"] as const) {
    it(`success, ${pagesSetting} pages`, () =>
      withSimulator({ pages: pagesSetting }, async (simulator) => {
        const seen = new Set(["oauth/token"]);
        for (const one of casesOf(simulator)) {
          const { operation, path, query = {}, items } = one;
          seen.add(operation);
          const first = await ask(simulator, one);
          assert.equal(first.status, 200, `${path} ${first.text}`);
          assertDeclared(operation, first);
          assert.match(first.headers.get("x-pinterest-rid") ?? "", /^\d+$/u);
          if (items === undefined || items === "") continue;
          const known = new Set([...document.propertiesOf(items), ...(extraFields[items] ?? [])]);
          for (const { items: records } of await pages(simulator, path, {
            ...query,
            ...(operation.startsWith("search_user_pins") || operation === "search_partner_pins"
              ? {}
              : { page_size: 100 }),
          })) {
            for (const record of records) {
              assert.deepEqual(document.faultsBySchema(items, record), []);
              for (const field of Object.keys(record)) assert.ok(known.has(field), `${items}.${field} is not declared`);
            }
          }
        }
        assert.deepEqual([...seen].sort(), operations.map(({ operationId }) => operationId).sort());
      }));
  }

  it("the generated parameters are those of the document", () => {
    const declared = operations.filter(({ operationId }) => !Object.hasOwn(laterContracts, operationId));
    for (const { operationId, path, method } of declared) {
      const contract = contracts[operationId];
      assert.ok(contract, operationId);
      const known = contract.parameters.map(({ name, in: place, required }) => ({ name, in: place, required }));
      assert.deepEqual(known, document.parametersOf(path, method), operationId);
    }
    assert.equal(Object.keys(contracts).length, declared.length);
    const body = contracts["analytics/create_report"]?.body;
    assert.deepEqual(
      new Set(Object.keys(body?.properties ?? {})),
      document.propertiesOf("AdsAnalyticsCreateAsyncRequest"),
    );
    assert.deepEqual(body?.required, ["start_date", "end_date", "granularity", "level", "columns"]);
  });

  it("tokens", () =>
    withSimulator({}, async (simulator) => {
      const forms = [
        { grant_type: "authorization_code", code: "simulated-authorization-code", redirect_uri: "http://localhost/" },
        { grant_type: "refresh_token", refresh_token: "pinr.simulated-refresh-token" },
        { grant_type: "client_credentials", scope: "boards:read,pins:read" },
      ];
      const schemas = ["Code", "Refresh", "ClientCredentials"];
      for (const [index, form] of forms.entries()) {
        const answer = await token(simulator, form);
        assert.equal(answer.status, 200, answer.text);
        assertDeclared("oauth/token", answer);
        assert.deepEqual(document.faultsBySchema(`OauthAccessTokenResponse${schemas[index]}`, answer.body), []);
      }
      assertDeclared("oauth/token", await token(simulator, { grant_type: "refresh_token", refresh_token: "other" }));
    }));

  it("errors", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const narrow = simulator.tokens.issue([]).token;
      for (const one of casesOf(simulator)) {
        simulator.limits.clear();
        const { operation, path, query = {} } = one;
        const unheard =
          one.body === undefined
            ? await get(simulator, path, { ...query, unheard_of: 1 })
            : contracts[operation]?.body === undefined
              ? await send(simulator, `${path}&unheard_of=1`, one.body)
              : await send(simulator, path, { ...one.body, unheard_of: 1 });
        const answers = [
          [400, unheard],
          [401, await ask(simulator, one, "unknown")],
          [401, await ask(simulator, one, narrow)],
          [405, await request(simulator, path, { method: "PUT" })],
        ] as const;
        for (const [status, answer] of answers) {
          assert.equal(answer.status, status, `${path} ${answer.text}`);
          assertDeclared(operation, answer);
        }
      }
      const missing = [
        ["boards/get", "/boards/1", 404, 40],
        ["boards/list_pins", "/boards/1/pins", 404, 40],
        ["board_sections/list", "/boards/1/sections", 404, 40],
        ["board_sections/list_pins", `/boards/${simulator.world.me.boards[1]?.id}/sections/1/pins`, 404, 2031],
        ["pins/get", "/pins/1", 404, 50],
        ["user_account/followed_interests", "/users/nobody/interests/follow", 404, 30],
        ["boards/list", "/boards?ad_account_id=12", 403, 29],
        ["ad_accounts/get", "/ad_accounts/12", 403, 29],
      ] as const;
      for (const [operation, path, status, code] of missing) {
        const answer = await get(simulator, path);
        assert.deepEqual([answer.status, answer.object.code], [status, code], path);
        assertDeclared(operation, answer);
      }
    }));
});
