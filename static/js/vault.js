/* Where unsent text lies in this browser: sealed under a key that only a cookie of the signed-in session holds, so that
   nobody reads it from the disk once that session is over. Over plain http a browser seals nothing: then the text lies
   in this tab alone. On a shared computer nothing is kept. What a browser refuses is as if it were not there. */
(function () {
  "use strict";
  var debrief = window.debrief = window.debrief || {};
  var subtle = window.crypto && crypto.subtle;
  var PREFIX = "debrief.draft.";
  var SHARED = "debrief_shared";
  var IV_BYTES = 12;
  var IV_LETTERS = 16;

  function cookie(name) {
    var found = new RegExp("(?:^|; )" + name + "=([\\w-]+)").exec(document.cookie);
    return found ? found[1] : "";
  }
  function guarded(work, otherwise) {
    try {
      return work();
    } catch (refused) {
      return otherwise;
    }
  }
  function toBytes(letters) {
    return Uint8Array.from(atob(letters), function (letter) { return letter.charCodeAt(0); });
  }
  function toLetters(bytes) {
    var all = "";
    bytes.forEach(function (byte) { all += String.fromCharCode(byte); });
    return btoa(all);
  }

  /* A text opens only under the name it was sealed for. */
  function lock(iv, name) {
    return { name: "AES-GCM", iv: iv, additionalData: new TextEncoder().encode(name) };
  }
  function seal(key, name, draft) {
    var iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    var plain = new TextEncoder().encode(JSON.stringify(draft));
    return subtle.encrypt(lock(iv, name), key, plain).then(function (sealed) {
      return toLetters(iv) + toLetters(new Uint8Array(sealed));
    });
  }
  function unseal(key, name, letters) {
    var iv = toBytes(letters.slice(0, IV_LETTERS));
    return subtle.decrypt(lock(iv, name), key, toBytes(letters.slice(IV_LETTERS))).then(function (plain) {
      return JSON.parse(new TextDecoder().decode(plain));
    });
  }
  function readKey() {
    return Promise.resolve().then(function () {
      var raw = toBytes(cookie("debrief_draft_key").replace(/-/g, "+").replace(/_/g, "/"));
      return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    }).catch(function () { return null; });
  }

  function Vault(owner, key) {
    var vault = {};
    var newest = {};
    var sealing = {};
    var isClosed = false;

    function shelf() {
      return subtle ? localStorage : sessionStorage;
    }
    function read(name) {
      return guarded(function () { return JSON.parse(shelf().getItem(name)); }, null);
    }
    function write(name, record) {
      /* Signed out, or in as somebody else, in another tab: this account keeps nothing here any more. */
      if (isClosed || cookie("debrief_account") !== owner) return false;
      return guarded(function () {
        shelf().setItem(name, JSON.stringify(record));
        return true;
      }, false);
    }
    /* One at a time, and what was typed last comes next; a text that was forgotten meanwhile stays so. */
    function sealNewest(name) {
      var draft = newest[name];
      return seal(key, name, draft).then(function (sealed) {
        var now = newest[name];
        var isKept = now && write(name, { sealed: sealed, sent: now.sent });
        if (now && now !== draft) return sealNewest(name);
        delete sealing[name];
        return isKept;
      });
    }

    vault.isShared = function () {
      return cookie(SHARED) !== "";
    };
    vault.share = function (isShared) {
      document.cookie = SHARED + "=1; path=/; SameSite=Lax; max-age=" + (isShared ? 31536000 : 0);
      if (isShared) vault.names("").forEach(vault.forget);
    };
    vault.place = function () {
      if (vault.isShared()) return "nowhere";
      if (!subtle) return "tab";
      return key ? "browser" : "nowhere";
    };
    vault.names = function (beginning) {
      var own = PREFIX + owner + "." + beginning;
      return guarded(function () {
        return Object.keys(shelf()).filter(function (name) { return name.indexOf(own) === 0; });
      }, []);
    };
    vault.name = function (rest) {
      return PREFIX + owner + "." + rest;
    };
    /* Resolves to whether it is kept; to nothing if it was forgotten before it was sealed. */
    vault.put = function (name, draft) {
      var place = vault.place();
      if (place !== "browser") return Promise.resolve(place === "tab" && write(name, draft));
      newest[name] = draft;
      sealing[name] = sealing[name] || sealNewest(name);
      return sealing[name];
    };
    vault.forget = function (name) {
      delete newest[name];
      guarded(function () { shelf().removeItem(name); });
    };
    /* Under which form's key a text was sent stands outside the seal: it is read without opening. */
    vault.sentWith = function (name) {
      var record = read(name);
      return record && record.sent;
    };
    vault.markSent = function (name, formKey) {
      var record = read(name);
      if (newest[name]) newest[name].sent = formKey;
      if (!record) return;
      record.sent = formKey;
      write(name, record);
    };
    /* Those of these names that can be read. */
    vault.open = function (names) {
      var opened = {};
      return Promise.all(names.map(function (name) {
        return Promise.resolve().then(function () {
          var record = read(name);
          return typeof record.text === "string" ? record : unseal(key, name, record.sealed);
        }).then(function (draft) { opened[name] = draft; }).catch(function () {});
      })).then(function () { return opened; });
    };
    /* Texts from before they were sealed. */
    vault.sealOld = function () {
      return Promise.all(guarded(function () { return Object.keys(localStorage); }, []).map(function (name) {
        var old = name.indexOf(vault.name("")) === 0 && guarded(function () { return JSON.parse(localStorage.getItem(name)); });
        if (!old || typeof old.text !== "string") return null;
        return vault.put(name, old).then(function () { if (!subtle) localStorage.removeItem(name); });
      }));
    };
    document.addEventListener("submit", function (event) {
      if (event.target.hasAttribute("data-sign-out")) isClosed = true;
    });
    return vault;
  }

  debrief.openVault = function () {
    var owner = cookie("debrief_account");
    if (!owner) return Promise.resolve(null);
    return readKey().then(function (key) {
      var vault = Vault(owner, key);
      return vault.sealOld().then(function () { return vault; });
    });
  };
})();
