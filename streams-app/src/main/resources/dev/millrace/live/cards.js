/* A card for each learner: the figures that matter most, and the model that they belong to. */

import {colour, compact, count, element, figure, isNumber, percent, place} from "./format.js";

const SMALL = [
  ["events/s", "eventsPerSecond", learner => compact(learner.eventsPerSecond), "processed, over the last ten seconds"],
  ["lag", "lag", learner => compact(learner.lag), "offsets to the end of the topic"],
  ["examples", "examples", learner => count(learner.provenance && learner.provenance.examples), "labeled events"],
  ["rate", "learningRate", learner => figure(learner.learningRate), "learning rate of the next step",
    learner => isNumber(learner.learningRate)],
  ["gradient", "gradientNorm", learner => figure(learner.gradientNorm), "Euclidean norm of the last step's gradient",
    learner => isNumber(learner.learningRate)],
  ["accuracy", "accuracy", learner => percent(learner.accuracy), "share of all examples", learner => isNumber(learner.accuracy)],
  ["RMSE", "rmse", learner => figure(learner.rmse), "in the label's unit", learner => isNumber(learner.rmse)],
  ["AUC", "auc", learner => figure(learner.auc), "area under the ROC curve", learner => isNumber(learner.auc)],
];

export class Cards {
  /* pick(name) is called when somebody picks a learner. */
  constructor(root, pick) {
    this.root = root;
    this.pick = pick;
    this.cards = new Map();
  }

  show(learners, picked) {
    const names = learners.map(learner => learner.name).join("\n");
    if (this.names !== names) {
      this.names = names;
      this.cards = new Map(learners.map((learner, i) => [learner.name, this.make(learner, i)]));
      this.root.replaceChildren(...[...this.cards.values()].map(card => card.root));
    }
    learners.forEach(learner => this.update(this.cards.get(learner.name), learner, picked));
  }

  mark(picked) {
    this.cards.forEach((card, name) => {
      card.root.classList.toggle("picked", name === picked);
      card.button.setAttribute("aria-pressed", String(name === picked));
    });
  }

  make(learner, index) {
    const root = element("article", "card");
    root.dataset.learner = learner.name;
    root.style.setProperty("--own", colour(index));
    const button = element("button", "name", learner.name);
    button.type = "button";
    button.addEventListener("click", () => this.pick(learner.name));
    const head = element("header");
    head.append(element("span", "swatch"), button);
    if (learner.champion) {
      head.append(element("span", "badge", "champion"));
    }
    const away = element("span", "badge away", "elsewhere");
    away.title = "another instance learns it, or it is being restored; figures are those of its last loss report";
    head.append(away);
    const big = element("p", "big");
    const value = element("strong");
    const unit = element("span", "soft");
    big.append(value, unit);
    const against = element("p", "against");
    const small = element("dl", "small");
    const whose = element("p", "whose mono");
    root.append(head, big, against, small, whose);
    return {root, button, away, value, unit, against, small, whose};
  }

  update(card, learner, picked) {
    card.root.classList.toggle("picked", learner.name === picked);
    card.button.setAttribute("aria-pressed", String(learner.name === picked));
    card.away.hidden = learner.here;
    card.value.textContent = figure(learner.windowLoss);
    card.value.dataset.value = learner.windowLoss;
    card.unit.textContent = " " + learner.loss.replaceAll("-", " ") + " loss, last window";
    this.compare(card.against, learner);
    card.small.replaceChildren(...SMALL.filter(([, , , , shown]) => !shown || shown(learner)).flatMap(
      ([label, key, text, title]) => {
        const term = element("dt", "", label);
        term.title = title;
        const value = element("dd", "", text(learner));
        value.dataset.figure = key;
        value.dataset.value = key === "examples" ? learner.provenance && learner.provenance.examples : learner[key];
        const pair = element("div");
        pair.append(term, value);
        return pair;
      }));
    const provenance = learner.provenance;
    card.whose.textContent = provenance
      ? place(provenance.position) + " · " + provenance.digest : "not trained yet";
    card.whose.title = provenance ? "position of the last event, and digest of the model" : "";
    card.whose.dataset.digest = provenance ? provenance.digest : "";
  }

  compare(where, learner) {
    const mean = learner.windowRunningMeanLoss;
    if (!isNumber(mean) || !isNumber(learner.windowLoss) || mean === 0) {
      where.textContent = "running mean –";
      where.className = "against soft";
      return;
    }
    const share = (learner.windowLoss - mean) / mean;
    const better = share < 0;
    where.className = "against " + (better ? "better" : "worse");
    where.textContent = (better ? "▼ " : "▲ ") + Math.abs(share * 100).toFixed(1) + " % "
      + (better ? "below" : "above") + " the running mean’s " + figure(mean);
  }
}
