// The floor: a minimal program that fetches the same responses with the same concurrency, follows bookmarks, and
// prints each row. Arguments: the maximum number of concurrent requests, and a file with one URL per line.
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";

const [inFlight, file] = process.argv.slice(2);
const urls = readFileSync(file, "utf8").split("\n");
const agent = new Agent({ keepAlive: true });
// Node.js warns of more than ten, and there are as many as concurrent requests.
process.stdout.setMaxListeners(0);

const textOf = (url) =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });

const rowsOf = (body) => {
  if (Array.isArray(body)) return body;
  return body.items ?? body.all?.daily_metrics ?? (body.id === undefined ? Object.values(body).flat() : [body]);
};

async function work() {
  for (let url = urls.pop(); url !== undefined; url = urls.pop()) {
    const body = JSON.parse(await textOf(url));
    let lines = "";
    for (const data of rowsOf(body)) {
      lines += `${JSON.stringify({ type: "RECORD", record: { stream: "rows", data, emitted_at: Date.now() } })}\n`;
    }
    if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    const next = new URL(url);
    next.searchParams.set("bookmark", body.bookmark);
    if (typeof body.bookmark === "string") urls.push(next.href);
  }
}

await Promise.all(Array.from({ length: Number(inFlight) }, work));
agent.destroy();
