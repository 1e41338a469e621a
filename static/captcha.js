// The check in a form: lets the reader's computer do some work instead of the reader. Without this script the
// picture with its question remains, if there is one: without a picture left, the work is the only way.
(function () {
  "use strict";
  function part(check, name) { return check.querySelector("[data-human-" + name + "]"); }
  function show(check, working) {
    var picture = part(check, "picture");
    if (picture) picture.hidden = working;
    part(check, "start").hidden = working;
    part(check, "back").hidden = !working || !picture;
    check.querySelector("progress").hidden = !working;
  }
  function say(check, text) { part(check, "status").textContent = text; }
  function field(check) { return check.querySelector("[name=human_work]"); }
  function stop(check) {
    if (check.worker) check.worker.terminate();
    check.worker = null;
  }
  function broken(check) {
    stop(check);
    show(check, false);
    say(check, check.dataset.broken);
  }
  function done(check, numbers) {
    stop(check);
    field(check).value = numbers;
    check.querySelector("progress").hidden = true;
    say(check, check.dataset.done);
    // Whoever waited on the button that goes now is led to the words that say why.
    if (document.activeElement === part(check, "back")) part(check, "status").focus();
    part(check, "back").hidden = true;
    if (check.waiting) {
      var button = check.waiting;
      check.waiting = null;
      check.form.requestSubmit(button.form ? button : undefined);
    }
  }
  function start(check) {
    if (check.worker || field(check).value) return;
    try { check.worker = new Worker(check.dataset.worker); } catch (error) { return broken(check); }
    show(check, true);
    say(check, check.dataset.working);
    check.worker.onerror = function () { broken(check); };
    check.worker.onmessage = function (event) {
      if (event.data.numbers) return done(check, event.data.numbers);
      check.querySelector("progress").value = event.data.done;
    };
    check.worker.postMessage({ seed: check.dataset.seed, bits: Number(check.dataset.bits), puzzles: Number(check.dataset.puzzles) });
  }
  document.addEventListener("click", function (event) {
    var check = event.target.closest("fieldset[data-human]");
    if (!check) return;
    if (event.target.closest("[data-human-start]")) {
      start(check);
      // The button that was pressed is gone; focus stays with what it began.
      part(check, part(check, "picture") ? "back" : "status").focus();
    }
    if (event.target.closest("[data-human-back]")) {
      stop(check);
      show(check, false);
      say(check, "");
      check.querySelector("[name=human_answer]").focus();
    }
  });
  document.addEventListener("submit", function (event) {
    var check = event.target.querySelector("fieldset[data-human]");
    if (!check || !check.worker) return;
    // Sent before the work is done: it goes by itself as soon as it is.
    event.preventDefault();
    check.waiting = event.submitter || event.target;
  });
  document.querySelectorAll("fieldset[data-human]").forEach(function (check) {
    part(check, "work").hidden = false;
    if (check.dataset.human === "work") start(check);
  });
})();
