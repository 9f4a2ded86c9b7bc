import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { runInProcess } from "../../../integration_tests/bed/in-process.ts";
import { configure, streamsOf } from "../../../integration_tests/bed/messages.ts";
import { startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { judge } from "../../../src/commands/survey/judges/judges.ts";
import { Recorder } from "../../../src/commands/survey/page.ts";
import { Sample } from "../../../src/commands/survey/sample.ts";
import { surveyedSchemas } from "../../../src/commands/survey/survey.ts";
import { axiosNetwork } from "../../../src/pinterest/network/axios-network.ts";
import { writeAnswers } from "../../../start/answers.ts";
import { FakeClock } from "../../fake-clock.ts";
import { parsedObject } from "../../narrow.ts";
import { describeWith, recordings } from "../../requirements.ts";
import { folderOfTest } from "../../temporary-folders.ts";
import { noon } from "../../today.ts";
import { words } from "../../words.ts";
import { type Flip, flipped, flips } from "./flips.ts";
import { config } from "./survey-run.ts";

const read = words(`account boards board_sections board_pins board_section_pins pins followers user_account_analytics
  user_account_analytics_split pin_analytics ad_accounts campaigns ad_groups ads campaign_analytics`);

describe("the judges of a normal read", () => {
  const folder = folderOfTest();

  /** Reads streams, and returns the false assumptions and the file of the answers. */
  async function answersOf(flip: Flip = {}) {
    const clock = new FakeClock(noon);
    const simulator = await startSimulator({ seed: 5, scale: { ...extents.small, pins: 300, followers: 40 }, clock });
    try {
      simulator.change({ add_pins: 2 });
      const recorder = new Recorder();
      const network = (baseUrl: string) => {
        const own = flipped(axiosNetwork(baseUrl), flip);
        return { ...own, transport: recorder.watching(own.transport) };
      };
      const surroundings = { network, clock, environment: { PINTEREST_API_BASE_URL: simulator.url } };
      const { messages } = await runInProcess("discover", { config }, surroundings);
      const catalog = configure(streamsOf(messages).filter(({ name }) => read.includes(asText(name))));
      await runInProcess("read", { config, catalog }, surroundings);
      const requests = simulator.journal.entries.length;
      const path = join(folder.path, "survey.json");
      const failing = await writeAnswers(path, recorder, config, noon);
      assert.equal(simulator.journal.entries.length, requests, "judging costs no request");
      return { failing, report: parsedObject(await readFile(path, "utf8")), mode: (await stat(path)).mode & 0o777 };
    } finally {
      await simulator.close();
    }
  }

  it("answer 15 assumptions without a request, in a file that only its owner can read", async () => {
    const { failing, report, mode } = await answersOf();
    assert.deepEqual(failing, []);
    const found = Object.values(isObject(report.found) ? report.found : {});
    const holding = found.filter((finding) => isObject(finding) && finding.outcome === "holds").length;
    assert.ok(holding >= 15, `${holding} hold`);
    assert.equal(mode, 0o600);
  });

  it("notice what is false", async () => {
    for (const id of ["T5", "T2"] as const) {
      const { failing } = await answersOf(flips[id]);
      assert.ok(failing.includes(id), `${id}: ${failing.join()}`);
    }
  });
});

describeWith(recordings, "the judges of recorded responses", (path) => {
  it("raise no false alarm, for each alone and for those of each account", async () => {
    const schemas = await surveyedSchemas();
    const accounts = new Map<string, Recorder>();
    let pages = 0;
    for (const name of readdirSync(path).filter((each) => each.endsWith(".json"))) {
      const recorded: readonly JsonObject[] = JSON.parse(readFileSync(join(path, name), "utf8"));
      for (const { kind, source, recorded_at: recordedAt, request, status, headers, body } of recorded) {
        if (kind !== "recorded" || !isObject(request) || request.method !== "GET") continue;
        const [account = ""] = asText(source).split("@");
        const query = new URLSearchParams();
        for (const [key, value] of Object.entries(isObject(request.query) ? request.query : {}))
          query.set(key, asText(value));
        const url = `https://api.pinterest.com/v5${asText(request.path)}?${query.toString()}`;
        const texts = Object.entries(isObject(headers) ? headers : {}).map(([key, value]) => [
          key.toLowerCase(),
          asText(value),
        ]);
        const response = { status: Number(status), headers: Object.fromEntries(texts), body: JSON.stringify(body) };
        const all = accounts.get(account) ?? new Recorder();
        accounts.set(account, all);
        const alone = new Recorder();
        // Of others, the requests are guessed, and their lists might be of several accounts.
        const isOfAccount = recordedAt !== undefined;
        for (const recorder of isOfAccount ? [all, alone] : [alone])
          recorder.add({ method: "GET", url, headers: {} }, response);
        pages += alone.pages.length;
        assert.deepEqual(failuresIn(alone), [], `${name} ${url}`);
      }
    }
    for (const [account, recorder] of accounts) assert.deepEqual(failuresIn(recorder), [], account);
    assert.ok(pages >= 40, `${pages} pages`);

    function failuresIn(recorder: Recorder): readonly string[] {
      return [...judge(new Sample(recorder.pages, schemas))].flatMap(([id, { outcome, fields = [] }]) =>
        outcome === "fails" ? [`${id} ${fields.join()}`] : [],
      );
    }
  });
});
