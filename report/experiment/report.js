// The page of an experiment: its tables as sections, and each trial down to its attempts. Runs are packed, cell by cell, and
// unpacked when somebody wants to see one.
(function () {
  "use strict";
  const ap = window.autopilot;
  const { el } = ap;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const tables = read("tables");
  const index = read("index");
  const blocks = new Map();

  async function unpack(number) {
    const packed = Uint8Array.from(atob(document.getElementById(`block-${number}`).textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }
  async function runOf(id) {
    const number = index[id];
    if (!blocks.has(number)) blocks.set(number, unpack(number));
    return (await blocks.get(number))[id];
  }

  function drill(trial, line) {
    if (index[trial.run] === undefined) {
      return el("p", { class: "trial" }, line, el("small", { class: "hint" }, ` not in this file: autopilot journal show ${trial.run} --full`));
    }
    const fold = el("details", { class: "trial" }, el("summary", {}, line));
    fold.addEventListener("toggle", async () => {
      if (!fold.open || fold.children.length > 1) return;
      const body = el("div", {}, el("p", { class: "hint" }, "…"));
      fold.append(body);
      try {
        const run = await runOf(trial.run);
        ap.replace(body, el("p", { class: "meta" }, [`run ${run.id}`, ap.time(run.started), run.folder].filter(Boolean).map((part) => el("span", {}, part))), ap.runBody(run));
      } catch (problem) {
        ap.replace(body, el("p", { class: "warn" }, `This run cannot be unpacked: ${problem.message}`));
      }
    });
    return fold;
  }

  const view = ap.experimentSections(tables, drill);
  ap.replace(document.getElementById("overview"), view.cards, ap.sectionLinks(view.sections));
  ap.put(document.getElementById("main"), [view.notes && el("section", { id: "notes" }, el("h2", {}, "What was counted"), view.notes), view.sections]);
})();
