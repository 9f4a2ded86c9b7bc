import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { readScopes } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { version } from "../src/base/package.ts";
import { axiosNetwork } from "../src/pinterest/network/axios-network.ts";
import { FakeClock } from "../test/fake-clock.ts";
import { describeWith, unix } from "../test/requirements.ts";
import { noon } from "../test/today.ts";
import { words } from "../test/words.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { type Outcome, withFiles } from "./bed/connector.ts";
import { runLine } from "./bed/in-process.ts";
import { lastStates, recordsOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

const config = {
  credentials,
  start_date: "2026-06-22",
};

/** Streams in which ad account and business roles deny parts, and a list of audiences isn't found. */
const denied = words(`
  campaigns audiences audience_insights audience_shared_accounts business_assets business_members conversion_event_quality_scores
`);

/** Returns the lines of the log, each with its level. */
const logOf = ({ messages }: Outcome) =>
  messages.flatMap(({ log }) => (isObject(log) ? [`${asText(log.level)} ${asText(log.message)}`] : []));

describe("the log of a read", () => {
  let bed: Bed;
  before(async () => {
    const few = { campaigns: 2, adGroups: 4, ads: 8, keywords: 8 };
    bed = await Bed.open({ seed: 1, scale: { ...extents.small, pins: 300, followers: 620, ...few }, config });
  });
  after(() => bed.close());

  it("begins with the version, the streams, and the account, and ends with the totals", async () => {
    const log = logOf(await bed.read(["boards", "pins"]));
    assert.deepEqual(log.slice(0, 3), [
      `INFO source-pinterest ${version()} starts reading 2 streams: 1 incrementally, 1 as a full refresh`,
      "INFO No incremental stream has a state: all start from the beginning",
      `INFO Pinterest account: ${bed.simulator.world.me.profile.username}`,
    ]);
    assert.match(log.at(-2) ?? "", /^INFO 2 of 2 streams complete: read \d+ records with \d+ API calls/u);
    assert.equal(log.at(-1), "INFO Finished syncing");
  });

  it("says which streams have no state, and so start from the beginning", async () => {
    const { messages } = await bed.read(["pins", "board_pins"]);
    const [second] = lastStates(messages).slice(1);
    assert.ok(second !== undefined);
    const names = ["pins", "board_pins", "ad_accounts"];
    const line = logOf(await bed.read(names, { states: [second] }))[1];
    assert.match(
      line ?? "",
      /^INFO 1 incremental stream with a state to resume from; these have none and start from the beginning: (?:pins|board_pins), ad_accounts$/u,
    );
    const all = logOf(await bed.read(["pins"], { states: lastStates(messages) }));
    assert.equal(all[1], "INFO 1 incremental stream with a state to resume from");
  });

  it("says once why partitions are skipped, and in the line of each stream how many, by status", async () => {
    const log = logOf(await bed.read(["campaigns", "ad_groups", "ads"], { keepsRecords: false }));
    const lines = log.filter((line) => line.includes("skipped"));
    assert.equal(lines.filter((line) => line.includes("not permitted")).length, 2, lines.join("\n"));
    for (const name of ["campaigns", "ad_groups", "ads"]) {
      const line = new RegExp(
        `^INFO ${name}: read \\d+ records with \\d API calls; skipped 1 partition \\(HTTP 403, code 29\\)$`,
        "u",
      );
      assert.ok(
        lines.some((each) => line.test(each)),
        lines.join("\n"),
      );
    }
  });

  it("has each request and its status on DEBUG", async () => {
    bed.simulator.journal.clear();
    const log = logOf(await bed.read(["boards", "board_pins"], { args: ["--debug"] }));
    const requests = log.filter((line) => /^DEBUG GET \/v5\/\S+: HTTP 200 in \d+ ms$/u.test(line));
    assert.equal(requests.length, bed.simulator.journal.entries.length);
    assert.ok(requests.length > 3);
  });

  it("has two warnings per cause, the second with all further streams and parts", async () => {
    const log = logOf(await bed.read(denied, { args: ["--debug"], keepsRecords: false }));
    const warnings = log.filter((line) => line.startsWith("WARN "));
    assert.equal(warnings.length, 6, warnings.join("\n"));
    // As the engine warns of them, one by one.
    const repeated = log.flatMap((line) => {
      const [, stream, what = "", reason] = /^DEBUG (\w+): skipped (.+?): (.*)$/u.exec(line) ?? [];
      const [resource = "", ...parts] = what.split(", ");
      return stream === undefined ? [] : [{ reason, words: [`${resource} in `, stream, parts.join(", ")] }];
    });
    assert.ok(repeated.length > 10);
    for (const { reason, words } of repeated) {
      const line = warnings.find((each) => each.startsWith("WARN also skipped ") && each.endsWith(`: ${reason}`));
      assert.deepEqual(
        words.filter((word) => line?.includes(word) !== true),
        [],
        line,
      );
    }
    const skipping = log.flatMap((line) => /^INFO (\w+): read [^;]+; skipped \d+ partitions?\b/u.exec(line)?.[1] ?? []);
    assert.ok(skipping.length > 4, skipping.join());
    for (const stream of skipping) {
      assert.ok(
        warnings.some((line) => new RegExp(`\\b${stream}\\b`, "u").test(line)),
        `no warning names ${stream}`,
      );
    }
    const quiet = logOf(await bed.read(denied, { keepsRecords: false }));
    assert.equal(quiet.filter((line) => line.startsWith("DEBUG ")).length, 0);
    assert.equal(quiet.filter((line) => line.startsWith("WARN ")).length, warnings.length);
  });

  it("has two errors per cause, the second with all further streams, and a trace for each", async () => {
    bed.simulator.settings.scopes = readScopes.filter((scope) => scope !== "billing:read");
    const names = ["billing_invoices", "billing_profiles", "ads_credit_discounts"];
    const outcome = await bed.read(names, { keepsRecords: false });
    bed.simulator.settings.scopes = readScopes;
    const errors = logOf(outcome).filter((line) => line.startsWith("ERROR "));
    const found = errors.map(
      (line) => /^ERROR ([\w, ]+): The token is missing a scope: it needs billing:read\. /u.exec(line)?.[1],
    );
    assert.deepEqual(found.length, 2, errors.join("\n"));
    assert.deepEqual(found.join(", ").split(", ").toSorted(), names.toSorted());
    const traced = outcome.messages.filter(({ trace }) => isObject(trace) && trace.type === "ERROR");
    assert.equal(traced.length, 3);
  });

  describeWith(unix, "of a read that is interrupted", () => {
    it("says by what, and that the next sync continues", async () => {
      let isStopped = false;
      const outcome = await bed.read(["pins", "followers"], {
        program: {
          speed: 1,
          onMessage: ({ type }, child) => {
            if (isStopped || type !== "RECORD") return;
            isStopped = true;
            child.kill("SIGTERM");
          },
        },
      });
      assert.equal(outcome.signal, "SIGTERM");
      assert.match(logOf(outcome).at(-2) ?? "", /^INFO \d of 2 streams complete/u);
      assert.equal(
        logOf(outcome).at(-1),
        "WARN The read was interrupted by SIGTERM. The next sync continues from the states so far.",
      );
    });

    it("says to a person which command continues it, with the output so far as the state", async () => {
      const clock = new FakeClock(noon);
      const environment = { PINTEREST_API_BASE_URL: bed.simulator.url };
      const records: JsonObject[] = [];
      await withFiles("read", { config }, async (args, folder) => {
        let command = [...args, "--streams", "board_pins"];
        const output = join(folder, "output so far.jsonl");
        for (const requests of [4, 3, Number.POSITIVE_INFINITY]) {
          const stop = new AbortController();
          let made = 0;
          const endWatch = bed.simulator.journal.watch(() => {
            made += 1;
            if (made === requests) stop.abort("SIGINT");
          });
          const outcome = await runLine(command, { network: axiosNetwork, clock, environment, isTerminal: true, stop });
          endWatch();
          appendFileSync(output, outcome.stdout);
          records.push(...(recordsOf(outcome.messages).get("board_pins") ?? []));
          if (outcome.code === 0) break;
          const [, words = "", file] =
            /^WARN The read was interrupted by SIGINT\. To continue: source-pinterest (.*) --state FILE, where FILE has (.*)\.$/u.exec(
              logOf(outcome).at(-1) ?? "",
            ) ?? [];
          const earlier = requests === 4 ? "" : `"${output}" and `;
          const order = requests === 4 ? "" : ", in this order";
          assert.equal(file, `${earlier}the whole output of this read${order}`);
          command = [...words.split(" "), "--state", output];
        }
      });
      const table = new Table("board_pins").add(records);
      table.assertEquals(bed.expectedRecords("board_pins"));
      assert.equal(records.length, table.size, "a record is repeated");
    });
  });
});
