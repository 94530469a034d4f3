/* Logging a letter: says at once what the server would say a moment later. Without it the form works just the same. */
(function () {
  "use strict";
  var MEGABYTE = 1024 * 1024;
  var form = document.querySelector("form[data-log]");
  if (!form) return;
  var text = form.elements.text;
  var papers = form.elements.papers;
  var find = form.querySelector("[data-find]");

  /* With a script, customers are looked up while one types. */
  if (find) find.hidden = true;

  var mistakes = document.querySelector("[data-mistakes]");
  if (mistakes) mistakes.focus();

  /* A mistake under “More” must be seen to be put right. */
  form.addEventListener("invalid", function (event) {
    var fold = event.target.closest("details");
    if (fold) fold.open = true;
  }, true);

  if (!text) return;

  function check() {
    var hasKept = form.querySelector(".papers li") !== null;
    var isThere = text.value.trim() !== "" || papers.files.length > 0 || hasKept;
    text.setCustomValidity(isThere ? "" : form.dataset.missing);
    var large = Array.from(papers.files).filter(function (file) { return file.size > form.dataset.mostMegabytes * MEGABYTE; });
    if (large.length) {
      papers.setCustomValidity(form.dataset.tooLarge + " " + large.map(function (file) { return file.name; }).join(", "));
    } else {
      papers.setCustomValidity(papers.files.length > form.dataset.mostPapers ? form.dataset.tooMany : "");
    }
  }

  form.addEventListener("input", check);
  form.addEventListener("change", check);
  /* Only now has the browser put back what was typed on a page one comes back to. */
  addEventListener("pageshow", check);

  /* Such a page is made anew, but what is typed in it is still the same letter: it keeps its key. A page one went to
     holds another letter, also where the browser puts it in the place of the page before: the address is the same. */
  var key = form.elements.form_key;
  var isGoneTo = performance.getEntriesByType("navigation")[0].type === "navigate";
  if (!isGoneTo && history.state && history.state.formKey) {
    key.value = history.state.formKey;
  } else {
    history.replaceState(Object.assign({}, history.state, { formKey: key.value }), "");
  }
})();
