/* What somebody has typed and not saved stays in this browser only, under their account, until it is saved, discarded
   or they sign out. A kept text remembers which stored text it was based on, so that a change by somebody else in the
   meantime is seen when it is saved. Without this script, or in a browser that keeps nothing, forms work all the same. */
(function () {
  "use strict";
  var WAIT = 300;
  var form = document.querySelector("form[data-drafts]");
  var leftOver = document.querySelector("[data-left-over]");

  function account() {
    var found = /(?:^|; )debrief_account=([\w-]+)/.exec(document.cookie);
    return found ? found[1] : "";
  }

  var owner = account();
  if (!owner || !(form || leftOver)) return;
  var prefix = "debrief.draft." + owner + "." + (form ? form.dataset.drafts : leftOver.dataset.leftOver) + ".";

  /* The store; whatever a browser refuses is as if it were not there. */
  function guarded(work, otherwise) {
    try {
      return work();
    } catch (refused) {
      return otherwise;
    }
  }
  function keys() {
    return guarded(function () {
      return Object.keys(localStorage).filter(function (key) { return key.indexOf(prefix) === 0; });
    }, []);
  }
  function read(key) {
    return guarded(function () { return JSON.parse(localStorage.getItem(key)); }, null);
  }
  function write(key, draft) {
    /* Signed out, or in as somebody else, in another tab: this account keeps nothing here any more. */
    if (account() !== owner) return false;
    return guarded(function () {
      localStorage.setItem(key, JSON.stringify(draft));
      return true;
    }, false);
  }
  function forget(key) {
    guarded(function () { localStorage.removeItem(key); });
  }

  /* What the server has taken in since. */
  function forgetSaved() {
    var saved = /(?:^|; )debrief_saved=([\w-]+)/.exec(document.cookie);
    if (!saved) return;
    keys().forEach(function (key) {
      var draft = read(key);
      if (draft && draft.sent === saved[1]) forget(key);
    });
  }

  function plain(text) {
    return text.replace(/\r\n?/g, "\n").trim();
  }

  function Box(control) {
    var seen = form.elements[control.name + "_seen"];
    var stored = control.defaultValue;
    var storedSeen = seen ? seen.value : "0";
    var note = control.parentNode.querySelector("[data-restored]");
    var kept = control.parentNode.querySelector("[data-kept]");
    var timer = 0;
    var box = { control: control, isUnsaved: control.hasAttribute("data-unsaved") };

    function seenNow() {
      return seen ? seen.value : "0";
    }
    function key() {
      return prefix + control.name + "." + seenNow();
    }
    function tell(isDirty) {
      control.toggleAttribute("data-dirty", isDirty);
      control.dispatchEvent(new Event("debrief:kept", { bubbles: true }));
    }
    box.keys = function () {
      return keys().filter(function (one) { return one.indexOf(prefix + control.name + ".") === 0; });
    };
    box.keep = function () {
      clearTimeout(timer);
      timer = 0;
      var isSame = !box.isUnsaved && plain(control.value) === plain(stored) && seenNow() === storedSeen;
      var isKept = !isSame && write(key(), { text: control.value, seen: seenNow(), at: Date.now() });
      if (isSame) forget(key());
      if (kept) kept.hidden = !isKept;
      tell(!isSame);
    };
    box.keepIfWaiting = function () {
      if (timer) box.keep();
    };
    box.markSent = function (formKey) {
      box.keepIfWaiting();
      box.keys().forEach(function (one) {
        var draft = read(one);
        if (draft && (draft.sent || one === key())) {
          draft.sent = formKey;
          write(one, draft);
        }
      });
    };
    box.restore = function () {
      if (box.isUnsaved) return;
      var newest = box.keys().reduce(function (best, one) {
        var draft = read(one);
        if (!draft || typeof draft.text !== "string" || plain(draft.text) === plain(stored)) {
          forget(one);
          return best;
        }
        return !best || draft.at > best.at ? draft : best;
      }, null);
      if (!newest) return;
      control.value = newest.text;
      if (seen) seen.value = newest.seen;
      for (var fold = control.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
      if (note) note.hidden = false;
      if (kept) kept.hidden = false;
      tell(true);
    };
    box.discard = function () {
      clearTimeout(timer);
      timer = 0;
      box.keys().forEach(forget);
      control.value = stored;
      if (seen) seen.value = storedSeen;
      if (note) note.hidden = true;
      box.keep();
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.focus();
    };

    control.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(box.keep, WAIT);
    });
    if (note) note.querySelector("[data-discard]").addEventListener("click", box.discard);
    return box;
  }

  function watchForm() {
    var boxes = Array.prototype.map.call(form.querySelectorAll("[data-draft]"), Box);
    boxes.forEach(function (box) { box.restore(); });

    function keepAll() {
      boxes.forEach(function (box) { box.keepIfWaiting(); });
    }
    addEventListener("pagehide", keepAll);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") keepAll();
    });
    form.addEventListener("submit", function () {
      boxes.forEach(function (box) { box.markSent(form.dataset.key); });
    });
    var giveUp = form.querySelector("[data-give-up]");
    if (giveUp) {
      giveUp.addEventListener("click", function () {
        boxes.forEach(function (box) { box.keys().forEach(forget); });
      });
    }
  }

  /* A completed debrief has no boxes; what was left unsaved is told, and waits. */
  function tellOfLeftOvers() {
    leftOver.hidden = keys().length === 0;
    leftOver.querySelector("[data-discard]").addEventListener("click", function () {
      keys().forEach(forget);
      leftOver.hidden = true;
    });
  }

  forgetSaved();
  if (form) watchForm();
  if (leftOver) tellOfLeftOvers();
})();
