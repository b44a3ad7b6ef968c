/* Lines over examples, drawn by Chart.js. */

import {compact, count, css, element, figure, isNumber} from "./format.js";

const MEASURES = {
  loss: {
    label: "loss", window: "windowLoss", all: "meanLoss", lowerIsBetter: true,
    baselines: {window: [["running mean", "windowRunningMeanLoss"]], all: [["running mean", "runningMeanLoss"]]},
  },
  accuracy: {
    label: "accuracy", window: "windowAccuracy", all: "accuracy",
    baselines: {window: [], all: [["most frequent class", "runningMeanAccuracy"], ["previous label", "noChangeAccuracy"]]},
  },
  rmse: {
    label: "RMSE", window: "rmse", all: "rmse",
    baselines: {window: [], all: [["running mean", "runningMeanRmse"], ["previous label", "noChangeRmse"]]},
  },
  auc: {label: "AUC", window: "auc", all: "auc", baselines: {window: [], all: []}},
};
const WHOLE_RUN_ONLY = ["rmse", "auc"];
const DASHES = [[], [], [], [], [7, 3], [7, 3], [2, 2], [2, 2]];
const BASELINE_DASHES = [[4, 4], [1, 3]];

function axis(title, more) {
  return {
    title: {display: title !== "", text: title, color: css("--soft")},
    ticks: {color: css("--soft"), maxRotation: 0, autoSkipPadding: 16, includeBounds: false, ...(more && more.ticks)},
    grid: {color: css("--line")},
    border: {display: false},
    ...(more && more.type ? {type: more.type} : {type: "linear"}),
    ...(more && more.bounds),
  };
}

export function options(title, scale, bounds) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    interaction: {mode: "nearest", axis: "x", intersect: false},
    scales: {
      x: axis("examples", {ticks: {callback: value => compact(value)}}),
      y: axis(title, {type: scale, bounds, ticks: {callback: value => tick(value)}}),
    },
    plugins: {
      legend: {display: false},
      tooltip: {
        callbacks: {
          title: items => items.length > 0 ? "after " + count(items[0].parsed.x) + " examples" : "",
          label: item => " " + item.dataset.label + "  " + figure(item.parsed.y),
        },
      },
    },
  };
}

const tick = value => Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-5)
  ? value.toExponential(1) : String(Number(value.toPrecision(3)));

/* Most of what is drawn, not the first jumps, nor what has left every scale. */
function bounds(sets) {
  const ys = sets.flatMap(set => set.data.slice(Math.floor(set.data.length / 50)).map(p => p.y)).filter(isNumber);
  if (ys.length < 2) {
    return {};
  }
  ys.sort((a, b) => a - b);
  const low = ys[0];
  const most = ys[Math.min(ys.length - 1, Math.ceil(ys.length * 0.985))];
  const highest = ys[ys.length - 1];
  const high = highest - low > 4 * (most - low) ? most : highest;
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return {min: low >= 0 ? Math.max(0, low - room) : low - room, max: high + room};
}

function line(label, data, colour, dash, width) {
  return {
    label, data, borderColor: colour, backgroundColor: colour, borderDash: dash, borderWidth: width,
    pointRadius: data.length === 1 ? 3 : 0, pointHitRadius: 8, pointHoverRadius: 4, tension: 0,
  };
}

const along = (points, key) => points.filter(point => isNumber(point[key])).map(point => ({x: point.examples, y: point[key]}));

export class Drawing {
  constructor(canvas, plugins = []) {
    this.canvas = canvas;
    this.plugins = plugins;
    this.chart = null;
  }

  draw(sets, opts) {
    if (this.chart) {
      this.chart.data.datasets = sets;
      this.chart.options = opts;
      this.chart.update("none");
    } else {
      this.chart = new Chart(this.canvas, {type: "line", data: {datasets: sets}, options: opts, plugins: this.plugins});
    }
  }
}

export class LossChart {
  constructor(canvas, legend, empty) {
    this.drawing = new Drawing(canvas);
    this.canvas = canvas;
    this.legend = legend;
    this.empty = empty;
    this.hidden = new Set();
    this.items = new Map();
  }

  /* task of the learners: which measures there are. */
  static measures(task) {
    return (task === "regression" ? ["loss", "rmse"] : task === "binary" ? ["loss", "accuracy", "auc"] : ["loss", "accuracy"])
      .map(key => [key, MEASURES[key].label]);
  }

  static hasWindow(measure) {
    return !WHOLE_RUN_ONLY.includes(measure);
  }

  draw(histories, picked, {measure, over, log}) {
    const kind = MEASURES[measure];
    const sets = this.lines(histories, picked, kind, over);
    this.fillLegend(sets);
    const shown = sets.filter(set => !this.hidden.has(set.label));
    const title = measure === "loss" ? [...new Set(histories.names().map(name => histories.loss(name)).filter(Boolean))]
      .map(name => name.replaceAll("-", " ")).join(", ") + " loss" : kind.label;
    const limits = log ? {} : bounds(shown);
    this.drawing.draw(shown, options(title.trim(), log ? "logarithmic" : "linear", limits));
    this.empty.hidden = sets.some(set => set.data.length > 0);
    this.canvas.setAttribute("aria-label", "Progressive " + kind.label + " over examples: "
      + sets.filter(set => set.data.length > 0).map(set => set.label + " " + figure(last(set))).join(", "));
  }

  lines(histories, picked, kind, over) {
    const thin = this.canvas.clientWidth < 500 ? 1.25 : 1.75;
    const sets = histories.names().map((name, i) => line(name, along(histories.points(name), kind[over]),
      css("--c" + i % 8), DASHES[i % DASHES.length], name === picked ? thin + 1 : thin));
    /* One for each kind of loss: a baseline is measured as its learner is. */
    const losses = new Map();
    histories.names().forEach(name => {
      const loss = kind === MEASURES.loss ? histories.loss(name) : "";
      if (histories.points(name).length > 0 && (!losses.has(loss) || name === picked)) {
        losses.set(loss, name);
      }
    });
    for (const [loss, name] of losses) {
      kind.baselines[over].forEach(([label, key], i) => {
        sets.push(line(losses.size > 1 ? label + " (" + loss + ")" : label, along(histories.points(name), key),
          css("--soft"), BASELINE_DASHES[i], 1.5));
      });
    }
    return sets;
  }

  fillLegend(sets) {
    const labels = sets.map(set => set.label).join("\n");
    if (this.labels !== labels) {
      this.labels = labels;
      this.items = new Map(sets.map(set => [set.label, this.item(set.label)]));
      this.legend.replaceChildren(...[...this.items.values()].map(item => item.button));
    }
    for (const set of sets) {
      const item = this.items.get(set.label);
      item.button.style.setProperty("--own", set.borderColor);
      item.mark.classList.toggle("dashed", set.borderDash.length > 0);
      item.button.setAttribute("aria-pressed", String(!this.hidden.has(set.label)));
      item.value.textContent = figure(last(set));
      item.button.dataset.points = set.data.length;
      item.button.dataset.last = set.data.length > 0 ? last(set) : "";
    }
  }

  item(label) {
    const button = element("button", "line");
    button.type = "button";
    button.dataset.line = label;
    const mark = element("span", "mark");
    const value = element("span", "value");
    button.append(mark, element("span", "", label), value);
    button.addEventListener("click", () => {
      if (!this.hidden.delete(label)) {
        this.hidden.add(label);
      }
      this.redraw();
    });
    return {button, mark, value};
  }
}

const last = set => set.data.length > 0 ? set.data[set.data.length - 1].y : null;

/** One figure of one learner. */
export class FigureChart {
  constructor(canvas, key, label) {
    this.drawing = new Drawing(canvas);
    this.canvas = canvas;
    this.key = key;
    this.label = label;
  }

  draw(points, index) {
    const set = line(this.label, along(points, this.key), css("--c" + index % 8), [], 1.75);
    const opts = options("", "linear", bounds([set]));
    opts.scales.x.title.display = false;
    this.drawing.draw([set], opts);
    this.canvas.setAttribute("aria-label", this.label + ", now " + figure(last(set)));
  }
}
