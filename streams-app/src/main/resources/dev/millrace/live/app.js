/* Puts the page together: what comes over /live goes to the parts that show it. */

import {Cards} from "./cards.js";
import {LossChart} from "./charts.js";
import {Detail} from "./detail.js";
import {follow} from "./feed.js";
import {clock} from "./format.js";
import {Histories} from "./history.js";
import {showQuarantine} from "./quarantine.js";

const by = id => document.getElementById(id);
const histories = new Histories();
const cards = new Cards(by("cards"), pick);
const lossChart = new LossChart(by("loss-chart"), by("legend"), by("loss-empty"));
const detail = new Detail(histories);
let learners = [];
let picked = decodeURIComponent(location.hash.slice(1)) || null;
let known = null;
let drawing = false;

lossChart.redraw = draw;

function pick(name) {
  picked = name;
  history.replaceState(null, "", "#" + encodeURIComponent(name));
  detail.pick(name);
  cards.mark(name);
  showPicked();
  draw();
}

function showPicked() {
  const learner = learners.find(one => one.name === picked);
  if (learner) {
    detail.show(learner);
  }
}

/* At most once a frame, whatever comes. */
function draw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      const measure = by("measure").value || "loss";
      const hasWindow = LossChart.hasWindow(measure);
      by("tools").querySelector("fieldset").disabled = !hasWindow;
      const over = hasWindow ? by("tools").elements.over.value : "all";
      lossChart.draw(histories, picked, {measure, over, log: by("log").checked});
      detail.draw();
    });
  }
}

function showLearners(live) {
  learners = live.learners;
  if (!learners.some(one => one.name === picked)) {
    picked = learners[0].name;
  }
  if (detail.name !== picked) {
    detail.pick(picked);
    draw();
  }
  document.title = live.application + " · Millrace";
  by("application").textContent = live.application;
  by("instance").textContent = live.instance;
  by("streams").textContent = live.streams.toLowerCase().replaceAll("_", " ");
  by("streams").dataset.state = live.streams;
  by("trouble").hidden = !live.source.trouble;
  by("trouble").textContent = live.source.trouble || "";
  offerMeasures(learners[0].task);
  cards.show(learners, picked);
  showPicked();
}

function offerMeasures(task) {
  const select = by("measure");
  if (select.dataset.task !== task) {
    select.dataset.task = task;
    select.replaceChildren(...LossChart.measures(task).map(([key, label]) => new Option(label, key)));
  }
}

function handle(name, data) {
  known = new Date();
  by("lost").hidden = true;
  document.body.classList.remove("stale");
  by("connection").textContent = "live · " + clock(known);
  switch (name) {
    case "history":
      histories.set(data);
      draw();
      break;
    case "report":
      histories.add(data);
      draw();
      break;
    case "learners":
      showLearners(data);
      break;
    case "quarantine":
      showQuarantine(data);
      break;
    default:
      break;
  }
}

function lost(why, wait) {
  const seconds = Math.round(wait / 1000);
  by("lost").textContent = "Connection lost (" + why + "), "
    + (known ? "showing what was known at " + clock(known) : "nothing is known yet")
    + ". Trying again in " + seconds + (seconds === 1 ? " second." : " seconds.");
  by("lost").hidden = false;
  by("connection").textContent = "not connected";
  by("streams").dataset.state = "";
  document.body.classList.add("stale");
}

by("tools").addEventListener("change", draw);
by("tools").addEventListener("submit", event => event.preventDefault());
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
window.addEventListener("hashchange", () => {
  const name = decodeURIComponent(location.hash.slice(1));
  if (learners.some(one => one.name === name) && name !== picked) {
    pick(name);
  }
});
follow(handle, lost);
