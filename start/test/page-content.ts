import { parse } from "csv-parse/sync";

/** A tile or a card of the page. The period is the class of its days, such as "p28", or empty. */
export interface Content {
  readonly period: string;
  readonly title: string;
  readonly text: string;
  /** The rows of the CSV file; empty without one. */
  readonly rows: readonly (readonly string[])[];
}

const unescaped = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const textOf = (html: string) =>
  unescaped(
    html
      .replaceAll(/<svg[\s\S]*?<\/svg>|<details[\s\S]*?<\/details>/gu, "")
      .replaceAll(/<[^>]*>/gu, " ")
      .replaceAll(/\s+/gu, " ")
      .trim(),
  );

/** Returns the text of a sentence, in which names and what is bold need no space. */
const sentenceOf = (html: string) => textOf(html.replaceAll(/<\/?(?:a|b|bdi)\b[^>]*>/gu, ""));

const periodOf = (classes: string) => /\bp\d+\b/u.exec(classes)?.[0] ?? "";

/** Returns the sections of a page. */
export function sectionsOf(page: string): readonly Content[] {
  return [...page.matchAll(/<section class="([^"]*)">([\s\S]*?)<\/section>/gu)].map(([, classes = "", html = ""]) => {
    const [, title = ""] = /<h3>([^<]*)<\/h3>/u.exec(html) ?? [];
    const [, csv] = /href="data:text\/csv;charset=utf-8,([^"]*)"/u.exec(html) ?? [];
    const rows: string[][] = csv === undefined ? [] : parse(decodeURIComponent(csv), { bom: true });
    return { period: periodOf(classes), title, text: textOf(html.replace(/<h3>.*?<\/h3>/u, "")), rows };
  });
}

/** What a page says of a period. */
interface Summary {
  /** The verdict, in large letters and below them. */
  readonly verdict: string;
  readonly text: string;
  /** The other metrics and the money, below the verdict. */
  readonly figures: readonly string[];
  /** The sentences of why. */
  readonly why: readonly string[];
  /** The verdicts about money. */
  readonly money: readonly string[];
}

const itemsOf = (list: string) => [...list.matchAll(/<li>(.*?)<\/li>/gu)].map(([, html = ""]) => sentenceOf(html));

/** Returns what a page says of a period; undefined: nothing. */
export function summaryOf(page: string, period: string): Summary | undefined {
  const [, html] =
    new RegExp(`<div class="summary ${period}"><div class="verdict">([\\s\\S]*?)</div>`, "u").exec(page) ?? [];
  const [, reasons = ""] =
    new RegExp(
      `<div class="summary ${period}">(?:(?!<div class="summary)[\\s\\S])*?<div class="reasons">([\\s\\S]*?)</div>`,
      "u",
    ).exec(page) ?? [];
  const lists = page.matchAll(new RegExp(`<ul class="why wide ${period}">([\\s\\S]*?)</ul>`, "gu"));
  if (html === undefined) return undefined;
  const [, line = ""] = /<p class="figures">([\s\S]*?)<\/p>/u.exec(html) ?? [];
  const figures = [...line.matchAll(/<span>(.*?)<\/span>/gu)].map(([, figure = ""]) => sentenceOf(figure));
  const [, verdict = "", text = ""] = /<h2>(.*?)<\/h2><p>(.*?)<\/p>/u.exec(html) ?? [];
  return {
    verdict: sentenceOf(verdict),
    text: sentenceOf(text),
    figures,
    why: itemsOf(reasons),
    money: [...lists].flatMap(([list]) => itemsOf(list)),
  };
}

/** Returns the things to do, each as its title and its text, those that are folded, and the text if there are none. */
export function todoOf(page: string): {
  readonly things: readonly (readonly [string, string])[];
  readonly folded: readonly (readonly [string, string])[];
  readonly nothing: string;
} {
  const [, html = ""] = /<h2 class="group">What to do<\/h2>([\s\S]*?)<h2 class="group">/u.exec(page) ?? [];
  const [things = [], folded = []] = html
    .split('<details class="fold">')
    .map((part) =>
      [...part.matchAll(/<section class="todo"><h3>(.*?)<\/h3><p>(.*?)<\/p>/gsu)].map(
        ([, title = "", text = ""]) => [sentenceOf(title), sentenceOf(text)] as const,
      ),
    );
  return { things, folded, nothing: sentenceOf(/<p class="empty">(.*?)<\/p>/u.exec(html)?.[1] ?? "") };
}
