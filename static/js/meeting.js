/* Counts the time of a meeting down, by the server's clock, so that it ends on all screens at once.
   Without it the page says when the time ends. */
(function () {
  "use strict";
  var off = 0;

  function show() {
    var time = document.querySelector("[data-ends-at]");
    if (!time) return;
    var left = Math.max(0, Math.ceil((Date.parse(time.dataset.endsAt) - Date.now() - off) / 1000));
    var seconds = String(left % 60);
    time.classList.toggle("is-over", left === 0);
    time.querySelector("[data-left]").textContent =
      left ? Math.floor(left / 60) + ":" + (seconds.length < 2 ? "0" + seconds : seconds) : time.dataset.over;
  }

  document.addEventListener("debrief:time", function (event) {
    /* The header tells whole seconds; smaller differences are none. */
    off = Math.abs(event.detail) > 1500 ? event.detail : 0;
  });
  document.addEventListener("debrief:renewed", show);
  setInterval(show, 250);
  show();
})();
