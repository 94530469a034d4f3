/* What somebody has typed and not sent stays in this browser only (vault.js), until it is saved, discarded or they sign
   out. A kept text remembers which stored text it was based on, so that a change by somebody else in the meantime is
   seen when it is saved. Without this script, or in a browser that keeps nothing, forms work all the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-drafts]");
  if (!form && !document.querySelector("[data-left-over], [data-lost-answer]")) return;

  function plain(text) {
    return text.replace(/\r\n?/g, "\n").trim();
  }

  function Box(control, vault) {
    var seen = form.elements[control.name + "_seen"];
    var stored = control.defaultValue;
    var storedSeen = seen ? seen.value : "0";
    var about = form.dataset.drafts + "." + control.name + ".";
    var beside = function (what) { return control.parentNode.querySelector(what); };
    var note = beside("[data-restored]");
    var lines = { browser: beside("[data-kept]"), tab: beside("[data-kept-tab]"), nowhere: beside("[data-kept-not]") };
    var isUnsaved = control.hasAttribute("data-unsaved");
    var box = {};

    function seenNow() {
      return seen ? seen.value : "0";
    }
    function name() {
      return vault.name(about + seenNow());
    }
    function names() {
      return vault.names(about);
    }
    function tell(isDirty) {
      control.toggleAttribute("data-dirty", isDirty);
      control.dispatchEvent(new Event("debrief:kept", { bubbles: true }));
    }
    function say(where) {
      Object.keys(lines).forEach(function (one) {
        if (lines[one]) lines[one].hidden = one !== where;
      });
    }
    function isSame() {
      return !isUnsaved && plain(control.value) === plain(stored) && seenNow() === storedSeen;
    }
    /* Sealing takes a moment, so it begins with every letter: nothing has to be done when the page is left. */
    box.keep = function () {
      tell(!isSame());
      if (isSame()) {
        vault.forget(name());
        say("");
        return;
      }
      vault.put(name(), { text: control.value, seen: seenNow(), at: Date.now() }).then(function (isKept) {
        if (isKept !== undefined) say(isKept ? vault.place() : "nowhere");
      });
    };
    box.markSent = function (formKey) {
      vault.markSent(name(), formKey);
      names().forEach(function (one) {
        if (vault.sentWith(one)) vault.markSent(one, formKey);
      });
    };
    /* A press beside the boxes takes no text along that this browser keeps. */
    box.leaveOut = function (data) {
      var isKept = [lines.browser, lines.tab].some(function (line) { return line && !line.hidden; });
      if (isKept) data.delete(control.name);
    };
    box.names = names;
    box.forget = function () {
      names().forEach(vault.forget);
    };
    box.restore = function (drafts) {
      if (isUnsaved) return;
      var newest = null;
      names().forEach(function (one) {
        var draft = drafts[one];
        if (!draft) return;
        if (plain(draft.text) === plain(stored)) vault.forget(one);
        else if (!newest || draft.at > newest.at) newest = draft;
      });
      if (!newest) {
        if (!isSame()) box.keep();
        return;
      }
      /* What was typed into an empty box while the page was still loading stays below what was kept. */
      control.value = newest.text + (plain(stored) || !control.value ? "" : "\n\n" + control.value);
      if (seen) seen.value = newest.seen;
      for (var fold = control.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
      if (note) note.hidden = false;
      if (vault.isShared()) box.forget();
      say(vault.place());
      if (control.value === newest.text) tell(true);
      else box.keep();
    };
    box.discard = function () {
      box.forget();
      control.value = stored;
      if (seen) seen.value = storedSeen;
      if (note) note.hidden = true;
      box.keep();
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.focus();
    };

    control.addEventListener("input", box.keep);
    if (note) note.querySelector("[data-discard]").addEventListener("click", box.discard);
    return box;
  }

  function setUpSharing(vault, boxes) {
    var line = document.querySelector("[data-shared-computer]");
    if (!line) return;
    var tick = line.querySelector("input");
    tick.checked = vault.isShared();
    line.hidden = false;
    tick.addEventListener("change", function () {
      vault.share(tick.checked);
      boxes.forEach(function (box) { box.keep(); });
    });
  }

  function watchForm(vault) {
    var boxes = Array.prototype.map.call(form.querySelectorAll("[data-draft]"), function (control) {
      return Box(control, vault);
    });
    var isWithoutText = false;
    form.addEventListener("submit", function (event) {
      isWithoutText = Boolean(event.submitter && event.submitter.hasAttribute("data-without-text"));
      if (!isWithoutText) boxes.forEach(function (box) { box.markSent(form.dataset.key); });
    });
    form.addEventListener("formdata", function (event) {
      if (isWithoutText) boxes.forEach(function (box) { box.leaveOut(event.formData); });
    });
    var giveUp = form.querySelector("[data-give-up]");
    if (giveUp) giveUp.addEventListener("click", function () { boxes.forEach(function (box) { box.forget(); }); });
    setUpSharing(vault, boxes);
    vault.open(vault.names(form.dataset.drafts + ".")).then(function (drafts) {
      boxes.forEach(function (box) { box.restore(drafts); });
      form.dispatchEvent(new Event("debrief:restored"));
    });
  }

  /* What was sent may have been taken in although no answer came: then it stands among the notes. */
  function standsHere(text) {
    var notes = Array.prototype.map.call(document.querySelectorAll(".slip-text"), function (slip) { return plain(slip.textContent); });
    return plain(text).split(/\n[^\S\n]*\n/).every(function (note) { return !note.trim() || notes.indexOf(note.trim()) >= 0; });
  }
  /* And as long as it is sealed, the form that was sent opens it. */
  function rememberSentForm(vault) {
    var sealed = document.querySelector("form[data-lost-answer]");
    if (!sealed) return;
    vault.names(sealed.dataset.lostAnswer + ".").map(vault.sentWith).filter(Boolean).forEach(function (formKey) {
      sealed.elements.form_key.value = formKey;
    });
  }

  /* A completed debrief has no boxes; what was left unsaved is told, and waits. */
  function tellOfLeftOvers(vault) {
    var leftOver = document.querySelector("[data-left-over]");
    if (!leftOver) return;
    var names = vault.names(leftOver.dataset.leftOver + ".");
    var words = leftOver.querySelector("[data-left-words]");
    vault.open(names).then(function (drafts) {
      Object.keys(drafts).forEach(function (name) {
        if (!vault.sentWith(name) || !standsHere(drafts[name].text)) return;
        vault.forget(name);
        delete drafts[name];
      });
      var texts = Object.keys(drafts).map(function (name) { return drafts[name].text; });
      leftOver.hidden = texts.length === 0;
      if (words) words.textContent = texts.join("\n\n");
    });
    leftOver.querySelector("[data-discard]").addEventListener("click", function () {
      names.forEach(vault.forget);
      leftOver.hidden = true;
    });
  }

  window.debrief.openVault().then(function (vault) {
    if (!vault) return;
    if (form) watchForm(vault);
    rememberSentForm(vault);
    tellOfLeftOvers(vault);
    document.addEventListener("debrief:renewed", function () { tellOfLeftOvers(vault); });
  });
})();
