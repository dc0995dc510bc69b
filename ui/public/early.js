// Runs before the first paint: it puts the remembered theme on <html>, so that a dark window
// never flashes white, and it begins to collect errors, so that none is missed while loading.
(function () {
  var root = document.documentElement;
  var matches = function (query) {
    return window.matchMedia(query).matches;
  };
  var theme = "system";
  var density = "comfortable";
  try {
    theme = localStorage.getItem("theme") || theme;
    density = localStorage.getItem("density") || density;
  } catch {
    // Storage may be closed; the engine's answer sets both a moment later.
  }
  var dark = matches("(prefers-color-scheme: dark)");
  if (theme === "system") theme = matches("(prefers-contrast: more)") ? "contrast" : dark ? "dark" : "light";
  root.dataset.theme = theme;
  root.dataset.scheme = theme === "dark" || (theme === "contrast" && dark) ? "dark" : "light";
  root.dataset.density = density;

  var errors = (window.__consoleErrors = []);
  var original = console.error;
  console.error = function () {
    errors.push(Array.prototype.map.call(arguments, String).join(" "));
    original.apply(console, arguments);
  };
  window.addEventListener("error", function (event) {
    errors.push(String(event.message));
  });
  window.addEventListener("unhandledrejection", function (event) {
    errors.push("unhandled rejection: " + String(event.reason));
  });
})();
