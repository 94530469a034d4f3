"""Sentences as people write them into debriefs, all made up, and what each should be hinted at for.

`t` tells who wrote it, `b` looks for somebody rather than for how it came about, `n` names one of the invited, `-` none of
these. KNOWN were at hand when the words in static/js/wording.js were chosen; UNSEEN were written afterwards, and no word
was chosen by them.
"""

from __future__ import annotations

from dataclasses import dataclass

INVITED = ["Mara Lind", "Jonas Weber", "Will Parker", "Grace Okafor", "Renée Dubois", "Mark Ho", "Ann-Sophie Krüger"]


@dataclass(frozen=True)
class Sentence:
    text: str
    kinds: frozenset[str]


def _read(lines: str) -> list[Sentence]:
    rows = [line.split(maxsplit=1) for line in lines.strip().splitlines()]
    return [Sentence(text, frozenset(kinds) - {"-"}) for kinds, text in rows]


KNOWN = _read("""
t It was my first week and nobody had shown me the list.
t I was alone at the counter that afternoon.
t As the only one on shift there was no time to call back.
t My wife saw the van in front of their house.
t When I came back from holiday the order had been lying there for nine days.
t I told her we would be there by noon.
t I took the call and wrote the date on a slip of paper.
t It was me who packed the parcel.
t This was mine, I forgot to pass it on.
t My first day at the desk was the day the letter came.
t I had just started here and did not know the rule.
t I've been here for twelve years and it was never different.
t Nobody told me that the price had changed.
t She asked me for the manager and there was none.
t I drove the second van that day.
t In my old job we had a board for this.
t My shift ended at two, so the call came to nobody.
t I was ill on Thursday and Friday.
t I am the one who orders the paper.
t My son goes to school with their daughter.
t As a trainee one does not dare to stop the belt.
t As the lead on that evening there were two vans to send out.
t I speak Polish, so the customer was put through.
t The two of us were at the depot.
t I signed for the delivery without opening it.
t My phone was off because of the training.
t I promised it by Friday because the system said so.
t After thirty years in this trade one hears it in the voice.
t Being new here makes it hard to say no.
t I left at four because of the kindergarten.
t My knee was bad, so the boxes stayed downstairs.
t I fixed it in ten minutes with my own screwdriver.
t Was alone that evening, so the phone rang through.
t I noticed the smell first and opened the window, then I called the plumber.
tn Jonas and I carried it up to the fourth floor.
t On our shift nobody had the key.
t The customer hugged me at the door.
t My neighbour is their cousin and told us how happy they were.
t I wrote the letter myself, in the evening, by hand.
t I went back with a new one on my way home.
b Who forgot to call the customer back?
b Whoever packed this was asleep.
b They should have called on Monday.
b The driver should have rung the bell twice.
b Somebody ought to have checked the address.
b This was careless.
b It was a careless mistake at the counter.
b The packing was sloppy.
b It is the fault of the night shift.
b It was his fault and everybody knows it.
b The warehouse is to blame.
b I blame the new system and those who bought it.
b The office never listens.
b He always forgets to write it down.
b They could not be bothered to open the box.
b Somebody messed up the order.
b We have to find out who sent it.
b Whose job was it to look at the calendar?
b The person at the desk did not care.
b It was stupid to promise Friday.
b They shouldn't have promised it.
b You should've known that the road was closed.
b That was lazy.
b The supplier was negligent.
b Who is responsible for this mess?
b It is clear who was to blame: the depot.
b The colleague on the phone was unprofessional.
b They screwed up the invoice twice.
b The team was at fault from the beginning.
b It was the driver who left it in the rain.
b We should have asked before ordering.
b We ought to have written the date down.
b They did not even bother to answer.
b Let us ask who left the gate open.
b Only an idiot would stack them like that.
b Everything points to a guilty person in the office.
b The fault lies with the people who plan the tours.
b Nobody would have noticed had they not blamed the customer.
n Mara called the customer twice.
n The parcel was handed to Jonas Weber.
n Renée's idea with the photo was good.
n It was Will who stayed until eight.
n Ask Grace, she keeps the list.
n Ann-Sophie wrote the answer.
n Mr Parker signed it.
n Dubois has the keys.
n The note was in Mark's handwriting.
n Thanks to Mara Lind the cake arrived in time.
n The order lay on Weber's desk.
n Nobody but Jonas knew the password.
tn I gave it to Mara before lunch.
tn Grace and I stayed until ten.
tn Will showed me how the machine works.
bn Mara should have called on Monday.
bn Jonas is to blame for the delay.
bn It was Will Parker's fault.
tb It was my fault.
tb I should have called her back.
tb I blame myself for the wrong date.
tb I was careless with the label.
- The customer waited nine days without hearing anything from us.
- We promised a date that the depot had never confirmed.
- There was no list of open orders at the counter.
- The person at the desk offered a chair and a glass of water.
- I think we promised more than we could keep.
- In my opinion the form asks for too much.
- I believe a single call would have turned it around.
- It seems to me that nobody owns the calendar.
- The address on the label was the old one.
- The system shows the order as sent although it is still here.
- The handover between late and early shift has no fixed place.
- We should have a list by the phone.
- Each van should have two straps.
- A call before the delivery would have helped.
- The customer who wrote to us had called three times.
- People who wait want to hear something.
- It was not clear which of the two dates was meant.
- The pump had a fault that was known to the maker.
- The fault report reached the workshop a week later.
- The price had changed and the shop window still showed the old one.
- What helped was the photo of the door.
- The gift was wrapped without being asked for.
- The driver took the sofa up to the fourth floor although it was not in the order.
- The person on the phone listened for twenty minutes.
- We will call every customer on the day before.
- From now on the box is opened in front of the customer.
- Every Monday we read the open letters together.
- How did the wrong date come into the calendar?
- What would have made it easy to call back?
- There is mark on the table where the vase stood.
- The customer asked whether we will come again.
- A will was among the papers, so it had to be registered post.
- Will the customer get an answer this week?
- May we open the parcel before it is sent?
- Grace periods are not written into the contract.
- Mark the box before it leaves the depot.
- The only thing that helped was the phone number on the van.
- The only way to reach the workshop is by letter.
- As an apology we sent flowers.
- As a customer one expects to hear something within a day.
- As a team we were quick.
- Nobody knew that the road was closed.
- I hope we keep doing this.
- I wish there were a second phone.
- I would call first next time.
- I suggest a board with the open promises.
- I agree with the customer.
- I am glad that it ended well.
- I find the rule too strict.
- My impression is that the form is too long.
- Let me add that the weather was bad.
- The letter reached the right desk on the same day.
- The rule says that refunds need two signatures.
- Two signatures took four days.
- There is no rule for small refunds.
- The counter is staffed by one person from two to six.
- The supplier sent the wrong colour and the check was skipped because of the queue.
- The phone was not answered between twelve and two.
- The mail went to an address that nobody reads.
- We answered within an hour and called the next day.
- The workshop lent a machine free of charge.
- The new label can be read from three metres.
- The person at the door remembered the name of the dog.
- No blame is meant by this: the list was simply full.
- It is nobody's fault, the bridge was closed.
- Who can call the customer tomorrow?
- The one who orders can also cancel.
- What we had told them was wrong by two days.
""")

UNSEEN = _read("""
t I opened the box and the glass was already broken.
t My colleague and I had swapped tours that morning.
t It happened on my birthday, so the date is easy to remember.
t I had the customer on the line for forty minutes.
t We were two at the depot and the other one was on the roof.
t He shouted at me before I could say a word.
t I live two streets away, so I brought it over.
t My supervisor had told me to wait.
t As a mother one knows how long a night with a sick child is.
t I was the last to leave and locked the door.
t That morning my train was late.
t I had only been shown the old form.
t Since my operation heavy boxes are not for me.
t During my apprenticeship we always rang twice.
t I still have the note in my drawer.
t I am usually in the workshop and only helped out.
t The customer asked for me by name.
t I answered the mail from home in the evening.
t I have worked the late shift since May.
t My German is not good enough for such a call.
t I didn't see the second page.
t I forgot the straps.
t The bow on the parcel was my idea, there was ribbon left from the wedding.
t I sat with her until the taxi came.
t I've known the family since school.
t They thanked me with a cake.
t I spent my break looking for the screw.
t She recognised me from the swimming club.
t I come from the same village and we got talking.
t In my third week one does not know the codes yet.
t On Saturdays I am by myself in the shop.
t It was me.
t I changed the date in the calendar because the van was full.
t We three had stayed late that day.
t I translated the letter for the driver.
b Who on earth signed this?
b The fitter was too lazy to climb up again.
b Somebody must have slept through the alarm.
b They should never have let it go out like this.
b She ought to have asked somebody.
b If the office had done its job, this would not have happened.
b The delay is entirely their fault.
b The blame belongs to the planners.
b You can tell who did it by the handwriting.
b The night shift never cleans the machine.
b This was pure negligence.
b It is typical of sales to promise everything.
b The new colleague is simply not up to it.
b Nobody in dispatch thinks before printing.
b I want to know who approved this.
b It was thoughtless to leave it outside.
b The caller was treated rudely by someone who does not like people.
b The workshop botched the repair.
b They did not care about the promise.
b An incompetent decision from above.
b Accounting should have seen that at once.
b We shouldn't have let it go that far.
b Those in charge failed again.
b Who had the duty phone?
b It has to be said who dropped it.
b Guilty is the one who planned the tour.
b The customer is to blame, the address was wrong.
b He must be more careful.
b Carelessly stacked boxes fell over.
b Whose idea was this?
n The keys were with Mara.
n Jonas had written the date on the board.
n As Mark said, the label fell off.
n Renée had a spare screw in the car.
n Okafor answered within the hour.
n The customer praised Ann-Sophie by name.
n Please ask Ms Lind.
n It was a good idea of Grace's.
n Will drove back to fetch it.
n Parker and Weber lifted it together.
n mara knew the code.
tn Jonas told me to leave it.
tn My desk is next to Mara's.
bn Renée never reads the board.
bn Mark should have locked it.
tb It was my own fault and I am sorry.
tb I was too lazy to look it up.
- The box was opened and the glass was already broken.
- The call took forty minutes because three offers had to be looked up.
- The code on the label could not be read in the rain.
- The customer said that somebody had been very kind to her.
- The answer went out on the same day, with a photo of the finished work.
- In the calendar the tour stood on the wrong Tuesday.
- The straps are kept in the office, the vans stand in the yard.
- Nobody is told when a promise is moved.
- I think the bow made the difference.
- I would put the straps into the van.
- I am not sure whether the letter was ever opened.
- I don't know how the date came about.
- We had agreed on ten days and told her seven.
- We did not call because no number was on the order.
- What if the form asked for a number?
- How can the late shift see what was promised in the morning?
- Whoever answers the phone can give up to fifty euros back without asking.
- The driver has the number of the customer and calls from the last stop.
- Customers who order by phone get no confirmation.
- There should be two keys.
- The new hall is cold and the tape does not hold.
- The tape did not hold because the hall is cold.
- A fault in the scanner hid the second page.
- The maker replaced it free of charge.
- The waiting room had no heating that week.
- Thirty orders came in within an hour.
- The mail said Friday, the phone said Monday.
- The price on the shelf was that of last week.
- Nothing in the contract says how long it may take.
- The welcome was warm and there was coffee.
- The dog was allowed in, which is not in the house rules.
- The repair was explained with a drawing.
- A drawing says more than three mails.
- Let us keep the drawing as a habit.
- The thank-you card was signed by the whole workshop.
- The replacement came before the old one was collected.
- The first call was answered after four rings.
- May is the busiest month.
- The will of the customer was clear.
- The mark on the door showed where the bell is.
- It is a matter of minutes.
- The only question is how often this happens.
- It was nobody's task to look at the list in the evening.
- The list was full and nobody could see it.
- The refund was paid twice.
- Both dates were in the system, one of them hidden.
- What we say on the phone is not written down anywhere.
- Nearly went wrong: the van was blocked by snow.
- It might have ended in the ditch.
- The customer would have liked a call.
- A call at noon would have been enough.
- The rule should be shorter.
- The hotline has new hours.
- In short: too many forms, too little time.
- The person who took the order also delivered it.
- The person at the till noticed that the card was missing.
- She was told to come back on Monday.
- The customer asked me-and-mine style questions about the family offer.
""")
