// The time ruler under a pointer: what a bar stands for is told at once, and dragging chooses a window.
// Without this script its bars are links of their own, with titles.
(function () {
  "use strict";
  var start = null, mark = null, told = null, tip = null, text = "", touched = false;

  // A finger covers the bar it means, so its first touch tells and the second opens; a mouse does both at once.
  function barAt(event) {
    var here = document.elementFromPoint(event.clientX, event.clientY);
    return here && here.closest ? here.closest("[data-ruler] svg.strip a") : null;
  }
  function hush() {
    if (!told) return;
    told.querySelector("title").textContent = text;
    told.classList.remove("told");
    tip.remove();
    told = tip = null;
  }
  function tell(bar) {
    if (bar === told) return;
    hush();
    if (!bar) return;
    var title = bar.querySelector("title"), ruler = bar.closest("[data-ruler]");
    told = bar;
    text = title.textContent;
    title.textContent = "";  // the browser would tell the same a second later
    bar.classList.add("told");
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    tip.textContent = text;
    ruler.appendChild(tip);
    var whole = ruler.getBoundingClientRect(), slot = bar.querySelector(".slot").getBoundingClientRect();
    var left = slot.left + slot.width / 2 - whole.left - tip.offsetWidth / 2;
    tip.style.left = Math.max(0, Math.min(left, whole.width - tip.offsetWidth)) + "px";
  }

  function bin(event) {
    var svg = start && start.svg || (event.target.closest && event.target.closest("[data-ruler] svg.strip"));
    if (!svg) return null;
    var bins = svg.dataset.bins.split(" "), box = svg.getBoundingClientRect();
    var place = Math.floor((event.clientX - box.left) / box.width * bins.length);
    place = Math.min(Math.max(place, 0), bins.length - 1);
    return { svg: svg, bins: bins, place: place };
  }
  function clear() {
    if (mark) mark.remove();
    start = mark = null;
  }
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    if (touched) {
      if (barAt(event) !== told) touched = "first";
      tell(barAt(event));
    } else if (event.button === 0) {
      start = bin(event);
    }
  });
  document.addEventListener("click", function (event) {
    if (touched !== "first" || !barAt(event)) return;
    event.preventDefault();
    touched = true;
  }, true);
  document.addEventListener("dragstart", function (event) { if (start) event.preventDefault(); });
  document.addEventListener("pointermove", function (event) {
    tell(barAt(event));
    if (!start) return;
    var here = bin(event), slot = 1000 / start.bins.length;
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
    var here = bin(event), places = [start.place, here.place].sort(function (a, b) { return a - b; });
    var url = new URL(start.svg.dataset.here, location.href);
    url.searchParams.set("from", start.bins[places[0]].split("/")[0]);
    url.searchParams.set("to", start.bins[places[1]].split("/")[1]);
    // The click that follows belongs to the drag and would open a single bar.
    document.addEventListener("click", function (click) { click.preventDefault(); }, { once: true, capture: true });
    clear();
    location.assign(url);
  });
  document.addEventListener("pointercancel", clear);
  document.addEventListener("htmx:after:swap", function () { told = tip = null; });
})();
