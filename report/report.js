// Comfort only: the report is whole without it.
(function () {
  "use strict";
  var folds = Array.prototype.slice.call(document.querySelectorAll("details"));
  var button = document.getElementById("unfold");

  function setAll(open) {
    folds.forEach(function (fold) { fold.open = open; });
  }

  if (button) {
    var attempts = Array.prototype.slice.call(document.querySelectorAll("#attempts details"));
    button.hidden = false;
    button.addEventListener("click", function () {
      var open = button.textContent === "Unfold all";
      attempts.forEach(function (fold) { fold.open = open; });
      button.textContent = open ? "Fold all" : "Unfold all";
    });
  }

  // A link to an attempt opens it; #all opens everything.
  function openTarget() {
    if (location.hash === "#all") return setAll(true);
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  // On paper nothing can be unfolded.
  var before = [];
  window.addEventListener("beforeprint", function () {
    before = folds.map(function (fold) { return fold.open; });
    setAll(true);
  });
  window.addEventListener("afterprint", function () {
    folds.forEach(function (fold, i) { fold.open = before[i]; });
  });
})();
