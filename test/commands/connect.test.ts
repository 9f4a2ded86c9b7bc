import assert from "node:assert/strict";
import { runInProcess } from "../../integration_tests/bed/in-process.ts";
import { logsOf } from "../../integration_tests/bed/messages.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { FakeClock } from "../fake-clock.ts";
import { ScriptedApi } from "../scripted-api.ts";
import { noon } from "../today.ts";

const clientSecret = "SECRET of the app";
/** Without those for secret boards, a warning says what is hidden. */
const scopes = "user_accounts:read boards:read boards:read_secret pins:read pins:read_secret";
const credentials = { auth_method: "oauth2.0", client_id: "1", client_secret: clientSecret, refresh_token: "pinr.1st" };

/** Checks a connection whose access token is renewed. @param grant what the response has besides the access token */
async function check(grant: JsonObject, config: JsonObject = {}, command = "check") {
  const clock = new FakeClock(noon);
  const forms: URLSearchParams[] = [];
  const api = new ScriptedApi(clock, ({ path, body = "" }) => {
    if (path === "/user_account") return { body: { id: "1", username: "me" } };
    if (path !== "/oauth/token") return undefined;
    forms.push(new URLSearchParams(body));
    return { body: { access_token: "pina_2nd", expires_in: 2_592_000, scope: scopes, ...grant } };
  });
  const download = () => Promise.reject(new Error("nothing to download"));
  const network = () => ({ transport: api, download });
  const { messages, stdout, stderr } = await runInProcess(
    command === "check" ? command : "authorize",
    { config: { credentials, ...config } },
    { network, clock, environment: {}, ...(command === "check" ? {} : { args: [command] }) },
  );
  return { forms, warnings: logsOf(messages, "WARN"), messages, said: stdout + stderr };
}

describe("a renewed sign-in", () => {
  it("asks for a refresh token that can be renewed, as apps from before September 2025 must", async () => {
    const { forms } = await check({ refresh_token: "pinr.2nd" });
    assert.deepEqual(Object.fromEntries(forms[0] ?? []), {
      grant_type: "refresh_token",
      refresh_token: "pinr.1st",
      continuous_refresh: "true",
    });
  });

  it("passes a new refresh token to the platform, without a warning", async () => {
    const { warnings, messages } = await check({ refresh_token: "pinr.2nd" });
    assert.deepEqual(warnings, []);
    const [control] = messages.flatMap((message) => (isObject(message.control) ? [message.control] : []));
    assert.match(JSON.stringify(control), /"refresh_token":"pinr\.2nd"/u);
  });

  const ends = (day: string) =>
    `Pinterest returned no new refresh token, so the sign-in ends ${day}, however often you sync. Before then, sign in again in the source settings.`;
  for (const [what, grant, day] of [
    ["with its last day", { refresh_token_expires_in: 86_400 * 30 }, "on 2026-08-08"],
    [
      "also if it returns the old one",
      { refresh_token: "pinr.1st", refresh_token_expires_in: 86_400 },
      "on 2026-07-10",
    ],
    ["on an unknown day", {}, "on a day that Pinterest didn't name"],
  ] as const)
    it(`is said to end if Pinterest returns no new refresh token: ${what}`, async () => {
      const { warnings, messages } = await check(grant);
      assert.deepEqual(warnings, [ends(day)]);
      assert.ok(messages.every(({ type }) => type !== "CONTROL"));
    });

  it("is said to end on the day that its file has", async () => {
    const file = { tokens_kept_in_this_file: true, sign_in: { renewable_until: "2026-09-01T00:00:00.000Z" } };
    const { said } = await check({}, file);
    assert.match(said, /the sign-in ends on 2026-09-01, however often you sync/u);
    const { said: status } = await check({}, file, "--status");
    assert.match(status, /Without a new refresh token, the sign-in ends at 2026-09-01 00:00 UTC/u);
    assert.ok(!status.includes(clientSecret));
    const { said: odd } = await check({}, { ...file, sign_in: { renewable_until: "soon" } });
    assert.match(odd, /saved renewed tokens in .*on a day that Pinterest didn't name/su);
  });
});
