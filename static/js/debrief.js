/* The debrief page beyond plain form: three tabs, one question at a time, and a lesson taken from what was written.
   Without it the three boxes stand one below the other and everything still works. */
(function () {
  "use strict";
  var debrief = window.debrief;
  var form = document.querySelector("form[data-drafts]");
  if (!form) return;

  /* The lesson is offered from what was just written: its first and last sentence, questions and kept lessons aside. */
  function sentencesOf(text, known) {
    var lines = text.split("\n").filter(function (line) { return line.trim() && known.indexOf(line.trim()) < 0; });
    lines = lines.map(function (line) { return line.replace(/^\s*[–—•*-]\s+/, ""); });
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
          debrief.typeInto(target, sentence);
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

  debrief.setUpTabs(form).forEach(debrief.setUpQuestions);
  form.querySelectorAll("[data-lesson]").forEach(setUpLesson);
})();
