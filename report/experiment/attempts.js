// One attempt, one run, unfolded: what was asked, what came back, what the gates saw. Data as src/report/run_detail.h.
(function () {
  "use strict";
  const ap = window.autopilot;
  const { el } = ap;
  const pre = (text) => el("pre", { tabindex: "0" }, text);
  const meta = (parts) => el("p", { class: "meta" }, parts.filter(Boolean).map((part) => el("span", {}, part)));

  function finding(f) {
    return el("article", { class: `finding ${f.severity}` },
      el("h4", {}, el("span", { class: "severity" }, f.severity), " ", f.message),
      meta([f.where, f.rule, f.root_cause && `cause: ${f.root_cause}`, f.paper_category, f.behind && "lies behind the first fault"]),
      f.has_excerpt && el("div", { class: "excerpt", role: "region", "aria-label": "Source around the finding", tabindex: "0" },
        el("table", {}, el("tbody", {}, f.excerpt.map((line) =>
          el("tr", { class: line.marked && "marked" }, el("th", { scope: "row" }, line.number), el("td", {}, el("code", {}, line.text))))))),
      f.has_example && el("table", { class: "example" },
        el("thead", {}, el("tr", {}, ["input", "expected", "got"].map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, el("tr", {}, el("td", {}, f.input), el("td", { class: "expected" }, f.expected), el("td", { class: "got" }, f.got)))),
      f.evidence && el("pre", { class: "evidence", tabindex: "0" }, f.evidence),
      f.next && el("p", { class: "next" }, el("strong", {}, "Next:"), " ", f.next));
  }
  function judgement(view) {
    return [
      view.findings.map(finding),
      view.has_gates && el("p", { class: "gates" }, view.gates.map((gate) =>
        el("span", {}, gate.gate, " ", ap.badge(gate.badge.word), " ", gate.ms))),
    ];
  }
  function diff(text) {
    const kinds = { "+": "added", "-": "removed", "@": "place" };
    return el("pre", { class: "diff", tabindex: "0" }, text.split("\n").slice(2).map((line) =>
      el("span", { class: kinds[line[0]] || "same" }, line + "\n")));
  }

  // Everything about one attempt.
  ap.attemptBody = function (a) {
    return el("div", { class: "body" },
      meta([a.proposer, a.model, a.settings, ap.time(a.started), a.root_cause && `cause: ${a.root_cause}`, a.paper_category,
        a.finish_reason && `finish reason: ${a.finish_reason}`, a.usd > 0 && ap.money(a.usd)]),
      a.prompt_truncated && el("p", { class: "warn" }, "The provider cut this prompt: what follows is not the model's fault."),
      a.judged && judgement(a.verdict),
      a.diff && el("div", {}, el("h5", {}, `Difference from attempt ${a.diff_to}`), diff(a.diff)),
      a.diff_to !== null && !a.diff && el("p", { class: "hint" }, `The candidate is the same as that of attempt ${a.diff_to}.`),
      a.candidate && ap.fold("Candidate", `${a.candidate_size}, ${a.candidate_sha}`, () => pre(a.candidate)),
      a.answered && ap.fold("Reply", a.reply_size, () => pre(a.reply)),
      a.asked && ap.fold("Prompt", a.prompt_size, () => el("div", {}, a.messages.map((m) => [el("h5", {}, m.role), pre(m.text)]))));
  };

  // An attempt that unfolds. `load` gives its details, now or later; `key` names the element.
  ap.attemptFold = function (row, load) {
    const word = row.verdict_word !== undefined ? row.verdict_word : row.verdict;
    const fold = el("details", { class: "attempt", id: `a${row.id}` },
      el("summary", {},
        el("span", { class: "step" }, row.step, " ", el("span", { class: "try" }, row.number || row.attempt)), " ",
        word ? ap.badge(word) : el("span", { class: "badge other" }, row.asked && !row.answered ? "waiting" : "not judged"), " ",
        el("span", { class: "why" }, row.reason !== undefined ? row.reason : row.message), " ",
        row.asked && row.answered && el("span", { class: "spent" },
          `${ap.count(row.prompt_tokens)} + ${ap.count(row.completion_tokens)} tokens, ${ap.duration(row.seconds)}`)));
    fold.addEventListener("toggle", async () => {
      if (!fold.open || fold.children.length > 1) return;
      const body = el("div", { class: "body" }, el("p", { class: "hint" }, "…"));
      fold.append(body);
      try {
        body.replaceWith(ap.attemptBody(await load()));
      } catch (problem) {
        ap.replace(body, el("p", { class: "warn" }, problem.message));
      }
    });
    return fold;
  };

  ap.stagesTable = function (run) {
    return ap.table([
      { title: "stage", head: true, cell: (s) => s.title },
      { title: "verdict", cell: (s) => ap.badge(s.verdict) },
      { title: "attempts", number: true, cell: (s) => ap.count(s.attempts) },
      { title: "tokens in", number: true, cell: (s) => ap.count(s.prompt_tokens) },
      { title: "out", number: true, cell: (s) => ap.count(s.completion_tokens) },
      { title: "time", number: true, cell: (s) => ap.duration(s.seconds) },
      { title: "cost", number: true, cell: (s) => ap.money(s.usd) },
      { title: "who wrote it", cell: (s) => [
        s.model_share !== null && `model wrote ${ap.percent(s.model_share)}`,
        s.repaired_pieces.length && `repaired: ${s.repaired_pieces.join(", ")}`,
        s.reference_pieces.length && `by the reference generator: ${s.reference_pieces.join(", ")}`,
        s.paper_accepted !== null && `${s.paper_accepted ? "accepted" : "not accepted"} by the study's rule`,
      ].filter(Boolean).join("; ") },
    ], run.stages, { caption: "Stages", empty: "No stage has begun." });
  };
  ap.decisionsTable = function (stage) {
    return ap.table([
      { title: "step", head: true, cell: (d) => d.step },
      { title: "decided by", cell: (d) => el("span", { class: `who ${d.decided_by}` }, d.decided_by) },
      { title: "choice", cell: (d) => d.choice.length > 160 || d.choice.includes("\n")
        ? ap.fold("show", "", () => pre(d.choice)) : d.choice && el("code", {}, d.choice) },
      { title: "reason", cell: (d) => d.reason },
      { title: "attempts", number: true, cell: (d) => ap.count(d.attempts) },
    ], stage.decisions, { caption: `Decisions of ${stage.title}` });
  };
  ap.stageFindings = (stage) => judgement(stage.judgement);

  // What the sketch put into the model's input against what was to be there, and what it reported.
  ap.twinView = function (chart) {
    const name = (label) => chart.labels[label] ?? "none";
    const features = Math.min(6, Math.max(0, ...chart.samples.map((s) => s.tensor.length)));
    const right = chart.samples.filter((s) => s.true >= 0 && s.true === s.reported).length;
    return el("div", {},
      el("p", {}, `${ap.count(right)} of ${ap.plural(chart.samples.length, "object")} shown here were reported right`,
        chart.samples_left_out > 0 && ` (${ap.count(chart.samples_left_out)} more are left out)`, "."),
      features > 0 && el("p", { class: "hint" },
        "Each point is one object: what the sketch put into the model's input against what the contract's rule gives for the reading. Points on the line are right."),
      el("div", { class: "plots" }, Array.from({ length: features }, (_, i) => {
        const title = chart.features[i] ?? `input ${i}`;
        const points = chart.samples.filter((s) => Number.isFinite(s.tensor[i]) && Number.isFinite(s.expected[i]));
        return ap.chart(`${title}: value in the input tensor against the expected value`, 260, (theme) => {
          const values = points.flatMap((s) => [s.expected[i], s.tensor[i]]);
          const low = Math.min(...values), high = Math.max(...values);
          return {
            title: { text: title, textStyle: { fontSize: 13, color: theme.ink } },
            tooltip: ap.tooltip((p) => p.seriesType === "scatter" &&
              [`${p.seriesName}`, `expected ${ap.number(p.value[0])}, got ${ap.number(p.value[1])}`]),
            grid: { left: 52, right: 12, top: 34, bottom: 40 },
            xAxis: { type: "value", scale: true, name: "expected", nameLocation: "middle", nameGap: 26, ...theme.axis },
            yAxis: { type: "value", scale: true, name: "in the tensor", nameLocation: "middle", nameGap: 40, ...theme.axis },
            series: [
              { type: "line", data: [[low, low], [high, high]], showSymbol: false, silent: true, lineStyle: { color: theme.muted, type: "dashed", width: 1 } },
              ...[...new Set(points.map((s) => s.true))].sort((a, b) => a - b).map((label) => ({
                type: "scatter", name: name(label), symbolSize: 6, itemStyle: { color: theme.series[(label + 7) % 7], opacity: 0.75 },
                data: points.filter((s) => s.true === label).map((s) => [s.expected[i], s.tensor[i]]),
              })),
            ],
          };
        });
      })));
  };

  // A whole run with its attempts: for the drill-down of a report.
  ap.runBody = function (run) {
    return el("div", { class: "run" },
      ap.stagesTable(run),
      run.stages.map((stage) => [
        stage.judgement.has_findings && [el("h4", {}, `Findings of the last verdict: ${stage.title}`), ap.stageFindings(stage)],
        stage.decisions.length > 0 && ap.fold(`Decisions of ${stage.title}`, "", () => ap.decisionsTable(stage)),
        stage.chart && ap.fold("On the device twin: input tensor", "", () => ap.twinView(stage.chart)),
        run.attempts.some((a) => a.stage === stage.stage) && el("h4", {}, `Attempts: ${stage.title}`),
        run.attempts.filter((a) => a.stage === stage.stage).map((a) => ap.attemptFold(a, () => a)),
      ]),
      run.attempts_left_out > 0 && el("p", { class: "hint" }, `${ap.plural(run.attempts_left_out, "later attempt")} left out here.`));
  };
})();
