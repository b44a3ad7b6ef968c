/* What is in quarantine, and why. */

import {count, element, moment, place} from "./format.js";

const STAGES = {
  DECODE: "no Avro record that the registry knows",
  FEATURES: "a feature is missing, of the wrong type or not finite",
  LABEL: "the label is outside the task's domain",
  LEARN: "a score, gradient or step was not finite",
};

export function showQuarantine(quarantine) {
  const all = quarantine.events + quarantine.earlier;
  const total = document.getElementById("quarantine-total");
  total.textContent = all === 0 ? "empty"
    : (quarantine.earlier > 0 ? "up to " : "") + count(all) + (all === 1 ? " event" : " events");
  total.dataset.value = quarantine.events;
  document.getElementById("stages").replaceChildren(...Object.entries(quarantine.stages)
    .filter(([, events]) => events > 0).map(([stage, events]) => {
      const item = element("li", "stage", stage + " " + count(events));
      item.title = STAGES[stage] || "";
      return item;
    }));
  document.getElementById("quarantine-note").textContent = all === 0
    ? "No event was refused. One that cannot be used changes no model; it is kept whole in " + quarantine.topic + "."
    : "Events that could not be used, whole in " + quarantine.topic + "; none changed a model. The newest "
      + (quarantine.newest.length === 1 ? "one" : count(quarantine.newest.length)) + " first."
      + (quarantine.earlier > 0 ? " Stages are counted over the last " + count(quarantine.events) + "." : "");
  const table = document.getElementById("reasons");
  table.hidden = quarantine.newest.length === 0;
  table.querySelector("tbody").replaceChildren(...quarantine.newest.map(row));
}

function row(reason) {
  const made = element("tr");
  const cells = [
    ["Event's time", moment(reason.time), "mono"],
    ["Stage", reason.stage, "stage-name"],
    ["Where it came from", place(reason.position), "mono"],
    ["Learner", reason.learner === null ? "all" : reason.learner, ""],
    ["Reason", reason.reason, "reason"],
  ];
  for (const [label, text, kind] of cells) {
    const cell = element("td", kind, text);
    cell.dataset.label = label;
    made.append(cell);
  }
  return made;
}
