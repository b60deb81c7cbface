// Charts by Apache ECharts, in the colours of the page: light, dark and on paper. Where the library is missing, or scripts of it
// fail, the tables beside the charts say the same.
(function () {
  "use strict";
  const ap = window.autopilot;
  const { el } = ap;
  const drawn = new Set();

  function theme(paper) {
    const style = getComputedStyle(document.documentElement);
    const light = { ink: "#1d2228", muted: "#59626d", line: "#dde1e6", card: "#ffffff", good: "#1f7a4a", bad: "#b5382e", accent: "#2c64a8",
      c0: "#c2423a", c1: "#d6a200", c2: "#2f7fc1", c3: "#3d9a5f", c4: "#8a5bb5", c5: "#5b6b7a", c6: "#7d8790" };
    const of = (name) => (paper ? light[name] : style.getPropertyValue(`--${name}`).trim() || light[name]);
    const t = { ink: of("ink"), muted: of("muted"), line: of("line"), card: of("card"), good: of("good"), bad: of("bad"), accent: of("accent") };
    t.series = [of("c2"), of("c0"), of("c3"), of("c1"), of("c4"), of("c5"), of("c6")];
    t.axis = {
      axisLine: { lineStyle: { color: t.muted } }, axisTick: { lineStyle: { color: t.muted } },
      axisLabel: { color: t.muted, fontSize: 11 }, nameTextStyle: { color: t.muted, fontSize: 12 },
      splitLine: { lineStyle: { color: t.line } },
    };
    t.legend = { type: "scroll", bottom: 0, textStyle: { color: t.ink, fontSize: 12 }, pageTextStyle: { color: t.muted }, inactiveColor: t.line, icon: "roundRect" };
    return t;
  }

  // The content of a tooltip as elements: lines(point) gives texts, or nothing.
  ap.tooltip = (lines) => ({
    trigger: "item", confine: true, borderWidth: 1, extraCssText: "box-shadow: none; max-width: 26em; white-space: normal",
    formatter: (point) => {
      const texts = lines(point);
      if (!texts) return "";
      return el("div", {}, texts.filter(Boolean).map((text, i) => el(i ? "div" : "strong", {}, text)));
    },
  });

  function draw(chart, paper) {
    const colours = theme(paper);
    const option = chart.build(colours);
    option.animation = false;
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    if (option.tooltip) Object.assign(option.tooltip, { backgroundColor: colours.card, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 13 } });
    chart.instance.setOption(option, { notMerge: true });
  }

  // A chart of this height in pixels; `words` say what it shows to those who do not see it. build(theme) gives the option.
  ap.chart = function (words, height, build) {
    if (!window.echarts) return el("p", { class: "hint" }, "The chart library was not there when this page was made: tools/setup fetches it.");
    const box = el("div", { class: "chart", role: "img", "aria-label": words });
    box.style.height = `${height}px`;
    const chart = { box, build, instance: null, width: 0 };
    drawn.add(chart);
    // A size is known only when the box is in the page and unfolded.
    new ResizeObserver(() => {
      const width = box.clientWidth;
      if (!box.isConnected) {
        if (chart.instance) chart.instance.dispose();
        drawn.delete(chart);
        return;
      }
      if (!width || width === chart.width) return;
      chart.width = width;
      if (chart.instance) return chart.instance.resize();
      chart.instance = window.echarts.init(box, null, { renderer: "svg" });
      draw(chart, false);
    }).observe(box);
    return box;
  };

  function redraw(paper) {
    for (const chart of drawn) {
      if (!chart.instance) continue;
      if (!chart.box.isConnected) {
        chart.instance.dispose();
        drawn.delete(chart);
        continue;
      }
      // Paper is narrower than most windows.
      chart.instance.resize({ width: paper ? Math.min(chart.width, 660) : chart.width });
      draw(chart, paper);
    }
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(false));
  window.addEventListener("beforeprint", () => redraw(true));
  window.addEventListener("afterprint", () => redraw(false));

  // Points with their intervals, one row each: rows [{name, share: {share, low, high, counted, passed}, colour}].
  ap.intervalChart = function (words, rows) {
    return ap.chart(words, 56 + 26 * rows.length, (t) => ({
      tooltip: ap.tooltip((p) => {
        const row = rows[p.dataIndex];
        return [row.name, `${ap.percent(row.share.share)} of ${ap.count(row.share.counted)} (${ap.percent(row.share.low)} to ${ap.percent(row.share.high)})`];
      }),
      grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", min: 0, max: 100, position: "bottom", ...t.axis, axisLabel: { ...t.axis.axisLabel, formatter: "{value} %" } },
      yAxis: { type: "category", inverse: true, data: rows.map((r) => r.name), ...t.axis, splitLine: { show: false },
        axisLabel: { color: t.ink, fontSize: 12, width: Math.min(260, window.innerWidth * 0.38), overflow: "truncate" } },
      series: [
        { type: "custom", z: 1, data: rows.map((r, i) => [100 * r.share.low, i, 100 * r.share.high]), encode: { x: [0, 2], y: 1 },
          renderItem: (_, api) => {
            const from = api.coord([api.value(0), api.value(1)]), to = api.coord([api.value(2), api.value(1)]);
            const style = { stroke: t.series[rows[api.value(1)].colour || 0], lineWidth: 2, opacity: 0.65 };
            const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
            return { type: "group", children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 5, from[0], from[1] + 5), line(to[0], to[1] - 5, to[0], to[1] + 5)] };
          } },
        { type: "scatter", z: 2, symbolSize: 9, data: rows.map((r, i) => ({ value: [100 * r.share.share, i], itemStyle: { color: t.series[r.colour || 0] } })) },
      ],
    }));
  };

  // Bars that add up, one a row: names of rows, series [{name, values}].
  ap.stackedBars = function (words, names, series, format, most) {
    return ap.chart(words, 84 + 26 * names.length, (t) => ({
      tooltip: ap.tooltip((p) => [names[p.dataIndex], `${p.seriesName}: ${format(p.value)}`]),
      legend: { ...t.legend, data: series.map((s) => s.name) },
      grid: { left: 8, right: 24, top: 8, bottom: 36, containLabel: true },
      xAxis: { type: "value", max: most, minInterval: format === ap.count ? 1 : undefined, ...t.axis, axisLabel: { ...t.axis.axisLabel, formatter: (v) => format(v), hideOverlap: true } },
      yAxis: { type: "category", inverse: true, data: names, ...t.axis, splitLine: { show: false },
        axisLabel: { color: t.ink, fontSize: 12, width: Math.min(260, window.innerWidth * 0.38), overflow: "truncate" } },
      series: series.map((s, i) => ({ type: "bar", stack: "all", name: s.name, data: s.values, barMaxWidth: 18,
        itemStyle: { color: s.colour ? t[s.colour] : i < 7 ? t.series[i] : t.series[i % 7], opacity: s.colour || i < 7 ? 1 : 0.55, borderColor: t.card, borderWidth: 1 } })),
    }));
  };
})();
