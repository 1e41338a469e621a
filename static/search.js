// The search field: what Enter asked for is not asked again, half-typed, by the timer that was still running.
// It is stopped while the request is being made up: once a request is issued it has aborted the one before it.
(function () {
  "use strict";
  var submitted = null;
  document.addEventListener("submit", function (event) {
    var field = event.target.querySelector("#q");
    if (field) submitted = field.value;
  }, true);
  document.addEventListener("input", function (event) {
    if (event.target.id === "q" && event.target.value !== submitted) submitted = null;
  }, true);
  document.addEventListener("htmx:config:request", function (event) {
    var source = event.detail.ctx.sourceElement;
    if (source && source.id === "q" && source.value === submitted) event.preventDefault();
  });
})();

// The dates that open over the results close again by Escape, and when something else is pressed.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var open = document.querySelector("details.days[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && document.querySelector("details.days[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();

// What people open is counted, a number for each page and day, without a detour: the link stays what it is, and a
// word about it goes out beside it. Whoever has no scripts, or wants them not to, is simply not counted.
(function () {
  "use strict";
  function opened(event) {
    if (event.type === "auxclick" && event.button !== 1) return;
    var link = event.target.closest("ol.results h3 a, ol.results a.url");
    if (!link || !navigator.sendBeacon) return;
    var page = link.closest("li").dataset.page;
    navigator.sendBeacon(link.closest("ol").dataset.visits, new URLSearchParams({ page: page }));
  }
  document.addEventListener("click", opened);
  document.addEventListener("auxclick", opened);
})();
