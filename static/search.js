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
