// The page never sees a token: they are in cookies that no script can read. What it knows is when the access token ends, from
// expires_in. That, and no secret, it keeps in localStorage, where all its tabs see it: no entry means that nobody is logged in.

const api = "/api/v1";
const entry = "access-token";
const retryAfter = 5_000;
const noAnswer = "The server does not answer. You are still logged in; try again.";

const element = id => document.getElementById(id);

class Refusal extends Error {
  constructor(response, problem) {
    super(problem?.detail ?? `The server answered ${response.status}.`);
    this.status = response.status;
    this.retryAfter = response.headers.get("Retry-After");
  }
}

// 1. The token's time, for all tabs.

const time = {
  text: () => localStorage.getItem(entry),
  read: () => JSON.parse(localStorage.getItem(entry)),
  start: ({ expires_in: seconds }) => localStorage.setItem(entry, JSON.stringify({ ends: Date.now() + seconds * 1000, seconds })),
  clear: () => localStorage.removeItem(entry),
};

// 2. The API.

function send(method, path, body) {
  return fetch(api + path, {
    method,
    headers: body && { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
}

async function succeeded(response) {
  if (!response.ok) {
    throw new Refusal(response, await response.json().catch(() => null));
  }

  return response;
}

// What changes the cookies is done by one tab at a time.
const exclusively = work => navigator.locks.request(entry, work);

// Renews the tokens, unless another tab was faster: then there is another time than the one that was seen. Were it not noticed, the server's grace
// period would forgive it: a refresh token that was replaced a moment ago is answered with its successor.
function renew(seen) {
  return exclusively(async () => {
    if (time.text() !== seen) {
      return;
    }

    const response = await send("POST", "/refresh");
    if (response.status === 401) {
      time.clear();
    }

    time.start(await (await succeeded(response)).json());
    log("Renewed by this tab");
  });
}

// An access token that has ended, or was taken back, is renewed once, and the request sent again.
async function call(method, path) {
  const seen = time.text();
  let response = await send(method, path);
  if (response.status === 401) {
    await renew(seen);
    response = await send(method, path);
  }

  if (response.status === 401) {
    time.clear();
  }

  return await succeeded(response);
}

const logIn = (username, password) => exclusively(async () => {
  const response = await succeeded(await send("POST", "/login", { username, password }));
  time.start(await response.json());
});

const logOut = () => exclusively(async () => {
  await succeeded(await send("POST", "/logout"));
  time.clear();
});

// 3. What is seen.

function showSignedOut(notice = "") {
  element("signed-in").hidden = true;
  element("signed-out").hidden = false;
  element("notice").textContent = notice;
  element("login-error").textContent = "";
  element("login").reset();
  element("log").replaceChildren();
  element("username").focus();
}

async function showSignedIn() {
  const [me, sessions] = await Promise.all([call("GET", "/me"), call("GET", "/sessions")]);
  const { name, username, logged_in_at: loggedInAt } = await me.json();
  element("name").textContent = `${name} (${username})`;
  showTime(element("logged-in-at"), loggedInAt);
  showSessions(await sessions.json());

  const arrives = element("signed-in").hidden;
  element("signed-out").hidden = true;
  element("signed-in").hidden = false;
  element("notice").textContent = "";
  showCountdown();
  if (arrives) {
    element("name").focus();
  }
}

function showSessions(sessions) {
  element("sessions").replaceChildren(...sessions.map(session => {
    const item = element("session").content.cloneNode(true);
    const find = selector => item.querySelector(selector);
    const client = nameOf(session.client);
    find(".client").textContent = client;
    find(".client").title = session.client ?? "";
    find(".badge").hidden = !session.current;
    showTime(find(".created"), session.created_at);
    showTime(find(".used"), session.last_used_at);
    showTime(find(".ends"), session.expires_at, { dateStyle: "medium" });

    const end = find(".end");
    end.hidden = session.current;
    end.setAttribute("aria-label", `End the session of ${client}, logged in ${find(".created").textContent}`);
    end.addEventListener("click", () => act(end, async () => {
      await call("DELETE", `/sessions/${encodeURIComponent(session.session_id)}`).catch(ignoreIfGone);
      await showSignedIn();
      element("notice").textContent = `The session of ${client} has ended.`;
      element("sessions-title").focus();
    }));
    return item;
  }));
}

function ignoreIfGone(error) {
  if (error.status !== 404) {
    throw error;
  }
}

function showTime(target, text, style = { dateStyle: "medium", timeStyle: "short" }) {
  target.dateTime = text;
  target.textContent = new Date(text).toLocaleString([], style);
}

function showCountdown() {
  const { ends, seconds } = time.read();
  const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
  element("countdown").textContent = left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s` : `${left} s`;
  element("left").max = seconds;
  element("left").value = left;
}

function log(text) {
  const item = document.createElement("li");
  item.textContent = `${new Date().toLocaleTimeString()} ${text}`;
  element("log").append(item);
  while (element("log").children.length > 5) {
    element("log").firstElementChild.remove();
  }
}

// Enough to tell one's own browsers apart.
function nameOf(userAgent) {
  const find = names => names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const browser = find([[/Edg/, "Edge"], [/OPR/, "Opera"], [/Firefox/, "Firefox"], [/Chrome|CriOS/, "Chrome"], [/Safari/, "Safari"]]);
  const system = find([[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]]);
  return browser && system ? `${browser} on ${system}` : browser ?? userAgent ?? "Unknown client";
}

// 4. What happens.

// Shows what an action came to. A server that does not answer logs nobody out.
async function attempt(action) {
  try {
    await action();
    if (element("notice").textContent === noAnswer) {
      element("notice").textContent = "";
    }
  } catch (error) {
    if (time.text() === null) {
      showSignedOut("Your session has ended. Log in to start another.");
    } else if (error instanceof Refusal && error.status < 500) {
      element("notice").textContent = error.message;
    } else {
      element("notice").textContent = noAnswer;
    }
  }
}

// The button stands still while its action is under way.
async function act(button, action) {
  button.disabled = true;
  await attempt(action);
  button.disabled = false;
}

element("login").addEventListener("submit", async event => {
  event.preventDefault();
  const { username, password } = event.target.elements;
  const button = event.submitter ?? event.target.querySelector("button");
  const report = text => {
    element("login-error").textContent = text;
    username.ariaInvalid = password.ariaInvalid = text === "" ? null : "true";
  };

  button.disabled = true;
  report("");
  try {
    await logIn(username.value, password.value);
    event.target.reset();
    log("Logged in");
    await attempt(showSignedIn);
  } catch (error) {
    report(error.status === 401 ? "User name or password is wrong."
      : error.status === 429 ? `Too many attempts. Try again in ${error.retryAfter} seconds.`
      : error instanceof Refusal ? error.message
      : "The server does not answer. Try again.");
    password.select();
  } finally {
    button.disabled = false;
  }
});

element("logout").addEventListener("click", event => act(event.target, async () => {
  await logOut();
  showSignedOut("You have logged out.");
}));

element("logout-everywhere").addEventListener("click", event => act(event.target, async () => {
  await call("DELETE", "/sessions");
  time.clear();
  showSignedOut("You have logged out everywhere.");
}));

element("renew").addEventListener("click", event => act(event.target, async () => {
  await renew(time.text());
  await showSignedIn();
}));

element("reload").addEventListener("click", event => act(event.target, showSignedIn));

// The other tabs: one of them logged in or out, or renewed the token.
addEventListener("storage", event => {
  if (event.key !== entry && event.key !== null) {
    return;
  }

  if (time.text() === null) {
    showSignedOut("You were logged out in another tab.");
  } else if (element("signed-in").hidden) {
    attempt(showSignedIn);
  } else {
    log("Renewed by another tab");
  }
});

// A tab that was away, maybe for long, looks where it stands.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && time.text() !== null) {
    attempt(showSignedIn);
  }
});

// Every second: a minute before the token ends, or a fifth of a short life, it is renewed.
let isRenewing = false;
let notBefore = 0;
setInterval(async () => {
  if (element("signed-in").hidden || time.text() === null) {
    return;
  }

  showCountdown();
  const { ends, seconds } = time.read();
  const now = Date.now();
  if (isRenewing || now < notBefore || now < ends - Math.min(60, seconds / 5) * 1000) {
    return;
  }

  isRenewing = true;
  notBefore = now + retryAfter;
  await attempt(() => renew(time.text()));
  isRenewing = false;
}, 1_000);

if (!isSecureContext) {
  showSignedOut("Browsers keep the cookies of this page over HTTPS, or on localhost, and nowhere else.");
} else if (time.text() === null) {
  showSignedOut();
} else {
  attempt(showSignedIn);
}
