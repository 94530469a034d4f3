/* Writing alone, beyond the plain form: three tabs, a question at a time, the notes as others will see them, and hints on
   words. All of it happens in the page: nothing is sent before “Hand in”, nothing is stored, nothing is blocked. */
(function () {
  "use strict";
  var PAUSE = 600;
  var MOST_SAID = 3;
  var debrief = window.debrief;
  var wording = debrief.wording;
  var form = document.querySelector("form[data-gather]");
  if (!form) return;
  var names = document.getElementById("invited-names");
  var people = names ? JSON.parse(names.textContent) : [];
  var find = {
    telling: wording.telling,
    blaming: wording.blaming,
    naming: function (text) { return wording.naming(text, people); }
  };

  function marked(text, stretches) {
    var card = document.createElement("li");
    var done = 0;
    card.dir = "auto";
    stretches.forEach(function (stretch) {
      var mark = document.createElement("mark");
      mark.className = "mark";
      mark.textContent = text.slice(stretch[0], stretch[1]);
      card.append(text.slice(done, stretch[0]), mark);
      done = stretch[1];
    });
    card.append(text.slice(done));
    return card;
  }

  function setUpHelp(part) {
    var box = part.querySelector("textarea");
    var help = part.querySelector("[data-note-help]");
    var hints = Array.prototype.slice.call(help.querySelectorAll("[data-hint]"));
    var see = help.querySelector("[data-see]");
    var seen = help.querySelector("[data-seen]");
    var timer = 0;

    /* A question put in from the bank is not the writer's wording. */
    function withoutQuestions(text) {
      part.querySelectorAll("[data-question]").forEach(function (question) {
        text = text.split(question.textContent).join(" ".repeat(question.textContent.length));
      });
      return text;
    }
    function hint() {
      var text = withoutQuestions(box.value);
      hints.forEach(function (line) {
        var words = find[line.dataset.hint](text).map(function (stretch) {
          return "“" + text.slice(stretch[0], stretch[1]).replace(/\s+/g, " ") + "”";
        });
        words = words.filter(function (word, n) { return words.indexOf(word) === n; });
        line.hidden = words.length === 0;
        line.querySelector("[data-words]").textContent = words.slice(0, MOST_SAID).join(", ") + (words.length > MOST_SAID ? " …" : "");
      });
    }
    function fold(isFolded) {
      seen.hidden = isFolded;
      see.setAttribute("aria-expanded", String(!isFolded));
    }
    function show() {
      var cards = wording.notes(box.value).map(function (note) {
        return marked(note, wording.telling(withoutQuestions(note)));
      });
      var list = seen.querySelector("[data-seen-notes]");
      list.replaceChildren.apply(list, cards);
      seen.querySelector("[data-seen-none]").hidden = cards.length > 0;
    }

    see.addEventListener("click", function () {
      if (seen.hidden) show();
      fold(!seen.hidden);
    });
    box.addEventListener("input", function () {
      fold(true);
      clearTimeout(timer);
      timer = setTimeout(hint, PAUSE);
    });
    form.addEventListener("debrief:restored", hint);
    box.setAttribute("aria-describedby", (box.getAttribute("aria-describedby") || "") + " " + help.querySelector("[data-hints]").id);
    help.hidden = false;
    hint();
  }

  /* Enter in a field of the new moment sets it. */
  document.querySelectorAll("[data-moment]").forEach(function (moment) {
    moment.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      moment.querySelector("button").click();
    });
  });

  debrief.setUpTabs(form);
  form.querySelectorAll("[data-note-box]").forEach(function (part) {
    debrief.setUpQuestions(part);
    setUpHelp(part);
  });
})();
