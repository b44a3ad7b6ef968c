/* Whom a mixture of experts believes, over examples: the heaviest by name, the others as one. */

import {Drawing, options} from "./charts.js";
import {count, css, element, moment, percent} from "./format.js";

const SHOWN = 6;
const OTHERS = "others";

/* A vertical line where a drift was found. */
const DRIFT_LINES = {
  id: "drifts",
  afterDatasetsDraw(chart, args, {at}) {
    const {ctx, chartArea: {top, bottom}, scales: {x}} = chart;
    ctx.save();
    ctx.strokeStyle = css("--fore");
    ctx.setLineDash([4, 3]);
    for (const examples of (at || []).filter(one => one >= x.min && one <= x.max)) {
      ctx.beginPath();
      ctx.moveTo(x.getPixelForValue(examples), top);
      ctx.lineTo(x.getPixelForValue(examples), bottom);
      ctx.stroke();
    }
    ctx.restore();
  },
};

export class ExpertChart {
  constructor(canvas, legend, note) {
    this.drawing = new Drawing(canvas, [DRIFT_LINES]);
    this.canvas = canvas;
    this.legend = legend;
    this.note = note;
    this.forget();
  }

  /* Before another learner is drawn. */
  forget() {
    this.shown = [];
  }

  /* points of a learner with experts, one or more */
  draw(points) {
    const newest = points[points.length - 1].experts;
    const names = Object.keys(newest.weights).sort((a, b) => newest.weights[b] - newest.weights[a]);
    this.choose(names.slice(0, SHOWN));
    const others = names.filter(name => !this.shown.includes(name));
    const sets = this.shown.map((name, i) => area(name, points, weights => weights[name], css("--c" + i)));
    if (others.length > 0) {
      sets.push(area(OTHERS, points, weights => others.reduce((sum, name) => sum + weights[name], 0), css("--c6")));
    }
    const opts = options("", "linear", {min: 0, max: 1});
    opts.scales.x.title.display = false;
    opts.scales.x.min = points[0].examples;
    opts.scales.x.max = points[points.length - 1].examples;
    opts.scales.y.stacked = true;
    opts.scales.y.ticks.callback = share => Math.round(100 * share) + " %";
    opts.plugins.tooltip.callbacks.label = item => " " + item.dataset.label + "  " + percent(item.parsed.y);
    opts.plugins.drifts = {at: drifts(points)};
    this.drawing.draw(sets, opts);
    this.legend.replaceChildren(...sets.map(key));
    this.note.textContent = told(newest);
    this.canvas.setAttribute("aria-label", "Weights of the experts, now "
      + sets.map(set => set.label + " " + percent(now(set))).join(", "));
  }

  /* Who stays keeps its colour. */
  choose(heaviest) {
    const fresh = heaviest.filter(name => !this.shown.includes(name));
    const kept = this.shown.map(name => heaviest.includes(name) ? name : fresh.shift()).filter(Boolean);
    this.shown = [...kept, ...fresh];
  }
}

const now = set => set.data[set.data.length - 1].y;

const drifts = points => [...new Set(points.map(point => point.experts.driftExamples).filter(at => at !== null))];

function area(label, points, weight, colour) {
  return {
    label, data: points.map(point => ({x: point.examples, y: weight(point.experts.weights)})),
    fill: "stack", backgroundColor: colour, borderColor: css("--card"), borderWidth: 0.5,
    pointRadius: 0, pointHitRadius: 8, pointHoverRadius: 0, tension: 0,
  };
}

function key(set) {
  const item = element("li");
  const swatch = element("span", "swatch");
  swatch.style.setProperty("--own", set.backgroundColor);
  item.append(swatch, " " + set.label + " ", element("span", "soft", percent(now(set))));
  item.dataset.expert = set.label;
  item.dataset.weight = now(set);
  item.dataset.points = set.data.length;
  return item;
}

function told(experts) {
  return experts.drifts === 0 ? "No drift so far."
    : count(experts.drifts) + (experts.drifts === 1 ? " drift" : " drifts") + " (dashed), the last after "
      + count(experts.driftExamples) + " examples, " + moment(experts.driftTime) + " UTC.";
}
