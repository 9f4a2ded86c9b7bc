import assert from "node:assert/strict";
import type { JsonObject } from "../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError, page, type Script } from "../test/scripted-api.ts";
import { errorsOf, recordsOf } from "./bed/messages.ts";
import { catalogOf, openScriptedServer, type ScriptedServer } from "./bed/scripted-server.ts";

const accessToken = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIj";
const refreshToken = "pinr.ZyXwVuTsRqPoNmLkJiHgFeDcBa9876543210ZyXwVuTsRq";
const newTokens = { access_token: `${accessToken}New`, refresh_token: `${refreshToken}New` };
const clientSecret = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";
const secrets = [accessToken, refreshToken, clientSecret];
const byToken = { credentials: { auth_method: "access_token", access_token: accessToken } };
const byOAuth = {
  credentials: {
    auth_method: "oauth2.0",
    client_id: "1234567",
    client_secret: clientSecret,
    refresh_token: refreshToken,
  },
};

describe("a hostile server", () => {
  let server: ScriptedServer;
  let script: Script;

  beforeEach(async () => {
    server = await openScriptedServer((request, signal) => script(request, signal));
  });
  afterEach(() => server.close());

  const read = async (config: JsonObject, names: readonly string[], by?: "program") =>
    server.run("read", { config, catalog: await catalogOf(names) }, by);

  /** Forms in which a server echoes what it received. */
  function echoes({ headers, body = "" }: ApiRequest): readonly string[] {
    return [headers.authorization ?? "", body].flatMap((text) =>
      ["", "x", "xx"].flatMap((before) => {
        const packed = Buffer.from(`${before}${text}`);
        return [
          text,
          encodeURIComponent(text),
          JSON.stringify({ text }),
          packed.toString("base64"),
          packed.toString("base64url"),
          packed.toString("hex"),
          encodeURIComponent(packed.toString("base64")),
          text.toLowerCase(),
          text.slice(0, -9),
          text.slice(-30),
        ];
      }),
    );
  }

  describe("echoes secrets", () => {
    const echo = (request: ApiRequest): ApiResponse => {
      const { path, query } = request;
      const all = echoes(request);
      const echoed = all.join(" | ");
      const shown = Object.fromEntries(all.map((text, index) => [`${index} ${text}`, [{ text, [text]: null }]]));
      switch (path) {
        case "/user_account":
          return { body: { id: "1", username: echoed, about: echoed, ...shown } };
        case "/boards":
          return { body: { items: [{ id: echoed, name: echoed, owner: { username: echoed } }] } };
        case "/pins": {
          const number = Number(query.get("bookmark")?.split(" ")[0] ?? 0);
          // Long enough for a STATE to become due.
          const row = { id: String(number), created_at: `2026-01-0${9 - number}T00:00:00`, note: "x".repeat(3_000) };
          if (number < 4) return page([row], `${number + 1} ${all[3 + (number % 4)] ?? ""}`);
          return apiError(403, 29, echoed);
        }
        default:
          return apiError(400, 1, `${echoed} ${echoed.slice(0, 30)}`);
      }
    };

    it("which are not in records, states, logs, or errors", async () => {
      script = echo;
      const names = ["account", "boards", "pins", "followers"];
      const { code, stdout, stderr, messages } = await read(byToken, names, "program");
      assert.equal(code, 1);
      assert.equal(recordsOf(messages).get("pins")?.length, 4);
      assert.equal(recordsOf(messages).get("account")?.length, 1);
      assert.equal(recordsOf(messages).get("boards")?.length, 1);
      expectNone(stdout + stderr);
      assert.ok(stdout.includes("****"));
    });

    it("which are not in the output of check", async () => {
      for (const config of [byToken, byOAuth]) {
        script = (request) =>
          request.path === "/oauth/token" || request.path === "/user_account"
            ? apiError(400, 1, echoes(request).join(" "))
            : echo(request);
        const { messages, stdout, stderr } = await server.run("check", { config });
        assert.match(JSON.stringify(messages), /FAILED/u);
        expectNone(stdout + stderr);
      }
    });

    it("and returns new tokens in an error of the token endpoint, which are not in the output", async () => {
      for (const response of [
        { status: 400, body: { code: 1, message: JSON.stringify(newTokens), data: [{ granted: newTokens }] } },
        { status: 400, body: new URLSearchParams(newTokens).toString() },
      ]) {
        script = ({ path }) => (path === "/oauth/token" ? response : undefined);
        const { code, stdout, stderr, messages } = await read(byOAuth, ["boards"]);
        assert.equal(code, 1);
        assert.equal(errorsOf(messages)[0]?.failure_type, "config_error");
        expectNone(stdout + stderr);
      }
    });

    it("and returns new tokens, which are only in the CONTROL message", async () => {
      script = (request) =>
        request.path === "/oauth/token"
          ? { body: { ...newTokens, token_type: "bearer", expires_in: 2_592_000, scope: "boards:read" } }
          : echo(request);
      const { stdout, stderr, messages } = await read(byOAuth, ["account", "boards", "pins"]);
      const control = messages.find(({ type }) => type === "CONTROL");
      assert.ok(JSON.stringify(control).includes(newTokens.access_token));
      const others = stdout.split("\n").filter((line) => !line.startsWith('{"type":"CONTROL"'));
      expectNone(others.join("\n") + stderr);
    });
  });
});

/** Fails if the text contains a piece of a secret, also in Base64 or hexadecimal. */
function expectNone(text: string): void {
  const runs = [...text.matchAll(/[A-Za-z0-9+/_=%-]{12,}/gu)].map(([run]) => decodeURIComponentSafely(run));
  const decoded = runs.flatMap((run) => [
    ...[0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), "base64").toString("latin1")),
    ...[0, 1].map((start) => Buffer.from(run.slice(start), "hex").toString("latin1")),
  ]);
  for (const where of [text, ...decoded].map((each) => each.toLowerCase())) {
    for (const secret of secrets) {
      for (let start = 0; start + 16 <= secret.length; start += 1) {
        const piece = secret.slice(start, start + 16).toLowerCase();
        assert.ok(!where.includes(piece), `${piece} in ${where.slice(0, 200)}`);
      }
    }
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
