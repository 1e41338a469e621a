// Writes how long ago beside each <time data-ago>; the page itself holds only the absolute time.
(function () {
  "use strict";
  if (!window.Intl || !Intl.RelativeTimeFormat) return;
  var form = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
  var units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];
  function distance(seconds) {
    for (var i = 0; i < units.length; i++) {
      if (Math.abs(seconds) >= units[i][1]) return form.format(Math.trunc(seconds / units[i][1]), units[i][0]);
    }
    return form.format(Math.trunc(seconds), "second");
  }
  function write() {
    document.querySelectorAll("time[data-ago]").forEach(function (time) {
      var at = Date.parse(time.dateTime);
      if (!isNaN(at)) time.dataset.ago = distance((at - Date.now()) / 1000);
    });
  }
  write();
  setInterval(write, 30000);
  document.addEventListener("htmx:after:swap", write);
})();
