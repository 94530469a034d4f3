/* Signing in gives the browser a new token; put it into the kept form, so that one press sends it. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-csrf-cookie]");
  if (!form) return;
  form.addEventListener("submit", function () {
    var name = form.dataset.csrfCookie + "=";
    document.cookie.split("; ").forEach(function (cookie) {
      if (cookie.indexOf(name) === 0) form.elements.csrfmiddlewaretoken.value = cookie.slice(name.length);
    });
  });
})();
