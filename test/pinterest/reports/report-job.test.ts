import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { StoppedError } from "../../../src/base/signals.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { OpenDownload } from "../../../src/pinterest/network/download.ts";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { reportRows } from "../../../src/pinterest/reports/report-job.ts";
import type { ReportRequest } from "../../../src/pinterest/reports/report-request.ts";
import { FakeClock } from "../../fake-clock.ts";
import { respond, ScriptedApi } from "../../scripted-api.ts";

const token = "SECRET-token_with=signs==";
const link = "https://files.test/report.txt?X-Amz-Signature=SECRET";
const request: ReportRequest = {
  create: "analytics/create_report",
  poll: "analytics/get_report",
  parameters: { ad_account_id: "549" },
  body: { level: "CAMPAIGN", columns: ["SPEND_IN_DOLLAR"] },
  keyField: "CAMPAIGN_ID",
};

const inProgress = { report_status: "IN_PROGRESS" };
const finished = { report_status: "FINISHED", url: link, size: 2 };
const fileOf = (count: number) =>
  JSON.stringify({ "626": Array.from({ length: count }, (_, index) => ({ DATE: `day ${index}` })) });
const daysOf = (count: number) => Array.from({ length: count }, (_, index) => `day ${index}`);

/** One download: the file's text, chunks that can end with an error, or a status. */
type File = string | number | readonly (string | Error)[];

interface Situation {
  /** Responses to polls in order; the last one repeats. A number as `status` is the HTTP status. */
  readonly polls?: readonly JsonObject[];
  /** Downloads in order; the last one repeats. */
  readonly files?: readonly File[];
  readonly onPoll?: (stop: AbortController) => void;
  readonly onSleep?: (stop: AbortController) => void;
  readonly wanted?: ReportRequest;
  /** Whether responses come in an envelope. */
  readonly enveloped?: boolean;
}

class AbortingClock extends FakeClock {
  onSleep: () => void = () => undefined;

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const slept = super.sleep(milliseconds, signal);
    this.onSleep();
    return slept;
  }
}

function downloadOf(file: File, signal: AbortSignal): Awaited<ReturnType<OpenDownload>> {
  let received = 0;
  async function* chunks(): AsyncGenerator<string> {
    for (const chunk of typeof file === "object" ? file : [String(file)]) {
      await Promise.resolve();
      if (signal.aborted) throw new StoppedError();
      if (chunk instanceof Error) throw chunk;
      received += Buffer.byteLength(chunk);
      yield chunk;
    }
  }
  const status = typeof file === "number" ? file : 200;
  return { status, chunks: chunks(), bytes: () => ({ sent: received, content: received }) };
}

async function read({
  polls = [finished],
  files = ["{}"],
  onPoll,
  onSleep,
  wanted = request,
  enveloped = false,
}: Situation) {
  const clock = new AbortingClock(0);
  const random = () => 1;
  const stop = new AbortController();
  if (onSleep !== undefined) clock.onSleep = () => onSleep(stop);
  const links: string[] = [];
  const retries: ApiError[] = [];
  let polled = 0;
  const api = new ScriptedApi(clock, ({ method }) => {
    const wrap = (job: JsonObject) => (enveloped ? { code: 0, status: "success", message: "ok", data: job } : job);
    if (method === "POST") return respond(200, wrap({ token, report_status: "IN_PROGRESS" }));
    const response = polls[Math.min(polled, polls.length - 1)];
    polled += 1;
    onPoll?.(stop);
    return respond(typeof response?.status === "number" ? response.status : 200, wrap(response ?? {}));
  });
  const download: OpenDownload = (url, signal) => {
    const file = files[Math.min(links.length, files.length - 1)] ?? "{}";
    links.push(url);
    return Promise.resolve(downloadOf(file, signal));
  };
  const batches: (readonly JsonObject[])[] = [];
  let error: unknown;
  try {
    const caller = { signal: stop.signal, onRetry: (retry: ApiError) => retries.push(retry) };
    for await (const rows of reportRows({ client: api.client, download, clock, random }, wanted, caller))
      batches.push(rows);
  } catch (thrown) {
    error = thrown;
  }
  const secrets = [error, ...retries].map((each) =>
    each instanceof Error ? `${each.message} ${each.stack ?? ""}` : "",
  );
  assert.ok(!secrets.join().includes("SECRET"), "no error contains a token or a link");
  const jobs = api.httpRequests.filter(({ method }) => method === "POST");
  return {
    clock,
    requests: api.httpRequests,
    jobs,
    polls: api.httpRequests.length - jobs.length,
    links,
    batches,
    rows: batches.flat(),
    retries,
    error,
  };
}

const daysIn = (rows: readonly JsonObject[]) => rows.map(({ DATE }) => DATE);

describe("reportRows", () => {
  it("starts a job, polls it with increasing delays, and downloads the file", async () => {
    const polls = [...Array.from({ length: 6 }, () => inProgress), finished];
    const { requests, rows, links, clock, error } = await read({ polls, files: [fileOf(2)] });
    assert.equal(error, undefined);
    assert.deepEqual(clock.sleeps, [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    const [post, ...gets] = requests;
    assert.deepEqual([post?.method, post?.url], ["POST", "https://api.test/v5/ad_accounts/549/reports"]);
    assert.deepEqual(JSON.parse(post?.body ?? ""), request.body);
    assert.equal(gets.length, 7);
    for (const { method, url } of gets)
      assert.deepEqual([method, new URL(url).searchParams.get("token")], ["GET", token], "the token is encoded");
    assert.deepEqual([links, daysIn(rows)], [[link], daysOf(2)]);
  });

  it("uses a finished identical job, and polls one that is in progress or without a link, up to six times", async () => {
    for (const [before, polls] of [
      [[], 1],
      [[{ report_status: "FINISHED" }], 2],
      [[{ ...finished, url: "" }], 2],
      [[{ ...finished, report_status: "IN_PROGRESS" }], 2],
    ] as const) {
      const report = await read({ polls: [...before, finished], files: [fileOf(1)] });
      assert.deepEqual([report.rows.length, report.polls, report.clock.sleeps.length], [1, polls, polls - 1]);
    }
    const { error, jobs, polls } = await read({ polls: [{ report_status: "FINISHED" }] });
    assert.match(String(error), /ended as FINISHED, but without a link/u);
    assert.deepEqual([jobs.length, polls], [1, 6]);
  });

  it("polls a job again that is still processing by its code", async () => {
    const processing = { code: 1105, message: "Your job is still processing" };
    for (const status of [200, 400, 404]) {
      const polls = [inProgress, { status, ...processing }, { status, ...processing }, finished];
      const report = await read({ polls, files: [fileOf(1)] });
      const { jobs, rows, retries, error } = report;
      assert.deepEqual([jobs.length, report.polls, rows.length, retries, error], [1, 4, 1, [], undefined]);
    }
  });

  it("quotes no status that isn't a word, which might be a link", async () => {
    for (const report_status of ["https://reports.example/?signature=SECRET", "A".repeat(41), "", "finished"]) {
      const { error } = await read({ polls: [{ report_status }] });
      assert.ok(error instanceof ApiError && error.kind === "invalid_body", String(error));
      assert.doesNotMatch(error.message, /SECRET|AAA/u);
    }
  });

  it("restarts a job that ended without a report, or whose token the API no longer accepts, up to six jobs", async () => {
    for (const last of [
      ...["FAILED", "CANCELLED", "EXPIRED", "DOES_NOT_EXIST"].map((report_status) => ({ report_status })),
      { status: 404, code: 404, message: "Report not found" },
      { status: 400, code: 1, message: "Invalid report token" },
      { status: 400, code: 1104, message: "The token you provided is not valid or has expired." },
    ]) {
      const again = await read({ polls: [inProgress, last, finished], files: [fileOf(3)] });
      assert.deepEqual([again.jobs.length, again.rows.length, again.error], [2, 3, undefined]);
      const { jobs, error, clock, retries } = await read({ polls: [last] });
      assert.ok(error instanceof ApiError && error.kind === "server_fault");
      assert.ok(error.message.includes("report_status" in last ? last.report_status : last.message), error.message);
      assert.equal(error.operation, "analytics/get_report");
      assert.deepEqual([jobs.length, retries.length], [6, 5]);
      assert.deepEqual(clock.sleeps, [1_000, 2_000, 4_000, 8_000, 16_000]);
    }
  });

  it("requests a new link after a 403 and a new job after a 404, up to six downloads", async () => {
    const expired = await read({ files: [403, fileOf(3)] });
    assert.deepEqual([expired.jobs.length, expired.polls, expired.rows.length, expired.error], [1, 2, 3, undefined]);
    const gone = await read({ files: [404, fileOf(3)] });
    assert.deepEqual([gone.jobs.length, gone.rows.length], [2, 3]);
    const { links, jobs, error } = await read({ files: [403] });
    assert.ok(error instanceof ApiError && error.kind === "server_fault" && error.status === 403);
    assert.deepEqual([links.length, jobs.length], [6, 1]);
  });

  for (const [title, broken] of [
    ["is interrupted", [fileOf(9_000).slice(0, 150_000), new TransportError("the download broke off")]],
    ["is truncated", [fileOf(9_000).slice(0, 150_000)]],
  ] as const) {
    it(`repeats a download that ${title} from its start`, async () => {
      const { jobs, polls, batches, rows, error, clock } = await read({ files: [broken, broken, fileOf(9_000)] });
      assert.equal(error, undefined);
      assert.deepEqual([jobs.length, polls], [1, 3]);
      assert.deepEqual(daysIn(rows.slice(-9_000)), daysOf(9_000));
      assert.ok(rows.length > 12_000, "rows go out while they arrive");
      assert.ok(batches.length > 3 && batches.every(({ length }) => length > 0 && length <= 500));
      assert.deepEqual(clock.sleeps, [1_000, 2_000], "delays in milliseconds");
    });
  }

  it("yields no rows of an empty report", async () => {
    for (const [file, size] of [
      ["{}", 2],
      ["[]", 2],
      ['{"626":[]}', 10],
      ["", 0],
    ] as const) {
      const { batches, error } = await read({ files: [file], polls: [{ ...finished, size }] });
      assert.deepEqual([batches, error], [[], undefined]);
    }
    const { error } = await read({ files: ["{}"], polls: [{ ...finished, size: 3 }] });
    assert.ok(error instanceof ApiError, "a file without the text of its size");
  });

  it("fills a missing ID from the key of the row's list", async () => {
    const file = '{"626747899010123456":[{"A":1},{"A":2,"CAMPAIGN_ID":null},{"A":3,"CAMPAIGN_ID":626747899010123457}]}';
    const { rows } = await read({ files: [file] });
    assert.deepEqual(
      rows.map(({ CAMPAIGN_ID: id }) => id),
      ["626747899010123456", "626747899010123456", "626747899010123457"],
    );
    for (const withoutIds of ['[{"A":1}]', '{"2026-06-01":[{"A":1}]}']) {
      const { rows: keyless } = await read({ files: [withoutIds] });
      assert.deepEqual(keyless, [{ A: 1 }]);
    }
  });

  it("fails after an hour without another job", async () => {
    const { error, clock, jobs } = await read({ polls: [inProgress] });
    assert.ok(error instanceof ApiError && error.kind === "server_fault");
    assert.match(error.message, /within an hour/u);
    assert.ok(clock.now() >= 60 * 60_000 && clock.now() <= 61 * 60_000, `${clock.now()}`);
    assert.equal(jobs.length, 1);
  });

  it("waits an hour for all jobs together, which the API ends without a report, and anew after a download", async () => {
    const minutes = Array.from({ length: 180 }, () => inProgress);
    const lost = { report_status: "FAILED" };
    const jobsInVain = await read({ polls: [...minutes, lost, ...minutes, lost, inProgress] });
    assert.match(String(jobsInVain.error), /within an hour/u);
    assert.equal(jobsInVain.jobs.length, 3);
    assert.ok(jobsInVain.clock.now() <= 61 * 60_000, `${jobsInVain.clock.now()}`);
    const most = Array.from({ length: 300 }, () => inProgress);
    const files = [["{", new TransportError("cut off")], fileOf(1)];
    const { rows } = await read({ polls: [...most, finished, lost, ...most, finished], files });
    assert.equal(rows.length, 1);
  });

  it("ends on abort between polls, before a retry, and within a download", async () => {
    const stopped = async (situation: Situation) => {
      const { error, polls, links, rows } = await read(situation);
      assert.ok(error instanceof StoppedError);
      return [polls, links.length, rows.length];
    };
    const onSleep = (stop: AbortController) => stop.abort();
    assert.deepEqual(await stopped({ polls: [inProgress], onSleep }), [1, 0, 0]);
    assert.deepEqual(await stopped({ files: [403], onSleep }), [1, 1, 0]);
    assert.deepEqual(await stopped({ files: [fileOf(10)], onPoll: onSleep }), [1, 0, 0]);
  });

  it("accepts a job in an envelope", async () => {
    const wanted = { ...request, create: "analytics/create_mmm_report", poll: "analytics/get_mmm_report" };
    const { rows, polls, error } = await read({
      wanted,
      enveloped: true,
      polls: [inProgress, finished],
      files: [fileOf(2)],
    });
    assert.deepEqual([error, polls, rows.length], [undefined, 2, 2]);
  });

  it("sends no body if it is empty, and polls with the poll's own parameters", async () => {
    const { requests, error } = await read({
      wanted: {
        ...request,
        create: "analytics/create_template_report",
        parameters: { ad_account_id: "549", template_id: "7", granularity: "DAY" },
        body: {},
      },
    });
    assert.equal(error, undefined);
    assert.deepEqual(
      requests.map(({ method, url, body }) => [method, new URL(url).pathname, body]),
      [
        ["POST", "/v5/ad_accounts/549/templates/7/reports", undefined],
        ["GET", "/v5/ad_accounts/549/reports", undefined],
      ],
    );
  });

  describe("of a catalog", () => {
    const wanted: ReportRequest = {
      create: "reports/create",
      poll: "reports/get",
      parameters: { ad_account_id: "549" },
      body: { catalog_type: "RETAIL", report: { report_type: "DISTRIBUTION_ISSUES", catalog_id: "1" } },
      keyField: "report_list",
      positionField: "report_row",
    };
    const lines = (count: number) =>
      `code,text\n${Array.from({ length: count }, (_, index) => `${index},x\n`).join("")}`;

    it("yields no row before the file is complete and valid", async () => {
      const broken: File = [lines(230), new TransportError("the report's download broke off")];
      for (const files of [[broken], [`${lines(230)}1,2,3\n`], [`${lines(230)}"`]]) {
        const { rows, error } = await read({ wanted, files });
        assert.ok(error instanceof ApiError);
        assert.deepEqual(rows, []);
      }
      const { rows, error } = await read({ wanted, files: [lines(230)], polls: [{ ...finished, size: 10_000 }] });
      assert.ok(error instanceof ApiError, "shorter than its size");
      assert.deepEqual(rows, []);
    });

    it("numbers each row once within a job, and from 1 in another job", async () => {
      const broken: File = [lines(230), new TransportError("the report's download broke off")];
      const { rows, error } = await read({ wanted, files: [broken, lines(230)] });
      assert.equal(error, undefined);
      assert.deepEqual(
        rows.map(({ report_row: position }) => position),
        Array.from({ length: 230 }, (_, index) => index + 1),
      );
      assert.deepEqual(rows[2], { code: "2", text: "x", report_row: 3 });
      const listed = await read({ wanted, files: ['{"SPAM":[{"item_id":"1"}]}'] });
      assert.deepEqual(listed.rows, [{ item_id: "1", report_list: "SPAM", report_row: 1 }]);
      const lost = await read({ wanted, files: [broken, 404, lines(3)] });
      assert.deepEqual(
        lost.rows.slice(-3).map(({ report_row: position }) => position),
        [1, 2, 3],
      );
    });
  });

  describe("of a catalog, too long to keep", () => {
    const wanted: ReportRequest = {
      ...request,
      create: "reports/create",
      poll: "reports/get",
      positionField: "report_row",
    };
    const count = 2_000;
    /** The text of a file in chunks that end within characters, as Pinterest's can. */
    const fileWith = (title: (index: number) => string, chunkLength = 9_973) => {
      const text = Array.from({ length: count }, (_, code) => `${JSON.stringify({ code, title: title(code) })}\n`).join(
        "",
      );
      const chunks: string[] = [];
      for (let start = 0; start < text.length; ) {
        // Decoders keep surrogate pairs together.
        const end = start + chunkLength + (/[\uD800-\uDBFF]/u.test(text.charAt(start + chunkLength - 1)) ? 1 : 0);
        chunks.push(text.slice(start, end));
        start = end;
      }
      return chunks;
    };
    const flowers = (index: number) => `${index} ${"🌷".repeat(600)}`;
    const whole = fileWith(flowers);
    const numbers = (rows: readonly JsonObject[]) => rows.map(({ report_row: position }) => position);
    const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

    it("is downloaded again for its rows, by a new link", async () => {
      const { rows, links, jobs, polls, batches, error } = await read({
        wanted,
        files: [whole, fileWith(flowers, 777)],
      });
      assert.equal(error, undefined);
      assert.deepEqual([links.length, jobs.length, polls], [2, 1, 2]);
      assert.deepEqual(numbers(rows), upTo(count));
      assert.ok(rows.every(({ title }, index) => title === flowers(index)));
      assert.ok(batches.every(({ length }) => length <= 100));
    });

    it("yields no row before its first download is complete and valid, and each once if others break off", async () => {
      const cut: File = [...whole.slice(0, 200), new TransportError("the report's download broke off")];
      const never = await read({ wanted, files: [cut] });
      assert.deepEqual([never.rows, never.links.length, never.jobs.length], [[], 6, 1]);
      assert.ok(never.error instanceof ApiError);
      const later = await read({ wanted, files: [whole, cut, whole.slice(0, 100).concat("9"), cut, whole] });
      assert.equal(later.error, undefined);
      assert.ok(later.jobs.length <= 2);
      assert.deepEqual(numbers(later.rows.slice(-count)), upTo(count));
      const interrupted = await read({ wanted, files: [whole, cut, cut, whole] });
      assert.deepEqual([interrupted.links.length, interrupted.jobs.length], [4, 1]);
      assert.deepEqual(numbers(interrupted.rows), upTo(count));
    });

    it("yields no row of another text than the first download had, and then all rows of a new job", async () => {
      const changedAt = 1_200;
      const other = fileWith((index) => (index < changedAt ? flowers(index) : `${flowers(index)}!`));
      const { rows, jobs, links, error } = await read({ wanted, files: [whole, other] });
      assert.equal(error, undefined);
      assert.deepEqual([jobs.length, links.length], [2, 4]);
      const before = rows.slice(0, -count);
      assert.ok(before.length > changedAt * 0.8 && before.length <= changedAt, `${before.length} rows`);
      assert.ok(before.every(({ title }, index) => title === flowers(index)));
      assert.deepEqual(numbers(rows.slice(-count)), upTo(count));
      assert.equal(rows.at(-1)?.title, `${flowers(count - 1)}!`);
    });
  });

  it("rethrows other errors", async () => {
    const unknown = await read({ wanted: { ...request, poll: "boards/none" } });
    assert.ok(unknown.error instanceof Error && /boards\/none/u.test(unknown.error.message));
    const denied = await read({ polls: [{ status: 403, code: 29, message: "You are not permitted." }] });
    assert.ok(denied.error instanceof ApiError && denied.error.kind === "access_lost");
    assert.equal(denied.jobs.length, 1);
  });
});
