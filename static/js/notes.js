/* Putting notes together with a mouse, staying where one was after a move, and counting one's votes while ticking.
   Without it every note has a box to tick and every form a button. */
(function () {
  "use strict";
  var dragged = null;
  var moved = "";

  function pileAt(event) {
    return dragged && event.target.closest && event.target.closest("[data-pile]");
  }
  /* Notes of one section only say the same. */
  function fits(pile) {
    return pile && pile !== dragged && pile.closest("form") === dragged.closest("form");
  }
  function mark(pile) {
    document.querySelectorAll(".is-target").forEach(function (one) { one.classList.remove("is-target"); });
    if (pile) pile.classList.add("is-target");
  }
  function letGo() {
    mark(null);
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
  }
  /* The same as ticking both and pressing the button. */
  function putTogether(one, other) {
    var form = one.closest("form");
    form.querySelectorAll("[name=key]").forEach(function (box) {
      box.checked = one.contains(box) || other.contains(box);
    });
    form.requestSubmit(form.querySelector(".slips-bar button"));
  }
  function setUpGrips() {
    if (!matchMedia("(hover: hover) and (pointer: fine)").matches) return;
    var forms = Array.prototype.filter.call(document.querySelectorAll("form[data-together]"), function (form) {
      return form.querySelector(".slips-bar");
    });
    forms.forEach(function (form) {
      form.querySelectorAll("[data-pile]").forEach(function (pile) {
        if (pile.querySelector(".grip")) return;
        var grip = document.createElement("span");
        grip.className = "grip";
        grip.draggable = true;
        grip.setAttribute("aria-hidden", "true");
        pile.append(grip);
      });
    });
    document.querySelectorAll("[data-where-mouse]").forEach(function (words) { words.hidden = forms.length === 0; });
  }
  document.addEventListener("dragstart", function (event) {
    if (!event.target.classList || !event.target.classList.contains("grip")) return;
    dragged = event.target.closest("[data-pile]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 10, 10);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", function (event) {
    var pile = pileAt(event);
    mark(fits(pile) ? pile : null);
    if (fits(pile)) event.preventDefault();
  });
  document.addEventListener("drop", function (event) {
    var pile = pileAt(event);
    if (!fits(pile)) return;
    event.preventDefault();
    putTogether(dragged, pile);
    letGo();
  });
  document.addEventListener("dragend", letGo);

  /* After a move whoever made it stands at the note that was moved. */
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-together]")) return;
    var button = event.submitter;
    var ticked = event.target.querySelector("[name=key]:checked");
    moved = button && button.name === "note" ? button.value : ticked ? ticked.value : "";
  }, true);
  document.addEventListener("htmx:afterSettle", function () {
    setUpGrips();
    var note = moved && document.getElementById("note-" + moved);
    moved = "";
    if (note) note.closest("[data-pile]").querySelector("[name=key]").focus();
  });

  /* Votes: how many are left, and never one more than there are. */
  function countVotes(form, isFull) {
    var left = form.querySelector("[data-left]");
    if (!left) return;
    var given = form.querySelectorAll("[name=pick]:checked").length;
    left.textContent = isFull ? left.dataset.full : left.dataset.left.split("|")[Math.max(0, form.dataset.ballot - given)];
  }
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-ballot]");
    if (!form || event.target.name !== "pick") return;
    var isTooMany = form.querySelectorAll("[name=pick]:checked").length > form.dataset.ballot;
    if (isTooMany) event.target.checked = false;
    countVotes(form, isTooMany);
  });

  function setUp() {
    setUpGrips();
    document.querySelectorAll("form[data-ballot]").forEach(function (form) { countVotes(form, false); });
  }
  document.addEventListener("debrief:renewed", setUp);
  addEventListener("pageshow", setUp);
  setUp();
})();
