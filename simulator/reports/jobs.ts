import { createHash } from "node:crypto";
import type { JsonObject } from "../../src/json.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../settings.ts";
import type { AdAccount } from "../world/world.ts";
import type { ReportRequest } from "./request.ts";

export type ReportStatus = "DOES_NOT_EXIST" | "FINISHED" | "IN_PROGRESS" | "EXPIRED" | "FAILED" | "CANCELLED";

/** One report that was asked for. Times are epoch milliseconds of the simulated clock. */
export interface Job {
  readonly token: string;
  readonly ordinal: number;
  readonly adAccount: AdAccount;
  readonly request: ReportRequest;
  readonly createdAt: number;
  /** What the settings were: `report_extra_entities`, `report_row_ids` and `report_hours`. */
  readonly extraEntities: number;
  readonly withIds: boolean;
  readonly hours: Settings["report_hours"];
  /** How it will end. */
  readonly end: ReportStatus;
  polls: number;
  endedAt: number | undefined;
  /** Bytes of the file, once they are counted; null for one that is too large to count. */
  size: number | null | undefined;
}

/** A report is there for an hour, and a link to it for five minutes (Pinterest's document). */
const reportLife = 3_600_000;
const linkLife = 300_000;

/** Every report that was asked for, and how far it is. */
export class Jobs {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #byToken = new Map<string, Job>();
  /** The last job of each request. */
  readonly #byRequest = new Map<string, Job>();
  #count = 0;

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** A job for a request: the one that the same request had before, as long as that is good for anything. */
  create(adAccount: AdAccount, request: ReportRequest): Job {
    const { report_extra_entities: extra, report_row_ids: ids, report_hours: hours } = this.#settings;
    const key = `${adAccount.id} ${extra} ${ids} ${hours} ${JSON.stringify(request)}`;
    const before = this.#byRequest.get(key);
    if (before !== undefined && ["IN_PROGRESS", "FINISHED"].includes(this.statusOf(before))) return before;
    this.#count += 1;
    const { report_failure: failure, report_failure_every: every } = this.#settings;
    const job: Job = {
      token: this.#token(key),
      ordinal: this.#count,
      adAccount,
      request,
      createdAt: this.#clock.now(),
      extraEntities: extra,
      withIds: ids === "always",
      hours,
      end: failure !== "none" && this.#count % every === 0 ? failure : "FINISHED",
      polls: 0,
      endedAt: undefined,
      size: undefined,
    };
    this.#byToken.set(job.token, job);
    this.#byRequest.set(key, job);
    return job;
  }

  find(token: string): Job | undefined {
    return this.#byToken.get(token);
  }

  /** Counts a poll, which may be the one that finds the job at its end. */
  poll(job: Job): ReportStatus {
    job.polls += 1;
    return this.statusOf(job);
  }

  statusOf(job: Job): ReportStatus {
    const now = this.#clock.now();
    const { report_polls: polls, report_seconds: seconds } = this.#settings;
    if (job.endedAt === undefined && job.polls >= polls && now - job.createdAt >= seconds * 1000) job.endedAt = now;
    if (job.endedAt === undefined) return "IN_PROGRESS";
    return job.end === "FINISHED" && now - job.endedAt > reportLife ? "EXPIRED" : job.end;
  }

  /** A link to a finished report that is good for five minutes from now: the part of the address after the origin. */
  linkOf(job: Job): string {
    const until = this.#clock.now() + linkLife;
    const { id } = job.adAccount;
    const file = `${id}-${Math.floor(job.createdAt / 1000)}-${job.ordinal}`;
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Expires": "300",
      "X-Amz-Date": String(until),
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Security-Token": job.token,
      "X-Amz-Signature": this.#sign(`${job.token} ${until}`),
    });
    return `/_simulator/downloads/${file}/metrics_report.txt?${query.toString()}`;
  }

  /** The job of a link, as long as the link is good. */
  jobOfLink(query: URLSearchParams): Job | undefined {
    const token = query.get("X-Amz-Security-Token") ?? "";
    const until = query.get("X-Amz-Date") ?? "";
    if (query.get("X-Amz-Signature") !== this.#sign(`${token} ${until}`)) return undefined;
    const job = this.find(token);
    return Number(until) > this.#clock.now() && job !== undefined && this.statusOf(job) === "FINISHED"
      ? job
      : undefined;
  }

  /** About 400 characters, among them some that an address has to encode, as seen live. */
  #token(key: string): string {
    const part = (index: number) => this.#sign(`token ${this.#count} ${index} ${key}`).slice(0, 60);
    return `${[1, 2, 3, 4, 5, 6].map(part).join("-_+/")}${part(7).slice(0, 20)}==`;
  }

  #sign(text: string): string {
    return createHash("sha256").update(`${this.#seed} ${text}`).digest("hex");
  }
}

/** What a job's state looks like from outside. */
export function showJob({ token }: Job, status: ReportStatus): JsonObject {
  const finished =
    "This job has already finished processing. Please make a GET request to this endpoint and pass in the token " +
    "parameter to get the report.";
  return { report_status: status, token, message: status === "FINISHED" ? finished : "" };
}
