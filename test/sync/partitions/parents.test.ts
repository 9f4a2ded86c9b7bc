import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { apiError, page, pageOfAll } from "../../scripted-api.ts";
import { configured, denied, gone, readOne, rows, type Script, scriptedRead } from "../scripted-read.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
const boards = (count: number) => page(rows(...numbers(count)));

/** Returns boards with sections, whose three Pins each are on pages of a size. */
function sectionedBoards(count: number, sectionsOf: (board: string) => readonly string[], size: number): Script {
  return (request) => {
    const [, board = "", section = ""] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(request.path) ?? [];
    if (request.path === "/boards") {
      const changed = { board_pins_modified_at: "2026-01-03T00:00:00" };
      return page(rows(...numbers(count)).map((each) => ({ ...each, ...changed })));
    }
    if (section === "") return page(rows(...sectionsOf(board)));
    const pins = ["3", "2", "1"].map((day) => ({
      id: `${board}${section}0${day}`,
      created_at: `2026-01-0${day}T00:00:00`,
      description: "x".repeat(2_000),
    }));
    return pageOfAll(pins, request, size);
  };
}

describe("parents and children", () => {
  it("share the requests for lists of both", async () => {
    const wanted = ["board_sections", "board_section_pins", "board_pins", "likes"].map((name) => configured(name));
    const { complete, api, log } = await scriptedRead(wanted, ({ path }) => {
      if (path === "/boards") return boards(60);
      return path.endsWith("/sections") ? page(rows("5")) : page(rows("9"));
    });
    assert.equal(complete, true);
    for (const name of ["board_sections", "board_section_pins"])
      assert.equal((await log.records(name)).length, 60, name);
    const calls = numbers(60).map((id) => api.calls(`/boards/${id}/sections`));
    assert.deepEqual([api.calls("/boards"), new Set(calls)], [1, new Set([1])]);
  });

  it("are requested for the configured ad account", async () => {
    const { api } = await readOne("board_pins", () => boards(1), { config: { adAccountIds: ["549"] } });
    assert.ok(api.requests.length > 1 && api.requests.every((request) => request.includes("ad_account_id=549")));
  });

  it("fail with the name of the parent's operation if that is unreadable", async () => {
    const { messageOf, warnings } = await readOne("board_pins", () => denied);
    assert.match(messageOf("config_error"), /response for boards, which this stream needs: You are not permitted/u);
    assert.equal(warnings, "");
  });
});

describe("a list that is denied or not found", () => {
  const notFound = /returned "not found" to a request/u;
  for (const [title, failing, response, cases] of [
    [
      "of one of several parents is skipped",
      /\/(?:boards|campaigns)\/1\/|campaign_ids=1$/u,
      [gone, denied],
      [
        ["board_sections", 3, undefined],
        ["board_pins", 3, undefined],
      ],
    ],
    [
      "of the only parent is skipped if it is not found",
      /\/(?:sections|pins|analytics|audiences|reports)$/u,
      [gone],
      [
        ["board_sections", 1, undefined],
        ["board_pins", 1, undefined],
        ["board_section_pins", 1, undefined],
        ["campaign_analytics", 1, undefined],
        ["campaign_analytics_report", 1, undefined],
        ["advertiser_targeting_report", 1, undefined],
        ["audiences", 1, undefined],
      ],
    ],
    [
      "of each of several parents is an error",
      /\/(?:sections|pins|analytics)$/u,
      [gone, denied],
      [
        ["board_sections", 3, notFound],
        ["board_pins", 3, notFound],
        ["board_section_pins", 3, notFound],
        ["campaign_analytics", 3, notFound],
      ],
    ],
    ["of each of several nested parents is an error", /\/pins$/u, [gone], [["board_section_pins", 3, notFound]]],
  ] as const) {
    for (const [name, count, error] of cases) {
      it(`${title}: ${name}`, async () => {
        for (const mode of name === "board_sections"
          ? (["full_refresh"] as const)
          : (["full_refresh", "incremental"] as const)) {
          for (const refusal of response) {
            const read = await readOne(
              name,
              ({ path }) => {
                if (failing.test(path)) return refusal;
                if (path === "/ad_accounts") return page(rows("549"));
                return path === "/boards" || path.endsWith("/campaigns") ? boards(count) : page(rows("5"));
              },
              { mode },
            );
            assert.equal(read.complete, error === undefined, mode);
            assert.match(read.warnings, /skipped/u);
            if (error === undefined) continue;
            assert.match(read.messageOf("config_error"), refusal === gone ? error : /You are not permitted/u);
            if (name.startsWith("board")) assert.equal(read.warnings.match(/skipped board \d+/gu)?.length, count);
          }
        }
      });
    }
  }
});

for (const mode of ["full_refresh", "incremental"] as const) {
  describe(`nested children in ${mode}`, () => {
    it("are read by parent, so that a small daily quota suffices", async () => {
      const world = sectionedBoards(12, () => ["1", "2"], 2);
      const found: string[] = [];
      let state: JsonObject | undefined;
      let requests = 0;
      let days = 0;
      for (let complete = false; !complete; days += 1) {
        assert.ok(days < 12, "it does not complete");
        let calls = 0;
        const run = await readOne(
          "board_section_pins",
          (request, signal) => {
            calls += 1;
            if (calls <= 10) return world(request, signal);
            return apiError(429, 8, "Too many requests today.", { "x-ratelimit-reset": "86400" });
          },
          // In one job, or in one sync per day.
          { mode, state, job: mode === "full_refresh" ? "81" : String(days), config: { numWorkers: 2 } },
        );
        ({ complete } = run);
        found.push(...run.ids);
        requests += Math.min(calls, 10);
        state = run.states.at(-1);
      }
      assert.deepEqual([found.length, new Set(found).size], [72, 72], "each once");
      // 12 boards with two sections of two pages each, plus the boards each day and two open lists.
      assert.ok(requests <= 12 + 12 * 2 * 2 + 4 * days, `${requests} calls in ${days} days`);
      if (mode === "full_refresh") return;
      const next = await readOne("board_section_pins", world, { mode, state, job: "next" });
      assert.deepEqual(next.ids, [], "sections are known below boards that were not asked for on the last day");
    });

    it("are all read after two resumes from any states", async () => {
      const name = "board_section_pins";
      const world = sectionedBoards(5, (board) => ["1", "2", "3"].slice(0, Number(board) % 4), 1);
      const options = { mode, job: "81", config: { numWorkers: 3 } };
      const idsOf = (lines: Awaited<ReturnType<typeof readOne>>["lines"]) =>
        lines.filter(({ kind }) => kind === "RECORD").map(({ body }) => asText(body.id));
      const first = await readOne(name, world, options);
      const all = first.ids.toSorted();
      let resumed = 0;
      for (const [index, { kind, body }] of first.lines.entries()) {
        if (kind !== "STATE") continue;
        // Interrupted again at the second state.
        const more = await readOne(name, world, { ...options, state: body });
        const second = more.states[1] ?? more.states[0];
        const end = more.lines.findIndex((line) => line.kind === "STATE" && line.body === second);
        const last = await readOne(name, world, { ...options, state: second });
        const ids = [...idsOf(first.lines.slice(0, index)), ...idsOf(more.lines.slice(0, end)), ...last.ids];
        assert.deepEqual([...new Set(ids)].toSorted(), all, JSON.stringify(body));
        resumed += 1;
      }
      assert.ok(resumed > 5);
    });
  });
}
