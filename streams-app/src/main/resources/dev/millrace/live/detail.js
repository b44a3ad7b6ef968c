/* All about the learner that is picked: largest weights, experts or gradient norm and rate, how far it was trained. */

import {ask} from "./ask.js";
import {FigureChart} from "./charts.js";
import {ExpertChart} from "./experts.js";
import {colour, count, element, figure, moment, place} from "./format.js";

const WEIGHTS = 15;
/* Finding the largest weights reads the whole model. */
const REFRESH = 5000;

export class Detail {
  constructor(histories) {
    this.histories = histories;
    this.name = null;
    this.asked = {at: 0, digest: null};
    this.summary = null;
    this.gradient = new FigureChart(document.getElementById("gradient-chart"), "windowGradientNorm", "gradient norm");
    this.rate = new FigureChart(document.getElementById("rate-chart"), "learningRate", "learning rate");
    this.experts = new ExpertChart(document.getElementById("expert-chart"), document.getElementById("expert-legend"),
      document.getElementById("expert-note"));
  }

  pick(name) {
    this.name = name;
    this.asked = {at: 0, digest: null};
    this.summary = null;
    this.experts.forget();
    document.getElementById("detail-name").textContent = name;
    document.getElementById("detail-about").textContent = "";
    document.getElementById("weights").replaceChildren();
    document.getElementById("weights-note").textContent = "";
  }

  draw() {
    if (this.name) {
      const index = this.histories.names().indexOf(this.name);
      const points = this.histories.points(this.name);
      document.getElementById("detail-swatch").style.setProperty("--own", colour(index));
      const mixed = points.filter(point => point.experts);
      document.getElementById("experts").hidden = mixed.length === 0;
      document.getElementById("steps").hidden = mixed.length > 0;
      if (mixed.length > 0) {
        this.experts.draw(mixed);
      } else {
        this.gradient.draw(points, index);
        this.rate.draw(points, index);
      }
    }
  }

  /* Takes the learner as it is now, and asks for what is new of it. */
  show(learner) {
    this.provenance(learner);
    const digest = learner.provenance ? learner.provenance.digest : null;
    const due = Date.now() - this.asked.at > REFRESH && digest !== this.asked.digest;
    if (due && !document.hidden && !this.asking) {
      this.asked = {at: Date.now(), digest};
      this.asking = this.refresh(this.name).finally(() => { this.asking = null; });
    }
  }

  async refresh(name) {
    const path = "learners/" + encodeURIComponent(name);
    const trouble = document.getElementById("detail-trouble");
    try {
      const top = await ask(path + "/top?limit=" + WEIGHTS);
      const summary = this.summary || await ask(path);
      if (name === this.name) {
        this.summary = summary;
        this.weights(top);
        this.about(summary);
        trouble.hidden = true;
      }
    } catch (problem) {
      if (name === this.name) {
        trouble.textContent = "The weights cannot be asked for at the moment: "
          + (problem.status ? problem.message : "no answer") + ".";
        trouble.hidden = false;
      }
      this.asked.digest = null;
    }
  }

  about(summary) {
    document.getElementById("detail-about").textContent = described(summary.optimizer)
      + (summary.rate ? " · rate " + described(summary.rate) : "") + " · batch " + described(summary.batch);
  }

  weights(top) {
    const strongest = Math.max(...top.rows.map(row => Math.abs(row.strongest.weight)));
    document.getElementById("weights").replaceChildren(...top.rows.map(row => bar(row, strongest)));
    const speaksFor = top.classes && top.classes.length === 1 ? " Positive weights speak for “" + top.classes[0] + "”." : "";
    document.getElementById("weights-note").textContent = top.rows.length === 0 ? "All weights are 0."
      : "At step " + count(top.provenance.step) + ", " + place(top.provenance.position) + "."
        + (top.weightsAre === "weights" ? "" : " Each is the " + top.weightsAre + ".") + speaksFor;
  }

  provenance(learner) {
    const p = learner.provenance;
    const rows = p ? [
      ["position", place(p.position), "mono"],
      ["event time", learner.eventTime ? moment(learner.eventTime) + " UTC" : "–"],
      ["step", count(p.step)],
      ["examples", count(p.examples)],
      ["without label", count(learner.unlabeled)],
      ["refused", count(learner.refused)],
      ["digest", p.digest, "mono copy"],
      ["fingerprint", p.fingerprint, "mono copy"],
    ] : [["position", "nothing yet"]];
    const list = document.getElementById("provenance");
    /* Changed in place, so that what somebody has selected or focused stays. */
    if (list.dataset.shape !== this.name + rows.length) {
      list.dataset.shape = this.name + rows.length;
      list.replaceChildren(...rows.map(([label, , kind]) => fact(label, kind || "")));
    }
    rows.forEach(([, text], i) => {
      const value = list.children[i].querySelector(".value");
      if (value.textContent !== text) {
        value.textContent = text;
      }
    });
  }
}

function fact(label, kind) {
  const row = element("div");
  const value = element("dd");
  value.append(element("span", "value " + kind.replace("copy", "")));
  if (kind.includes("copy")) {
    const button = element("button", "copy", "copy");
    button.type = "button";
    button.setAttribute("aria-label", "copy " + label);
    button.addEventListener("click", () => copy(value.querySelector(".value"), button));
    value.append(button);
  }
  value.dataset.fact = label;
  row.append(element("dt", "", label), value);
  return row;
}

/* Without TLS only pages of this machine may write to the clipboard: then the text is selected for the reader to copy. */
async function copy(value, button) {
  try {
    await navigator.clipboard.writeText(value.textContent);
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  } catch (refused) {
    getSelection().selectAllChildren(value);
  }
}

function bar(row, strongest) {
  const weight = row.strongest.weight;
  const item = element("li", weight < 0 ? "negative" : "positive");
  const name = element("span", "feature", row.feature === null ? "row " + row.row : row.feature);
  if (row.value !== null) {
    name.append(element("span", "category", " " + row.value));
  }
  if (row.weights.length > 1 && row.strongest.class !== null) {
    name.append(element("span", "class", " → " + row.strongest.class));
  }
  name.title = name.textContent;
  const track = element("span", "track");
  const fill = element("span", "fill");
  fill.style.setProperty("--share", String(strongest > 0 ? Math.abs(weight) / strongest : 0));
  track.append(fill);
  item.append(name, track, element("span", "number", (weight > 0 ? "+" : "") + figure(weight)));
  item.dataset.row = row.row;
  return item;
}

/* Part of a config, in few words: a type and its numbers. */
function described(part) {
  if (part === null || typeof part !== "object") {
    return String(part);
  }
  const {type, ...rest} = part;
  if (type === "constant") {
    return String(rest.value);
  }
  const more = Object.entries(rest).map(([key, value]) => key + " " + (typeof value === "object" ? JSON.stringify(value) : value));
  return [type, more.join(", ")].filter(Boolean).join(" ");
}
