"use strict";
(function () {
  const TOP = 12;
  const CALIBRATED = 5;
  const COLOURS = ["#3b82f6", "#f97316", "#10b981", "#ef4444", "#8b5cf6", "#ca8a04",
    "#06b6d4", "#ec4899", "#84cc16", "#a16207", "#64748b", "#d946ef"];
  const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
  const data = JSON.parse(document.getElementById("data").textContent);
  const boxes = Array.from(document.querySelectorAll("input[data-candidate]"));
  const touch = window.matchMedia("(pointer: coarse)").matches;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const charts = {};

  const colour = i => COLOURS[i % COLOURS.length];
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const isNumber = y => y !== null && y !== undefined;
  const short = y => Math.abs(y) >= 1e5 || (y !== 0 && Math.abs(y) < 1e-4) ? y.toExponential(2) : y.toFixed(4);
  const chosen = () => boxes.filter(box => box.checked).map(box => Number(box.dataset.candidate));

  /* Mean over the blocks up to each, as many as the window holds. */
  function smooth(values) {
    const choice = document.getElementById("window").value;
    const width = choice === "all" ? Infinity : Math.max(1, Math.round(choice * values.length));
    const means = [];
    let sum = 0;
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      if (isNumber(values[i])) {
        sum += values[i];
        count++;
      }
      if (i >= width && isNumber(values[i - width])) {
        sum -= values[i - width];
        count--;
      }
      means.push(count > 0 && isNumber(values[i]) ? sum / count : null);
    }
    return means;
  }

  function less(values, others) {
    return values.map((y, i) => isNumber(y) && isNumber(others[i]) ? y - others[i] : null);
  }

  function points(values) {
    const view = document.getElementById("view").value;
    const shown = view === "mean" ? less(values, data.runningMean)
      : view === "leader" ? less(values, data.candidates[0].losses) : values;
    return smooth(shown).map((y, i) => ({x: data.examples[i], y: y}));
  }

  /* Most of the better half and of the running mean, which is last; not the first jumps, nor what has left every scale. */
  function bounds(sets) {
    const ys = [];
    const better = sets.slice(0, Math.ceil((sets.length - 1) / 2)).concat(sets.slice(-1));
    for (const set of better) {
      const inner = set.data.slice(Math.floor(set.data.length / 50));
      ys.push(...inner.map(p => p.y).filter(isNumber));
    }
    if (ys.length === 0) {
      return {};
    }
    ys.sort((a, b) => a - b);
    const low = ys[Math.floor(ys.length * 0.005)];
    const high = ys[Math.min(ys.length - 1, Math.floor(ys.length * 0.985))];
    const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    return {min: low - room, max: high + room};
  }

  function zoom(mode) {
    return {
      pan: {enabled: true, mode: mode, modifierKey: touch ? null : "shift"},
      zoom: {
        mode: mode,
        drag: {enabled: !touch, backgroundColor: "rgba(100, 149, 237, 0.25)"},
        wheel: {enabled: true, modifierKey: "ctrl"},
        pinch: {enabled: true},
      },
    };
  }

  function axis(title, more) {
    return Object.assign({
      type: "linear",
      title: {display: true, text: title, color: css("--soft")},
      ticks: {color: css("--soft"), maxRotation: 0, autoSkipPadding: 12, includeBounds: false},
      grid: {color: css("--line")},
      border: {color: css("--line")},
    }, more);
  }

  function options(x, y, mode, label, filter) {
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: {mode: "nearest", intersect: false},
      scales: {x: x, y: y},
      plugins: {
        zoom: zoom(mode),
        legend: {position: "bottom", labels: {color: css("--fore"), boxWidth: 18, boxHeight: 1, filter: filter}},
        tooltip: {callbacks: {label: label, title: () => ""}},
      },
    };
  }

  function lossSets() {
    const sets = chosen().map(i => ({
      label: data.candidates[i].name,
      data: points(data.candidates[i].losses),
      borderColor: colour(i),
      backgroundColor: colour(i),
      borderDash: DASHES[Math.floor(i / COLOURS.length) % DASHES.length],
      borderWidth: i === 0 ? 2.5 : 1.5,
      pointRadius: 0,
      pointHitRadius: 6,
    }));
    sets.push({
      label: "running mean",
      data: points(data.runningMean),
      borderColor: css("--soft"),
      backgroundColor: css("--soft"),
      borderDash: [3, 3],
      borderWidth: 1.5,
      pointRadius: 0,
      pointHitRadius: 6,
    });
    return sets;
  }

  function drawLosses() {
    const sets = lossSets();
    const label = item => item.dataset.label + ": " + short(item.parsed.y) + " after "
      + item.parsed.x.toLocaleString("en-US") + " examples";
    draw("losses", "line", sets, options(
      axis("examples", {min: 0, max: data.examples[data.examples.length - 1],
        ticks: {color: css("--soft"), maxRotation: 0, autoSkipPadding: 12, format: {notation: "compact"}}}),
      axis(data.measure, bounds(sets)), "xy", label));
  }

  /* A line through the best candidate at each rate; every candidate is a dot. */
  function rateSets() {
    const byOptimizer = new Map();
    data.candidates.forEach((candidate, i) => {
      if (isNumber(candidate.score) && candidate.rate > 0) {
        const of = byOptimizer.get(candidate.optimizer) || [];
        of.push({x: candidate.rate, y: candidate.score, name: candidate.name, finished: candidate.finished, rank: i});
        byOptimizer.set(candidate.optimizer, of);
      }
    });
    const sets = [];
    Array.from(byOptimizer.keys()).forEach((optimizer, i) => {
      const all = byOptimizer.get(optimizer).sort((a, b) => a.x - b.x || a.rank - b.rank);
      const best = all.filter((p, k) => k === 0 || all[k - 1].x !== p.x);
      sets.push({
        label: optimizer, data: best, showLine: true, borderColor: colour(i), borderWidth: 1.5, pointRadius: 0,
        pointHitRadius: 0, backgroundColor: colour(i),
      });
      sets.push({
        label: optimizer, isDots: true, data: all, borderColor: colour(i), pointRadius: 4,
        pointBackgroundColor: all.map(p => p.finished ? colour(i) : "transparent"),
      });
    });
    return sets;
  }

  /* Powers of ten; all that fit if there are less than two of them. */
  function rateTick(rates) {
    const wide = Math.max(...rates) >= 100 * Math.min(...rates);
    return value => {
      const leading = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
      return wide && Math.abs(leading - 1) > 1e-6 ? "" : String(Number(value.toPrecision(3)));
    };
  }

  function drawRates() {
    const sets = rateSets();
    const rates = new Set(data.candidates.map(candidate => candidate.rate));
    if (rates.size < 2 || sets.length === 0) {
      document.getElementById("rates-section").hidden = true;
      return;
    }
    const all = sets.filter(set => set.isDots).flatMap(set => set.data);
    const least = Math.min(...all.map(p => p.y));
    const most = Math.max(...all.map(p => p.y));
    const top = Math.min(most, Math.max(data.runningMeanLoss, least) + Math.max(0, data.runningMeanLoss - least) / 2
      || most);
    const above = all.filter(p => p.y > top).length;
    const room = (top - least) * 0.08 || 0.01;
    document.getElementById("rates-note").textContent = "Dots are candidates, hollow ones were dropped before the end."
      + " A line joins the best at each rate."
      + (above > 0 ? " " + above + (above === 1 ? " lies" : " lie") + " above the chart." : "");
    const label = item => item.raw.name + ": " + short(item.parsed.y) + " at rate " + item.parsed.x;
    draw("rates", "scatter", sets, options(
      axis("rate", {type: "logarithmic", ticks: {color: css("--soft"), maxRotation: 0, callback: rateTick(rates)}}), axis(data.rankedBy, {min: least - room, max: top + room}), "xy", label,
      (item, chart) => !chart.datasets[item.datasetIndex].isDots));
  }

  function calibrationSets() {
    const sets = chosen().slice(0, CALIBRATED).map(i => {
      const bins = data.candidates[i].calibration.filter(bin => bin[0] > 0);
      const examples = bins.reduce((sum, bin) => sum + bin[0], 0);
      return {
        label: data.candidates[i].name,
        data: bins.map(bin => ({x: bin[1], y: bin[2], examples: bin[0]})),
        showLine: true,
        borderColor: colour(i),
        backgroundColor: colour(i),
        borderWidth: 1.5,
        pointRadius: bins.map(bin => 2 + 8 * Math.sqrt(bin[0] / examples)),
      };
    });
    sets.push({
      label: "as predicted", data: [{x: 0, y: 0}, {x: 1, y: 1}], showLine: true, pointRadius: 0, pointHitRadius: 0,
      borderColor: css("--soft"), backgroundColor: css("--soft"), borderDash: [3, 3], borderWidth: 1.5,
    });
    return sets;
  }

  function drawCalibration() {
    if (data.candidates[0].calibration.length < 2) {
      document.getElementById("calibration-section").hidden = true;
      return;
    }
    const label = item => item.dataset.label + ": predicted " + item.parsed.x.toFixed(3) + ", came true "
      + item.parsed.y.toFixed(3) + " (" + item.raw.examples.toLocaleString("en-US") + " examples)";
    draw("calibration", "scatter", calibrationSets(), options(
      axis("predicted", {min: 0, max: 1}), axis("came true", {min: 0, max: 1}), "xy", label));
  }

  function draw(id, type, sets, opts) {
    if (charts[id]) {
      charts[id].destroy();
    }
    charts[id] = new Chart(document.getElementById(id), {type: type, data: {datasets: sets}, options: opts});
  }

  function drawAll() {
    drawLosses();
    drawRates();
    drawCalibration();
  }

  function choose(isChosen) {
    boxes.forEach((box, i) => { box.checked = isChosen(i); });
    drawLosses();
    drawCalibration();
  }

  function copy(button) {
    const pre = document.getElementById("config");
    const done = () => { button.textContent = "Copied"; };
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(pre);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (document.execCommand("copy")) {
        done();
      }
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(pre.textContent).then(done, select);
    } else {
      select();
    }
  }

  boxes.forEach((box, i) => {
    box.checked = i < TOP;
    box.style.setProperty("--swatch", colour(i));
    box.addEventListener("change", () => { drawLosses(); drawCalibration(); });
  });
  document.getElementById("view").addEventListener("change", drawLosses);
  document.getElementById("window").addEventListener("change", drawLosses);
  document.getElementById("show-top").addEventListener("click", () => choose(i => i < TOP));
  document.getElementById("show-none").addEventListener("click", () => choose(() => false));
  document.getElementById("copy").addEventListener("click", event => copy(event.target));
  document.querySelectorAll("button[data-reset]").forEach(button =>
    button.addEventListener("click", () => charts[button.dataset.reset] && charts[button.dataset.reset].resetZoom()));
  dark.addEventListener("change", drawAll);
  drawAll();
})();
