// Looking closer at a chart: over the server's picture the same numbers are drawn by uPlot, where a part can be
// chosen by dragging; more exact ones are asked for it. Without this script, or when it fails, the picture stands.
(function () {
  "use strict";
  if (document.documentElement.dataset.charts) return;  // each figure that can be looked at closer names this script
  document.documentElement.dataset.charts = "";
  var plotter = null;

  function load(figure) {
    if (plotter) return plotter;
    var sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = figure.dataset.sheet;
    document.head.appendChild(sheet);
    plotter = new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = figure.dataset.plotter;
      script.onload = function () { done(window.uPlot); };
      script.onerror = failed;
      document.head.appendChild(script);
    });
    return plotter;
  }
  function numbers(address, zoom) {
    var url = new URL(address, location.href);
    if (zoom) url.searchParams.set("zoom", zoom);
    return fetch(url, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  function place(chart, value) {
    return chart.x.kind === "time" ? Date.parse(value) / 1000 : value;
  }
  // All series over one list of x. What a series has no point for is undefined, which joins; null is a gap.
  function columns(chart) {
    var seen = new Map();
    chart.series.forEach(function (series, number) {
      series.points.forEach(function (point) {
        var x = place(chart, point[0]);
        if (!seen.has(x)) seen.set(x, []);
        seen.get(x)[number] = point[1];
      });
    });
    var xs = Array.from(seen.keys()).sort(function (one, other) { return one - other; });
    return [xs].concat(chart.series.map(function (_, number) {
      return xs.map(function (x) { return seen.get(x)[number]; });
    }));
  }
  function shape(uPlot, mark) {
    if (mark === "bar") return uPlot.paths.bars({ size: [0.84, 60], align: 1 });
    if (mark === "step") return uPlot.paths.stepped({ align: 1 });
    return mark === "dots" ? function () { return null; } : undefined;
  }
  // Labels of the time axis in the reader's language and zone, as fine as the distance between two of them.
  function times(locale, zone) {
    var known = {};
    function say(at, how) {
      var key = JSON.stringify(how);
      known[key] = known[key] || new Intl.DateTimeFormat(locale, Object.assign({ timeZone: zone }, how));
      return known[key].format(new Date(at * 1000));
    }
    return {
      ticks: function (_, places, __, ___, apart) {
        return places.map(function (at) {
          if (apart >= 300 * 86400) return say(at, { year: "numeric" });
          if (apart >= 20 * 86400) return say(at, { month: "short", year: "2-digit" });
          if (apart >= 86400) return say(at, { day: "numeric", month: "short" });
          return say(at, { hour: "2-digit", minute: "2-digit", hour12: false });
        });
      },
      whole: function (_, at) {
        return at == null ? "–" : say(at, { dateStyle: "medium", timeStyle: "short", hour12: false });
      },
    };
  }
  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function open(figure) {
    var picture = figure.querySelector(".panel > svg");
    if (!picture) return;
    Promise.all([load(figure), numbers(figure.dataset.zoom)]).then(function (both) {
      draw(figure, picture, both[0], both[1]);
    }).catch(function () {
      var said = document.createElement("p");
      said.className = "small bad";
      said.textContent = figure.dataset.failed;
      figure.querySelector(".panel").after(said);
    });
  }
  function draw(figure, picture, uPlot, chart) {
    var whole = columns(chart), locale = document.documentElement.lang, asked = 0;
    var box = document.createElement("div"), back = document.createElement("button");
    box.className = "closer";
    back.type = "button";
    back.className = "plain small";
    back.textContent = figure.dataset.back;
    back.hidden = true;
    var dashes = Array.from(figure.querySelectorAll(".keys .key line"), function (line) {
      var dash = getComputedStyle(line).strokeDasharray;
      return dash === "none" ? undefined : dash.split(/[ ,]+/).map(parseFloat);
    });
    var axis = { stroke: token("--ink-2"), grid: { stroke: token("--line"), width: 1 }, ticks: { show: false },
      font: "12.5px " + token("--sans") };
    var clock = chart.x.kind === "time" ? times(locale, figure.dataset.zone) : null;
    function said(value) { return value === null ? "" : value.toLocaleString(locale); }
    function ticks(_, places) { return places.map(said); }
    var plot = new uPlot({
      width: picture.getBoundingClientRect().width,
      height: picture.getBoundingClientRect().height,
      scales: { x: { time: chart.x.kind === "time" }, y: { distr: chart.y.kind === "log" ? 3 : 1 } },
      tzDate: function (at) { return uPlot.tzDate(new Date(at * 1000), figure.dataset.zone); },
      axes: [Object.assign({ values: clock ? clock.ticks : ticks, size: 32 }, axis),
        Object.assign({ values: ticks }, axis)],
      cursor: { drag: { x: true, y: false } },
      series: [{ label: figure.dataset.axis, value: clock ? clock.whole : undefined }].concat(chart.series.map(function (series, number) {
        var colour = token("--c" + (number % 8 + 1));
        return { label: series.label, stroke: colour, width: 2, dash: dashes[number], spanGaps: false,
          fill: series.mark === "area" || series.mark === "bar" ? colour + "38" : undefined,
          paths: shape(uPlot, series.mark), points: series.mark === "dots" ? { show: true, size: 7 } : undefined,
          value: function (_, value) {
            return value == null ? "–" : value.toLocaleString(locale) + (chart.unit ? "\u00a0" + chart.unit : "");
          } };
      })),
      hooks: { setSelect: [function (plot) {
        if (plot.select.width < 2) return;
        closer(plot.posToVal(plot.select.left, "x"), plot.posToVal(plot.select.left + plot.select.width, "x"));
      }] },
    }, whole, box);
    function closer(least, most) {
      var unit = chart.x.kind === "time" ? 1e6 : 1, turn = ++asked;
      back.hidden = false;
      if (!chart.series.some(function (series) { return series.is_thinned; })) return;
      numbers(figure.dataset.zoom, least * unit + "," + most * unit).then(function (exact) {
        if (turn !== asked) return;
        plot.setData(columns(exact), false);
        plot.setScale("x", { min: least, max: most });
      }).catch(function () {});  // what is there already is true, only less exact
    }
    back.addEventListener("click", function () {
      asked++;
      plot.setData(whole, true);
      back.hidden = true;
    });
    figure.querySelector(".panel").after(box, back);
    figure.querySelector(".panel").hidden = true;
    new ResizeObserver(function () {
      if (box.clientWidth) plot.setSize({ width: box.clientWidth, height: plot.height });
    }).observe(box);
  }
  function offer(root) {
    root.querySelectorAll("figure.chart[data-zoom]:not([data-offered])").forEach(function (figure) {
      var button = document.createElement("button");
      figure.dataset.offered = "";
      button.type = "button";
      button.className = "plain small closer-look";
      button.textContent = figure.dataset.look;
      button.addEventListener("click", function () { button.remove(); open(figure); });
      figure.querySelector(".under").prepend(button);
    });
  }
  offer(document);
  document.addEventListener("htmx:after:swap", function () { offer(document); });
})();
