// The live view: what a journal holds, and what is added to it. Asks /api (docs/formats/serve.md) and looks for changes once a second.
(function () {
  "use strict";
  const ap = window.autopilot;
  const { el } = ap;
  const main = document.getElementById("main");
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  const TABS = [["", "Overview"], ["runs", "Runs"], ["attempts", "Attempts"], ["experiments", "Experiments"]];
  let paused = false;
  let version = null;
  // What is shown: {elements, update(), ready()}. Views make elements and leave it to show() to put them on the page: somebody may
  // have gone elsewhere meanwhile. update() brings them up to date; ready(), if there is one, is called when they are there.
  let view = null;
  let shownPlace = 0;

  class NotSignedIn extends Error {}
  class Refused extends Error {}
  async function ask(path, parameters) {
    const query = new URLSearchParams(Object.entries(parameters || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined));
    const answer = await fetch(path + (query.size ? `?${query}` : ""), { headers: { Accept: "application/json" } });
    const content = await answer.json();
    if (answer.status === 401) throw new NotSignedIn(content.error);
    if (!answer.ok) throw Object.assign(new Refused(content.cure ? `${content.error}: ${content.cure}` : content.error), { status: answer.status });
    return content;
  }

  // The address: #/view/name?key=value.
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // Written by hand: a % that begins nothing.
    }
  };
  function place() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const [name, ...rest] = path.split("/");
    return { name, rest: rest.map(decoded).join("/"), parameters: Object.fromEntries(new URLSearchParams(query || "")) };
  }
  const link = (view, name, parameters) => {
    const query = new URLSearchParams(Object.entries(parameters || {}).filter(([, value]) => value));
    return `#/${view}${name === undefined || name === "" ? "" : "/" + encodeURIComponent(name)}${query.size ? "?" + query : ""}`;
  };
  const runLink = (id) => el("a", { href: link("runs", id), class: "nowrap" }, id);

  function ago(stamp) {
    const seconds = (Date.now() - Date.parse(stamp)) / 1000;
    if (!Number.isFinite(seconds)) return "";
    return seconds < 0 ? "just now" : `${ap.duration(Math.floor(seconds))} ago`;
  }
  const cellOf = (trial) => trial && [trial.model, trial.protocol, trial.variant, trial.application, trial.sampling].filter(Boolean).join(" · ") + ` · ${trial.repeat}`;

  const attemptColumns = (withRun) => [
    { title: "attempt", head: true, cell: (a) => el("a", { href: link("attempts", a.id) }, `${a.stage} ${a.step} ${a.attempt}`) },
    { title: "", cell: (a) => (a.verdict ? ap.badge(a.verdict) : el("span", { class: "badge other waiting" }, a.asked && !a.answered ? "waiting" : "not judged")) },
    { title: "why", cell: (a) => (a.message || a.gate ? el("div", { class: "why" }, a.message || a.gate, a.root_cause && ` (${a.root_cause})`) : null) },
    { title: "asked", cell: (a) => el("span", { class: "nowrap" }, a.asked ? a.model || a.proposer : a.proposer) },
    { title: "tokens", number: true, cell: (a) => (a.answered ? `${ap.count(a.prompt_tokens)} + ${ap.count(a.completion_tokens)}` : "") },
    { title: "time", number: true, cell: (a) => (a.answered ? ap.duration(a.seconds) : "") },
    withRun && { title: "run", cell: (a) => runLink(a.run) },
    { title: "started", cell: (a) => el("span", { class: "nowrap" }, ap.time(a.started)) },
  ].filter(Boolean);
  const attemptTable = (rows, withRun, empty) => ap.table(attemptColumns(withRun), rows, { kind: "list", caption: "Attempts", empty });

  // A list with filters above it and pages. what: {title, path, fields: [{key, text, values or null}], rows(answer), table(rows)}.
  async function listView(what, parameters) {
    const state = { ...parameters };
    const box = el("div", {});
    const status = el("p", { class: "hint", role: "status" });
    let pages = 1;
    let asked = 0;
    const controls = what.fields.map((field) => {
      const set = (value) => {
        if (!box.isConnected) return; // Typed, and gone elsewhere before that was looked up.
        state[field.key] = value;
        pages = 1;
        history.replaceState(null, "", link(what.name, "", state));
        tryUpdate();
      };
      if (field.values) {
        const values = field.values.includes(state[field.key]) || !state[field.key] ? field.values : [state[field.key], ...field.values];
        return ap.choice(field.text, [["", "all"], ...values.map((v) => [v, field.words ? field.words(v) : v])], state[field.key] || "", set);
      }
      let timer;
      const input = el("input", { type: "search", id: `field-${field.key}`, value: state[field.key] || "", oninput: () => {
        clearTimeout(timer);
        timer = setTimeout(() => set(input.value), 200);
      } });
      return el("div", { class: "choice" }, el("label", { for: `field-${field.key}` }, field.text), input);
    });
    const more = el("button", { type: "button", onclick: () => {
      pages += 1;
      tryUpdate();
    } }, "Older");
    const tryUpdate = () => update().catch((problem) => {
      box.removeAttribute("aria-busy");
      status.textContent = problem.message;
    });
    async function update() {
      const mine = ++asked;
      box.setAttribute("aria-busy", "true");
      let rows = [];
      let next = null;
      for (let page = 0; page < pages; ++page) {
        const answer = await ask(what.path, { ...state, after: next });
        if (mine !== asked) return; // Somebody has chosen something else meanwhile.
        rows = rows.concat(what.rows(answer));
        next = answer.next;
        if (next === null) break;
      }
      box.removeAttribute("aria-busy");
      more.hidden = next === null;
      status.textContent = next === null ? ap.plural(rows.length, what.one) : `The newest ${ap.count(rows.length)} ${what.one}s`;
      ap.replace(box, what.table(rows));
    }
    await update();
    return { update, elements: [el("h1", {}, what.title), el("section", {}, el("div", { class: "choices" }, controls), status, box, el("p", { class: "pages" }, more))] };
  }

  const views = {
    "": async function () {
      const cards = el("div", {}), under = el("div", {}), latest = el("div", {}), chartBox = el("div", {}), causeBox = el("div", {});
      let shownCounts = "";
      async function update() {
        const [way, counts, attempts] = await Promise.all([ask("/api/under-way"), ask("/api/counts"), ask("/api/attempts", { limit: 12 })]);
        const card = (value, name, href) => el("li", {}, el("span", { class: "value" }, ap.count(value)), el("span", { class: "name" }, href ? el("a", { href }, name) : name));
        const of = (verdict) => counts.by_model.filter((c) => c.verdict === verdict && c.model).reduce((sum, c) => sum + c.count, 0);
        ap.replace(cards, el("ul", { class: "cards" },
          card(counts.runs, "runs", link("runs")), card(way.unfinished, "unfinished", link("runs", "", { verdict: "unfinished" })),
          card(counts.attempts, "attempts", link("attempts")), card(of("pass"), "passed", link("attempts", "", { verdict: "pass" })),
          card(of("reject"), "rejected", link("attempts", "", { verdict: "reject" }))));
        ap.replace(under, way.runs.length === 0 ? el("p", { class: "hint" }, "No run is under way.") : el("ul", { class: "under-way" }, way.runs.map((run) =>
          el("li", {}, runLink(run.id), el("span", { class: "what" }, run.name, run.trial && ` · ${run.trial.experiment}: ${cellOf(run.trial)}`),
            run.last && el("a", { href: link("attempts", run.last.id) }, `${run.last.stage} ${run.last.step} ${run.last.attempt}`), " ",
            run.last && (run.last.verdict ? ap.badge(run.last.verdict) : el("span", { class: "badge other waiting" }, run.last.asked && !run.last.answered ? "waiting" : "not judged")),
            el("span", { class: "spent" }, `${run.last ? "last asked" : "begun"} ${ago(run.last ? run.last.started : run.started)}`)))));
        ap.replace(latest, attemptTable(attempts.attempts, true, "No attempt yet: autopilot run makes some."));
        const text = JSON.stringify([counts.by_model, counts.by_cause]);
        if (text === shownCounts) return;
        shownCounts = text;
        const rows = counts.by_model.filter((c) => c.model);
        const models = [...new Set(rows.map((c) => c.model))];
        const sum = (model, test) => rows.filter((c) => c.model === model && test(c.verdict)).reduce((total, c) => total + c.count, 0);
        ap.replace(chartBox, models.length === 0 ? el("p", { class: "hint" }, "No model was asked yet.") : ap.stackedBars("Attempts by model and verdict", models, [
          { name: "pass", values: models.map((m) => sum(m, (v) => v === "pass")), colour: "good" },
          { name: "reject", values: models.map((m) => sum(m, (v) => v === "reject")), colour: "bad" },
          { name: "other", values: models.map((m) => sum(m, (v) => v !== "pass" && v !== "reject")), colour: "muted" },
        ], ap.count));
        ap.replace(causeBox, ap.table([
          { title: "root cause", head: true, cell: (c) => el("a", { href: link("attempts", "", { cause: c.cause }) }, c.cause) },
          { title: "attempts", number: true, cell: (c) => ap.count(c.count) },
        ], counts.by_cause, { caption: "Root causes", empty: "Nothing was rejected yet." }));
      }
      await update();
      return { update, elements: [el("h1", {}, "Overview"), cards, el("section", {}, el("h2", {}, "Under way"), under), el("section", {}, el("h2", {}, "Latest attempts"), latest),
        el("section", {}, el("h2", {}, "Attempts of models"), chartBox), el("section", {}, el("h2", {}, "What attempts failed for"), causeBox)] };
    },

    runs: async function (id, parameters) {
      if (id) return runView(id);
      const facets = await ask("/api/facets");
      return listView({
        name: "runs", title: "Runs", path: "/api/runs", one: "run", rows: (answer) => answer.runs,
        fields: [{ key: "text", text: "Name or id" }, { key: "verdict", text: "Verdict", values: [...facets.verdicts.filter((v) => v !== "open"), "unfinished"] },
          { key: "experiment", text: "Experiment", values: facets.experiments }, { key: "model", text: "Model or provider" }, { key: "protocol", text: "Protocol" }],
        table: (rows) => ap.table([
          { title: "run", head: true, cell: (r) => runLink(r.id) },
          { title: "", cell: (r) => ap.badge(r.verdict) },
          { title: "name", cell: (r) => r.name },
          { title: "model", cell: (r) => r.model },
          { title: "protocol", cell: (r) => r.protocol },
          { title: "experiment", cell: (r) => r.trial && el("a", { href: link("experiments", r.trial.experiment) }, r.trial.experiment, ` ${r.trial.repeat}`) },
          { title: "started", cell: (r) => el("span", { class: "nowrap" }, ap.time(r.started)) },
        ], rows, { kind: "list", caption: "Runs", empty: "No such run." }),
      }, parameters);
    },

    attempts: async function (id, parameters) {
      if (id) return attemptView(id);
      const facets = await ask("/api/facets");
      return listView({
        name: "attempts", title: "Attempts", path: "/api/attempts", one: "attempt", rows: (answer) => answer.attempts,
        fields: [{ key: "model", text: "Model", values: facets.models }, { key: "stage", text: "Stage", values: facets.stages, words: ap.stageTitle },
          { key: "verdict", text: "Verdict", values: facets.verdicts, words: (v) => (v === "open" ? "not judged" : v) },
          { key: "cause", text: "Root cause", values: facets.causes }, { key: "category", text: "The study's category", values: facets.categories },
          { key: "experiment", text: "Experiment", values: facets.experiments }],
        table: (rows) => attemptTable(rows, true, "No such attempt."),
      }, parameters);
    },

    experiments: async function (name) {
      if (name) return experimentView(name);
      const box = el("div", {});
      async function update() {
        const { experiments } = await ask("/api/experiments");
        ap.replace(box, ap.table([
          { title: "experiment", head: true, cell: (e) => el("a", { href: link("experiments", e.name) }, e.name) },
          { title: "trials", number: true, cell: (e) => ap.count(e.trials) },
          { title: "unfinished", number: true, cell: (e) => ap.count(e.unfinished) },
          { title: "begun", cell: (e) => ap.time(e.started) },
          { title: "runs", cell: (e) => el("a", { href: link("runs", "", { experiment: e.name }) }, "list") },
        ], experiments, { kind: "list", caption: "Experiments", empty: "No experiment yet: autopilot experiment run makes one." }));
      }
      await update();
      return { update, elements: [el("h1", {}, "Experiments"), el("section", {}, box)] };
    },
  };

  async function experimentView(name) {
    const box = el("div", {});
    const news = el("p", { class: "hint", role: "status" });
    async function draw() {
      ap.replace(news, "");
      const tables = await ask(`/api/experiments/${encodeURIComponent(name)}`);
      const shown = ap.experimentSections(tables, (trial, line) => el("p", { class: "trial" }, el("a", { href: link("runs", trial.run) }, line)));
      ap.replace(box, shown.cards, ap.sectionLinks(shown.sections), shown.notes && el("section", {}, el("h2", {}, "What was counted"), shown.notes), shown.sections);
    }
    await draw();
    const drawAgain = () => draw().catch((problem) => ap.replace(news, problem.message));
    const elements = [el("p", { class: "crumbs" }, el("a", { href: link("experiments") }, "Experiments"), " › ", name), el("h1", {}, name),
      el("p", { class: "meta" }, el("span", {}, el("a", { href: link("runs", "", { experiment: name }) }, "its runs")), " ",
        el("span", {}, el("a", { href: `/experiments/${encodeURIComponent(name)}/report.html`, target: "_blank", rel: "noopener" }, "report as one file"))), news, box];
    // Charts are not changed while somebody looks at them.
    return { elements, update: async () => ap.replace(news, "The journal has grown. ", el("button", { type: "button", onclick: drawAgain }, "Draw again")) };
  }

  async function runView(id) {
    const head = el("div", {}), stages = el("div", {}), details = el("div", {});
    const lists = new Map(); // stage -> element
    const attempts = el("div", {});
    const folds = new Map(); // attempt -> {fold, text}
    const status = el("p", { class: "hint", role: "status", "aria-live": "polite" });
    let shownStages = "";
    async function update() {
      const run = await ask(`/api/runs/${encodeURIComponent(id)}`);
      ap.replace(head, el("h1", {}, run.name, " ", ap.badge(run.verdict)),
        el("p", { class: "meta" }, [`run ${run.id}`, `started ${ap.time(run.started)}`, run.ended && `ended ${ap.time(run.ended)}`,
          run.trial ? cellOf(run.trial) : run.options.protocol].filter(Boolean).map((part) => el("span", {}, part)),
        run.trial && el("span", {}, el("a", { href: link("experiments", run.trial.experiment) }, `experiment ${run.trial.experiment}`)),
        el("span", {}, el("a", { href: `/runs/${encodeURIComponent(run.id)}/report.html`, target: "_blank", rel: "noopener" }, "report as one file"))),
        !run.ended && el("p", { class: "hint" }, "Under way, or interrupted: what is added shows here."));
      const text = JSON.stringify(run.stages);
      if (text !== shownStages) {
        shownStages = text;
        ap.replace(stages, ap.stagesTable(run));
        ap.replace(details, run.stages.map((stage) => [
          stage.judgement.has_findings && el("section", {}, el("h2", {}, `Findings: ${stage.title}`), ap.stageFindings(stage)),
          stage.chart && el("section", {}, el("h2", {}, "On the device twin"), ap.twinView(stage.chart)),
          stage.decisions.length > 0 && el("section", {}, el("h2", {}, `Decisions: ${stage.title}`), ap.decisionsTable(stage)),
        ]));
      }
      // What somebody has unfolded stays as it is, and new attempts are added below.
      let next = null, total = 0;
      do {
        const page = await ask("/api/attempts", { run: id, order: "oldest", limit: 500, after: next });
        for (const row of page.attempts) {
          total += 1;
          const shown = folds.get(row.id);
          const now = JSON.stringify(row);
          if (shown && shown.text === now) continue;
          const fold = ap.attemptFold(row, () => ask(`/api/attempts/${row.id}`));
          fold.classList.toggle("waiting", row.asked && !row.answered);
          if (shown) {
            const open = shown.fold.open;
            const focused = shown.fold.contains(document.activeElement);
            shown.fold.replaceWith(fold);
            fold.open = open;
            if (focused) fold.querySelector("summary").focus();
          } else {
            if (!lists.has(row.stage)) {
              const list = el("div", {}, el("h3", {}, ap.stageTitle(row.stage)));
              lists.set(row.stage, list);
              attempts.append(list);
            }
            lists.get(row.stage).append(fold);
          }
          folds.set(row.id, { fold, text: now });
        }
        next = page.next;
      } while (next !== null && total < 2000);
      status.textContent = ap.plural(total, "attempt");
    }
    await update();
    return { update, elements: [el("p", { class: "crumbs" }, el("a", { href: link("runs") }, "Runs"), " › ", id), head, el("section", {}, el("h2", {}, "Stages"), stages),
      el("section", { id: "attempts" }, el("h2", {}, "Attempts"), status, attempts), details] };
  }

  async function attemptView(id) {
    const box = el("div", {});
    let shown = "";
    async function update() {
      const a = await ask(`/api/attempts/${encodeURIComponent(id)}`);
      const text = JSON.stringify(a);
      if (text === shown) return;
      shown = text;
      ap.replace(box, el("p", { class: "crumbs" }, el("a", { href: link("runs") }, "Runs"), " › ", el("a", { href: link("runs", a.run) }, a.run), ` › ${a.stage}`),
        el("h1", {}, `${a.step} ${a.number} `, a.verdict_word ? ap.badge(a.verdict_word) : el("span", { class: "badge other" }, a.badge.word)),
        el("section", {}, ap.attemptBody(a)));
      for (const fold of box.querySelectorAll("details")) fold.open = true;
    }
    await update();
    return { update, elements: [box] };
  }

  function signInView() {
    const words = el("p", { class: "warn", role: "alert" });
    const input = el("input", { type: "password", autocomplete: "current-password", id: "token", required: true });
    const elements = [el("h1", {}, "Sign in"), el("section", {},
      el("form", { class: "sign-in", onsubmit: async (event) => {
        event.preventDefault();
        const answer = await fetch("/api/session", { method: "POST", headers: { Authorization: `Bearer ${input.value}` } });
        if (answer.ok) return void show();
        words.textContent = (await answer.json()).error;
      } }, el("label", { for: "token" }, "The token that autopilot serve was started with"), input, el("button", { type: "submit" }, "Sign in")), words)];
    return { elements, update: async () => {}, ready: () => input.focus() };
  }
  function problemView(problem) {
    const elements = [el("h1", {}, problem.status === 503 ? "Nothing to show yet" : "This cannot be shown"), el("section", {}, el("p", { class: "warn", role: "alert" }, problem.message))];
    // What is not there yet may come.
    return { elements, problem: problem.message, unanswered: !(problem instanceof Refused), update: () => show(true) };
  }

  // Shows what the address names; whether it was still wanted when it was there. `again`: a problem is tried once more.
  async function show(again) {
    const mine = ++shownPlace;
    const { name, rest, parameters } = place();
    if (!again) ap.replace(document.getElementById("tabs"), TABS.map(([key, text]) => el("a", { href: `#/${key}`, "aria-current": key === name && "page" }, text)));
    document.title = `${(TABS.find(([key]) => key === name) || ["", "autopilot"])[1]}${rest ? " " + rest : ""} · autopilot`;
    const before = view;
    let made;
    view = null;
    // What was there stays until the new is there, unless that takes long.
    const slow = setTimeout(() => mine === shownPlace && !again && ap.replace(main, el("p", { class: "hint", role: "status" }, "Reading the journal …")), 400);
    try {
      made = await (Object.hasOwn(views, name) ? views[name] : views[""])(rest, parameters);
    } catch (problem) {
      made = problem instanceof NotSignedIn ? signInView() : problemView(problem);
    }
    clearTimeout(slow);
    if (mine !== shownPlace) return false;
    // The same alert is not said twice.
    if (!(again && before && made.problem === before.problem)) ap.replace(main, made.elements);
    view = made;
    if (made.ready) made.ready();
    return true;
  }
  window.addEventListener("hashchange", async () => {
    // A link within the page is none of ours.
    if (!location.hash.startsWith("#/") && location.hash !== "") return;
    if (!await show()) return;
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  });

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    say();
  });
  function say(broken) { // What hinders, if anything does.
    live.className = `live${broken ? " broken" : paused ? " paused" : ""}`;
    const text = broken || (paused ? "paused" : "live");
    if (live.textContent !== text) live.textContent = text;
  }
  async function look() {
    if (!paused && !document.hidden) {
      try {
        const changes = await ask("/api/changes");
        live.title = changes.journal;
        // What is being made now may have been asked before the change; and an update that fails is tried again.
        if (version === null) version = changes.version;
        if (view && (changes.version !== version || view.unanswered)) {
          await view.update();
          version = changes.version;
        }
        say();
      } catch (problem) {
        say(problem instanceof NotSignedIn ? "not signed in" : problem instanceof Refused ? "cannot be brought up to date" : "no answer from autopilot serve");
      }
    }
    setTimeout(look, 1000);
  }
  say();
  // The version before the first view: what changes while that is asked for is not missed.
  ask("/api/changes").then((changes) => {
    version = changes.version;
  }).catch(() => null).then(() => show()).finally(look);
})();
