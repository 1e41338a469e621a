// Remembers, in this browser alone, the newest change that each list showed, and leads to those since then.
(function () {
  "use strict";
  var list = document.querySelector("#latest [data-newest]");
  if (!list) return;
  // Each choice of site, tag and size is a list of its own; a search for words is not come back to.
  var KEY = "hud-changes" + list.dataset.list;
  try {
    var last = localStorage.getItem(KEY);
    var link = document.querySelector("[data-last-visit]");
    if (link && last && last < list.dataset.newest) {
      link.href += (link.search ? "&" : "?") + "since=" + encodeURIComponent(last);
      link.hidden = false;
    }
    if (!("passing" in list.dataset)) localStorage.setItem(KEY, list.dataset.newest);
  } catch (error) {
    // Without storage there is no last visit.
  }
})();
