// Put into a page before it loads by scripts/paint.py: notes what is painted when, and what moves although nobody asked.
(() => {
  const seen = (window.seen = { first: 0, shift: 0, jumps: [] });
  const place = (node) => node && (node.id ? `#${node.id}` : `${node.nodeName.toLowerCase()}.${node.className || ""}`);
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.first = entry.startTime;
  });
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    seen.shift += entry.value;
    seen.jumps.push([entry.value, (entry.sources || []).map((source) => place(source.node)).slice(0, 2).join(" ")]);
  });
})();
