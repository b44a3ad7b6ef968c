/* How figures are written. */

export const isNumber = y => typeof y === "number" && Number.isFinite(y);

/** A loss, norm or rate: four digits behind the point, or as many as matter. */
export function figure(y) {
  if (!isNumber(y)) {
    return "–";
  }
  const size = Math.abs(y);
  if (y !== 0 && (size >= 1e6 || size < 1e-3)) {
    return y.toExponential(2).replace("e+", "e").replace("-", "−").replace("e-", "e−");
  }
  return (size >= 1000 ? y.toFixed(0) : size >= 100 ? y.toFixed(2) : y.toFixed(4)).replace("-", "−");
}

export const count = n => isNumber(n) ? Math.round(n).toLocaleString("en-US") : "–";

export const compact = n => isNumber(n)
  ? n.toLocaleString("en-US", {notation: "compact", maximumFractionDigits: 1}) : "–";

export const percent = share => isNumber(share) ? (share * 100).toFixed(1) + " %" : "–";

export const clock = date => date.toTimeString().slice(0, 8);

/** 2026-01-31T12:00:00Z as 2026-01-31 12:00:00: in UTC, as events are. */
export const moment = text => text ? text.replace("T", " ").replace(/\.\d+/, "").replace("Z", "") : "–";

export const place = position => position
  ? position.topic + "-" + position.partition + "@" + position.offset : "nothing yet";

/** An element with text, which is never taken for HTML. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

export const colour = index => "var(--c" + index % 8 + ")";

export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
