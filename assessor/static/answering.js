// Saves answers as they are given. Every change is kept on this device first and forgotten once the server
// has it, so that neither a lost connection nor a closed browser loses one. Without this script the page is
// an ordinary form. What is kept is filed under the account and the assessment: nobody else's is read or sent.
"use strict";
(() => {
  const form = document.getElementById("answers");
  if (!form) return;
  const say = form.dataset;
  const locale = say.language === "en" ? "en-GB" : say.language;
  const LEFT_OUT = "not-applicable";
  const PAUSE = 1000; // after the last key, in milliseconds
  const LONGEST_WAIT = 60000;
  const prefix = `assessor:answer:${say.account}:${say.assessment}:`;

  // --- what is kept on this device ------------------------------------------------------------------
  // One record a practice: `sent` is under way and is sent again as it was, with its key; `next` came after it.

  const memory = new Map(); // where the browser refuses to keep anything
  let lasting = true;

  function kept(practice) {
    try {
      return JSON.parse(memory.get(practice) || localStorage.getItem(prefix + practice));
    } catch {
      return null;
    }
  }

  function keep(practice, record) {
    try {
      if (record) localStorage.setItem(prefix + practice, JSON.stringify(record));
      else localStorage.removeItem(prefix + practice);
      memory.delete(practice);
    } catch {
      lasting = false;
      if (record) memory.set(practice, JSON.stringify(record));
      else memory.delete(practice);
    }
  }

  function waiting() {
    let names = [];
    try {
      names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    } catch { /* then memory is all there is */ }
    return [...new Set([...names.map((name) => name.slice(prefix.length)), ...memory.keys()])];
  }

  function uuid() { // crypto.randomUUID is missing where the page came without encryption
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  // --- the fields of a practice ---------------------------------------------------------------------

  const sections = () => [...form.querySelectorAll("[data-practice]")];
  const sectionOf = (practice) => sections().find((section) => section.dataset.practice === practice);
  const field = (section, name) => form.elements.namedItem(`${section.dataset.practice}:${name}`);

  function read(section) {
    const entry = { values: {}, not_applicable: false, reason: "", comment: field(section, "comment").value };
    for (const group of section.querySelectorAll("[data-value]")) {
      const input = group.querySelector("input:checked") || group.querySelector("input:not([type=radio])");
      const value = input ? input.value.trim() : "";
      if (value === LEFT_OUT) entry.not_applicable = true;
      else if (value) entry.values[group.dataset.value] = value;
    }
    if (section.querySelector("input[type=checkbox]:checked")) entry.not_applicable = true;
    if (entry.not_applicable) entry.reason = field(section, "reason").value;
    return entry;
  }

  function write(section, entry) {
    for (const group of section.querySelectorAll("[data-value]")) {
      const wanted = entry.values[group.dataset.value] || "";
      for (const input of group.querySelectorAll("input")) {
        if (input.type !== "radio") input.value = wanted;
        else input.checked = input.value === (entry.not_applicable ? LEFT_OUT : wanted);
      }
    }
    const box = section.querySelector("input[type=checkbox]");
    if (box) box.checked = entry.not_applicable;
    if (entry.reason) field(section, "reason").value = entry.reason;
    field(section, "comment").value = entry.comment;
    unfold(section);
  }

  function unfold(section) {
    section.classList.toggle("answer--left-out", read(section).not_applicable);
  }

  // --- what is said about it ------------------------------------------------------------------------

  const aloud = document.createElement("p"); // heard also when the practice itself is drawn anew
  aloud.className = "govuk-visually-hidden";
  aloud.setAttribute("role", "alert");
  form.append(aloud);

  function tell(practice, state, text) {
    const section = sectionOf(practice);
    if (!section) return;
    const status = section.querySelector(".saved");
    status.dataset.state = state;
    status.textContent = text || say[`say${state[0].toUpperCase()}${state.slice(1)}`];
    if (state === "signedOut") {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = location.pathname;
      link.textContent = say.saySignIn;
      status.append(" ", link);
    }
  }

  function showFaults(practice, faults) {
    const section = sectionOf(practice);
    if (!section) return;
    for (const place of section.querySelectorAll("[data-fault]")) {
      const found = faults.find((fault) => fault.field === place.dataset.fault);
      place.hidden = !found;
      place.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", Boolean(found));
      place.textContent = found ? found.text : "";
    }
  }

  const lacksReason = (entry) => entry.not_applicable && !entry.reason.trim();

  function sayMissing(section) {
    const practice = section.dataset.practice;
    if (!lacksReason(read(section))) {
      tell(practice, "refused");
      return;
    }
    showFaults(practice, [{ field: "reason", text: say.sayReason }]);
    tell(practice, "refused", say.sayUnreasoned);
  }

  function local(scope) { // moments in the visitor's own time
    for (const time of scope.querySelectorAll("time[datetime]")) {
      const shown = { dateStyle: "medium", timeStyle: "short" };
      time.textContent = new Date(time.dateTime).toLocaleString(locale, shown);
    }
  }

  function count(section, answered) {
    const step = Number(answered) - Number("isAnswered" in section.dataset);
    if (answered) section.dataset.isAnswered = "";
    else delete section.dataset.isAnswered;
    for (const place of document.querySelectorAll("[data-progress] [data-answered]")) {
      place.textContent = Number(place.textContent) + step;
      const bar = place.closest("li").querySelector("progress");
      if (bar) bar.value += step;
    }
  }

  // --- sending --------------------------------------------------------------------------------------

  const underWay = new Map();
  const pauses = new Map();
  let wait = 1000;
  let again = null;

  function changed(section, pause) {
    const practice = section.dataset.practice;
    const before = kept(practice) || { address: section.dataset.address, sent: null };
    const entry = read(section);
    const incomplete = lacksReason(entry);
    if (!before.sent) before.base = Number(field(section, "base").value);
    keep(practice, { ...before, next: entry, held: incomplete });
    unfold(section);
    showFaults(practice, []);
    clearTimeout(pauses.get(practice));
    if (incomplete) sayMissing(section);
    else {
      tell(practice, navigator.onLine ? "saving" : "offline");
      pauses.set(practice, setTimeout(() => send(practice), pause));
    }
  }

  function send(practice) { // one at a time for each practice, so that saves arrive in their order
    clearTimeout(pauses.get(practice));
    if (!underWay.has(practice)) {
      underWay.set(practice, attempt(practice).finally(() => underWay.delete(practice)));
    }
    return underWay.get(practice);
  }

  async function attempt(practice) {
    let record = kept(practice);
    while (record && !(record.held && !record.sent)) {
      if (!record.sent) {
        record = { ...record, sent: { key: uuid(), base: record.base, ...record.next }, next: null };
        keep(practice, record);
      }
      tell(practice, "saving");
      const answer = await put(record).catch(() => null);
      if (!settled(practice, kept(practice) || record, answer)) return;
      record = kept(practice);
    }
  }

  async function put(record, fresh = false) {
    const response = await fetch(record.address, {
      method: "PUT",
      headers: {
        "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.csrf_token.value,
      },
      body: JSON.stringify({ account: say.account, ...record.sent }),
    });
    if (response.status === 400 && !fresh) { // a token does not last as long as a page may stay open
      return (await refresh()) ? put(record, true) : { status: 401 };
    }
    const body = (response.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: response.status, body: body ? await response.json() : {} };
  }

  async function fetched() {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const theirs = page.getElementById("answers");
    return theirs && theirs.dataset.account === say.account ? theirs : null;
  }

  async function refresh() {
    const page = await fetched();
    if (page) form.csrf_token.value = page.querySelector("[name=csrf_token]").value;
    return Boolean(page);
  }

  // What an answer of the server means for the record; true where there may be more to send.
  function settled(practice, record, answer) {
    const { status, body } = answer || { status: 0 };
    if (status === 200) return saved(practice, record, body);
    if (status === 409) return conflicting(practice, record);
    if (status === 422) {
      keep(practice, { ...record, next: record.next || record.sent, sent: null, held: !record.next });
      showFaults(practice, body.faults);
      tell(practice, "refused");
      return Boolean(record.next);
    }
    if (status === 401) tell(practice, "signedOut");
    else if (status === 403 || status === 404) tell(practice, "closed");
    else {
      tell(practice, status ? "failed" : "offline");
      later();
    }
    return false;
  }

  function saved(practice, record, body) {
    const section = sectionOf(practice);
    wait = 1000;
    keep(practice, record.next ? { ...record, sent: null, base: body.version } : null);
    if (section) {
      field(section, "base").value = body.version;
      field(section, "seen").value = body.seen;
      count(section, body.answered);
      const at = new Date(body.saved_at).toLocaleTimeString(locale, { timeStyle: "short" });
      tell(practice, "saved", `${say.saySaved} ${at}`);
      if ("inConflict" in section.dataset && !record.next) redraw(practice);
    }
    return Boolean(record.next);
  }

  function conflicting(practice, record) {
    keep(practice, record.next ? { ...record, sent: null } : null);
    if (record.next) return true; // what came after it takes its place
    tell(practice, "conflict");
    aloud.textContent = say.sayConflict;
    redraw(practice);
    return false;
  }

  async function redraw(practice) {
    const page = await fetched().catch(() => null);
    const section = sectionOf(practice);
    const drawn = page && [...page.querySelectorAll("[data-practice]")].find(
      (other) => other.dataset.practice === practice,
    );
    if (!drawn || !section || kept(practice)) return;
    const focused = section.contains(document.activeElement) ? document.activeElement.id : "";
    section.replaceWith(document.importNode(drawn, true));
    const now = sectionOf(practice);
    ready(now);
    if ("inConflict" in now.dataset) tell(practice, "conflict");
    if (focused) (document.getElementById(focused) || now.querySelector("h2")).focus();
  }

  function later() {
    clearTimeout(again);
    again = setTimeout(flush, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  async function flush() {
    clearTimeout(again);
    await Promise.all(waiting().map(send));
    return waiting();
  }

  // --- the page -------------------------------------------------------------------------------------

  function ready(section) {
    const record = kept(section.dataset.practice);
    local(section);
    unfold(section);
    if (!record) return;
    write(section, record.next || record.sent);
    if (record.held) sayMissing(section);
    else tell(section.dataset.practice, "kept");
  }

  const practiceOf = (event) => event.target.closest("[data-practice]");
  form.addEventListener("change", (event) => practiceOf(event) && changed(practiceOf(event), 0));
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])")) {
      changed(practiceOf(event), PAUSE);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=then][value=next]"));
    }
  });
  let flushed = false;
  form.addEventListener("submit", async (event) => {
    if (flushed) return;
    event.preventDefault();
    const button = event.submitter;
    const left = await flush();
    const stuck = left.filter((practice) => !kept(practice).held); // what is held, the form says why
    if (stuck.length) sectionOf(stuck[0])?.querySelector(".saved").scrollIntoView({ block: "center" });
    else if (!left.length && button?.value === "next" && !form.querySelector("[data-in-conflict]")) {
      location.assign(say.onward);
    } else {
      flushed = true;
      setTimeout(() => form.requestSubmit(button)); // not while the first one is still being told about
    }
  });
  addEventListener("online", () => { wait = 1000; flush(); });
  addEventListener("offline", () => waiting().forEach((practice) => tell(practice, "offline")));
  addEventListener("beforeunload", (event) => { if (!lasting && waiting().length) event.preventDefault(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // a page from memory is old

  document.documentElement.classList.add("answering--live");
  document.querySelector(".answering__keys").hidden = false;
  document.querySelector(".govuk-error-summary a")?.focus();
  sections().forEach(ready);
  flush();
})();
