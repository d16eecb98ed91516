/* Draws <div data-chart data-figures="…">: the rows of the table beside it, so nothing is lost without this file.
   Colours are told apart by colour-blind eyes, patterns lie on them, arrow keys walk along the points, Enter opens one. */
(function () {
  "use strict";
  const LIGHT = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a5195", "#8a8a00", "#5a6472", "#b07aa1"];
  const DARK = ["#56b4e9", "#f0c04a", "#3cc9a0", "#e8a3cd", "#a6d8ff", "#ff9a66", "#c3a1e0", "#d6d65c", "#b8c0cc", "#d9b3d0"];
  const TONES = { gold: ["#e0a100", "#f2c230"], silver: ["#9aa5b1", "#c3ccd6"], bronze: ["#a8602c", "#d08a55"], junior: ["#56b4e9", "#8fd0f7"], failed: ["#4a5361", "#7c8796"] };
  const HEATS = { light: ["#eef4fa", "#c6dbef", "#85b7dd", "#3a86bf", "#08457e"], dark: ["#1d2733", "#1f4468", "#2a6ea3", "#5fa8dd", "#c4e3fb"] };
  const WEEKDAYS = { zh: ["日", "一", "二", "三", "四", "五", "六"], en: ["S", "M", "T", "W", "T", "F", "S"] };
  const zh = document.documentElement.lang.startsWith("zh");
  const library = document.currentScript.dataset.echarts;
  let printing = false;

  function look() {
    const dark = !printing && document.documentElement.getAttribute("data-bs-theme") === "dark";
    return {
      dark: dark,
      colours: dark ? DARK : LIGHT,
      heat: dark ? HEATS.dark : HEATS.light,
      ink: dark ? "#e6e9ee" : "#2b3440",
      quiet: dark ? "#a7b0bd" : "#5a6472",
      line: dark ? "#3a4452" : "#dfe3e8",
      ground: dark ? "#182433" : "#ffffff",
    };
  }
  function short(value) {
    const size = Math.abs(value);
    if (zh && size >= 10000) return +(value / 10000).toFixed(1) + "万";
    if (!zh && size >= 1000000) return +(value / 1000000).toFixed(1) + "M";
    if (!zh && size >= 10000) return Math.round(value / 1000) + "k";
    return String(+value.toFixed(2));
  }
  function numbers(series) { return series.values.map(function (value) { return value === null ? null : Number(value); }); }

  function base(at) {
    return {
      animation: false,
      color: at.colours,
      textStyle: { color: at.ink, fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      tooltip: { renderMode: "richText", confine: true, backgroundColor: at.ground, borderColor: at.line, textStyle: { color: at.ink, fontSize: 13 } },
    };
  }

  function axes(figures, at) {
    const sides = figures.series.some(function (one) { return one.isRight; });
    const stacked = figures.series.some(function (one) { return one.drawn === "stack"; });
    const option = base(at);
    option.legend = figures.series.length > 1 ? { type: "scroll", top: 0, left: 0, right: 0, icon: stacked ? "rect" : undefined, textStyle: { color: at.ink }, pageTextStyle: { color: at.ink }, pageIconColor: at.ink, pageIconInactiveColor: at.line, inactiveColor: at.quiet } : { show: false };
    option.grid = { left: 8, right: sides ? 8 : 16, top: figures.series.length > 1 ? 44 : 20, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    option.xAxis = { type: "category", data: figures.ticks, axisLabel: { color: at.quiet, hideOverlap: true, interval: figures.labels.length > 16 ? "auto" : 0, width: 84, overflow: "truncate", rotate: figures.ticks.join("").length > 90 ? 30 : 0 }, axisLine: { lineStyle: { color: at.line } }, axisTick: { show: false } };
    const axis = function (isRight) {
      const own = figures.series.filter(function (one) { return one.isRight === isRight; });
      return { type: "value", minInterval: own.every(function (one) { return one.kind === "count"; }) ? 1 : 0, position: isRight ? "right" : "left", min: isRight ? 0 : null, scale: !figures.series.some(function (one) { return one.drawn !== "line" && one.isRight === isRight; }), axisLabel: { color: at.quiet, formatter: short }, splitLine: { show: !isRight, lineStyle: { color: at.line } } };
    };
    option.yAxis = sides ? [axis(false), axis(true)] : axis(false);
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: stacked || figures.series.some(function (one) { return one.drawn === "bar"; }) ? "shadow" : "line" };
    option.tooltip.formatter = function (points) {
      const found = points.filter(function (point) { return point.value !== null && point.value !== undefined; });
      return [figures.labels[points[0].dataIndex]].concat(found.map(function (point) { return point.seriesName + "  " + figures.series[point.seriesIndex].texts[point.dataIndex]; })).join("\n");
    };
    option.series = figures.series.map(function (one, number) {
      const shown = { name: one.name, type: one.drawn === "line" ? "line" : "bar", data: numbers(one), yAxisIndex: sides && one.isRight ? 1 : 0, cursor: "pointer" };
      if (one.tone) shown.color = TONES[one.tone][at.dark ? 1 : 0];
      if (one.drawn === "stack") { shown.stack = "all"; shown.barMaxWidth = 56; shown.itemStyle = { borderColor: at.ground, borderWidth: 1 }; }
      else if (one.drawn === "bar") { shown.barMaxWidth = 40; shown.itemStyle = { borderRadius: [3, 3, 0, 0] }; }
      else { shown.symbol = ["circle", "rect", "triangle", "diamond"][number % 4]; shown.symbolSize = 8; shown.lineStyle = { width: 2.5, type: ["solid", "dashed", "dotted"][number % 3] }; shown.connectNulls = true; shown.showAllSymbol = true; }
      return shown;
    });
    return option;
  }

  function heat(figures, at) {
    const option = base(at), heads = figures.series[0], dots = figures.series[1];
    const most = Math.max.apply(null, numbers(heads).concat(1)), dot = Math.max.apply(null, numbers(dots).concat(0.01));
    const cell = function (series) { return series.values.map(function (value, number) { return [figures.places[number][0], figures.places[number][1], value === null ? 0 : Number(value)]; }); };
    option.aria.decal.show = false;
    option.grid = { left: 8, right: 16, top: 8, bottom: 56, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    option.xAxis = { type: "category", data: figures.across, axisLabel: { color: at.quiet }, axisLine: { show: false }, axisTick: { show: false } };
    option.yAxis = { type: "category", data: figures.down, inverse: true, axisLabel: { color: at.quiet }, axisLine: { show: false }, axisTick: { show: false } };
    option.visualMap = { min: 0, max: most, seriesIndex: 0, orient: "horizontal", left: "center", bottom: 4, itemWidth: 14, itemHeight: 140, calculable: false, inRange: { color: at.heat }, text: [heads.name + " " + most, "0"], textStyle: { color: at.ink } };
    option.tooltip.formatter = function (point) {
      const number = point.dataIndex;
      return [figures.labels[number], heads.name + "  " + heads.texts[number], dots.name + "  " + dots.texts[number]].join("\n");
    };
    option.series = [
      { type: "heatmap", name: heads.name, data: cell(heads), itemStyle: { borderColor: at.ground, borderWidth: 2, borderRadius: 4 }, cursor: "pointer" },
      { type: "scatter", name: dots.name, data: cell(dots), symbolSize: function (value) { return value[2] ? 5 + 17 * Math.sqrt(value[2] / dot) : 0; }, itemStyle: { color: at.colours[1], borderColor: at.ink, borderWidth: 1.5 }, cursor: "pointer" },
    ];
    return option;
  }

  function calendar(figures, at) {
    const option = base(at), counts = figures.series[0], all = numbers(counts);
    const first = figures.days[0], last = figures.days[figures.days.length - 1];
    const weeks = Math.ceil((new Date(last) - new Date(first)) / 6048e5) + 1;
    option.aria.decal.show = false;
    option.calendar = { range: [first, last], top: 28, left: 40, right: 16, bottom: 60, orient: "horizontal", cellSize: weeks > 12 ? ["auto", "auto"] : [40, "auto"], yearLabel: { show: false }, dayLabel: { firstDay: 1, nameMap: WEEKDAYS[zh ? "zh" : "en"], color: at.quiet }, monthLabel: { nameMap: zh ? "ZH" : "EN", color: at.quiet }, itemStyle: { color: "transparent", borderColor: at.line }, splitLine: { lineStyle: { color: at.quiet, width: 1 } } };
    option.visualMap = { min: 0, max: Math.max.apply(null, all.concat(1)), orient: "horizontal", left: "center", bottom: 4, itemWidth: 14, itemHeight: 140, inRange: { color: at.heat }, text: [counts.name + " " + Math.max.apply(null, all.concat(0)), "0"], textStyle: { color: at.ink } };
    option.tooltip.formatter = function (point) { return figures.labels[point.dataIndex] + "\n" + counts.name + "  " + counts.texts[point.dataIndex]; };
    option.series = [{ type: "heatmap", coordinateSystem: "calendar", name: counts.name, data: figures.days.map(function (day, number) { return [day, all[number]]; }), label: { show: weeks <= 27, fontSize: 11, formatter: function (point) { return all[point.dataIndex] || ""; } }, cursor: "pointer" }];
    return option;
  }

  const SHAPES = { axes: axes, heat: heat, calendar: calendar };

  function draw(place) {
    const figures = JSON.parse(place.dataset.figures);
    const chart = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
    chart.setOption(SHAPES[figures.shape](figures, look()), true);
    if (place.dataset.ready) return;
    place.dataset.ready = "yes";
    chart.on("click", function (point) { open(figures, point.seriesIndex, point.dataIndex); });
    walk(place, chart, figures);
  }
  function open(figures, series, number) {
    const url = figures.series[series] && figures.series[series].urls[number];
    if (url) location.assign(url);
  }

  /* Left and right along the points, up and down between the series, Enter to the records. */
  function walk(place, chart, figures) {
    let series = 0, number = -1;
    const said = document.getElementById(place.dataset.says);
    place.addEventListener("keydown", function (event) {
      const many = figures.labels.length, steps = { ArrowRight: 1, ArrowLeft: -1, Home: -many, End: many };
      if (event.key === "Enter" && number >= 0) { open(figures, series, number); return; }
      if (event.key === "ArrowUp" || event.key === "ArrowDown") series = (series + (event.key === "ArrowUp" ? 1 : figures.series.length - 1)) % figures.series.length;
      else if (event.key in steps) number = Math.min(Math.max(number + steps[event.key], 0), many - 1);
      else return;
      event.preventDefault();
      number = Math.max(number, 0);
      chart.dispatchAction({ type: "downplay" });
      chart.dispatchAction({ type: "highlight", seriesIndex: series, dataIndex: number });
      chart.dispatchAction({ type: "showTip", seriesIndex: series, dataIndex: number });
      if (said) said.textContent = figures.labels[number] + ", " + figures.series[series].name + ": " + figures.series[series].texts[number];
    });
    place.addEventListener("blur", function () { chart.dispatchAction({ type: "downplay" }); chart.dispatchAction({ type: "hideTip" }); });
  }

  /* To put into a letter: drawn once more, large, on white, under its title. */
  function picture(button) {
    const figures = JSON.parse(button.closest(".chart-card").querySelector("[data-chart]").dataset.figures);
    const head = 56, sheet = echarts.init(document.createElement("div"), null, { renderer: "canvas", width: 1200, height: 640 });
    printing = true;
    const option = SHAPES[figures.shape](figures, look());
    printing = false;
    option.title = { text: button.dataset.title, left: 16, top: 16, textStyle: { color: option.textStyle.color, fontSize: 20 } };
    [option.legend, option.grid, option.calendar].forEach(function (part) { if (part) part.top = (part.top || 0) + head; });
    sheet.setOption(option);
    const link = document.createElement("a");
    link.href = sheet.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" });
    link.download = button.dataset.picture;
    link.click();
    sheet.dispose();
  }

  function places(inside) { return Array.from((inside || document).querySelectorAll("[data-chart]")); }
  function drawAll(inside) { places(inside).forEach(draw); }
  function resizeAll() { places().forEach(function (place) { const chart = echarts.getInstanceByDom(place); if (chart) chart.resize({ width: "auto", height: "auto" }); }); }

  /* The words are there first: a megabyte of drawing is read after the first paint. */
  requestAnimationFrame(function () {
    setTimeout(function () {
      const script = document.createElement("script");
      script.src = library;
      script.onload = begin;
      document.head.append(script);
    });
  });
  function begin() {
    drawAll();
    document.addEventListener("htmx:afterSwap", function (event) { drawAll(); });
    addEventListener("resize", resizeAll);
    document.addEventListener("click", function (event) {
      const button = event.target.closest("[data-picture]");
      if (button) picture(button);
    });
    new MutationObserver(function () { drawAll(); }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    /* On paper: ink on white, and every table open. */
    addEventListener("beforeprint", function () {
      printing = true;
      document.querySelectorAll("details[data-print]").forEach(function (one) { one.open = true; });
      // The page is laid out for paper only after this: the drawing is made to stretch with it.
      places().forEach(function (place) { const chart = echarts.getInstanceByDom(place); if (chart) chart.resize({ width: 760, height: 300 }); });
      drawAll();
      places().forEach(function (place) { stretch(place, true); });
    });
    addEventListener("afterprint", function () { printing = false; places().forEach(function (place) { stretch(place, false); }); resizeAll(); drawAll(); });
  }
  function stretch(place, isOn) {
    const svg = place.querySelector("svg");
    if (!svg) return;
    svg.style.position = isOn ? "static" : "absolute";
    svg.style.width = svg.parentElement.style.width = isOn ? "100%" : "";
    svg.style.height = svg.parentElement.style.height = isOn ? "auto" : "";
    if (isOn) svg.setAttribute("viewBox", "0 0 760 300"); else svg.removeAttribute("viewBox");
  }
})();
