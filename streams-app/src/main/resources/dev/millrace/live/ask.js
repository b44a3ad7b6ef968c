/* Questions to the instance that the page came from, with the token if it wants one. */

const KEY = "millrace-token";
let asking = null;

export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

function headers(accept) {
  const token = sessionStorage.getItem(KEY);
  return token ? {Accept: accept, Authorization: "Bearer " + token} : {Accept: accept};
}

/* One dialog, however many questions were refused meanwhile. */
function askToken() {
  if (!asking) {
    asking = new Promise(resolve => {
      const dialog = document.getElementById("ask-token");
      const input = document.getElementById("token");
      dialog.addEventListener("close", () => {
        if (input.value) {
          sessionStorage.setItem(KEY, input.value.trim());
        }
        input.value = "";
        asking = null;
        resolve();
      }, {once: true});
      dialog.showModal();
      input.focus();
    });
  }
  return asking;
}

/** An answer that is OK. Asks for the token until it is right. */
export async function open(path, accept, signal) {
  for (;;) {
    const used = sessionStorage.getItem(KEY);
    const answer = await fetch(path, {headers: headers(accept), cache: "no-store", signal});
    if (answer.ok) {
      return answer;
    }
    if (answer.status !== 401) {
      throw new Problem(answer.status, await detail(answer));
    }
    if (used === sessionStorage.getItem(KEY)) {
      await askToken();
    }
  }
}

export async function ask(path) {
  return (await open(path, "application/json")).json();
}

async function detail(answer) {
  try {
    return (await answer.json()).detail || answer.statusText;
  } catch (noJson) {
    return answer.statusText;
  }
}
