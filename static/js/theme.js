/* Runs before the first paint: the colours that were chosen on this device, or those of the system.
   The choice lies in a cookie, since signing out clears what else the browser stores. */
(function () {
  "use strict";
  var choice = /(?:^|; )debrief_theme=(light|dark)/.exec(document.cookie);
  if (choice) document.documentElement.setAttribute("data-bs-theme", choice[1]);
})();
