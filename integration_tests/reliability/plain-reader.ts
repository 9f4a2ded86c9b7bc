/*
 * What reading a list costs at the least, to compare with: fetches its pages one after the other, parses them and writes
 * their items as JSON lines. Knows nothing of records, states or rate limits.
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
