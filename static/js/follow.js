/* Follows a debrief: asks whether it moved, as nobody in particular, and shows what is new where nothing typed can be lost.
   Without it a page is as new as when it was loaded. */
(function () {
  "use strict";
  var PACE = 1500;
  var SLOWEST = 30000;
  var FOCUS = "debrief.focus";
  /* What a script sets up as its page loads. */
  var SET_UP = "form[data-drafts]";
  var wait = PACE;
  var timer = 0;
  var isAsking = false;

  function note() {
    return document.querySelector("[data-follow]");
  }

  /* Something typed or chosen that the server does not have yet. */
  function isChanged(control) {
    if (!control.name) return false;
    if (control.hasAttribute("data-unsaved") || control.hasAttribute("data-dirty")) return true;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
    var chosen = Array.prototype.findIndex.call(control.options, function (option) { return option.defaultSelected; });
    return control.selectedIndex !== Math.max(0, chosen);
  }
  function isTyped() {
    var controls = document.querySelectorAll("main textarea, main select, main input:not([type=hidden])");
    return Array.prototype.some.call(controls, isChanged);
  }

  /* What somebody holds, or is about to drag, is not pulled out of their hand: the next answer comes in a moment. */
  var isPressed = false;
  function isHeld() {
    return isPressed || Boolean(document.querySelector("main .is-dragged"));
  }

  /* Whoever stands somewhere stays there. */
  function focused() {
    var now = document.activeElement;
    return now && now.closest("main") ? now.id : "";
  }
  function focus(id) {
    var back = id && document.getElementById(id);
    if (back) back.focus({ preventScroll: true });
  }

  /* Another phase is another page with files of its own, and some pages are set up by scripts as they load. */
  function load() {
    try {
      sessionStorage.setItem(FOCUS, focused());
    } catch (refused) {
      /* A browser that keeps nothing starts at the top. */
    }
    var page = note().dataset.page;
    if (page === location.pathname) location.reload();
    else location.assign(page);
  }
  function comeBack() {
    try {
      focus(sessionStorage.getItem(FOCUS));
      sessionStorage.removeItem(FOCUS);
    } catch (refused) {
      /* Nothing was kept. */
    }
  }

  /* What a page fetched once it stood is not asked for again: it says the same whatever becomes of the debrief. */
  function keepFetched(main, fresh) {
    var there = main.querySelector("#alike:not([hx-trigger])");
    var asked = fresh.querySelector("#alike[hx-trigger]");
    if (there && asked) asked.replaceWith(there);
  }
  function put(html) {
    if (isHeld()) return;
    var next = new DOMParser().parseFromString(html, "text/html");
    var main = document.getElementById("main");
    var fresh = next.getElementById("main");
    if (!fresh.querySelector("[data-follow]") || fresh.querySelector(SET_UP)) {
      load();
      return;
    }
    var stood = focused();
    keepFetched(main, fresh);
    var open = Array.prototype.map.call(main.querySelectorAll("details[open][id]"), function (fold) { return fold.id; });
    main.replaceChildren.apply(main, Array.from(fresh.childNodes));
    document.title = next.title;
    open.forEach(function (id) {
      var fold = document.getElementById(id);
      if (fold) fold.open = true;
    });
    focus(stood);
    if (window.htmx) window.htmx.process(main);
    document.dispatchEvent(new Event("debrief:renewed"));
  }
  function renew() {
    var page = note().dataset.page;
    var address = page === location.pathname ? page + location.search : page;
    return fetch(address).then(function (answer) {
      if (answer.status >= 500) throw new Error("away");
      return answer.ok && !answer.redirected ? answer.text().then(put) : load();
    });
  }
  /* Where a browser keeps nothing, as on a shared computer, loading the page anew would lose what is typed in it. */
  function tell(now) {
    var offer = now.querySelector("[data-follow-show]");
    var isLost = document.querySelector("main [data-kept-not]:not([hidden])");
    if (offer) {
      offer.hidden = Boolean(isLost);
      now.querySelector("[data-follow-copy]").hidden = !isLost;
    }
    now.hidden = false;
  }
  function show(state) {
    var now = note();
    var isAnotherPhase = state.split("-")[0] !== now.dataset.state.split("-")[0];
    if (isHeld()) return undefined;
    if (isTyped()) {
      tell(now);
      now.dataset.state = state;
    } else if (isAnotherPhase || document.getElementById("main").querySelector(SET_UP)) {
      load();
    } else {
      return renew();
    }
    return undefined;
  }

  function ask() {
    var now = note();
    if (!now || isAsking || document.hidden) return;
    isAsking = true;
    fetch(now.dataset.follow, {
      credentials: "omit",
      cache: "no-store",
      headers: { "If-None-Match": '"' + now.dataset.state + '"' },
    }).then(function (answer) {
      if (answer.status !== 304 && !answer.ok) throw new Error("away");
      wait = PACE;
      tellTime(answer.headers.get("Date"));
      return answer.status === 304 ? undefined : answer.text().then(show);
    }).catch(function () {
      wait = Math.min(wait * 2, SLOWEST);
    }).then(function () {
      isAsking = false;
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
  }

  /* How far this device's clock is off, for a time that ends on all screens at once. */
  function tellTime(date) {
    if (date) document.dispatchEvent(new CustomEvent("debrief:time", { detail: Date.parse(date) - Date.now() }));
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-follow-show]")) load();
  });
  document.addEventListener("pointerdown", function () { isPressed = true; }, true);
  ["pointerup", "pointercancel"].forEach(function (end) {
    document.addEventListener(end, function () { isPressed = false; }, true);
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) ask();
  });
  comeBack();
  timer = setTimeout(ask, wait);
})();
