import { expect, test } from "vitest";
import { chartSection, pageData } from "../../src/report/chartSection.ts";
import { linesOf, packed } from "../../src/report/lines.ts";
import { noteOn, viewsOf } from "../../src/report/views.ts";
import { arms, fixture } from "./fixture.ts";

const made = fixture();
const section = (input = made) => chartSection(input, []);
const bare = arms.map(({ control: _control, twins: _twins, ...arm }) => arm);

test("views are what there is to take away: the control, and each kind of twin", () => {
  expect(viewsOf({ arms }).map(({ id, title }) => [id, title])).toEqual([
    ["value", "value"],
    ["control", "minus control"],
    ["twin twin-random", "minus twin random"],
  ]);
  const own = [
    { ...arms[0]!, name: "a", twins: ["twin-none"] },
    { ...arms[0]!, name: "b", twins: ["twin-none-b"] },
    { ...arms[5]!, name: "twin-none" },
    { ...arms[5]!, name: "twin-none-b" },
  ];
  const [, none] = viewsOf({ arms: own }); // the control is not among these
  expect(none!.title).toBe("minus twin none");
  expect(own.map((arm) => none!.minus!(arm))).toEqual(["twin-none", "twin-none-b", undefined, undefined]);
});

test("the toggle is there where there is something to toggle, as radio buttons with a legend", () => {
  const fieldset = /<fieldset class="views">.*?<\/fieldset>/s;
  const text = fieldset.exec(section())![0];
  expect(text).toMatch(/<legend>[^<]+<\/legend>/);
  expect(text.match(/<input type="radio" name="view"/g)).toHaveLength(3);
  expect(text.match(/checked/g)).toHaveLength(1);
  expect(section({ ...made, arms: bare })).not.toMatch(fieldset);
});

test("the page says which arms a view leaves out, and what a band is", () => {
  const input = made;
  const [value, control, twin] = viewsOf(input).map((view) => noteOn(view, input));
  expect(value).toContain("bands the 95 % intervals of these means");
  expect(control).toContain("Without a control and so not drawn: twin-random.");
  expect(twin).toContain("Without a twin and so not drawn: replace-50.");
  expect(twin).toContain("Bands are the 95 % intervals of these mean differences.");
  const one = fixture({ replicates: 1 });
  expect(noteOn(viewsOf(one)[0]!, one)).toContain("there are no bands");
  const hidden = [...section().matchAll(/<p class="aside" data-view="([^"]*)"( hidden)?>/g)].map((m) => [m[1], m[2]]);
  expect(hidden).toEqual([
    ["value", undefined],
    ["control", " hidden"],
    ["twin twin-random", " hidden"],
  ]);
});

test("a difference is paired: only replicates in which both sides have a value count", () => {
  const record = (arm: string, replicate: number, m?: number) => ({
    ...{ arm, replicate, round: 1 },
    metrics: (m === undefined ? {} : { m }) as Record<string, number>,
  });
  const shown = [
    { name: "a", kind: "arm" as const, control: "c", description: "" },
    { name: "c", kind: "control" as const, description: "" },
  ];
  const records = [record("a", 1, 5), record("a", 2, 8), record("a", 3, 100), record("c", 1, 4), record("c", 2, 5)];
  const bands = [{ arm: "a", metric: "m", minus: "c", low: [1], high: [3] }];
  const lines = linesOf({ arms: shown, records, bands });
  const [, control] = viewsOf({ arms: shown });
  expect(lines.of("m", control)).toEqual([{ arm: "a", mean: [2], low: [1], high: [3] }]);
  expect(lines.of("m").map(({ arm, mean, low }) => [arm, mean[0], low])).toEqual([
    ["a", 113 / 3, undefined],
    ["c", 4.5, undefined],
  ]);
  expect(lines.of("n", control)).toEqual([]);
});

test("the page embeds every view's lines as whole numbers, to five digits", () => {
  const input = made;
  const metric = input.metrics.find(({ name }) => name === "coverage")!;
  const { charts, rounds } = JSON.parse(JSON.stringify(pageData(input, [{ metric }], [])));
  expect(rounds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const [{ views }] = charts;
  expect(Object.keys(views)).toEqual(["value", "control", "twin twin-random"]);
  const lines = linesOf(input);
  for (const view of viewsOf(input)) {
    const { scale, lines: embedded } = views[view.id];
    const whole = lines.of("coverage", view);
    expect(embedded.map(([arm]: [number]) => arms[arm]!.name)).toEqual(whole.map(({ arm }) => arm));
    whole.forEach(({ mean, low, high }, n) => {
      const [, ...series] = embedded[n] as [number, ...number[][]];
      [mean, low!, high!].forEach((values, s) => {
        values.forEach((value, t) => {
          if (value === null) expect(series[s]![t]).toBeNull();
          else expect(Math.abs(series[s]![t]! / scale - value)).toBeLessThanOrEqual(0.5 / scale + 1e-12);
        });
      });
    });
    const digits = embedded.flat(3).filter((value: number | null) => value !== null);
    expect(Math.max(...digits.map(Math.abs))).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...digits.map(Math.abs))).toBeLessThan(100_000);
  }
  expect(packed([{ arm: "a", mean: [0, null, -0] }], [], new Map([["a", 0]]))).toEqual({
    ...{ scale: 1, lines: [[0, [0, null, 0]]], floors: [] },
  });
});
