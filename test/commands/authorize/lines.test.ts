import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { Lines } from "../../../src/commands/authorize/lines.ts";
import { textOutput } from "../../../src/commands/output/text-output.ts";

/** Asks two questions, the second of which hides its answer, and returns the answers and what is shown. */
async function ask(isTTY: boolean) {
  let shown = "";
  const input = Object.assign(new PassThrough(), { isTTY });
  const lines = new Lines(input, textOutput({ write: (text) => (shown += text), isTTY }));
  const answers: (string | undefined)[] = [];
  for (const [question, answer, options] of [
    ["Name? ", " Ann \n"],
    ["Secret? ", "hush\n", { isHidden: true }],
  ] as const) {
    const asked = lines.ask(question, options);
    input.write(answer);
    answers.push(await asked);
  }
  input.end();
  answers.push(await lines.ask("Again? "));
  lines.close();
  assert.equal(input.isPaused(), true);
  return { answers, shown };
}

describe("Lines", () => {
  it("shows the answers on a terminal, but not a hidden one", async () => {
    const { answers, shown } = await ask(true);
    assert.deepEqual(answers, ["Ann", "hush", undefined]);
    assert.match(shown, /Name\? .*Ann/u);
    assert.doesNotMatch(shown, /hush/u);
    assert.match(shown, /Secret\? \nAgain\? $/u);
  });

  it("ends each question with a line of its own without a terminal", async () => {
    assert.deepEqual(await ask(false), {
      answers: ["Ann", "hush", undefined],
      shown: "Name? \nSecret? \nAgain? \n",
    });
  });

  it("can be closed before anything is asked", () => {
    const input = new PassThrough();
    new Lines(input, textOutput({ write: () => undefined })).close();
    assert.equal(input.isPaused(), false);
  });
});
