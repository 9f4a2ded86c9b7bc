import assert from "node:assert/strict";
import { documentPath } from "../../../scripts/generate/openapi/document.ts";
import { laterOperations } from "../../../scripts/generate/openapi/later-contract.ts";
import { operations } from "../../../simulator/api/all.ts";
import { contractOf } from "../../../simulator/contract.ts";
import { contracts } from "../../../simulator/parameters.generated.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import type { Json } from "../../../src/base/json.ts";
import { describeWith } from "../../requirements.ts";
import { openApiDocument } from "../../scripts/openapi-document.ts";
import { type ApiResponse, addressOf, get, page, pages, request, rowsOf, send, token, withSimulator } from "../api.ts";
import { type Case, casesOf } from "./contract-cases.ts";
import { Document } from "./document.ts";

/** The only response without a schema in the document. The errors of later operations aren't known. */
function isUndeclared(operationId: string, status: number): boolean {
  return operationId === "lead_form_questions/get" ? status === 200 : status >= 400 && laterOperations.has(operationId);
}

function call(simulator: Simulator, id: string, { path, query, body }: Case, bearer?: string): Promise<ApiResponse> {
  if (contractOf(id).method === "GET") return get(simulator, path, query, bearer);
  return send(simulator, addressOf(path, query), body ?? {}, bearer);
}

/** Returns a body in the form of the document, with IDs of analytics as strings instead of numbers. */
function declaredForm(response: ApiResponse): Json {
  return response.text.startsWith("[{") && response.text.includes('_ID":') ? rowsOf(response) : response.body;
}

describeWith(openApiDocument, "simulator: responses match", () => {
  let document: Document;

  before(() => {
    document = new Document();
    assert.notDeepEqual(document.faultsBySchema("Pin", { id: 1, created_at: "2026-07-09T10:43:44Z" }), []);
  });

  const declared = operations.map(({ id }) => id);
  const served = declared.filter((id) => id !== "oauth/token");
  const assertDeclared = (id: string, response: ApiResponse) => {
    const { path, method } = contractOf(id);
    const { status } = response;
    if (isUndeclared(id, status)) return;
    const body = declaredForm(response);
    assert.deepEqual(document.faultsOf(path, method, status, body), [], `${id} ${status} by ${documentPath}`);
  };

  for (const pagesSetting of ["full", "ragged"] as const) {
    it(`success, ${pagesSetting} pages`, () =>
      withSimulator({ pages: pagesSetting }, async (simulator) => {
        for (const id of served) {
          const cases = casesOf(simulator, id);
          for (const one of pagesSetting === "full" ? cases : cases.slice(0, 1)) {
            const response = await call(simulator, id, one);
            assert.equal(response.status, 200, `${id} ${JSON.stringify(one)} ${response.text}`);
            assertDeclared(id, response);
            assert.match(response.headers.get("x-pinterest-rid") ?? "", /^\d+$/u);
          }
        }
      }));
  }

  it("no field that neither the document nor a recording has", () =>
    withSimulator({}, async (simulator) => {
      let lists = 0;
      for (const id of served) {
        const { path: template, method, parameters } = contractOf(id);
        const schema = document.itemsOf(template, method);
        if (schema === undefined || !parameters.some(({ name }) => name === "bookmark")) continue;
        lists += 1;
        const known = document.propertiesOf(schema);
        const [{ path, query }] = casesOf(simulator, id);
        const size = parameters.some(({ name }) => name === "page_size") ? { page_size: 100 } : {};
        const all =
          id === "feed_processing_results/list"
            ? [await page(simulator, path)]
            : await pages(simulator, path, { ...query, ...size });
        for (const record of all.flatMap(({ items }) => items)) {
          assert.deepEqual(document.faultsBySchema(schema, record), []);
          for (const field of Object.keys(record)) assert.ok(known.has(field), `${schema}.${field} is not declared`);
        }
      }
      assert.ok(lists > 40, `${lists}`);
    }));

  it("generated parameters", () => {
    for (const operationId of declared) {
      const { path, method, parameters } = contractOf(operationId);
      const known = parameters.map(({ name, in: location, required }) => ({ name, in: location, required }));
      const names = new Set(parameters.map(({ name }) => name));
      const all = document.parametersOf(path, method);
      assert.deepEqual(
        known,
        all.filter(({ name, required }) => required || names.has(name)),
        operationId,
      );
    }
    assert.equal(Object.keys(contracts).length, operations.length);
    const { body } = contractOf("analytics/create_report");
    const fields = document.propertiesOf("AdsAnalyticsCreateAsyncRequest");
    assert.deepEqual(
      Object.keys(body?.properties ?? {}).filter((name) => !fields.has(name)),
      [],
    );
    assert.deepEqual(body?.required, ["start_date", "end_date", "granularity", "level", "columns"]);
  });

  it("tokens", () =>
    withSimulator({}, async (simulator) => {
      const forms = [
        {
          grant_type: "authorization_code",
          code: simulator.tokens.authorize("http://x/"),
          redirect_uri: "http://x/",
        },
        { grant_type: "refresh_token", refresh_token: "pinr.simulated-refresh-token" },
        { grant_type: "client_credentials", scope: "boards:read,pins:read" },
      ];
      const schemas = ["Code", "Refresh", "ClientCredentials"];
      for (const [index, form] of forms.entries()) {
        const response = await token(simulator, form);
        assert.equal(response.status, 200, response.text);
        assertDeclared("oauth/token", response);
        assert.deepEqual(document.faultsBySchema(`OauthAccessTokenResponse${schemas[index]}`, response.body), []);
      }
      assertDeclared("oauth/token", await token(simulator, { grant_type: "refresh_token", refresh_token: "other" }));
    }));

  it("errors", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const narrow = simulator.tokens.issue([]).token;
      for (const id of served) {
        simulator.limits.clear();
        const [one] = casesOf(simulator, id);
        const { path, query, body } = one;
        const unheard = { unheard_of: 1 };
        const inBody = contractOf(id).body !== undefined;
        const responses = [
          [
            400,
            await call(
              simulator,
              id,
              inBody ? { ...one, body: { ...body, ...unheard } } : { ...one, query: { ...query, ...unheard } },
            ),
          ],
          [401, await call(simulator, id, one, "unknown")],
          [401, await call(simulator, id, one, narrow)],
          [405, await request(simulator, path, { method: "PUT" })],
        ] as const;
        for (const [status, response] of responses) {
          assert.equal(response.status, status, `${path} ${response.text}`);
          assertDeclared(id, response);
        }
      }
      const missing = [
        ["boards/get", "/boards/1", 404, 40],
        ["boards/list_pins", "/boards/1/pins", 404, 40],
        ["board_sections/list", "/boards/1/sections", 404, 40],
        ["board_sections/list_pins", `/boards/${simulator.world.me.boards[1]?.id}/sections/1/pins`, 404, 2031],
        ["product_tags/list", "/pins/1/product_tags", 404, 50],
        ["user_account/followed_interests", "/users/nobody/interests/follow", 404, 30],
        ["boards/list", "/boards?ad_account_id=12", 403, 29],
        ["ad_accounts/get", "/ad_accounts/12", 403, 29],
      ] as const;
      for (const [operation, path, status, code] of missing) {
        const response = await get(simulator, path);
        assert.deepEqual([response.status, response.object.code], [status, code], path);
        assertDeclared(operation, response);
      }
    }));
});
