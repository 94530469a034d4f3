/* The letter's page: a selected passage becomes a point, and a long letter folds on a phone.
   Without a script one quotes the passage in the form, and the letter stands there whole. */
(function () {
  "use strict";
  var letter = document.getElementById("letter-text");
  if (!letter) return;
  var narrow = matchMedia("(max-width: 52rem)");

  /* Long letters fold on a phone. */
  var unfold = document.querySelector("[data-unfold]");
  function unfoldLetter() { letter.classList.remove("letter-folded"); }
  if (unfold && letter.hasAttribute("data-long")) {
    letter.classList.add("letter-folded");
    unfold.addEventListener("click", unfoldLetter);
    addEventListener("hashchange", function () {
      if (location.hash.indexOf("#at-") === 0) unfoldLetter();
    });
  }

  var bar = document.querySelector("[data-point-bar]");
  if (!bar) return;
  document.querySelectorAll("[data-by-selecting]").forEach(function (hint) { hint.hidden = false; });
  var ask = bar.querySelector("[data-ask]");
  var near = document.getElementById("point-near");
  var passage = null;

  /* What stands between two places of the letter: words read out beside a mark are none of it. */
  function wordsOf(range) {
    var copy = range.cloneContents();
    copy.querySelectorAll("[data-aside]").forEach(function (aside) { aside.remove(); });
    return copy.textContent;
  }

  /* The browser counts UTF-16 units, the server code points: a string's iterator gives the latter. */
  function codePoints(words) { return Array.from(words).length; }

  function selected() {
    var selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0).cloneRange();
    if (!range.intersectsNode(letter)) return null;
    if (!letter.contains(range.startContainer)) range.setStart(letter, 0);
    if (!letter.contains(range.endContainer)) range.setEnd(letter, letter.childNodes.length);
    var quote = wordsOf(range);
    if (!quote.trim()) return null;
    var before = document.createRange();
    before.setStart(letter, 0);
    before.setEnd(range.startContainer, range.startOffset);
    var indent = quote.length - quote.trimStart().length;
    return {
      quote: quote.trim(),
      near: codePoints(wordsOf(before)) + codePoints(quote.slice(0, indent)),
      box: range.getBoundingClientRect()
    };
  }

  function place(box) {
    if (narrow.matches) {
      bar.style.top = bar.style.left = "";
      return;
    }
    var sheet = bar.parentElement.getBoundingClientRect();
    var room = Math.max(0, sheet.width - bar.offsetWidth - 16);
    bar.style.top = box.bottom - sheet.top + 8 + "px";
    bar.style.left = Math.min(Math.max(8, box.left - sheet.left), room) + "px";
  }

  function hide() {
    bar.hidden = true;
    ask.hidden = false;
    near.replaceChildren();
    passage = null;
  }

  function look() {
    if (near.childElementCount) return;
    var found = selected();
    if (!found) {
      bar.hidden = true;
      return;
    }
    passage = found;
    bar.hidden = false;
    place(found.box);
  }

  function fill(polarity) {
    var form = near.querySelector("form");
    if (!form) return;
    form.elements.quote.value = passage.quote;
    form.elements.near.value = passage.near;
    form.elements.polarity.value = polarity;
    place(passage.box);
    form.elements.stage.focus();
  }

  var waiting;
  document.addEventListener("selectionchange", function () {
    clearTimeout(waiting);
    waiting = setTimeout(look, 250);
  });
  /* Pressing a button must not clear the selection it is about. */
  ask.addEventListener("pointerdown", function (event) { event.preventDefault(); });
  ask.addEventListener("click", function (event) {
    var button = event.target.closest("[data-polarity]");
    if (!button || !passage) return;
    ask.hidden = true;
    htmx.ajax("GET", bar.dataset.address, { target: near, swap: "innerHTML" })
      .then(function () { fill(button.dataset.polarity); });
  });
  bar.addEventListener("click", function (event) {
    if (!event.target.closest("[data-not-now]")) return;
    event.preventDefault();
    hide();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !bar.hidden) hide();
  });
})();
