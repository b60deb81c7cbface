// The tables of an experiment (docs/formats/experiment-report.md) as sections of a page. Used by the report and by the live view.
(function () {
  "use strict";
  const ap = window.autopilot;
  const { el } = ap;
  const ANY = "*";
  const RULES = { ours: "our rule: it works", paper: "the study's rule: it runs or compiles", silent: "silent failures" };

  const protocolName = (p) => (p.startsWith("paper:") ? `study ${p.slice(6)}` : p.startsWith("recorded:") ? `recorded ${p.slice(9)}` : p);
  // What tells this group from others that share the parts in `without`.
  function groupName(group, without = ["stage"]) {
    const parts = [];
    const add = (key, words) => !without.includes(key) && group[key] !== ANY && group[key] !== "" && parts.push(words(group[key]));
    add("model", (v) => v);
    add("protocol", protocolName);
    add("variant", (v) => `variant ${v}`);
    add("application", (v) => v);
    add("sampling", (v) => `sampling ${v}`);
    add("stage", ap.stageTitle);
    return parts.join(" · ") || "all";
  }
  ap.groupName = groupName;
  const shareText = (s) => (s.counted ? `${ap.percent(s.share)} (${ap.percent(s.low)} to ${ap.percent(s.high)})` : "–");
  const shareOf = (s) => `${ap.count(s.passed)} of ${ap.count(s.counted)}`;
  const pText = (p) => (p < 0.0001 ? "< 0.0001" : p.toFixed(4));
  const unique = (list) => [...new Set(list)];

  // A section that is drawn anew when one of its choices changes. choices: [{key, text, values, chosen}].
  function section(id, title, small, choices, draw) {
    const state = Object.fromEntries(choices.map((c) => [c.key, c.chosen]));
    const body = el("div", {});
    const show = () => ap.replace(body, draw(state));
    const shown = choices.filter((c) => c.values.length > 1);
    const box = el("section", { id, "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title, small && " ", small && el("small", {}, small)),
      shown.length > 0 && el("div", { class: "choices" }, shown.map((c) => ap.choice(c.text, c.values, c.chosen, (value) => {
        state[c.key] = value;
        show();
      }))), body);
    show();
    return box;
  }
  const stageChoice = (stages) => ({ key: "stage", text: "Stage", values: stages.map((s) => [s, ap.stageTitle(s)]), chosen: stages[stages.length - 1] });
  const ruleChoice = (rules) => ({ key: "rule", text: "What counts as success", values: rules.map((r) => [r, RULES[r]]), chosen: rules[0] });
  const stagesOf = (rows, tables) => {
    const there = unique(rows.map((r) => r.group.stage));
    return [...tables.stages.filter((s) => there.includes(s)), ...there.filter((s) => !tables.stages.includes(s))];
  };
  const rulesOf = (rows) => ["ours", "paper"].filter((rule) => rows.some((r) => (r.rule ? r.rule === rule : r[rule].counted > 0)));

  function cards(tables) {
    const all = tables.by_protocol.reduce((sum, row) => {
      const whole = row.group.stage;
      sum[whole] = sum[whole] || { ours: [0, 0], paper: [0, 0], silent: [0, 0], infrastructure: 0, unfinished: 0 };
      for (const rule of ["ours", "paper", "silent"]) {
        sum[whole][rule][0] += row[rule].passed;
        sum[whole][rule][1] += row[rule].counted;
      }
      sum[whole].infrastructure += row.infrastructure;
      sum[whole].unfinished += row.unfinished;
      return sum;
    }, {});
    const last = all.run || all[tables.stages[tables.stages.length - 1]] || Object.values(all)[0];
    const card = (value, name, note) => el("li", {}, el("span", { class: "value" }, value), el("span", { class: "name" }, name), el("span", { class: "note" }, note || ""));
    const share = ([passed, counted]) => (counted ? ap.percent(passed / counted) : "–");
    // Whole runs are the sums of their stages.
    const spent = tables.costs.filter((c) => c.outcome === "all" && c.group.stage !== "run");
    const total = (key) => spent.reduce((sum, c) => sum + c[key].total, 0);
    return el("ul", { class: "cards" },
      card(ap.count(tables.runs), "runs", ap.plural(tables.attempts, "attempt")),
      card(ap.count(tables.models.length), tables.models.length === 1 ? "model" : "models",
        `${ap.plural(tables.protocols.length, "protocol")}, ${ap.plural(tables.applications.length, "application")}`),
      last && card(share(last.ours), "work, by our rule", `${ap.count(last.ours[0])} of ${ap.count(last.ours[1])}`),
      last && last.paper[1] > 0 && card(share(last.paper), "pass the study's rule", `${ap.count(last.paper[0])} of ${ap.count(last.paper[1])}`),
      last && last.silent[1] > 0 && card(share(last.silent), "silent failures", "of those that pass the study's rule"),
      card(ap.compact(total("tokens")), "tokens", total("usd") > 0 ? ap.money(total("usd")) : ap.duration(total("seconds"))),
      last && last.infrastructure + last.unfinished > 0 &&
        card(ap.count(last.infrastructure + last.unfinished), "not counted", "broken infrastructure or unfinished"));
  }

  function heatMap(rows, columns, rule, rowKey, corner) {
    const names = unique(rows.map((r) => r.group[rowKey]));
    const tone = rule === "silent" ? "var(--bad-rgb)" : "var(--good-rgb)";
    const cell = (name, stage) => {
      const row = rows.find((r) => r.group[rowKey] === name && r.group.stage === stage);
      const s = row && row[rule];
      if (!s || !s.counted) return el("td", { class: "none" }, "–");
      const box = el("td", {}, el("b", {}, ap.percent(s.share)), el("small", {}, `${ap.percent(s.low)} – ${ap.percent(s.high)}`),
        el("br", {}), el("small", {}, shareOf(s)));
      box.style.setProperty("--share", s.share);
      box.style.setProperty("--heat", tone);
      return box;
    };
    return el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": `Heat map, ${RULES[rule]}` },
      el("table", { class: "heat" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), columns.map((stage) => el("th", { scope: "col" }, ap.stageTitle(stage))))),
        el("tbody", {}, names.map((name) => el("tr", {}, el("th", { scope: "row" }, rowKey === "protocol" ? protocolName(name) : name), columns.map((stage) => cell(name, stage)))))));
  }
  const successColumns = [
    { title: "", head: true, cell: (r) => groupName(r.group) },
    { title: "stage", cell: (r) => ap.stageTitle(r.group.stage) },
    { title: "trials", number: true, cell: (r) => ap.count(r.trials) },
    { title: "our rule", number: true, cell: (r) => shareOf(r.ours) },
    { title: "share", number: true, cell: (r) => shareText(r.ours) },
    { title: "study's rule", number: true, cell: (r) => shareOf(r.paper) },
    { title: "share", number: true, cell: (r) => shareText(r.paper) },
    { title: "silent failures", number: true, cell: (r) => shareText(r.silent) },
    { title: "infra­structure", number: true, cell: (r) => ap.count(r.infrastructure) },
    { title: "inconclusive", number: true, cell: (r) => ap.count(r.inconclusive) },
    { title: "unfinished", number: true, cell: (r) => ap.count(r.unfinished) },
  ];

  function success(tables) {
    const stages = stagesOf(tables.by_model, tables);
    const rules = ["ours", "paper", "silent"].filter((rule) => tables.by_model.some((r) => r[rule].counted > 0));
    return section("success", "Success by model and stage", `${ap.percent(tables.confidence)} intervals (Wilson)`,
      [ruleChoice(rules.length ? rules : ["ours"]), { key: "by", text: "Rows", values: [["model", "models"], ["protocol", "protocols"], ["application", "applications"]], chosen: "model" }],
      (state) => {
        const rows = { model: tables.by_model, protocol: tables.by_protocol, application: tables.by_application }[state.by];
        return [heatMap(rows, stages, state.rule, state.by, state.by),
          ap.fold("All counts", "", () => ap.table(successColumns, rows, { caption: "Counts" })),
          ap.fold("Every cell of the matrix", ap.plural(tables.cells.length, "row"), () => ap.table(successColumns, tables.cells, { caption: "Cells" }))];
      });
  }
  function intervals(tables) {
    const stages = stagesOf(tables.by_model_protocol, tables);
    const rules = rulesOf(tables.by_model_protocol);
    return section("protocols", "Models and protocols", "share of trials that succeed, with interval",
      [stageChoice(stages), ruleChoice(rules.length ? rules : ["ours"])], (state) => {
        const rows = tables.by_model_protocol.filter((r) => r.group.stage === state.stage && r[state.rule].counted > 0);
        if (!rows.length) return el("p", { class: "hint" }, "No trial of this stage can be counted by this rule.");
        return [ap.intervalChart(`Success of ${ap.stageTitle(state.stage)} by model and protocol`, rows.map((r) => ({
          name: groupName(r.group), share: r[state.rule], colour: tables.protocols.indexOf(r.group.protocol) % 7 }))),
        ap.fold("As a table", "", () => ap.table(successColumns, rows, { caption: "Models and protocols" }))];
      });
  }
  function curves(tables) {
    if (!tables.curves.length) return null;
    return section("attempts", "Attempts to success", "share of trials solved within so many attempts",
      // More lines than these nobody can tell apart.
      [stageChoice(stagesOf(tables.curves, tables)), ruleChoice(rulesOf(tables.curves)), { key: "model", text: "Model",
        values: tables.models.length > 1 ? [[ANY, "all"], ...tables.models] : tables.models, chosen: tables.models.length * tables.protocols.length > 8 ? tables.models[0] : ANY }], (state) => {
        const rows = tables.curves.filter((c) => c.group.stage === state.stage && c.rule === state.rule && c.points.length &&
          (state.model === ANY || tables.models.length < 2 || c.group.model === state.model));
        if (!rows.length) return el("p", { class: "hint" }, "No trial of this stage can be counted by this rule.");
        return [ap.chart(`Share of trials solved by number of attempts, ${ap.stageTitle(state.stage)}`, 360, (t) => ({
          tooltip: ap.tooltip((p) => {
            const point = rows[p.seriesIndex].points[p.dataIndex - 1];
            return point && [rows[p.seriesIndex] && groupName(rows[p.seriesIndex].group), `within ${ap.plural(point.attempts, "attempt")}: ${shareText(point.solved)}`, shareOf(point.solved)];
          }),
          legend: t.legend,
          grid: { left: 52, right: 20, top: 14, bottom: 74 },
          xAxis: { type: "value", min: 0, minInterval: 1, name: "attempts", nameLocation: "middle", nameGap: 26, ...t.axis, splitLine: { show: false } },
          yAxis: { type: "value", min: 0, max: 100, ...t.axis, axisLabel: { ...t.axis.axisLabel, formatter: "{value} %" } },
          series: rows.map((c, i) => ({ type: "line", step: "end", name: groupName(c.group), symbolSize: 7, symbol: ["circle", "rect", "triangle", "diamond"][i % 4],
            lineStyle: { width: 2, type: i < 7 ? "solid" : "dashed" }, itemStyle: { color: t.series[i % 7] },
            data: [[0, 0], ...c.points.map((p) => [p.attempts, 100 * p.solved.share])] })),
        })),
        ap.fold("As a table", "", () => ap.table([
          { title: "", head: true, cell: (r) => groupName(r.c.group) },
          { title: "attempts", number: true, cell: (r) => ap.count(r.p.attempts) },
          { title: "solved", number: true, cell: (r) => shareOf(r.p.solved) },
          { title: "share", number: true, cell: (r) => shareText(r.p.solved) },
        ], rows.flatMap((c) => c.points.map((p) => ({ c, p }))), { caption: "Attempts to success" }))];
      });
  }
  function errors(tables) {
    const withProtocol = tables.errors.filter((e) => e.group.protocol !== ANY);
    const pooled = tables.errors.filter((e) => e.group.protocol === ANY);
    const rows = pooled.length ? pooled : withProtocol;
    if (!rows.some((r) => r.rejected > 0)) return null;
    return section("errors", "What attempts failed for", "rejected attempts",
      [stageChoice(stagesOf(rows.filter((r) => r.rejected > 0), tables)),
        { key: "by", text: "Named by", values: [["by_cause", "root cause"], ["by_category", "the study's category"]], chosen: "by_cause" },
        { key: "unit", text: "Shown as", values: [["share", "share of a model's rejected attempts"], ["attempts", "number of attempts"]], chosen: "share" },
        { key: "split", text: "Rows", values: withProtocol.length && pooled.length ? [["no", "models"], ["yes", "models and protocols"]] : [["no", "models"]], chosen: "no" }],
      (state) => {
        const shown = (state.split === "yes" ? withProtocol : rows).filter((r) => r.group.stage === state.stage && r.rejected > 0);
        const totals = {};
        for (const row of shown) for (const entry of row[state.by]) totals[entry.name] = (totals[entry.name] || 0) + entry.attempts;
        const names = Object.keys(totals).sort((a, b) => totals[b] - totals[a] || (a < b ? -1 : 1));
        const main = names.slice(0, 10);
        const value = (row, test) => row[state.by].filter((e) => test(e.name)).reduce((sum, e) => sum + (state.unit === "share" ? 100 * e.share : e.attempts), 0);
        const series = main.map((name) => ({ name: name || "not known", values: shown.map((r) => value(r, (n) => n === name)) }));
        if (names.length > main.length) series.push({ name: `${names.length - main.length} others`, values: shown.map((r) => value(r, (n) => !main.includes(n))), colour: "line" });
        return [ap.stackedBars(`What attempts of ${ap.stageTitle(state.stage)} failed for, by model`, shown.map((r) => groupName(r.group)), series,
          // Shares add up to 100 but for rounding, for which an axis of its own choice goes on to 120.
          (v) => (state.unit === "share" ? `${Number(v.toFixed(1))} %` : ap.count(v)), state.unit === "share" ? 100 : undefined),
        ap.fold("As a table", "", () => ap.table([
          { title: "", head: true, cell: (r) => groupName(r.row.group) },
          { title: state.by === "by_cause" ? "root cause" : "category", cell: (r) => r.e.name || "not known" },
          { title: "attempts", number: true, cell: (r) => ap.count(r.e.attempts) },
          { title: "share", number: true, cell: (r) => ap.percent(r.e.share) },
          { title: "trials", number: true, cell: (r) => ap.count(r.e.trials) },
        ], shown.flatMap((row) => row[state.by].map((e) => ({ row, e }))), { caption: "Errors" }))];
      });
  }
  const UNITS = { tokens: ["tokens a trial", ap.count], seconds: ["seconds a trial", (v) => ap.number(v)], usd: ["dollars a trial", (v) => ap.number(v)] };
  function frontier(tables) {
    if (!tables.frontier.length) return null;
    const units = Object.keys(UNITS).filter((unit) => tables.frontier.some((p) => p[unit] > 0));
    if (!units.length) return null;
    return section("cost", "Cost against success", "the line joins what nothing else beats",
      [stageChoice(stagesOf(tables.frontier, tables)), { key: "unit", text: "Cost", values: units.map((u) => [u, UNITS[u][0]]), chosen: units[0] }],
      (state) => {
        const rows = tables.frontier.filter((p) => p.group.stage === state.stage && p.success.counted > 0);
        const [words, format] = UNITS[state.unit];
        const best = rows.filter((p) => p[`best_${state.unit}`]).sort((a, b) => a[state.unit] - b[state.unit]);
        const per = (p) => p[`${state.unit}_per_success`];
        const most = Math.max(...rows.map((p) => p[state.unit]));
        return [ap.chart(`Success against ${words}, ${ap.stageTitle(state.stage)}`, 380, (t) => ({
          tooltip: ap.tooltip((p) => p.data && p.data.row && [groupName(p.data.row.group), `${shareText(p.data.row.success)} of ${ap.count(p.data.row.success.counted)}`,
            `${format(p.data.row[state.unit])} ${words}`, per(p.data.row) !== null && `${format(per(p.data.row))} for each success`]),
          grid: { left: 52, right: 24, top: 14, bottom: 46 },
          xAxis: { type: "value", min: 0, name: words, nameLocation: "middle", nameGap: 28, ...t.axis, axisLabel: { ...t.axis.axisLabel, formatter: format, hideOverlap: true } },
          yAxis: { type: "value", min: 0, max: 100, ...t.axis, axisLabel: { ...t.axis.axisLabel, formatter: "{value} %" } },
          series: [
            { type: "line", step: "end", showSymbol: false, silent: true, data: best.map((p) => [p[state.unit], 100 * p.success.share]), lineStyle: { color: t.accent, width: 1.5, type: "dashed" } },
            { type: "custom", silent: true, data: rows.map((p) => [p[state.unit], 100 * p.success.low, 100 * p.success.high]), encode: { x: 0, y: [1, 2] },
              renderItem: (_, api) => {
                const from = api.coord([api.value(0), api.value(1)]), to = api.coord([api.value(0), api.value(2)]);
                return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: t.muted, lineWidth: 1.2, opacity: 0.6 } };
              } },
            { type: "scatter", symbolSize: 12, data: rows.map((p) => ({ value: [p[state.unit], 100 * p.success.share], row: p,
              label: { position: p[state.unit] > 0.7 * most ? "left" : "right" },  // Names stay within the chart.
              itemStyle: { color: t.series[tables.models.indexOf(p.group.model) % 7], borderColor: p[`best_${state.unit}`] ? t.ink : t.card, borderWidth: p[`best_${state.unit}`] ? 2 : 1 } })),
              label: { show: rows.length <= 12, color: t.ink, fontSize: 11, formatter: (p) => groupName(p.data.row.group), width: 150, overflow: "truncate" },
              labelLayout: { hideOverlap: true, moveOverlap: "shiftY" } },
          ],
        })),
        ap.table([
          { title: "", head: true, cell: (p) => [p[`best_${state.unit}`] && el("span", { class: "star", title: "nothing else succeeds as often for less" }, "★ "), groupName(p.group)] },
          { title: "success", number: true, cell: (p) => shareText(p.success) },
          { title: "rule", cell: (p) => (p.rule === "ours" ? "ours" : "the study's") },
          { title: words, number: true, cell: (p) => format(p[state.unit]) },
          { title: "for each success", number: true, cell: (p) => (per(p) === null ? "–" : format(per(p))) },
        ], rows, { caption: "Cost against success" }),
        ap.fold("Spread of tokens and seconds, by outcome", "", () => costs(tables, state.stage))];
      });
  }
  function costs(tables, stage) {
    const spread = (s, format) => (s.count ? `${format(s.median)} (${format(s.median_low)} – ${format(s.median_high)})` : "–");
    const range = (s, format) => (s.count ? `${format(s.q10)} – ${format(s.q90)}` : "–");
    return ap.table([
      { title: "", head: true, cell: (c) => groupName(c.group) },
      { title: "outcome", cell: (c) => c.outcome },
      { title: "trials", number: true, cell: (c) => ap.count(c.tokens.count) },
      { title: "tokens: median (interval)", number: true, cell: (c) => spread(c.tokens, ap.count) },
      { title: "10 – 90 %", number: true, cell: (c) => range(c.tokens, ap.count) },
      { title: "seconds: median (interval)", number: true, cell: (c) => spread(c.seconds, ap.number) },
      { title: "10 – 90 %", number: true, cell: (c) => range(c.seconds, ap.number) },
      { title: "mean cost", number: true, cell: (c) => (c.usd.count ? ap.money(c.usd.mean) : "–") },
    ], tables.costs.filter((c) => c.group.stage === stage), { caption: "Costs" });
  }
  function prompts(tables) {
    if (!tables.sensitivity.length) return null;
    return section("prompts", "How much hangs on the prompt", null, [stageChoice(stagesOf(tables.sensitivity, tables)), ruleChoice(rulesOf(tables.sensitivity))],
      (state) => {
        const rows = tables.sensitivity.filter((s) => s.group.stage === state.stage && s.rule === state.rule);
        if (!rows.length) return el("p", { class: "hint" }, "Nothing varies here by this rule.");
        return [rows.map((s) => [
          el("h3", {}, `${groupName(s.group)}: by ${s.part === "prompt" ? "the study's prompts" : "variant of the prompts"}`),
          el("p", { class: "hint" }, `Best ${s.best || "standard"}, worst ${s.worst || "standard"}, ${ap.percent(s.spread)} apart; that all are equal: p = ${pText(s.p)}${s.few ? " (few trials: a rough guide)" : ""}.`),
          ap.intervalChart(`Success by prompt, ${groupName(s.group)}`, s.arms.map((arm) => ({ name: arm.name || "standard", share: arm.success, colour: 0 }))),
        ])];
      });
  }
  const MOST_COMPARISONS = 400;
  /** The clearest of them, in their order. */
  function clearest(rows) {
    if (rows.length <= MOST_COMPARISONS) return rows;
    const kept = new Set([...rows].sort((x, y) => x.p_holm - y.p_holm).slice(0, MOST_COMPARISONS));
    return rows.filter((row) => kept.has(row));
  }
  const partName = (part, group) => (part === "protocol" ? protocolName(group[part]) : group[part] || "standard");
  function comparisons(tables) {
    if (!tables.comparisons.length) return null;
    const parts = unique(tables.comparisons.map((c) => c.part));
    const stages = unique(tables.comparisons.map((c) => c.a.stage));
    return section("comparisons", "Differences", "corrected by Holm's method",
      [{ key: "part", text: "Between", values: parts.map((p) => [p, p + "s"]), chosen: parts[0] },
        { ...stageChoice(stages) }, ruleChoice(unique(tables.comparisons.map((c) => c.rule))),
        { key: "only", text: "Show", values: [["all", "all"], ["significant", "only clear ones"]], chosen: "all" }],
      (state) => {
        const rows = tables.comparisons.filter((c) => c.part === state.part && c.a.stage === state.stage && c.rule === state.rule && (state.only === "all" || c.significant));
        return [rows.length > MOST_COMPARISONS && el("p", { class: "hint" }, `The ${MOST_COMPARISONS} clearest of ${ap.count(rows.length)}; \`autopilot experiment report --format csv --table comparisons\` has all.`), ap.table([
        { title: "among", head: true, cell: (c) => groupName(c.a, ["stage", c.part]) },
        { title: "a", cell: (c) => partName(c.part, c.a) },
        { title: "b", cell: (c) => partName(c.part, c.b) },
        { title: "a", number: true, cell: (c) => `${ap.percent(c.share_a.share)} of ${ap.count(c.share_a.counted)}` },
        { title: "b", number: true, cell: (c) => `${ap.percent(c.share_b.share)} of ${ap.count(c.share_b.counted)}` },
        { title: "difference", number: true, cell: (c) => `${ap.percent(c.difference)} (${ap.percent(c.difference_low)} to ${ap.percent(c.difference_high)})` },
        { title: "test", cell: (c) => el("span", { class: "nowrap" }, c.paired ? `McNemar, ${ap.count(c.only_a)} against ${ap.count(c.only_b)}` : "Fisher") },
        { title: "p, corrected", number: true, cell: (c) => (c.significant ? el("b", {}, pText(c.p_holm)) : pText(c.p_holm)) },
        { title: "Cohen's h", number: true, cell: (c) => c.cohens_h.toFixed(2) },
        { title: "repeats needed", number: true, cell: (c) => (c.repeats_needed === null ? "–" : ap.count(c.repeats_needed)) },
        ], clearest(rows), { caption: "Comparisons", empty: "No such difference." })];
      });
  }
  function published(tables) {
    const names = unique(tables.published.map((r) => r.table));
    if (!names.length && !tables.published_profiles.length && !tables.published_costs.length) return null;
    const rows = (name) => tables.published.filter((r) => r.table === name);
    return section("published", "Published figures beside ours", "by the study's rule",
      [{ key: "only", text: "Show", values: [["all", "all published figures"], ["ours", "only what this journal has too"]], chosen: "all" }],
      (state) => [
        names.map((name) => {
          const list = rows(name).filter((r) => state.only === "all" || r.ours.counted > 0);
          return list.length > 0 && [el("h3", {}, name), el("p", { class: "hint" }, list[0].source),
            ap.table([
              { title: "model", head: true, cell: (r) => r.model },
              { title: "stage", cell: (r) => r.stage },
              { title: "prompt", cell: (r) => r.prompt },
              { title: "published", number: true, cell: (r) => `${Number(r.percent.toFixed(1))} %` },
              { title: "runs", number: true, cell: (r) => (r.runs === null ? "" : r.passed === null ? ap.count(r.runs) : `${ap.count(r.passed)} of ${ap.count(r.runs)}`) },
              { title: "ours", number: true, cell: (r) => (r.ours.counted ? el("b", {}, shareText(r.ours)) : "–") },
              { title: "runs", number: true, cell: (r) => (r.ours.counted ? shareOf(r.ours) : "") },
              { title: "from", cell: (r) => r.from },
              { title: "agrees", cell: (r) => r.part_possible !== null ? (r.part_possible ? "can be a part" : el("span", { class: "bad" }, "cannot be a part"))
                : r.p !== null ? `p = ${pText(r.p)}` : "" },
            ], list, { caption: name })];
        }),
        tables.published_costs.length > 0 && [el("h3", {}, "Costs of a run"), ap.table([
          { title: "model", head: true, cell: (r) => r.model }, { title: "stage", cell: (r) => r.stage },
          { title: "published tokens", number: true, cell: (r) => ap.count(r.tokens) }, { title: "published cost", number: true, cell: (r) => ap.money(r.usd) },
          { title: "our tokens", number: true, cell: (r) => (r.ours_runs ? ap.count(r.ours_tokens) : "–") }, { title: "our cost", number: true, cell: (r) => (r.ours_runs ? ap.money(r.ours_usd) : "–") },
          { title: "our runs", number: true, cell: (r) => ap.count(r.ours_runs) },
        ], tables.published_costs.filter((r) => state.only === "all" || r.ours_runs > 0), { caption: "Costs" })],
        tables.published_profiles.filter((p) => state.only === "all" || p.categories.some((c) => c.ours !== null)).map((p) => [
          el("h3", {}, `${p.table}: ${p.batch}`), el("p", { class: "hint" }, `${p.model} · ${p.source}`),
          ap.table([
            { title: "category", head: true, cell: (c) => c.category },
            { title: "published", number: true, cell: (c) => ap.count(c.published) }, { title: "share", number: true, cell: (c) => ap.percent(c.share) },
            { title: "ours", number: true, cell: (c) => (c.ours === null ? "–" : ap.count(c.ours)) }, { title: "share", number: true, cell: (c) => (c.ours_share === null ? "–" : ap.percent(c.ours_share)) },
          ], p.categories, { caption: p.batch })]),
      ]);
  }
  function power(tables) {
    if (!tables.power.length) return null;
    return section("power", "How many repeats show a difference", "unpaired, with a chance of 80 %", [], () => ap.table([
      { title: "stage", head: true, cell: (h) => ap.stageTitle(h.stage) }, { title: "rule", cell: (h) => (h.rule === "ours" ? "ours" : "the study's") },
      { title: "from", number: true, cell: (h) => ap.percent(h.base) }, { title: "difference", number: true, cell: (h) => ap.percent(h.difference) },
      { title: "repeats of each", number: true, cell: (h) => ap.count(h.repeats) },
    ], tables.power, { caption: "Power" }));
  }

  // The trials, filtered, each to be unfolded: drill.row(trial) gives what stands below its line, now or later; null: nothing does.
  const PAGE = 60;
  function trials(tables, drill) {
    const list = (tables.trials || []).map((trial) => ({ ...trial, group: tables.cells[trial.cell].group }));
    if (!list.length) return null;
    const parts = [["model", "Model", (v) => v], ["protocol", "Protocol", protocolName], ["application", "Application", (v) => v], ["variant", "Variant", (v) => v || "standard"],
      ["sampling", "Sampling", (v) => v || "the provider's"], ["stage", "Stage", ap.stageTitle]];
    const choices = parts.map(([key, text, words]) => {
      const values = unique(list.map((t) => t.group[key]));
      return { key, text, values: values.length > 1 ? [[ANY, "all"], ...values.map((v) => [v, words(v)])] : [[ANY, "all"]], chosen: ANY };
    });
    // A trial has a line for each of its stages, and one for all of them: one is enough to begin with.
    const stage = choices.find((c) => c.key === "stage");
    if (stage.values.length > 1) stage.chosen = list.some((t) => t.group.stage === "run") ? "run" : tables.stages[tables.stages.length - 1];
    choices.push({ key: "outcome", text: "Outcome", values: [[ANY, "all"], ["pass", "works"], ["fail", "does not work"], ["silent", "silent failure"], ["none", "not counted"]], chosen: ANY });
    const outcome = (t, wanted) => wanted === ANY || (wanted === "pass" && t.ours === true) || (wanted === "fail" && t.ours === false) ||
      // A sketch that the tool completed is no success of the model, but it works.
      (wanted === "silent" && t.ours === false && t.paper === true && t.verdict !== "pass") || (wanted === "none" && t.ours === null);
    return section("trials", "Trials", "down to every attempt", choices, (state) => {
      const shown = list.filter((t) => outcome(t, state.outcome) && parts.every(([key]) => state[key] === ANY || t.group[key] === state[key]));
      const box = el("div", {});
      let at = 0;
      const more = el("button", { type: "button", onclick: () => add() }, "Show more");
      function add() {
        for (const t of shown.slice(at, at + PAGE)) {
          const line = [ap.badge(t.verdict), " ", el("span", { class: "grow" }, groupName(t.group, []), t.repeat > 0 && ` · ${t.repeat}`),
            el("span", { class: "spent" }, `${ap.plural(t.attempts, "attempt")}, ${ap.count(t.prompt_tokens + t.completion_tokens)} tokens, ${ap.duration(t.seconds)}`)];
          box.append(drill(t, line));
        }
        at += PAGE;
        more.hidden = at >= shown.length;
      }
      add();
      return [el("p", { class: "hint", role: "status" }, ap.plural(shown.length, "trial")), box, more];
    });
  }

  // All sections. drill(trial, line) gives the element of a trial.
  ap.experimentSections = function (tables, drill) {
    const notes = tables.notes.length > 0 && el("ul", { class: "notes plain" }, tables.notes.map((note) => el("li", {}, note)));
    return {
      cards: cards(tables),
      notes,
      sections: [success(tables), intervals(tables), curves(tables), errors(tables), frontier(tables), prompts(tables), comparisons(tables), published(tables), power(tables), trials(tables, drill)].filter(Boolean),
    };
  };
  ap.sectionLinks = (sections) => el("nav", { "aria-label": "Parts of this report" }, sections.map((s) =>
    el("a", { href: `#${s.id}`, onclick: (event) => {
      // The live view keeps its own words in the address.
      event.preventDefault();
      s.scrollIntoView();
      const title = s.querySelector("h2");
      title.tabIndex = -1;
      title.focus();
    } }, s.querySelector("h2").firstChild.textContent)));
})();
