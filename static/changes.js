// Remembers, in this browser alone, the newest change that was shown, and leads to those since then.
(function () {
  "use strict";
  var KEY = "hud-changes";
  var list = document.querySelector("#latest [data-newest]");
  try {
    var last = localStorage.getItem(KEY);
    var link = document.querySelector("[data-last-visit]");
    if (link && last && list && last < list.dataset.newest) {
      link.href += "?since=" + encodeURIComponent(last);
      link.hidden = false;
    }
    if (list) localStorage.setItem(KEY, list.dataset.newest);
  } catch (error) {
    // Without storage there is no last visit.
  }
})();
