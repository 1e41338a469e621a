// The search field: what Enter asked for is not asked again, half-typed, by the timer that was still running.
(function () {
  "use strict";
  var submitted = null;
  document.addEventListener("submit", function (event) {
    var field = event.target.querySelector("#q");
    if (field) submitted = field.value;
  }, true);
  document.addEventListener("htmx:before:request", function (event) {
    var source = event.detail.ctx.sourceElement;
    if (source && source.id === "q" && source.value === submitted) event.preventDefault();
  });
})();
