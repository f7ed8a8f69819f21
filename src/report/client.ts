/**
 * The page's own script, as text: draws the charts from the embedded lines, switches arms and views, shows tooltips, makes the CSV.
 * Every name from the run reaches the document as a text node. Needs the globals `vega` and `vegaLite`.
 */
export const client = String.raw`"use strict";
(async () => {
  const { columns, rounds, own, charts: byRound, config } = JSON.parse(document.getElementById("data").textContent);
  const charts = [...own, ...byRound];
  const places = document.querySelectorAll(".chart");
  const hidden = new Set();
  let mode = "value";

  /** What a number reads like: a difference has its sign, and percentage points where the metric is a percentage. */
  vega.expressionFunction("amount", function (value, format) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const text = this.format(value, format);
    if (mode === "value") return text;
    return (value > 0 && /[1-9]/.test(text) ? "+" + text : text).replace(/%$/, " pp");
  });

  function rowsOf(chart) {
    if (chart.rows) return chart.rows.filter((row) => !hidden.has(row.a)).map((row) => ({ ...row }));
    const { scale, lines, floors } = chart.views[mode];
    const at = (values, t) => (values === undefined || values[t] === null ? null : values[t] / scale);
    const rowsIn = (series) => ([a, mean, low, high]) => rounds.map((round, t) => ({
      ...{ arm: columns.arms[a], round, series, mean: at(mean, t), low: at(low, t), high: at(high, t) },
      onset: series === "value" && chart.onsets[a] === round ? 1 : 0,
    }));
    const shown = ([a]) => !hidden.has(a);
    return [...lines.filter(shown).flatMap(rowsIn("value")), ...floors.filter(shown).flatMap(rowsIn("floor"))];
  }

  /** The line of no difference, and what the y axis shows at least. */
  const zeroOf = () => (mode === "value" ? [] : [{ at: 0 }]);
  const spanOf = ({ span, half }) => (mode === "value" ? span : [-half, half]).map((value) => ({ at: 0.5, value }));

  const tip = document.body.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.hidden = true;
  function showTip(_handler, event, _item, value) {
    tip.hidden = typeof value !== "object" || value === null;
    if (tip.hidden) return;
    const list = document.createElement("dl");
    for (const [title, text] of Object.entries(value)) {
      list.appendChild(document.createElement("dt")).textContent = title;
      list.appendChild(document.createElement("dd")).textContent = text;
    }
    tip.replaceChildren(list);
    const box = tip.getBoundingClientRect();
    const right = event.clientX + 14 + box.width > document.documentElement.clientWidth;
    const below = event.clientY + 14 + box.height > document.documentElement.clientHeight;
    tip.style.left = Math.max(4, right ? event.clientX - 14 - box.width : event.clientX + 14) + "px";
    tip.style.top = Math.max(4, below ? event.clientY - 14 - box.height : event.clientY + 14) + "px";
  }
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  const parsed = new Map();
  const drawn = new Map();

  /** Draws a chart, or draws it again in another view; when only arms were switched its rows are changed. */
  async function draw(chart, place, state) {
    try {
      const before = drawn.get(chart);
      drawn.set(chart, { ...before, ...state });
      if (before?.view && before.mode === state.mode) {
        await before.view.change("rows", vega.changeset().remove(() => true).insert(rowsOf(chart))).runAsync();
        return;
      }
      before?.view?.finalize();
      if (!parsed.has(chart)) parsed.set(chart, vega.parse(vegaLite.compile(chart.spec, { config }).spec));
      const empty = !chart.rows && chart.views[mode].lines.length === 0;
      // shown before it is drawn: a chart is as wide as its place
      place.closest("figure").hidden = empty;
      place.textContent = "";
      if (!empty) {
        const view = new vega.View(parsed.get(chart), { renderer: "svg", container: place, hover: true });
        drawn.set(chart, { ...state, view });
        view.tooltip(showTip).insert("rows", rowsOf(chart));
        if (!chart.rows) view.insert("zero", zeroOf()).insert("span", spanOf(chart));
        await view.runAsync();
      }
      place.dataset.state = empty ? "empty" : "drawn";
    } catch (error) {
      drawn.set(chart, state);
      place.dataset.state = "failed";
      place.className = "chart failed";
      place.textContent = "This chart could not be drawn: " + error.message;
    }
  }

  const wanted = (chart) => ({ mode: chart.rows ? "value" : mode, arms: [...hidden].sort().join() });
  const isStale = (chart) => {
    const [is, to] = [drawn.get(chart), wanted(chart)];
    return is?.mode !== to.mode || is.arms !== to.arms;
  };
  let busy = false;

  /** One chart after another, until all are as the switches say; a switch thrown meanwhile is seen by the same loop. */
  async function drawAll() {
    if (busy) return;
    busy = true;
    document.body.dataset.charts = "drawing";
    for (let c = charts.findIndex(isStale); c >= 0; c = charts.findIndex(isStale)) {
      await draw(charts[c], places[c], wanted(charts[c]));
      await new Promise((next) => setTimeout(next));
    }
    busy = false;
    document.body.dataset.charts = "done";
  }

  document.querySelectorAll(".arms input").forEach((box) => {
    const a = Number(box.dataset.arm);
    if (!box.checked) hidden.add(a);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(a);
      else hidden.add(a);
      drawAll();
    });
  });

  document.querySelectorAll(".views input").forEach((radio) => {
    radio.addEventListener("change", () => {
      mode = radio.value;
      document.querySelectorAll("[data-view]").forEach((note) => { note.hidden = note.dataset.view !== mode; });
      drawAll();
    });
  });

  // paper cannot be opened further
  addEventListener("beforeprint", () => document.querySelectorAll("details.sure").forEach((d) => { d.open = true; }));

  const quote = (text) => {
    const inert = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\r\n']/.test(inert) ? '"' + inert.replaceAll('"', '""') + '"' : inert;
  };
  document.getElementById("csv").addEventListener("click", (event) => {
    const lines = ["arm,replicate,round,metric,value"];
    columns.metrics.forEach((metric, m) => columns.values[m].forEach((value, k) => {
      if (value === null) return;
      const [arm, name] = [quote(columns.arms[columns.arm[k]]), quote(metric)];
      lines.push([arm, columns.replicate[k], columns.round[k], name, value].join(","));
    }));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = event.currentTarget.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  await drawAll();
})();
`;
