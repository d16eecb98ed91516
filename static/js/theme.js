/* Runs before the first paint, so that a dark page never flashes white. */
(function () {
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch (refused) { /* private window: follow the system */ }
  if (!theme) theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.setAttribute("data-bs-theme", theme);
})();
