// Earthquakes: a map that moves over the picture, in step with the list; the page brings itself up to date.
// Without a script, or when anything here fails, the picture and the list stand as the server drew them.
(function () {
  "use strict";
  var box = document.getElementById("quakes-map");
  if (!box) return;
  var points = [], shown = new Map(), land = [], map = null, layer = null, ring = null;

  function load(script, sheet) {
    var link = document.createElement("link");
    link.rel = "stylesheet"; link.href = sheet;
    var styled = new Promise(function (done, failed) { link.onload = done; link.onerror = failed; });
    document.head.append(link);
    var code = document.createElement("script");
    code.src = script;
    var run = new Promise(function (done, failed) { code.onload = done; code.onerror = failed; });
    document.head.append(code);
    return Promise.all([styled, run]);
  }
  function json(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function palette() {
    return [1, 2, 3, 4].map(function (n) { return { fill: colour("--q" + n), edge: colour("--q" + n + "e") }; });
  }
  function radius(mag) { return Math.max(1.6, Math.min(1.15 * Math.pow(10, (mag || 0) * 0.135), 14)); }
  function age(seconds) {
    var past = Date.now() / 1000 - seconds;
    return past <= 3600 ? 0 : past <= 86400 ? 1 : past <= 259200 ? 2 : 3;
  }

  // The world as rings of whole numbers: the first place, then steps from each to the next.
  function outlines(world) {
    return world.countries.map(function (country) {
      return country.rings.map(function (ring) {
        var x = 0, y = 0, places = [];
        for (var i = 0; i < ring.length; i += 2) {
          x += ring[i]; y += ring[i + 1];
          places.push([Math.max(-85, Math.min(85, y / world.grain)), x / world.grain]);
        }
        return [places];
      });
    });
  }
  function turned(rings, by) {
    return rings.map(function (ring) {
      return ring.map(function (line) { return line.map(function (at) { return [at[0], at[1] + by]; }); });
    });
  }

  function popup(one) {
    var said = document.createElement("p");
    said.className = "quakes-popup";
    var link = document.createElement("a");
    link.href = box.dataset.event + encodeURIComponent(one[0]);
    link.textContent = (one[2] === null ? box.dataset.none : "M " + one[2].toFixed(1)) + (one[6] ? ", " + one[6] : "");
    said.append(link, document.createElement("br"), new Date(one[1] * 1000).toLocaleString(document.documentElement.lang || undefined));
    if (one[3] !== null) said.append(document.createElement("br"), box.dataset.deep.replace("#", Math.round(one[3])));
    return said;
  }
  function row(id) { return document.querySelector('tr[data-quake="' + CSS.escape(id) + '"]'); }
  function near(id) {
    document.querySelectorAll("tr.near").forEach(function (one) { one.classList.remove("near"); });
    if (ring) { ring.remove(); ring = null; }
    var there = id && shown.get(id), line = id && row(id);
    if (line) line.classList.add("near");
    if (there) ring = L.circleMarker(there.at, { radius: radius(there.mag) + 6, fill: false, weight: 2.5, color: colour("--accent"), interactive: false }).addTo(map);
  }
  function draw() {
    var paint = palette(), canvas = map.options.renderer;
    if (layer) layer.remove();
    layer = L.layerGroup();
    shown.clear();
    points.forEach(function (one) {
      var p = paint[age(one[1])];
      shown.set(one[0], { at: [one[4], one[5]], mag: one[2] });
      // Once more on each side, so that the world goes on over the 180th meridian.
      [one[5] - 360, one[5], one[5] + 360].forEach(function (lon) {
        if (lon < -300 || lon > 480) return;
        L.circleMarker([one[4], lon], {
          renderer: canvas, radius: radius(one[2]), weight: 1.2, color: p.edge, fillColor: p.fill, fillOpacity: 0.85
        }).on("click", function (event) {
          near(one[0]);
          L.popup({ autoPanPadding: [20, 20] }).setLatLng(event.latlng).setContent(popup(one)).openOn(map);
        }).addTo(layer);
      });
    });
    layer.addTo(map);
  }
  function place() {
    var link = document.getElementById("quakes-box"), bounds = map.getBounds();
    var edges = [bounds.getWest(), Math.max(bounds.getSouth(), -90), bounds.getEast(), Math.min(bounds.getNorth(), 90)];
    var here = box.dataset.here, sign = here.indexOf("?") < 0 ? "?" : "&";
    link.href = here + sign + "box=" + edges.map(function (edge) { return edge.toFixed(2); }).join(",");
    link.hidden = false;
  }
  function begin(world) {
    L.Util.emptyImageUrl = box.dataset.empty;
    var picture = box.firstElementChild;
    picture.remove();
    box.classList.add("live");
    var canvas = L.canvas({ padding: 0.4 });
    map = L.map(box, {
      preferCanvas: true, renderer: canvas, zoomControl: false, worldCopyJump: false, minZoom: 1, maxZoom: 12,
      maxBounds: [[-85, -300], [85, 480]], maxBoundsViscosity: 0.8, zoomSnap: 0.25, fadeAnimation: false
    });
    L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);
    map.attributionControl.setPrefix(false);
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", box.dataset.label);
    var edges = box.dataset.box && box.dataset.box.split(",").map(Number);
    if (edges) {
      if (edges[2] < edges[0]) edges[2] += 360;
      map.fitBounds([[edges[1], edges[0]], [edges[3], edges[2]]], { animate: false });
    } else {
      map.fitBounds([[-55, -28], [70, 328]], { animate: false });
    }
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
    else {
      var shape = { renderer: canvas, weight: 0.6, fillOpacity: 1, interactive: false };
      world.forEach(function (rings) {
        [-360, 0, 360].forEach(function (by) { land.push(L.polygon(turned(rings, by), shape).addTo(map)); });
      });
    }
    paintLand();
    draw();
    place();
    map.on("moveend", place);
    // A canvas does not follow the colours of the page by itself.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    box.dataset.ready = points.length;
  }
  function paintLand() {
    var style = { color: colour("--line-2"), fillColor: colour("--line") };
    land.forEach(function (one) { one.setStyle(style); });
  }
  function repaint() {
    paintLand();
    draw();
  }

  // List and map in step: the row that is pointed at or has the focus is ringed.
  ["mouseover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var line = map && event.target.closest && event.target.closest("tr[data-quake]");
      if (line) near(line.dataset.quake);
    });
  });

  // What is new comes by itself, and whoever reads, has opened something or chosen a page keeps their place.
  function fresh() {
    if (document.hidden) return;
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), changed = false;
      document.querySelectorAll("[data-fresh]").forEach(function (part) {
        var newer = page.getElementById(part.id);
        if (!newer || part.contains(document.activeElement) || part.querySelector("details[open]")) return;
        if (part.dataset.was === newer.innerHTML) return;
        var first = part.dataset.was === undefined;
        part.dataset.was = newer.innerHTML;
        if (first && same(part, newer)) return;
        changed = true;
        part.replaceChildren.apply(part, Array.from(newer.childNodes));
      });
      if (!changed) return;
      document.dispatchEvent(new CustomEvent("htmx:after:swap"));
      if (map) json(box.dataset.points).then(function (found) { points = found; draw(); });
    }).catch(function () { /* the next minute may do better; the page says how old it is */ });
  }
  function same(part, newer) { return part.textContent.replace(/\s+/g, " ") === newer.textContent.replace(/\s+/g, " "); }
  setInterval(fresh, 60000);
  document.addEventListener("quakes:fresh", fresh);

  Promise.all([load(box.dataset.script, box.dataset.sheet), json(box.dataset.points), box.dataset.tiles ? null : json(box.dataset.world)])
    .then(function (found) { points = found[1]; begin(found[2] ? outlines(found[2]) : []); })
    .catch(function () { box.dataset.failed = ""; });
})();
