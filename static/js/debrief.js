/* The debrief page beyond plain form: three tabs, one question at a time, and a lesson taken from what was written.
   Without it the three boxes stand one below the other and everything still works. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-drafts]");
  if (!form) return;
  var nav = form.querySelector("[data-tabs]");
  var tabs = Array.prototype.slice.call(nav.querySelectorAll("a"));
  var panels = tabs.map(function (tab) { return document.getElementById(tab.hash.slice(1)); });

  /* Tabs */
  function select(index, andFocus) {
    tabs.forEach(function (tab, n) {
      var isChosen = n === index;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panels[n].hidden = !isChosen;
    });
    if (andFocus) tabs[index].focus();
  }
  function show(index, andFocus) {
    select(index, andFocus);
    history.replaceState(history.state, "", tabs[index].hash);
  }
  function indexOf(id) {
    var target = id && document.getElementById(id);
    return panels.findIndex(function (panel) { return target && panel.contains(target); });
  }
  function firstToShow() {
    var named = indexOf(location.hash.slice(1));
    if (named >= 0) return named;
    var restored = panels.findIndex(function (panel) { return panel.querySelector("[data-restored]:not([hidden])"); });
    if (restored >= 0) return restored;
    return Math.max(0, panels.findIndex(function (panel) { return panel.hasAttribute("data-open"); }));
  }
  function setUpTabs() {
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
    nav.addEventListener("keydown", function (event) {
      var now = tabs.indexOf(document.activeElement);
      var isLeftToRight = getComputedStyle(nav).direction === "ltr";
      var to = { ArrowRight: isLeftToRight ? now + 1 : now - 1, ArrowLeft: isLeftToRight ? now - 1 : now + 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show((to + tabs.length) % tabs.length, true);
    });
    addEventListener("hashchange", function () {
      var named = indexOf(location.hash.slice(1));
      if (named >= 0) select(named);
    });
    form.setAttribute("data-ready", "");
    select(firstToShow());
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView();
  }

  /* A tab says when its text is not saved yet. */
  function setUpWords() {
    var words = tabs.map(function (tab) { return tab.querySelector("small"); });
    var stored = words.map(function (word) { return word.textContent; });
    function refresh() {
      words.forEach(function (word, n) {
        var isDirty = panels[n].querySelector("textarea").hasAttribute("data-dirty");
        word.textContent = isDirty ? nav.dataset.unsavedWord : stored[n];
      });
    }
    form.addEventListener("debrief:kept", refresh);
    refresh();
  }

  /* Questions: a press puts one into the text, where the cursor stands. */
  function typeInto(box, text) {
    box.focus();
    if (!(document.execCommand && document.execCommand("insertText", false, text))) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  function putQuestion(box, question) {
    var before = box.value.slice(0, box.selectionStart);
    var after = box.value.slice(box.selectionEnd);
    var head = before === "" || /\n$/.test(before) ? "" : "\n";
    typeInto(box, head + question + "\n" + (after && !/^\n/.test(after) ? "\n" : ""));
    if (after && !/^\n/.test(after)) box.selectionStart = box.selectionEnd = box.selectionEnd - 1;
  }
  function asButton(span, box) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "question";
    button.dataset.question = "";
    button.dir = "auto";
    button.textContent = span.textContent;
    button.addEventListener("click", function () { putQuestion(box, button.textContent); });
    span.replaceWith(button);
    return button;
  }
  function setUpQuestions(panel) {
    var box = panel.querySelector("textarea");
    var one = panel.querySelector("[data-prompt]");
    var shown = one && asButton(one.querySelector("[data-question]"), box);
    var another = one && one.querySelector("[data-another]");
    var all = Array.prototype.map.call(panel.querySelectorAll("[data-questions] li"), function (item) {
      return { button: asButton(item.querySelector("[data-question]"), box), tick: item.querySelector("[data-tick]") };
    });
    function isTaken(question) {
      return box.value.indexOf(question.button.textContent) >= 0;
    }
    function next() {
      var now = all.findIndex(function (question) { return question.button.textContent === shown.textContent; });
      for (var step = 1; step <= all.length; step++) {
        var question = all[(now + step) % all.length];
        if (!isTaken(question)) return question.button.textContent;
      }
      return "";
    }
    function refresh() {
      all.forEach(function (question) {
        question.tick.hidden = !isTaken(question);
        question.tick.parentNode.classList.toggle("is-taken", isTaken(question));
      });
      if (!shown) return;
      var open = all.filter(function (question) { return !isTaken(question); });
      one.hidden = open.length === 0;
      another.hidden = open.length < 2;
      if (box.value.indexOf(shown.textContent) >= 0 && open.length) shown.textContent = next();
    }
    if (another) another.addEventListener("click", function () { shown.textContent = next(); });
    box.addEventListener("input", refresh);
    box.addEventListener("debrief:kept", refresh);
    refresh();
  }

  /* The lesson is offered from what was just written: its first and last sentence, questions and kept lessons aside. */
  function sentencesOf(text, known) {
    var lines = text.split("\n").filter(function (line) { return line.trim() && known.indexOf(line.trim()) < 0; });
    var found = [];
    lines.forEach(function (line) {
      if (window.Intl && Intl.Segmenter) {
        var language = document.documentElement.lang || undefined;
        Array.from(new Intl.Segmenter(language, { granularity: "sentence" }).segment(line), function (piece) {
          found.push(piece.segment.trim());
        });
      } else {
        found.push.apply(found, line.split(/[.!?…]\s+/));
      }
    });
    return found.filter(function (sentence) {
      return sentence.length > 8 && sentence.length <= 300 && known.indexOf(sentence) < 0;
    });
  }
  function setUpLesson(part) {
    var source = document.getElementById(part.dataset.lesson);
    var target = part.querySelector("textarea");
    var offers = part.querySelector("[data-offers]");
    var plainOffer = part.querySelector("[data-offer]");
    var details = part.querySelector("[data-details]");
    var known = Array.prototype.map.call(
      part.closest("section").querySelectorAll("[data-question], [data-drawn]"),
      function (one) { return one.textContent; });
    plainOffer.hidden = true;
    function refresh() {
      var all = sentencesOf(source.value, known);
      var two = all.length > 1 ? [all[0], all[all.length - 1]] : all;
      offers.replaceChildren.apply(offers, two.filter(function (sentence, n) { return two.indexOf(sentence) === n; }).map(function (sentence) {
        var chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chip";
        chip.dir = "auto";
        chip.textContent = "“" + sentence + "”";
        chip.addEventListener("click", function () {
          target.select();
          typeInto(target, sentence);
        });
        return chip;
      }));
      var isEmpty = target.value.trim() === "";
      offers.hidden = two.length === 0 || !isEmpty;
      if (!isEmpty || !details.querySelector("details[open]")) details.hidden = isEmpty;
    }
    source.addEventListener("input", refresh);
    target.addEventListener("input", refresh);
    part.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.target.matches("button, summary") || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(part.querySelector("[name=keep_lesson]"));
    });
    refresh();
  }

  setUpTabs();
  setUpWords();
  panels.forEach(setUpQuestions);
  form.querySelectorAll("[data-lesson]").forEach(setUpLesson);
})();
