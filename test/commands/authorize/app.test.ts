import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { findApp } from "../../../src/commands/authorize/app.ts";
import { Lines } from "../../../src/commands/authorize/lines.ts";
import { textOutput } from "../../../src/commands/output/text-output.ts";

const missing = { failureType: "config_error", message: /^The app ID or the app secret key is missing\. Set / };
const questions = "App ID (from https://developers.pinterest.com/apps/): \nApp secret key (not shown): \n";

/** Finds the app with the answers of a person, and returns it with what was asked. */
async function found(
  environment: Readonly<Record<string, string>>,
  files: readonly unknown[],
  answers: readonly string[] = [],
) {
  let asked = "";
  const output = textOutput({ write: (text) => (asked += text) });
  const lines = new Lines(Readable.from(answers.map((answer) => `${answer}\n`)), output);
  const app = await findApp(environment, files, lines).finally(() => lines.close());
  return [app.clientId, app.clientSecret, asked];
}

describe("findApp", () => {
  const both = { PINTEREST_APP_ID: " 12 ", PINTEREST_APP_SECRET: " s " };
  const file = { client_id: 34, client_secret: " t " };

  it("prefers the environment to files, the first file that has it to others, and any of them to a person", async () => {
    assert.deepEqual(await found(both, [file]), ["12", "s", ""]);
    const others = ["text", {}, { client_id: "5" }, { client_id: "5", client_secret: " " }, { credentials: {} }];
    assert.deepEqual(await found({ PINTEREST_APP_ID: "12" }, [...others, { credentials: file }, both]), [
      "34",
      "t",
      "",
    ]);
    assert.deepEqual(await found({ PINTEREST_APP_SECRET: "s" }, [file]), ["34", "t", ""]);
  });

  it("asks for what the environment lacks, until the answer has more than quotes", async () => {
    assert.deepEqual(await found({}, [], ["", '""', '"12"', "s"]), [
      "12",
      "s",
      `${"App ID (from https://developers.pinterest.com/apps/): \n".repeat(2)}${questions}`,
    ]);
    assert.deepEqual(await found({ PINTEREST_APP_ID: "12" }, [], ["s"]), ["12", "s", "App secret key (not shown): \n"]);
    assert.deepEqual((await found({ PINTEREST_APP_SECRET: " s" }, [], ["12"])).slice(0, 2), ["12", "s"]);
  });

  it("fails if the input ends before both are known", async () => {
    await assert.rejects(found({}, []), missing);
    await assert.rejects(found({}, [], ["12"]), missing);
    await assert.rejects(found({ PINTEREST_APP_SECRET: "s" }, []), missing);
  });
});
