/* Server-sent events by fetch, which unlike EventSource can send a token. Goes on by itself when the connection is lost. */

import {open} from "./ask.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
/* The server sends something every second. */
const SILENCE = 8000;

/**
 * Follows for as long as the page is there.
 *
 * handle(name, data) is called for each event, lost(why, milliseconds until the next try) when the connection is lost.
 */
export async function follow(handle, lost) {
  let wait = FIRST_WAIT;
  for (;;) {
    let why;
    try {
      await read((name, data) => {
        wait = FIRST_WAIT;
        handle(name, data);
      });
      why = "the server has ended the connection";
    } catch (error) {
      why = error.status ? error.message : "no answer";
    }
    lost(why, wait);
    await pause(wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

async function read(handle) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), SILENCE);
  try {
    const answer = await open("live", "text/event-stream", abort.signal);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE);
      const {done, value} = await reader.read();
      if (done) {
        return;
      }
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach(block => dispatch(block, handle));
    }
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function dispatch(block, handle) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) {
      name = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data.push(line.slice(5));
    }
  }
  if (data.length > 0) {
    handle(name, JSON.parse(data.join("\n")));
  }
}

/* Until the time is over, the network is back, or somebody looks at the page again. */
function pause(milliseconds) {
  return new Promise(resolve => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => {
      if (!document.hidden) {
        go();
      }
    };
    const timer = setTimeout(go, milliseconds);
    window.addEventListener("online", go);
    document.addEventListener("visibilitychange", seen);
  });
}
