// Says in the status region when the server cannot be reached, and falls silent when it can again.
(function () {
  "use strict";
  var region = document.getElementById("status");
  if (!region) return;
  document.addEventListener("htmx:error", function () { region.textContent = region.dataset.offline; });
  document.addEventListener("htmx:after:request", function () { region.textContent = ""; });
})();
