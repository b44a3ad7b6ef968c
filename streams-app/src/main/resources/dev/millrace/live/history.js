/* The points of each learner, as many as a chart can show. */

const MAX_POINTS = 1000;

export class Histories {
  constructor() {
    this.learners = new Map();
  }

  /* All anew. */
  set(list) {
    this.learners = new Map(list.map(one => [one.learner, {loss: one.loss, points: one.points}]));
  }

  /* One more; what the history had already is passed over. */
  add(report) {
    const known = this.learners.get(report.learner);
    if (!known) {
      return;
    }
    known.loss = report.loss;
    const last = known.points[known.points.length - 1];
    if (last && report.point.examples <= last.examples) {
      return;
    }
    known.points.push(report.point);
    if (known.points.length > MAX_POINTS) {
      known.points = known.points.filter((point, i) => i % 2 === 0 || i === known.points.length - 1);
    }
  }

  points(learner) {
    const known = this.learners.get(learner);
    return known ? known.points : [];
  }

  loss(learner) {
    const known = this.learners.get(learner);
    return known ? known.loss : null;
  }

  names() {
    return [...this.learners.keys()];
  }
}
