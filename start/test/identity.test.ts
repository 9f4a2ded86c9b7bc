import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { openScriptedServer } from "../../integration_tests/bed/scripted-server.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { systemContext } from "../../src/commands/system-context.ts";
import type { Account } from "../account.ts";
import { identify } from "../identity.ts";
import { audienceOf } from "../own-account.ts";
import { accountOf } from "./bed.ts";

const folderOf = async (account: Account) => {
  const context = systemContext(new PassThrough(), new AbortController().signal, audienceOf(account));
  return (await identify(account, { ...context, environment: account.environment })).folder;
};

describe("the folder of an account", () => {
  for (const username of ["../../elsewhere", "demo", ""]) {
    it(`has a safe name for the username ${JSON.stringify(username)}`, async () => {
      const server = await openScriptedServer(() => ({ status: 200, body: { id: "123", username } }));
      assert.match(await folderOf(accountOf({ url: `${server.origin}/v5` })), /^account-[\w-]{12}$/u);
      await server.close();
    });
  }

  it("is that of the user if the first ad account is denied", async () => {
    const simulator = await startSimulator();
    const folder = await folderOf(accountOf(simulator, { ad_account_ids: ["123456"] }));
    await simulator.close();
    assert.equal(folder, simulator.world.me.profile.username);
  });
});
