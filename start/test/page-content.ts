import { parse } from "csv-parse/sync";

/** A tile, a card, or a headline of the page. The period is the class of its days, such as "p28", or empty. */
export interface Content {
  readonly period: string;
  readonly title: string;
  readonly text: string;
  /** The rows of the CSV file; empty without one. */
  readonly rows: readonly (readonly string[])[];
}

const textOf = (html: string) =>
  html
    .replaceAll(/<svg[\s\S]*?<\/svg>|<details[\s\S]*?<\/details>/gu, "")
    .replaceAll(/<[^>]*>/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .trim();

const periodOf = (classes: string) => /\bp\d+\b/u.exec(classes)?.[0] ?? "";

/** Returns the sections of a page. */
export function sectionsOf(page: string): readonly Content[] {
  return [...page.matchAll(/<section class="([^"]*)">([\s\S]*?)<\/section>/gu)].map(([, classes = "", html = ""]) => {
    const [, title = ""] = /<h2>([^<]*)<\/h2>/u.exec(html) ?? [];
    const [, csv] = /href="data:text\/csv;charset=utf-8,([^"]*)"/u.exec(html) ?? [];
    const rows: string[][] = csv === undefined ? [] : parse(decodeURIComponent(csv), { bom: true });
    return { period: periodOf(classes), title, text: textOf(html.replace(/<h2>.*?<\/h2>/u, "")), rows };
  });
}

/** Returns the sentences at the top of a page. */
export function headlinesOf(page: string, period: string): readonly string[] {
  const [, list = ""] = new RegExp(`<ul class="headlines ${period}">([\\s\\S]*?)</ul>`, "u").exec(page) ?? [];
  return [...list.matchAll(/<li>(.*?)<\/li>/gu)].map(([, html = ""]) =>
    textOf(html.replaceAll(/<\/?(?:b|bdi)\b[^>]*>/gu, "")),
  );
}
