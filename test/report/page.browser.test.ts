import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderReport } from "../../src/report/index.ts";
import { type Browser, launch, skipsBrowser } from "../chromium.ts";
import { arms, fixture, hostile, readScripts } from "./fixture.ts";

/** What we use of playwright-core, which is looked up when the test runs. */
interface Page {
  on(
    event: string,
    listener: (given: { text(): string; type(): string; url(): string; message: string }) => void,
  ): void;
  goto(url: string): Promise<unknown>;
  waitForFunction(condition: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  click(selector: string): Promise<void>;
  readonly keyboard: { press(key: string): Promise<void> };
  hover(selector: string, options?: { force: boolean }): Promise<void>;
  emulateMedia(media: { colorScheme?: "light" | "dark"; media?: "print" | "screen" }): Promise<void>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  waitForEvent(event: "download"): Promise<{ path(): Promise<string>; suggestedFilename(): string }>;
  close(): Promise<void>;
}

const skip = skipsBrowser("the report");
const folder = mkdtempSync(join(tmpdir(), "monoculture-report-"));
let context: Browser<Page> | undefined;

beforeAll(async () => {
  if (skip) return;
  context = await launch<Page>(join(folder, "profile"));
});
afterAll(async () => {
  await context?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page of an input, opened and drawn, with all it complained of or asked for. */
async function open(input = fixture()) {
  const file = join(folder, "report.html");
  writeFileSync(file, renderReport(input, readScripts()));
  const page = await context!.newPage();
  const heard: string[] = [];
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("dialog", () => heard.push("a dialogue opened"));
  page.on(
    "request",
    (request) => request.url() !== String(pathToFileURL(file)) && heard.push(`asked for ${request.url()}`),
  );
  await page.goto(String(pathToFileURL(file)));
  await page.waitForFunction("document.body.dataset.charts === 'done'");
  const count = (selector: string) =>
    page.evaluate<number>(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
  return { page, heard, count };
}

test.skipIf(skip)("every chart is drawn, without a complaint and without asking the network for anything", async () => {
  const { page, heard, count } = await open();
  expect(await count(".chart")).toBe(11);
  expect(await count(".chart[data-state=drawn] svg")).toBe(11);
  expect(heard).toEqual([]);
  await page.close();
});

test.skipIf(skip)("hostile names draw and run nothing", async () => {
  const { page, heard, count } = await open(hostile());
  expect(await count(".chart")).toBe(12); // a spoilt name ends in no _floor
  expect(await count(".chart[data-state=drawn] svg")).toBe(12);
  expect(await count("script")).toBe(4);
  expect(await count("main img, main [onload], main [onerror]")).toBe(0);
  expect(heard).toEqual([]);
  await page.close();
});

test.skipIf(skip)("a box takes its arm out of every chart, and back", async () => {
  const { page, count, heard } = await open();
  const lines = () => count('.chart .mark-line path[stroke="var(--arm0)"]');
  expect(await lines()).toBe(11);
  await page.click(".arms input[data-arm='0']");
  await page.waitForFunction("!document.querySelector('.chart .mark-line path[stroke=\"var(--arm0)\"]')");
  expect(await count('.chart .mark-line path[stroke="var(--arm1)"]')).toBe(11);
  await page.click(".arms input[data-arm='0']");
  await page.waitForFunction(
    "document.querySelectorAll('.chart .mark-line path[stroke=\"var(--arm0)\"]').length === 11",
  );
  expect(heard).toEqual([]);
  await page.close();
});

test.skipIf(skip)(
  "views minus control and twin: drawn anew about a line at zero, by mouse and by keyboard, and back",
  async () => {
    const { page, count, heard } = await open({
      ...fixture(),
      metrics: fixture().metrics.filter(({ name }) => name === "coverage" || name === "recall"),
    });
    const state = () =>
      page.evaluate<Record<string, unknown>>(`(() => {
      const chart = [...document.querySelectorAll("figure")].find((f) => f.querySelector("h3").textContent === "Coverage");
      const arms = [...chart.querySelectorAll(".mark-line path")].map((path) => path.getAttribute("stroke"));
      const ticks = [...chart.querySelectorAll(".role-axis-label text")].map((text) => text.textContent);
      return {
        arms: [...new Set(arms)].sort(),
        worse: chart.textContent.includes("worse ↓"),
        unit: ticks.some((text) => /^−[.\\d]+ pp$/.test(text)),
        notes: [...document.querySelectorAll("[data-view]:not([hidden])")].map((note) => note.dataset.view),
      };
    })()`);
    const settled = () => page.waitForFunction("document.body.dataset.charts === 'done'");
    const value = await state();
    expect(value).toMatchObject({ worse: false, unit: false, notes: ["value"] });
    expect(value.arms).toHaveLength(6);
    await page.click(".views input[value='control']");
    await settled();
    const hues = (...of: number[]) => of.map((a) => `var(--arm${a})`);
    expect(await state()).toEqual({ arms: hues(0, 1, 2), worse: true, unit: true, notes: ["control"] });
    expect(await count(".chart[data-state=drawn] svg")).toBe(2);
    await page.keyboard.press("ArrowRight");
    await settled();
    expect(await state()).toMatchObject({ arms: hues(0, 2), notes: ["twin twin-random"] });
    expect(await count("figure[hidden]")).toBe(1); // recall is not measured in the twin
    await page.click(".arms input[data-arm='2']");
    await settled();
    expect(await state()).toMatchObject({ arms: hues(0) });
    await page.click(".views input[value='value']");
    await page.click(".arms input[data-arm='2']");
    await settled();
    expect(await state()).toEqual(value);
    expect(await count("figure[hidden]")).toBe(0);
    expect(heard).toEqual([]);
    await page.close();
  },
);

test.skipIf(skip)("colours follow the scheme, and paper is always light", async () => {
  const { page } = await open();
  const colours = () =>
    page.evaluate<string[]>(`[getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector('.chart .mark-line path[stroke="var(--arm0)"]')).stroke]`);
  const light = ["rgb(255, 255, 255)", "rgb(213, 94, 0)"];
  await page.emulateMedia({ colorScheme: "light" });
  expect(await colours()).toEqual(light);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await colours()).toEqual(["rgb(20, 23, 27)", "rgb(255, 138, 76)"]);
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  expect(await colours()).toEqual(light);
  await page.close();
});

test.skipIf(skip)(
  "a point tells arm, round, mean and interval; on a phone nothing is wider than the screen, on paper nothing than the sheet",
  async () => {
    const families = ["coverage", "concentration", "diversity", "popularity", "overlap", "calibration", "accuracy"];
    const parts = families.map((family) => ({ family, value: 1.25, metrics: 2 }));
    const { page } = await open({ ...fixture(), collapseIndex: [{ arm: "replace", value: 1.25, parts }] });
    const dot = '.chart path[aria-label^="round: 5; mean"][aria-label*="arm: replace;"]';
    // scrolling hides the tip: let it end first
    await page.evaluate(`document.querySelector(${JSON.stringify(dot)}).scrollIntoView({ block: "center" })`);
    await page.evaluate("new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))");
    await page.hover(dot, { force: true });
    await page.waitForFunction("!document.querySelector('.tip').hidden");
    const terms = await page.evaluate<string[]>("[...document.querySelectorAll('.tip dt')].map((e) => e.textContent)");
    expect(terms).toEqual(["arm", "round", "mean", "95 % from", "to"]);
    expect(await page.evaluate("document.querySelector('.tip dd').textContent")).toBe("replace");
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForFunction("document.querySelector('.chart svg').getBoundingClientRect().width < 340");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    // tables of a section become lists: none of them scrolls sideways
    const [tables, sideways] = await page.evaluate<[number, number]>(`(() => {
      const places = [...document.querySelectorAll("section > .scroll")];
      return [places.length, places.filter((place) => place.scrollWidth > place.clientWidth).length];
    })()`);
    expect([tables, sideways]).toEqual([2, 0]);
    expect(await page.evaluate(`getComputedStyle(document.querySelector("table.key td"), "::before").content`)).toBe(
      '"Coverage"',
    );
    // paper is as narrow, but has the whole table, no switches, and arms' names are not cut into letters
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(718);
    expect(await page.evaluate("getComputedStyle(document.querySelector('table.key tr')).display")).toBe("table-row");
    expect(await page.evaluate("document.querySelector('.views').getClientRects().length")).toBe(0);
    const head = "table.key tbody.arm th[scope=row]";
    expect(await page.evaluate(`document.querySelector("${head}").getBoundingClientRect().width`)).toBeGreaterThan(80);
    await page.close();
  },
);

test.skipIf(skip)("the CSV holds every value in long form, with names that no spreadsheet runs", async () => {
  const input = fixture();
  const shown = input.arms.map((a) => (a.name === "twin-random" ? { ...a, name: '=1+"1"' } : a));
  const records = input.records.map((r) => (r.arm === "twin-random" ? { ...r, arm: '=1+"1"' } : r));
  const { page } = await open({ ...input, arms: shown, records });
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#csv")]);
  expect(download.suggestedFilename()).toBe("fixture-0a1b2c3d.csv");
  const [head, ...lines] = readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(head).toBe("arm,replicate,round,metric,value");
  expect(lines).toHaveLength(input.records.reduce((sum, r) => sum + Object.keys(r.metrics).length, 0));
  const first = input.records[0]!;
  expect(lines).toContain(`${arms[0]!.name},1,0,coverage,${Number(first.metrics.coverage!.toPrecision(7))}`);
  expect(lines.filter((line) => line.startsWith(`"'=1+""1""",`)).length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.startsWith("="))).toEqual([]);
  await page.close();
});
