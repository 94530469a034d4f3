/* One question at a time beside a box; a press puts it into the text, where the cursor stands. */
(function () {
  "use strict";
  var debrief = window.debrief = window.debrief || {};

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

  debrief.typeInto = typeInto;
  /* `part` holds one box and its questions. */
  debrief.setUpQuestions = function (part) {
    var box = part.querySelector("textarea");
    var one = part.querySelector("[data-prompt]");
    var shown = one && asButton(one.querySelector("[data-question]"), box);
    var another = one && one.querySelector("[data-another]");
    var all = Array.prototype.map.call(part.querySelectorAll("[data-questions] li"), function (item) {
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
  };
})();
