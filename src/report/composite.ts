import type { CollapseIndex } from "../metrics/records.ts";
import type { ReportInput } from "./input.ts";
import { familyTitle } from "./table.ts";
import { html, number } from "./text.ts";

/** The collapse index of each arm beside the families' parts of which it is the mean; nothing where no arm is judged. */
export function compositeSection({ arms, collapseIndex = [] }: ReportInput): string {
  const found = arms.flatMap((arm, index) => {
    const own = arm.kind === "arm" ? collapseIndex.find((one) => one.arm === arm.name) : undefined;
    return own ? [{ own, index }] : [];
  });
  if (found.length === 0) return "";
  const families = [...new Set(found.flatMap(({ own }) => own.parts.map(({ family }) => family)))];
  const heads = families.map(
    (family) => `<th scope="col" title="${html(familyTitle(family))}">${html(capital(family))}</th>`,
  );
  const rows = found.map(({ own, index }) => {
    const name = `<span class="key-name" style="--hue:var(--arm${index})">${html(own.arm)}</span>`;
    const cells = families.map((family) => part(own, family));
    return `<tr><th scope="row">${name}</th><td class="whole" data-label="Index">${number(own.value, ".2f")}</td>${cells.join("")}</tr>`;
  });
  return `<p>How far an arm's metrics went from its control since round 1, in the harmful direction and in units of their thresholds δ:
a part is the mean over a family's judged metrics, of which there are as many as the small figure says, and the index is the mean of
the parts. 1 is a collapse on average; a gain counts as 0, so that it hides no loss. That all families weigh the same is a convention
and no measurement: read the parts.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Collapse index and its parts by arm"><table class="stack parts">
<thead><tr><th scope="col">Arm</th><th scope="col">Index</th>${heads.join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

/** Shaded by how far it goes: a collapse is a third of the way, three of them all of it. */
function part({ parts }: CollapseIndex, family: string): string {
  const own = parts.find((one) => one.family === family);
  const label = `data-label="${html(capital(family))}"`;
  if (!own) return `<td class="none" ${label}>–</td>`;
  const shade = Number.isFinite(own.value) ? Math.round(100 * Math.min(1, Math.max(0, own.value / 3))) : 0;
  return `<td ${label} style="--part:${shade}%">${number(own.value, ".2f")}<small>${own.metrics}</small></td>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
