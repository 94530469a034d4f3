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

  /* Signing out erases what this account had not yet sent from this device; nobody else's. */
  function forgetDrafts() {
    var account = /(?:^|; )debrief_account=([\w-]+)/.exec(document.cookie);
    if (!account) return;
    var own = "debrief.draft." + account[1] + ".";
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf(own) === 0) localStorage.removeItem(key);
      });
    } catch (refused) {
      /* A browser that keeps nothing has nothing to forget. */
    }
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
    if (event.target.hasAttribute("data-sign-out")) forgetDrafts();
    once(event);
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  showChoice();
})();
