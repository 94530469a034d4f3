/* What the frame of every page does beyond plain links and forms. Without it everything still works. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* Colours: as the system has them, or as chosen here. */
  function showChoice() {
    var now = root.getAttribute("data-bs-theme") || "auto";
    document.querySelectorAll("[data-theme-choice]").forEach(function (group) {
      group.hidden = false;
      group.querySelectorAll("button").forEach(function (button) {
        button.setAttribute("aria-pressed", String(button.value === now));
      });
    });
  }

  function choose(theme) {
    var chosen = theme !== "auto";
    if (chosen) root.setAttribute("data-bs-theme", theme);
    else root.removeAttribute("data-bs-theme");
    document.cookie =
      "debrief_theme=" + (chosen ? theme : "") + "; path=/; SameSite=Lax; max-age=" + (chosen ? 31536000 : 0);
    showChoice();
    document.dispatchEvent(new Event("debrief:theme"));
  }

  /* What this account has not sent yet lies in this browser under its name (vault.js); nobody else's is touched. */
  function cookie(name) {
    var found = new RegExp("(?:^|; )" + name + "=([\\w-]+)").exec(document.cookie);
    return found ? found[1] : "";
  }
  function forgetDrafts(isMeant) {
    var account = cookie("debrief_account");
    if (!account) return;
    ["localStorage", "sessionStorage"].forEach(function (shelf) {
      try {
        Object.keys(window[shelf]).forEach(function (key) {
          if (key.indexOf("debrief.draft." + account + ".") !== 0) return;
          if (isMeant(window[shelf][key])) window[shelf].removeItem(key);
        });
      } catch (refused) {
        /* A browser that keeps nothing has nothing to forget. */
      }
    });
  }
  /* With them goes the last address, which htmx keeps for its history: it may hold what was searched for. */
  function forgetAll() {
    forgetDrafts(function () { return true; });
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch (refused) {
      /* As above. */
    }
  }
  function forgetSaved() {
    var saved = cookie("debrief_saved");
    if (saved) forgetDrafts(function (draft) { return draft.indexOf('"sent":"' + saved + '"') >= 0; });
  }

  /* A second press on a button that is still being answered does nothing. */
  function once(event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target);
    var button = event.target.closest("[data-theme-choice] button");
    if (button) choose(button.value);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-sign-out")) forgetAll();
    once(event);
  });
  /* What a script sent and was refused is sent by the form itself: its answer is a page that says what is wrong. */
  document.addEventListener("htmx:responseError", function (event) {
    var form = event.detail.elt;
    if (form.matches("form[data-else-as-page]")) form.submit();
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  /* Whoever comes by a link to one box finds it marked (parts.css), unfolded, and the keyboard in it. */
  function arrive() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !target.hasAttribute("data-arrival")) return;
    var fold = target.querySelector(":scope > details");
    if (fold) fold.open = true;
    var box = Array.prototype.find.call(target.querySelectorAll("textarea, input:not([type=hidden])"), function (field) {
      return field.offsetParent && !field.readOnly;
    });
    if (!box) target.tabIndex = -1;
    (box || target).focus({ preventScroll: true });
    keepInSight(target);
  }

  /* What comes into the page later, such as letters alike, pushes it away: it is brought back until somebody moves. */
  function keepInSight(target) {
    function show() { target.scrollIntoView({ block: "start", behavior: "instant" }); }
    function leave() { document.removeEventListener("htmx:afterSettle", show); }
    document.addEventListener("htmx:afterSettle", show);
    ["wheel", "touchmove", "pointerdown", "keydown"].forEach(function (move) {
      addEventListener(move, leave, { once: true, passive: true });
    });
    show();
  }

  /* Whoever sent a mistake finds it in sight and the keyboard in its field; a page that lists them says so itself. */
  function showMistake() {
    if (document.querySelector("[data-mistakes]")) return;
    var wrong = Array.prototype.find.call(document.querySelectorAll("[aria-invalid=true]"), function (field) {
      return field.offsetParent;
    });
    if (!wrong) return;
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }
  addEventListener("load", function () {
    arrive();
    showMistake();
  });

  showChoice();
  forgetSaved();
})();
