import assert from "node:assert/strict";
import { laterOperations } from "../../scripts/generate/openapi/later-contract.ts";
import { operations } from "../../simulator/api/all.ts";
import { contractOf } from "../../simulator/contract.ts";
import { knownCredentials, type Simulator } from "../../simulator/simulator.ts";
import { asText, type Json } from "../../src/base/json.ts";
import { document } from "../scripts/openapi-document.ts";
import { type ApiResponse, addressOf, get, page, pages, request, rowsOf, send, token, withSimulator } from "./api.ts";
import { type Case, casesOf } from "./contract-cases.ts";
import { ResponseSchemas } from "./response-schemas.ts";

const served = Object.keys(operations).filter((id) => id !== "oauth/token");

function call(simulator: Simulator, id: string, { path, query, body }: Case, bearer?: string): Promise<ApiResponse> {
  if (contractOf(id).method === "GET") return get(simulator, path, query, bearer);
  return send(simulator, addressOf(path, query), body ?? {}, bearer);
}

/** Returns a body in the form of the document, with IDs of analytics as strings instead of numbers. */
function declaredForm(response: ApiResponse): Json {
  return response.text.startsWith("[{") && response.text.includes('_ID":') ? rowsOf(response) : response.body;
}

describe("simulator: responses match", () => {
  const schemas = new ResponseSchemas(document);

  const assertDeclared = (id: string, response: ApiResponse) => {
    const { status } = response;
    // The only response without a schema in the document; the errors of later operations aren't known.
    if (id === "lead_form_questions/get" ? status === 200 : status >= 400 && laterOperations.has(id)) return;
    assert.deepEqual(schemas.faultsOf(id, status, declaredForm(response)), [], `${id} ${status}`);
  };

  it("the schemas of the document, which reject an invalid one", () => {
    assert.notDeepEqual(schemas.faultsBySchema("Pin", { id: 1, created_at: "2026-07-09T10:43:44Z" }), []);
  });

  it("the parameters that the document requires", () => {
    for (const id of Object.keys(operations)) {
      const known = new Map(contractOf(id).parameters.map((one) => [one.name, one.in]));
      for (const { name, in: location, required } of document.operation(id).parameters)
        if (required === true) assert.equal(known.get(asText(name)), location, `${id} ${asText(name)}`);
    }
  });

  it("success, for each value of each parameter", () =>
    withSimulator({}, async (simulator) => {
      for (const id of served) {
        for (const one of casesOf(simulator, id)) {
          const response = await call(simulator, id, one);
          assert.equal(response.status, 200, `${id} ${JSON.stringify(one)} ${response.text}`);
          assertDeclared(id, response);
          assert.match(response.headers.get("x-pinterest-rid") ?? "", /^\d+$/u);
        }
      }
    }));

  it("no field that neither the document nor a recording has", () =>
    withSimulator({}, async (simulator) => {
      let lists = 0;
      for (const id of served) {
        const names = new Set(contractOf(id).parameters.map(({ name }) => name));
        const schema = names.has("bookmark") ? schemas.itemsOf(id) : undefined;
        if (schema === undefined) continue;
        lists += 1;
        const known = new Set(schemas.propertiesOf(schema));
        const [{ path, query }] = casesOf(simulator, id);
        const all =
          id === "feed_processing_results/list"
            ? [await page(simulator, path)]
            : await pages(simulator, path, { ...query, ...(names.has("page_size") ? { page_size: 100 } : {}) });
        for (const record of all.flatMap(({ items }) => items)) {
          assert.deepEqual(schemas.faultsBySchema(asText(schema.$ref).split("/").at(-1) ?? "", record), []);
          for (const field of Object.keys(record)) assert.ok(known.has(field), `${id}: ${field} is not declared`);
        }
      }
      assert.ok(lists > 40, `${lists}`);
    }));

  it("tokens", () =>
    withSimulator({}, async (simulator) => {
      const redirect_uri = "http://x/";
      const code = simulator.tokens.authorize(redirect_uri);
      for (const [schema, form] of [
        ["Code", { grant_type: "authorization_code", code, redirect_uri }],
        ["Refresh", { grant_type: "refresh_token", refresh_token: knownCredentials.refresh_token }],
      ] as const) {
        const response = await token(simulator, form);
        assert.equal(response.status, 200, response.text);
        assertDeclared("oauth/token", response);
        assert.deepEqual(schemas.faultsBySchema(`OauthAccessTokenResponse${schema}`, response.body), []);
      }
      assertDeclared("oauth/token", await token(simulator, { grant_type: "refresh_token", refresh_token: "other" }));
    }));

  it("errors: an unknown parameter, each missing one, a wrong token, missing scopes, and a wrong method", () =>
    withSimulator({}, async (simulator) => {
      const narrow = simulator.tokens.issue([]).token;
      for (const id of served) {
        const [one] = casesOf(simulator, id);
        const { query, body } = one;
        const { parameters, body: declared } = contractOf(id);
        const more = { unheard_of: 1 };
        const responses: [status: number, response: ApiResponse][] = [
          [
            400,
            await call(
              simulator,
              id,
              declared ? { ...one, body: { ...body, ...more } } : { ...one, query: { ...query, ...more } },
            ),
          ],
          [401, await call(simulator, id, one, "unknown")],
          [401, await call(simulator, id, one, narrow)],
          [405, await request(simulator, one.path, { method: "PUT" })],
        ];
        for (const { name, in: location, required, schema } of parameters) {
          if (location === "path" || !required || schema.type === "object") continue;
          const { [name]: _, ...rest } = query;
          const response = await call(simulator, id, { ...one, query: rest });
          assert.equal(response.object.message, `Parameter '${name}' is required.`, id);
          responses.push([400, response]);
        }
        for (const [status, response] of responses) {
          assert.equal(response.status, status, `${id} ${response.text}`);
          assertDeclared(id, response);
        }
      }
    }));
});
