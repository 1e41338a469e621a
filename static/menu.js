// Closes an open group of the menu: on Escape, on a click elsewhere, when the focus has left it.
(function () {
  "use strict";
  var menu = document.querySelector("nav.main");
  if (!menu) return;
  function close(but) {
    menu.querySelectorAll("details[open]").forEach(function (group) {
      if (!but || !group.contains(but)) group.open = false;
    });
  }
  document.addEventListener("click", function (event) { close(event.target); });
  menu.addEventListener("focusout", function (event) { if (event.relatedTarget) close(event.relatedTarget); });
  menu.addEventListener("keydown", function (event) {
    var group = event.target.closest("details[open]");
    if (event.key !== "Escape" || !group) return;
    group.open = false;
    group.querySelector("summary").focus();
  });
})();
