/**
 * The page's own script, as text: draws the charts from the embedded columns, hides and shows arms, shows tooltips, makes the CSV.
 * Every name from the run reaches the document as a text node. Needs the globals `vega` and `vegaLite`.
 */
export const client = String.raw`"use strict";
(async () => {
  const { columns, priced, charts: rounds, config } = JSON.parse(document.getElementById("data").textContent);
  const charts = [...priced, ...rounds];
  const hidden = new Set();
  const views = [];

  function rowsOf(chart) {
    if (chart.rows) return chart.rows.filter((row) => !hidden.has(row.a)).map((row) => ({ ...row }));
    const rows = [];
    for (const [series, metric] of [["value", chart.metric], ["floor", chart.floor]]) {
      if (metric === null) continue;
      const values = columns.values[metric];
      const defined = new Set(columns.arm.filter((_, k) => values[k] !== null));
      for (let k = 0; k < values.length; k++) {
        const a = columns.arm[k];
        if (!defined.has(a) || hidden.has(a)) continue;
        const onset = series === "value" && chart.onsets[a] === columns.round[k] ? 1 : 0;
        rows.push({ arm: columns.arms[a], round: columns.round[k], series, value: values[k], onset });
      }
    }
    return rows;
  }

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

  async function draw(chart, place) {
    try {
      const spec = vegaLite.compile(chart.spec, { config }).spec;
      const view = new vega.View(vega.parse(spec), { renderer: "svg", container: place, hover: true });
      view.tooltip(showTip).insert("rows", rowsOf(chart));
      await view.runAsync();
      views.push([view, chart]);
      place.dataset.state = "drawn";
    } catch (error) {
      place.dataset.state = "failed";
      place.className = "chart failed";
      place.textContent = "This chart could not be drawn: " + error.message;
    }
  }

  document.querySelectorAll(".arms input").forEach((box) => {
    const a = Number(box.dataset.arm);
    if (!box.checked) hidden.add(a);
    box.addEventListener("change", async () => {
      if (box.checked) hidden.delete(a);
      else hidden.add(a);
      for (const [view, chart] of views) {
        await view.change("rows", vega.changeset().remove(() => true).insert(rowsOf(chart))).runAsync();
      }
    });
  });

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

  const places = document.querySelectorAll(".chart");
  for (let c = 0; c < charts.length; c++) {
    await draw(charts[c], places[c]);
    await new Promise((next) => setTimeout(next));
  }
  document.body.dataset.charts = "done";
})();
`;
