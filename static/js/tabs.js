/* The sections of a form as three tabs. Without this they stand one below the other. */
(function () {
  "use strict";
  var debrief = window.debrief = window.debrief || {};

  debrief.setUpTabs = function (form) {
    var nav = form.querySelector("[data-tabs]");
    var tabs = Array.prototype.slice.call(nav.querySelectorAll("a"));
    var panels = tabs.map(function (tab) { return document.getElementById(tab.hash.slice(1)); });
    var isChosen = false;

    function select(index, andFocus) {
      tabs.forEach(function (tab, n) {
        var isShown = n === index;
        tab.setAttribute("aria-selected", String(isShown));
        tab.tabIndex = isShown ? 0 : -1;
        panels[n].hidden = !isShown;
      });
      if (andFocus) tabs[index].focus();
    }
    function show(index, andFocus) {
      isChosen = true;
      select(index, andFocus);
      history.replaceState(history.state, "", tabs[index].hash);
    }
    function indexOf(id) {
      var target = id && document.getElementById(id);
      return panels.findIndex(function (panel) { return target && panel.contains(target); });
    }
    function firstToShow() {
      var wrong = panels.findIndex(function (panel) { return panel.querySelector("[aria-invalid=true]"); });
      if (wrong >= 0) return wrong;
      var named = indexOf(location.hash.slice(1));
      if (named >= 0) return named;
      var restored = panels.findIndex(function (panel) { return panel.querySelector("[data-restored]:not([hidden])"); });
      if (restored >= 0) return restored;
      return Math.max(0, panels.findIndex(function (panel) { return panel.hasAttribute("data-open"); }));
    }
    function markUp() {
      nav.setAttribute("role", "tablist");
      tabs.forEach(function (tab, n) {
        tab.id = "tab-" + panels[n].id;
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-controls", panels[n].id);
        panels[n].setAttribute("role", "tabpanel");
        panels[n].setAttribute("aria-labelledby", tab.id);
        tab.addEventListener("click", function (event) {
          event.preventDefault();
          show(n, true);
        });
      });
    }
    function move(event) {
      var now = tabs.indexOf(document.activeElement);
      var isLeftToRight = getComputedStyle(nav).direction === "ltr";
      var to = { ArrowRight: isLeftToRight ? now + 1 : now - 1, ArrowLeft: isLeftToRight ? now - 1 : now + 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show((to + tabs.length) % tabs.length, true);
    }
    /* A tab says when something typed in it is not sent yet. */
    function setUpWords() {
      var words = tabs.map(function (tab) { return tab.querySelector("small"); });
      var stored = words.map(function (word) { return word.textContent; });
      function refresh() {
        words.forEach(function (word, n) {
          var isDirty = panels[n].querySelector("textarea[data-dirty]");
          word.textContent = isDirty ? nav.dataset.unsavedWord : stored[n];
        });
      }
      form.addEventListener("debrief:kept", refresh);
      refresh();
    }

    markUp();
    setUpWords();
    nav.addEventListener("keydown", move);
    addEventListener("hashchange", function () {
      var named = indexOf(location.hash.slice(1));
      if (named >= 0) select(named, tabs[named].hash === location.hash);
    });
    form.addEventListener("debrief:restored", function () {
      if (!isChosen) select(firstToShow());
    });
    form.setAttribute("data-ready", "");
    select(firstToShow());
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView();
    return panels;
  };
})();
