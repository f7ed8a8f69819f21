import { Script } from "node:vm";
import { expect, test } from "vitest";
import { client } from "../../src/report/client.ts";
import { columns } from "../../src/report/data.ts";
import { renderReport } from "../../src/report/index.ts";
import { difference, number, scriptText } from "../../src/report/text.ts";
import { arms, fixture, hostile, readScripts } from "./fixture.ts";

const stubs = { vega: "/* vega */", vegaLite: "/* vega-lite */" };
const page = (input = fixture()) => renderReport(input, stubs);
/** What a reader sees: the page without scripts, style and the scenario. */
const prose = (text: string) => text.replace(/<(script|style|pre)\b.*?<\/\1>/gs, "");
const data = (text: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)![1]!);

test("the same input gives the same bytes", () => {
  expect(page(fixture())).toBe(page(fixture()));
  expect(page({ ...fixture(), seed: 43 })).not.toBe(page());
});

test("verdict, arms, collapse and what sampling leaves are in the static page", () => {
  const summary = [
    {
      arm: "replace",
      metric: "coverage",
      first: 0.624,
      last: 0.31,
      difference: -0.302,
      change: -0.302,
      standardError: 0.004,
      collapse: { onset: 3 },
    },
    {
      arm: "replace-50",
      metric: "coverage",
      first: 0.624,
      last: 0.61,
      difference: -0.0004,
      change: -0.0004,
      standardError: 0.01,
    },
    { arm: "replace-control", metric: "coverage", first: 0.63, last: 0.62 },
  ];
  const text = prose(page({ ...fixture(), summary }))
    .replace(/<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]*>/g, "|")
    .replace(/\|+/g, "|");
  expect(text).toContain("Replace collapses: coverage falls");
  expect(text).toContain("|62.4% → |31.0%|−30.2 ± 0.4 pp|collapse at round 3|");
  expect(text).toContain("collapses in 1 of 1 metrics, first at round 3|");
  expect(text).toContain("|62.4% → |61.0%|0.0 ± 1.0 pp|no collapse|");
  expect(text).toContain("|63.0% → |62.0%|");
  expect(text).toContain("10% would give 41.2%, 50% would give 14.3%");
});

test("numbers keep their format, a minus sign and no negative zero", () => {
  expect(number(0.12345, ".1%")).toBe("12.3%");
  expect(number(-1234567.8, ",.0f")).toBe("−1,234,568");
  expect(number(12345.678, ",.2f")).toBe("12,345.68");
  expect(number(-0.0001, ".3f")).toBe("0.000");
  expect(number(3, "d")).toBe("3");
  expect(number(0.000123456, ".2e")).toBe("1.23e−4");
  expect(number(0.5, "nonsense")).toBe("0.5000");
  expect(number(Number.NaN, ".3f")).toBe("–");
  expect(difference(0.052, ".1%")).toBe("+5.2 pp");
  expect(difference(-0.052, ".3f")).toBe("−0.052");
  expect(difference(-0.0001, ".1%")).toBe("0.0 pp");
  expect(difference(undefined, ".1%")).toBe("–");
});

test("data are embedded once, in columns, with what is undefined left empty", () => {
  const input = fixture();
  const { columns: embedded, charts } = data(page(input));
  expect(embedded).toEqual(columns(input));
  expect(charts).toHaveLength(11);
  expect(JSON.stringify(charts)).not.toContain('"values":[{"arm"');
  const k = input.records.findIndex((r) => r.arm === "twin-random" && r.round === 3);
  const value = (name: string) => embedded.values[embedded.metrics.indexOf(name)][k];
  expect(value("recall")).toBeNull();
  expect(value("coverage")).toBeCloseTo(input.records[k]!.metrics.coverage!, 6);
});

test("hostile names stay text", () => {
  const text = page(hostile());
  expect(text.match(/<script\b/g)).toEqual(page().match(/<script\b/g));
  expect(text.match(/<\/script>/g)).toEqual(page().match(/<\/script>/g));
  expect(text).not.toMatch(/<(img|svg) [^>]*on\w+=/);
  expect(text.slice(text.indexOf('id="data"'))).not.toMatch(/[\u2028\u2029]/);
  expect(text).toContain("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(data(text).columns.arms).toEqual(hostile().arms.map((a) => a.name));
  // attributes: every quote inside is an entity, so that tags keep only the attributes we wrote
  for (const tag of text.match(/<(?:label|th|button)\b[^>]*>/g) ?? []) {
    const names = [...tag.replace(/="[^"]*"/g, "").matchAll(/\s([^\s>]+)/g)].map((m) => m[1]);
    const ours = ["title", "scope", "colspan", "type", "id", "data-file"];
    expect(
      names.filter((name) => !ours.includes(name!)),
      tag,
    ).toEqual([]);
  }
});

test("nothing is loaded: no address outside the scripts, and a policy that would refuse it", () => {
  const text = renderReport(fixture(), readScripts());
  const outside = text.replace(/(<script\b[^>]*>).*?<\/script>/gs, "$1");
  expect(outside).not.toMatch(/https?:|\bsrc=|@import|url\(|<link(?! rel="icon" href="data:,")|<iframe|<object/);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    expect.stringMatching(/^script-src 'nonce-m(9f){32}' 'unsafe-eval'$/),
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(text.length).toBeLessThan(1_000_000);
});

test("a script that holds a closing tag cannot end its element", () => {
  expect(scriptText('a="</SCRIPT><!-- <script>"')).toBe('a="\\x3c/SCRIPT>\\x3c!-- \\x3cscript>"');
  const { vega, vegaLite } = readScripts();
  for (const source of [vega, vegaLite, client]) expect(() => new Script(scriptText(source))).not.toThrow();
});

test("no number goes astray, whatever is missing", () => {
  const input = fixture();
  const single = arms.slice(0, 1).map(({ control: _, ...arm }) => arm);
  const { fit: _, ...bare } = input;
  for (const [name, given] of Object.entries({
    full: input,
    "one replicate": fixture({ replicates: 1 }),
    "one round": fixture({ rounds: 1 }),
    "no control": fixture({ shown: single }),
    "no record": { ...input, records: [], summary: [] },
    "no metric": { ...input, metrics: [], summary: [] },
    "no arm": { ...input, arms: [], records: [], summary: [], verdict: [], notes: [] },
    "no fit": bare,
    astray: {
      ...input,
      summary: input.summary.map((s) => ({ ...s, first: Number.NaN, difference: Number.POSITIVE_INFINITY })),
    },
  })) {
    const text = page(given);
    expect(prose(text), name).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(() => data(text), name).not.toThrow();
  }
  expect(prose(page(bare))).not.toContain("How well the world");
  expect(prose(page(fixture({ shown: single })))).toContain("no control to judge by");
  expect(prose(page(fixture({ replicates: 1 })))).toContain("one replicate: none");
});
