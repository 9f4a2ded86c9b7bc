/*
 * A minimal reader as a baseline for cost: fetches the pages of a list sequentially, parses them, and writes
 * their items as JSON lines, without records, states, or rate limits.
 */
const { LIST = "", TOKEN = "" } = process.env;

let bookmark: string | null = null;
do {
  const url = new URL(LIST);
  if (bookmark !== null) url.searchParams.set("bookmark", bookmark);
  const response = await fetch(url, { headers: { Authorization: `Bearer ${TOKEN}` } });
  const page: { readonly items: readonly unknown[]; readonly bookmark: string | null } = JSON.parse(
    await response.text(),
  );
  const lines = page.items.map((item) => `${JSON.stringify(item)}\n`).join("");
  if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  ({ bookmark } = page);
} while (bookmark !== null);
