/* What in a text may give its writer away, and what speaks of a person where the way of working is meant. Plain functions
   on English words: from a text they return stretches [from, to]. Nothing is kept, sent or changed. */
(function () {
  "use strict";
  var debrief = window.debrief = window.debrief || {};

  function words(list) {
    return "(?:" + list.trim().split(/\s*\n\s*|\s*\|\s*/).join("|").replace(/'/g, "['’]") + ")";
  }
  /* What comes first in `kinds` is meant harmlessly; the rest is found as the last group that it names. */
  function pattern(harmless, telling) {
    return new RegExp("\\b(?:" + harmless.join("|") + ")\\b|\\b(" + telling.join("|") + ")(?![\\w’'-])", "gi");
  }
  function stretches(text, regexp) {
    var found = [];
    var match;
    regexp.lastIndex = 0;
    while ((match = regexp.exec(text))) {
      if (match[1]) found.push([match.index, match.index + match[0].length]);
    }
    return found;
  }

  /* What tells who wrote it: oneself as the one who did, had or was something; opinions and wishes tell little. */
  var HEDGE = words("really|still|also|just|only|simply|personally|honestly|never|always|often|rather|quite|firmly|therefore|can|could|do|don't|do not|did|didn't|did not|would|wouldn't|would not|cannot|can't|might|may|must|have to") + " ";
  var OPINION = words("blame|think|thought|believe|feel|guess|suggest|hope|wish|agree|wonder|suppose|propose|like|liked|love|loved|prefer|doubt|mean|find|found it|know|understand|see|expect|want|ask|imagine|recommend|appreciate|trust|remember|say|read|admire|assume|noticed|vote|would|could|can|cannot|can't|should(?! have)|might|may|will");
  var MOOD = words("sure|unsure|glad|sorry|happy|afraid|proud|certain|curious|convinced|surprised|grateful|impressed|aware|for|against|in favour|worried|amazed|missing|asking|wondering|thinking");
  var TELLING = pattern([
    "i (?:" + HEDGE + ")*" + OPINION,
    "i(?:['’]d|['’]ll)(?: " + OPINION + ")?",
    "i(?: am|['’]m| was)(?: not| very| quite| really| so)*? " + MOOD,
    "i\\.e",
    "my " + words("(?:own |humble |personal |first )?(?:opinion|view|mind|feeling|impression|guess|suggestion|wish|hope|idea|point|thoughts?|question|understanding|eyes|proposal|advice|worry|concern|vote)"),
    "(?:seems?|seemed|matters?|looks|looked|sounds|clear|new|important|strange|occurs|occurred) to me",
    "let me|for me|tells? me|reminds? me|strikes? me|makes? me (?:think|wonder)"
  ], [
    "my (?:" + words("own|first|second|third|last|old|new|previous|former|next|only|late|early|sick|day|night|parental|maternity|paternity|summer|little|elder|younger|one|two|three|\\w+th") + " )*[\\w’'-]+",
    "mine|myself",
    "i(?:['’](?:m|ve))?(?: [\\w’']+){1,2}",
    "(?:\\w+ )?me",
    "as (?:a|an|the|our) (?:\\w+ )?" + words("apprentice|trainee|intern|student|newcomer|beginner|temp|part-timer|manager|lead|supervisor|foreman|boss|driver|cook|nurse|cashier|mechanic|electrician|plumber|accountant|secretary|woman|man|mother|father|mum|dad|parent|foreigner|volunteer"),
    "as the only [\\w-]+",
    "the only " + words("one|person|woman|man|driver|apprentice|trainee|colleague|cook|nurse") + " (?:on|in|at|there|who|left|present|awake|with)",
    "(?:the )?(?:two|three|both) of us|we (?:two|three)|us two|just us",
    "our " + words("shift|van|tour|crew|night"),
    "(?:\\w+ )?(?:years|months|weeks) (?:here|with (?:us|the company)|in (?:this|the) (?:job|trade|company|team))",
    "new (?:here|to the (?:team|job|company|trade))",
    words("was|had|came|got|went|been") + " (?:alone|ill|sick|off|just|back from|on (?:leave|holiday|call))(?: \\w+)?"
  ]);

  /* What looks for somebody rather than for how it came about. */
  var DONE = words("been|\\w+ed|known|told|seen|done|gone|made|given|taken|sent|written|said|kept|left|thought|put|read|had|got|come|brought|caught|found|paid|met|held|spoken|driven|chosen|shown|understood|heard|let|rung|stood|dealt|run|set|begun|built|sold");
  var BLAMING = pattern([
    words("no|without|not about|free of|nobody is to|nobody was to|no one is to|not here to") + " blame|blame-free|blameless|(?:nobody|no one)['’]s fault",
    "(?:customers?|guests?|people|those|anybody|anyone|everybody|everyone) who",
    "who (?:can|could|will|would|may|might|wants|knows|else|does what|calls|tells)"
  ], [
    words("who|who's") + "(?= " + words("forgot|forgets|did|didn't|failed|missed|lost|broke|ignored|caused|let|left|messed|made|is to|was to blame|was responsible|was on|is responsible|had the|dropped|sent|took|packed|signed") + ")",
    words("find out|found out|ask|asked|wonder|want to know|wants to know|look for|looking for|say|tell us|remember|see|check|name|matters|question is|establish") + " (?:who|whose)",
    "whose|whoever",
    "(?:should|ought to)(?: not|n['’]t)?(?:['’]ve| have| of)(?: (?:never|not|at least|already|simply|just|really|also|long|all))* " + DONE,
    "careless(?:ly|ness)?|sloppy|sloppily|lazy|laziness|negligen(?:t|ce|tly)|incompeten(?:t|ce)|stupid(?:ly|ity)?|idiots?|clueless|thoughtless(?:ly)?|unprofessional|irresponsibl[ey]|culprits?|guilty|scapegoat",
    "blam(?:e|ed|es|ing)",
    words("my|his|her|their|your|our|[\\w-]{1,30}'s") + " (?:own |whole )?fault(?! (?:code|report|light|message|number))|at fault|fault (?:is|was|lies|lay) with|the fault of",
    words("messed|screwed") + " (?:it |this |that |everything )?up|botched",
    words("could not be|couldn't be") + " bothered|" + words("didn't|did not") + " (?:even )?(?:bother|care|pay attention|think)",
    "(?:always|never) " + words("forgets|listens|answers|checks|reads|helps|cares|thinks|cleans|looks|does|comes")
  ]);

  function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }
  /* First names that are also words count only where no sentence begins. */
  var ALSO_WORDS = /^(?:will|may|mark|grace|rose|hope|joy|bill|art|frank|grant|dawn|faith|june|april|august|guy|rich|sue|pat|drew|miles|summer|penny|long|young|brown|black|white|green|king|price|cook|baker|hall|wood|day|may|field)$/i;
  /* And written small these are the word, as far as anybody can tell. */
  var WORDS_WHEN_SMALL = new RegExp("^(?:" + [
    "amber|banks|bell|best|bird|bishop|bond|booth|branch|bridges|buck|burns|bush|butler|carol|carter|case|chance|charity|chase|chip",
    "christian|chuck|clay|cliff|cooper|cross|crystal|dale|daisy|dean|don|driver|duke|earl|farmer|fields|fisher|flowers|ford|forest|fox",
    "french|frost|gates|gene|german|ginger|glass|good|gray|grey|hands|hardy|hazel|head|heather|hill|holly|honey|horn|house|hunt|hunter",
    "iris|ivy|jack|jade|jay|jean|jewel|kit|knight|lamb|lance|lane|law|lily|love|lucky|major|marks|marsh|mason|max|melody|mercy|merry|mills",
    "moon|nick|noble|north|olive|page|park|parks|patience|pearl|peg|pierce|pope|potter|power|powers|pride|prince|queen|ray|reed|rice|rob",
    "robin|rod|root|ruby|rusty|sage|sandy|savage|self|sharp|shepherd|short|singer|skip|small|snow|speed|spring|star|steel|stone|street",
    "strong|sweet|swift|temple|thorn|tower|town|trip|victor|violet|wade|walker|wall|ward|waters|weaver|weeks|wells|west|wild|winter|wise",
    "wolf|woods|worth"
  ].join("|") + ")$");
  function areWordsWhenSmall(named) {
    return named === named.toLowerCase() && named.split(" ").every(function (word) {
      return ALSO_WORDS.test(word) || WORDS_WHEN_SMALL.test(word);
    });
  }
  /* What stands between the names of many people names nobody. */
  var BETWEEN_NAMES = /^(?:van|von|del|della|der|den|des|die|dos|das|bin|ibn|abu|ter|ten|zum|zur|the|and|san)$/i;
  function beginsSentence(text, from) {
    return /(?:^|[.!?…:\n“"])\s*$/.test(text.slice(0, from));
  }

  /* Of a double name each half counts too. */
  function partsOf(people) {
    var parts = people.join(" ").split(/[\s,]+/);
    var halves = parts.filter(function (part) { return part.indexOf("-") > 0; }).join("-").split("-");
    return parts.concat(halves).filter(function (part) { return part.length > 2 && !BETWEEN_NAMES.test(part); });
  }

  debrief.wording = {
    telling: function (text) { return stretches(text, TELLING); },
    blaming: function (text) { return stretches(text, BLAMING); },
    /* Where one of these people is named, in full or by one part of the name, in capital letters or small. */
    naming: function (text, people) {
      var parts = partsOf(people);
      var whole = people.map(function (name) { return name.toLowerCase(); });
      if (!parts.length) return [];
      var regexp = new RegExp("(^|[^\\p{L}\\p{N}_-])((?:" + parts.map(escaped).join("|") + ")(?: (?:" + parts.map(escaped).join("|") + "))*)(?![\\p{L}\\p{N}_-])", "giu");
      var found = [];
      var match;
      while ((match = regexp.exec(text))) {
        var from = match.index + match[1].length;
        var isWord = (areWordsWhenSmall(match[2]) && whole.indexOf(match[2]) < 0) || (ALSO_WORDS.test(match[2]) && beginsSentence(text, from));
        if (!isWord) found.push([from, from + match[2].length]);
      }
      return found;
    },
    /* The notes in one box, as the server parts them. */
    notes: function (text) {
      return text.replace(/\r\n?/g, "\n").split(/\n[^\S\n]*\n/).map(function (note) { return note.trim(); }).filter(function (note) {
        return /[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}]/u.test(note);
      });
    }
  };
})();
