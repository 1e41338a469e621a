// Dragging over the time ruler chooses a window; without this script its bars are links of their own.
(function () {
  "use strict";
  var start = null, mark = null;
  function bar(event) {
    var svg = start && start.svg || (event.target.closest && event.target.closest("[data-ruler] svg"));
    if (!svg || svg.classList.contains("axis")) return null;
    var bars = svg.dataset.bins.split(" "), box = svg.getBoundingClientRect();
    var place = Math.floor((event.clientX - box.left) / box.width * bars.length);
    place = Math.min(Math.max(place, 0), bars.length - 1);
    return { svg: svg, bars: bars, place: place };
  }
  function clear() {
    if (mark) mark.remove();
    start = mark = null;
  }
  document.addEventListener("pointerdown", function (event) {
    if (event.button === 0 && event.pointerType !== "touch") start = bar(event);
  });
  document.addEventListener("dragstart", function (event) { if (start) event.preventDefault(); });
  document.addEventListener("pointermove", function (event) {
    if (!start) return;
    var here = bar(event), slot = 1000 / start.bars.length;
    if (!mark && here.place === start.place) return;
    if (!mark) {
      mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      mark.setAttribute("class", "drag");
      mark.setAttribute("y", "0");
      mark.setAttribute("height", "50");
      start.svg.appendChild(mark);
    }
    mark.setAttribute("x", Math.min(here.place, start.place) * slot);
    mark.setAttribute("width", (Math.abs(here.place - start.place) + 1) * slot);
  });
  document.addEventListener("pointerup", function (event) {
    if (!start || !mark) return clear();
    var here = bar(event), places = [start.place, here.place].sort(function (a, b) { return a - b; });
    var url = new URL(location.href);
    url.searchParams.delete("at");
    url.searchParams.delete("page");
    url.searchParams.set("from", start.bars[places[0]].split("/")[0]);
    url.searchParams.set("to", start.bars[places[1]].split("/")[1]);
    // The click that follows belongs to the drag and would open a single bar.
    document.addEventListener("click", function (click) { click.preventDefault(); }, { once: true, capture: true });
    clear();
    location.assign(url);
  });
  document.addEventListener("pointercancel", clear);
})();
