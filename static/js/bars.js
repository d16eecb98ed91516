/* Bar charts: <div data-bars="id of the json_script">; its table stands beside it, so nothing is lost without this. */
(function () {
  "use strict";
  function draw(place) {
    const content = JSON.parse(document.getElementById(place.dataset.bars).textContent);
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--tblr-body-color").trim() || "#333";
    const line = style.getPropertyValue("--tblr-border-color").trim() || "#ddd";
    place.style.height = Math.max(160, 60 + 34 * content.names.length) + "px";
    const chart = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      textStyle: { color: ink, fontFamily: "inherit" },
      grid: { left: 8, right: 48, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: "value", name: content.unit, axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: line } } },
      yAxis: { type: "category", inverse: true, data: content.names, axisLabel: { color: ink }, axisLine: { lineStyle: { color: line } } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      series: content.series.map(function (one) {
        return {
          type: "bar", name: one.name, barMaxWidth: 22,
          data: one.values.map(Number).map(function (value) {
            return { value: value, itemStyle: { color: value < 0 ? "#d6455d" : "#2f9e6e" } };
          }),
        };
      }),
    }, true);
    return chart;
  }
  const places = Array.from(document.querySelectorAll("[data-bars]"));
  places.forEach(draw);
  window.addEventListener("resize", function () {
    places.forEach(function (place) { echarts.getInstanceByDom(place).resize(); });
  });
  new MutationObserver(function () { places.forEach(draw); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
