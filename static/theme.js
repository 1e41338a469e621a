// The reader's colours, set before anything is painted; the cookie never reaches the page's content.
(function () {
  "use strict";
  var root = document.documentElement, found = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(document.cookie);
  var chosen = found ? found[1] : "";
  function show(theme) {
    if (theme) root.setAttribute("data-theme", theme);
    else root.removeAttribute("data-theme");
    document.querySelectorAll("[data-theme-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    });
  }
  show(chosen);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-themes]").forEach(function (group) { group.hidden = false; });
    show(chosen);
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    chosen = button.dataset.themeChoice;
    document.cookie = "theme=" + chosen + ";path=/;samesite=lax;max-age=" + (chosen ? 31536000 : 0);
    show(chosen);
  });
})();
