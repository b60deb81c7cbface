// What the scripts of the experiment's report and of the live view share: elements, numbers in words. Texts become text
// nodes and never HTML, whoever wrote them.
(function () {
  "use strict";
  const ap = (window.autopilot = window.autopilot || {});

  // el("a", {href: "#x", onclick: f}, "text", [more], null): an element. `class` and other attributes as in HTML.
  ap.el = function (name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    ap.put(element, children);
    return element;
  };
  ap.put = function (element, children) {
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child.nodeType ? child : document.createTextNode(String(child)));
    }
    return element;
  };
  ap.replace = function (element, ...children) {
    element.replaceChildren();
    return ap.put(element, children);
  };

  ap.count = (n) => Math.round(n).toLocaleString("en-US");
  // For places where there is little room: 11.9 M.
  ap.compact = (n) => (n >= 1e9 ? `${(n / 1e9).toPrecision(3)} G` : n >= 1e6 ? `${(n / 1e6).toPrecision(3)} M` : ap.count(n));
  ap.number = (x) => (x === null || x === undefined ? "" : String(Number(Number(x).toPrecision(4))));
  ap.percent = (share) => `${Number((100 * share).toFixed(1))} %`;
  ap.money = (usd) => (usd > 0 ? `$${usd < 0.995 ? usd.toFixed(4) : usd.toFixed(2)}` : "free");
  ap.duration = function (seconds) {
    if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
    const s = Math.round(seconds);
    if (s < 60) return `${s} s`;
    const two = (n) => String(n).padStart(2, "0");
    if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
    return `${ap.count(Math.floor(s / 3600))} h ${two(Math.floor((s % 3600) / 60))} min`;
  };
  ap.plural = (n, one, many) => `${ap.count(n)} ${n === 1 ? one : many || one + "s"}`;
  // "2026-01-31T12:00:00Z" as people read it.
  ap.time = (stamp) => (stamp ? stamp.replace("T", " ").replace("Z", " UTC") : "");
  ap.stageTitle = (stage) =>
    ({ dp: "Data processing", train: "Training", mc: "Model conversion", sg: "Sketch generation", run: "Whole run" })[stage] || stage;

  ap.badge = function (word) {
    const shown = word || "unfinished";
    return ap.el("span", { class: `badge ${shown === "pass" || shown === "reject" ? shown : "other"}` }, shown);
  };

  // A table. columns: [{title, number, cell(row) -> text or element, head}]; `head` makes it the row's header.
  ap.table = function (columns, rows, options) {
    const { caption, kind, empty } = options || {};
    if (!rows.length) return ap.el("p", { class: "hint" }, empty || "Nothing to show.");
    return ap.el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption || "Table" },
      ap.el("table", { class: kind },
        ap.el("thead", {}, ap.el("tr", {}, columns.map((c) => ap.el("th", { scope: "col", class: c.number && "n" }, c.title)))),
        ap.el("tbody", {}, rows.map((row) =>
          ap.el("tr", {}, columns.map((c) =>
            ap.el(c.head ? "th" : "td", { scope: c.head && "row", class: c.number && "n", "data-name": c.title }, c.cell(row))))))));
  };

  let choices = 0;
  // A labelled <select>; values: [value, text] or value. change(value).
  ap.choice = function (text, values, chosen, change) {
    const id = `choice-${++choices}`;
    const select = ap.el("select", { id, onchange: () => change(select.value) },
      values.map((v) => {
        const [value, words] = Array.isArray(v) ? v : [v, v];
        return ap.el("option", { value, selected: value === chosen }, words);
      }));
    return ap.el("div", { class: "choice" }, ap.el("label", { for: id }, text), select);
  };

  ap.fold = (title, small, make) => {
    const fold = ap.el("details", { class: "fold" }, ap.el("summary", {}, title, small && " ", small && ap.el("small", {}, small)));
    // Made when it is wanted: a page may have thousands of them.
    fold.addEventListener("toggle", () => {
      if (fold.open && fold.children.length === 1) ap.put(fold, [make()]);
    });
    return fold;
  };
})();
